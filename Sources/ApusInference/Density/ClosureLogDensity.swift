// A log density from a closure, for densities written by hand.

/// A log density whose value and gradient a closure computes.
///
/// The closure is called from several threads at once; it reads the position, writes the gradient and returns the value:
///
/// ```swift
/// let normal = ClosureLogDensity(dimension: 2) { q, gradient in
///   for i in q.indices { gradient[i] = -q[i] }
///   return -0.5 * (q[0] * q[0] + q[1] * q[1])
/// }
/// ```
public struct ClosureLogDensity: LogDensity {
  public let dimension: Int
  private let body: ValueAndGradient

  /// The log density that a closure computes.
  ///
  /// - Precondition: the dimension is not negative.
  public init(
    dimension: Int,
    valueAndGradient:
      @escaping @Sendable (
        _ position: UnsafeBufferPointer<Double>, _ gradient: UnsafeMutableBufferPointer<Double>
      ) -> Double
  ) {
    self.dimension = dimension
    body = valueAndGradient
  }

  public func makeEvaluator() -> any LogDensityEvaluator { ClosureEvaluator(body) }
}

/// Computes the value at a position and writes its gradient.
private typealias ValueAndGradient =
  @Sendable (_ position: UnsafeBufferPointer<Double>, _ gradient: UnsafeMutableBufferPointer<Double>) -> Double

private final class ClosureEvaluator: LogDensityEvaluator {
  private let body: ValueAndGradient

  init(_ body: @escaping ValueAndGradient) { self.body = body }

  func valueAndGradient(
    at position: UnsafeBufferPointer<Double>, gradient: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    body(position, gradient)
  }
}
