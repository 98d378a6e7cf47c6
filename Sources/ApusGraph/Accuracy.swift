// How accurate an Op's numbers are, where they have fewer digits than double precision gives.

/// The relative errors of an Op's results and derivatives.
///
/// A routine in single precision, a table, or a derivative by differences is right to a few digits only. Declared, these
/// errors widen the tolerance with which the Op's rule is verified, and the gradient report states them.
public struct Accuracy: Hashable, Sendable, CustomStringConvertible {
  /// The error of the results, relative to their size.
  public let value: Double
  /// The error of the derivatives, relative to the largest derivative for the same operand.
  public let rule: Double

  /// The largest error that can be declared: what is less accurate cannot be told from a mistake.
  package static let limit = 0.01

  /// Relative errors, each from 0 to ``limit``; others are moved there, and NaN is 0.
  public init(value: Double = 0, rule: Double = 0) {
    func valid(_ error: Double) -> Double { error > 0 ? min(error, Self.limit) : 0 }
    self.value = valid(value)
    self.rule = valid(rule)
  }

  /// That of double precision.
  public static let full = Accuracy()
  /// That of single precision: some ten roundings of the value, and a hundred of the derivative.
  public static let singlePrecision = Accuracy(value: 1e-6, rule: 1e-5)

  /// Such as `value to 1e-06, derivative to 1e-05`.
  public var description: String {
    guard self != .full else { return "double precision" }
    let parts = [("value", value), ("derivative", rule)].filter { $0.1 > 0 }
    return parts.map { "\($0.0) to \($0.1)" }.joined(separator: ", ")
  }
}

/// What may declare its accuracy: every ``Op``, and every routine that becomes one.
public protocol AccuracyContract: Sendable {
  /// How accurate values and derivatives are; ``Accuracy/full`` where it is not given.
  var accuracy: Accuracy { get }
}

extension AccuracyContract {
  /// That of double precision.
  public var accuracy: Accuracy { .full }
}
