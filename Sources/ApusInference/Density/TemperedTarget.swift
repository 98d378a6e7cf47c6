// A target whose prior and likelihood are apart, for samplers that go from the one to the posterior.

/// A log density that is the sum of a prior, which can be drawn from, and a log likelihood.
public protocol TemperedTarget: Target {
  /// An evaluator of both parts, with buffers of its own.
  func makeTemperedEvaluator() throws(SamplingError) -> any TemperedEvaluator

  /// Draws from the prior, one after another: `count` times ``Target/dimension`` coordinates.
  ///
  /// They depend on the seed and the stream alone.
  ///
  /// - Throws: ``SamplingError/evaluatorUnavailable(_:)`` where the prior cannot be drawn from; the text says why.
  func drawPrior(count: Int, seed: UInt64, stream: UInt64) throws(SamplingError) -> [Double]
}

/// Evaluates prior and likelihood for one thread.
public protocol TemperedEvaluator: AnyObject {
  /// The log density of the prior, with the transforms' log-Jacobians, and the log likelihood, both normalised, so that evidence
  /// can be computed.
  func parts(at position: UnsafeBufferPointer<Double>) -> (prior: Double, likelihood: Double)
}
