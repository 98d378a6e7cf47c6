// The values that a discrete parameter can take, where they are finitely many and known before sampling.

internal import ApusDistributions
internal import ApusGraph
internal import ApusInterpreter

/// The values of each element of a discrete parameter.
struct FiniteValues {
  /// The values of all elements together, increasing.
  let all: ClosedRange<Int>
  /// The least and the greatest value of each element; nil where all elements have all values.
  let bounds: (lower: [Int], upper: [Int])?

  var count: Int { all.count }

  /// The most values that are enumerated.
  static let most = 10_000

  /// - Parameter data: the data that bounds may depend on.
  /// - Throws: ``ModelError/misuse(name:reason:location:)`` where the values are no finite set that is known.
  init(of parameter: Parameter, _ data: [Tensor: NDArray]) throws(ModelError) {
    func refusal(_ reason: String) -> ModelError {
      .misuse(
        name: parameter.name, reason: "it cannot be summed out: \(reason)", location: parameter.location)
    }
    guard parameter.isDiscrete else { throw refusal("its values are real numbers") }
    guard parameter.distribution.eventRank == 0 else {
      throw refusal(
        "\(parameter.distribution.name) is a distribution of vectors, whose elements have no values of their own")
    }
    guard let (lower, upper) = Self.range(of: parameter.distribution, parameter.value.shape, data) else {
      throw refusal(
        "\(parameter.distribution.name) has infinitely many values, or bounds that depend on parameters; "
          + "Truncated(…, upper: …) with constant bounds has finitely many")
    }
    guard let least = lower.min(), let greatest = upper.max(), zip(lower, upper).allSatisfy({ $0 <= $1 }) else {
      throw refusal("it has no elements, or an element without values")
    }
    let (width, overflows) = greatest.subtractingReportingOverflow(least)
    guard !overflows, width < Self.most else {
      throw refusal("it has more than \(Self.most) values")
    }
    all = least...greatest
    bounds =
      lower.allSatisfy { $0 == least } && upper.allSatisfy { $0 == greatest } ? nil : (lower: lower, upper: upper)
  }

  /// The least and the greatest value of each element.
  private static func range(
    of distribution: any Distribution, _ shape: Shape, _ data: [Tensor: NDArray]
  ) -> (lower: [Int], upper: [Int])? {
    switch distribution.support.elements {
    case .booleans:
      return (
        Array(repeating: 0, count: shape.elementCount), Array(repeating: 1, count: shape.elementCount)
      )
    case .integers(let lower, let upper):
      guard let low = integers(lower, shape, data), let high = integers(upper, shape, data) else { return nil }
      return (low, high)
    default:
      // The support of a mixture of unlike components may be wider than all of them together.
      guard let mixture = distribution as? Mixture else { return nil }
      let ranges = mixture.components.compactMap { range(of: $0, shape, data) }
      guard let first = ranges.first, ranges.count == mixture.components.count else { return nil }
      return ranges.dropFirst().reduce(first) { known, next in
        (zip(known.lower, next.lower).map { min($0, $1) }, zip(known.upper, next.upper).map { max($0, $1) })
      }
    }
  }

  private static func integers(_ bound: Tensor, _ shape: Shape, _ data: [Tensor: NDArray]) -> [Int]? {
    guard bound.error == nil, bound.shape.broadcasts(to: shape),
      let values = try? evaluate(bound.broadcast(to: shape), data).doubles
    else { return nil }
    let whole = values.compactMap { Int(exactly: $0) }
    return whole.count == values.count ? whole : nil
  }
}
