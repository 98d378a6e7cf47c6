// Where a routine of the user's own is defined: outside it gives NaN, and the sampler counts how often that happened.

internal import ApusGraph

/// An interval of numbers in which an operand must lie.
public struct OperandDomain: Hashable, Sendable, CustomStringConvertible {
  /// The least number; −∞ where there is none.
  package let lower: Double
  /// The greatest number; ∞ where there is none.
  package let upper: Double
  package let includesLower: Bool
  package let includesUpper: Bool

  /// An interval. Nothing lies in it where `lower` is above `upper` or one of them is NaN.
  package init(_ lower: Double, _ upper: Double, includesLower: Bool = true, includesUpper: Bool = true) {
    self.lower = lower
    self.upper = upper
    self.includesLower = includesLower
    self.includesUpper = includesUpper
  }

  /// lower ≤ x ≤ upper.
  public static func closed(_ lower: Double, _ upper: Double) -> OperandDomain { OperandDomain(lower, upper) }
  /// lower < x < upper.
  public static func open(_ lower: Double, _ upper: Double) -> OperandDomain {
    OperandDomain(lower, upper, includesLower: false, includesUpper: false)
  }
  /// lower ≤ x < upper.
  public static func halfOpen(_ lower: Double, _ upper: Double) -> OperandDomain {
    OperandDomain(lower, upper, includesUpper: false)
  }
  /// x > 0.
  public static let positive = open(0, .infinity)
  /// x ≥ 0.
  public static let nonnegative = halfOpen(0, .infinity)

  /// Whether a number lies in the domain; NaN does not.
  @inline(__always) package func contains(_ x: Double) -> Bool {
    (includesLower ? x >= lower : x > lower) && (includesUpper ? x <= upper : x < upper)
  }

  /// Such as `[0, 1)`.
  public var description: String {
    func text(_ bound: Double) -> String {
      bound.isInfinite
        ? (bound < 0 ? "−∞" : "∞") : bound == bound.rounded() && bound.magnitude < 1e15 ? "\(Int(bound))" : "\(bound)"
    }
    return
      "\(includesLower && lower.isFinite ? "[" : "(")\(text(lower)), \(text(upper))\(includesUpper && upper.isFinite ? "]" : ")")"
  }
}

/// A routine that is defined for some operands only.
///
/// An ``ElementwiseOp`` or ``BlackBoxOp`` conforms to it beside its own protocol. Where an operand lies outside, the routine is
/// not called and its results are NaN (for an ``ElementwiseOp`` those of the element alone): nothing is clipped. Sampling
/// counts the points where that reached the log density, by Op and operand.
public protocol DomainContract: Sendable {
  /// The domain of an operand; nil where it may be any number.
  func domain(ofOperand index: Int) -> OperandDomain?
  /// What the operand is called in messages; `operand 0` and so on where it is not given.
  func nameOfOperand(_ index: Int) -> String
}

extension DomainContract {
  public func nameOfOperand(_ index: Int) -> String { "operand \(index)" }

  /// The domains of operands that have one, by their numbers.
  package func domains(count: Int) -> [(operand: Int, domain: OperandDomain)] {
    (0..<count).compactMap { index in domain(ofOperand: index).map { (index, $0) } }
  }
}
