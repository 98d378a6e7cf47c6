// A target with its gradient: what Hamiltonian and Langevin samplers need.

/// A log density on ℝⁿ, up to a constant, with its gradient.
public protocol LogDensity: Target {
  /// An evaluator of value and gradient, with buffers of its own. Each chain asks for one, from its own thread.
  func makeEvaluator() throws(SamplingError) -> any LogDensityEvaluator
}

extension LogDensity {
  public func makeValueEvaluator() throws(SamplingError) -> any ValueEvaluator {
    ValueOfGradientEvaluator(try makeEvaluator(), dimension: dimension)
  }
}

private final class ValueOfGradientEvaluator: ValueEvaluator {
  private let evaluator: any LogDensityEvaluator
  private let gradient: UnsafeMutableBufferPointer<Double>

  init(_ evaluator: any LogDensityEvaluator, dimension: Int) {
    self.evaluator = evaluator
    gradient = .allocate(capacity: dimension)
    gradient.initialize(repeating: 0)
  }

  deinit { gradient.deallocate() }

  func value(at position: UnsafeBufferPointer<Double>) -> Double {
    evaluator.valueAndGradient(at: position, gradient: gradient)
  }
}

/// Evaluates a log density for one chain.
///
/// It is used by one thread at a time, and should not allocate.
public protocol LogDensityEvaluator: AnyObject {
  /// The log density at a position; its gradient is written to `gradient`.
  ///
  /// Both buffers have as many elements as the density has dimensions. Where the value is not finite the gradient is not
  /// read.
  func valueAndGradient(
    at position: UnsafeBufferPointer<Double>, gradient: UnsafeMutableBufferPointer<Double>
  ) -> Double
}
