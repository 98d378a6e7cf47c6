// A discrete parameter where a method needs continuous ones: what it is, and what can be done.

internal import ApusDistributions
public import ApusGraph
internal import ApusInterpreter

/// A parameter with discrete values that a method cannot move.
public struct DiscreteParameter: Sendable, CustomStringConvertible {
  /// The parameter.
  public let name: String
  /// Its distribution, such as `Categorical`.
  public let distribution: String
  /// The number of values that an element can have; nil where there are infinitely many, or their number depends on the element
  /// or on other parameters.
  public let supportSize: Int?
  /// The number of elements.
  public let elementCount: Int
  /// What needs continuous parameters, such as `NUTS`.
  public let method: String
  /// The user's line.
  public let location: SourceLocation

  public var description: String {
    let values = supportSize.map { "\($0) value\($0 == 1 ? "" : "s")" } ?? "no fixed, finite number of values"
    let elements = elementCount == 1 ? "" : " for each of its \(elementCount) elements"
    let sum = "sum it out, as in model.marginalized(over: [\"\(name)\"])"
    let way =
      supportSize == nil
      ? "Truncate it, as in Truncated(…, upper: …) with a bound beyond which there is nearly no probability, and \(sum)"
      : "S" + sum.dropFirst()
    return
      "the parameter '\(name)' takes discrete values, and \(method) needs continuous ones: \(distribution) has \(values)"
      + "\(elements) (\(location)). \(way); or "
      + "observe it, as in model.conditioned(on: [\"\(name)\": …]); or write a kernel of your own whose traits say "
      + "`movesIntegers`, and sample with .kernel(…)"
  }
}

extension Model {
  /// - Parameter method: what needs continuous parameters, for the message.
  /// - Throws: ``ModelError/discreteParameter(_:)`` for the first parameter that is not.
  func requireContinuous(for method: String = "the gradient") throws(ModelError) {
    guard let parameter = parameters.first(where: \.isDiscrete) else { return }
    throw .discreteParameter(
      DiscreteParameter(
        name: parameter.name, distribution: parameter.distribution.name,
        supportSize: valueCount(of: parameter.distribution), elementCount: parameter.value.type.elementCount,
        method: method, location: parameter.location))
  }

  private func valueCount(of distribution: any Distribution) -> Int? {
    guard let range = range(of: distribution) else { return nil }
    let (difference, overflows) = range.upper.subtractingReportingOverflow(range.lower)
    return overflows || difference < 0 || difference == .max ? nil : difference + 1
  }

  /// The least and the greatest integer of a support, where both are known and the same for all elements.
  private func range(of distribution: any Distribution) -> (lower: Int, upper: Int)? {
    switch distribution.support.elements {
    case .booleans: return (0, 1)
    case .integers(let lower, let upper):
      guard let low = integer(lower), let high = integer(upper) else { return nil }
      return (low, high)
    default:
      // The support of a mixture of unlike components is wider than all of them together.
      guard let mixture = distribution as? Mixture else { return nil }
      let ranges = mixture.components.compactMap(range)
      guard ranges.count == mixture.components.count, let lower = ranges.map(\.lower).min(),
        let upper = ranges.map(\.upper).max()
      else { return nil }
      return (lower, upper)
    }
  }

  private func integer(_ bound: Tensor) -> Int? {
    guard bound.error == nil, let values = try? evaluate(bound, dataBindings).doubles, let first = values.first,
      values.allSatisfy({ $0 == first })
    else { return nil }
    return Int(exactly: first)
  }
}
