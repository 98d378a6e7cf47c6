// The one thing that samplers know of a model: its log density with the gradient, at a flat position.

/// A log density on ℝⁿ, up to a constant, with its gradient.
///
/// The law of bad numbers: −∞ means that the position is outside the support. NaN (of the value or of any element of the
/// gradient) or +∞ means that there is no usable number. Samplers reject such a position and count a divergence; at the
/// start it is an error. Nothing traps.
///
/// The same position must give the same bits, whichever evaluator is asked: draws are repeatable only then.
public protocol LogDensity: Sendable {
  /// The number of coordinates; may be 0.
  var dimension: Int { get }

  /// An evaluator with buffers of its own. Each chain asks for one, from its own thread.
  func makeEvaluator() throws(SamplingError) -> any LogDensityEvaluator

  /// What is not finite at a position, in words that name the term; nil where nothing is known. Used in messages only.
  func diagnose(at position: UnsafeBufferPointer<Double>) -> String?
}

extension LogDensity {
  /// Nothing is known.
  public func diagnose(at position: UnsafeBufferPointer<Double>) -> String? { nil }
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
