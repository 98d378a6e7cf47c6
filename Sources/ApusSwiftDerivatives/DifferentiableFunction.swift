// A Swift `@differentiable` function as an elementwise Op: the compiler's derivative, or the user's `@derivative(of:)`.

public import ApusGraph
public import ApusOps
internal import _Differentiation

/// A scalar function that the Swift compiler differentiates, applied elementwise to operands that broadcast.
///
/// ```swift
/// let damped = DifferentiableFunction("damped") { (x: Double, rate: Double) in exp(-rate * x) * x }
/// let y = damped(x, rate)
/// ```
///
/// A derivative that is registered by `@derivative(of:)` is the one that is used. Each element costs a closure with a
/// heap-allocated pullback, about 40 ns: it is a bridge for scalar functions, not for array code. Two functions are
/// equal only if one is a copy of the other.
public struct DifferentiableFunction: ElementwiseOp, BuiltInOp {
  /// The name in messages and reports.
  public let name: String
  /// The number of operands.
  public let operandCount: Int
  private let implementation: Implementation

  /// A function of one number.
  public init(_ name: String, _ function: @escaping @differentiable(reverse) @Sendable (Double) -> Double) {
    self.init(
      name, operandCount: 1, value: { function($0[0]) },
      partials: { x, partials in partials[0] = gradient(at: x[0], of: function) })
  }

  /// A function of two numbers.
  public init(_ name: String, _ function: @escaping @differentiable(reverse) @Sendable (Double, Double) -> Double) {
    self.init(
      name, operandCount: 2, value: { function($0[0], $0[1]) },
      partials: { x, partials in (partials[0], partials[1]) = gradient(at: x[0], x[1], of: function) })
  }

  /// A function of three numbers.
  public init(
    _ name: String, _ function: @escaping @differentiable(reverse) @Sendable (Double, Double, Double) -> Double
  ) {
    self.init(
      name, operandCount: 3, value: { function($0[0], $0[1], $0[2]) },
      partials: { x, partials in
        (partials[0], partials[1], partials[2]) = gradient(at: x[0], x[1], x[2], of: function)
      })
  }

  private init(
    _ name: String, operandCount: Int, value: @escaping @Sendable (UnsafePointer<Double>) -> Double,
    partials: @escaping @Sendable (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) {
    self.name = name
    self.operandCount = operandCount
    implementation = Implementation(value: value, partials: partials)
  }

  /// The function's value.
  public func value(at point: UnsafePointer<Double>) -> Double { implementation.value(point) }

  /// The compiler's partial derivatives.
  public func writePartials(
    at point: UnsafePointer<Double>, result: Double, into partials: UnsafeMutablePointer<Double>
  ) {
    implementation.partials(point, partials)
  }

  package var ownRule: GradientRule { .swift }
}

/// The closures behind a function; it is equal to itself alone, since closures cannot be compared.
private final class Implementation: Hashable, Sendable {
  let value: @Sendable (UnsafePointer<Double>) -> Double
  let partials: @Sendable (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void

  init(
    value: @escaping @Sendable (UnsafePointer<Double>) -> Double,
    partials: @escaping @Sendable (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) {
    self.value = value
    self.partials = partials
  }

  static func == (a: Implementation, b: Implementation) -> Bool { a === b }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
