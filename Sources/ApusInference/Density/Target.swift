// What samplers know of a model: a log density at a flat position, and what it can do besides.

/// A log density on ℝⁿ, up to a constant: all that a sampler without gradients needs.
///
/// What a target can do besides is said by its conformances: ``LogDensity`` has the gradient, ``TemperedTarget`` has prior and
/// likelihood apart. A sampler that needs what a target has not throws ``SamplingError/missingCapability(_:sampler:)``.
///
/// The law of bad numbers: −∞ means that the position is outside the support. NaN (of the value or of any element of the
/// gradient) or +∞ means that there is no usable number. Samplers reject such a position; at the start it is an error. Nothing
/// traps.
///
/// The same position must give the same bits, whichever evaluator is asked: draws are repeatable only then.
public protocol Target: Sendable {
  /// The number of coordinates; may be 0.
  var dimension: Int { get }

  /// An evaluator of the value, with buffers of its own. Each chain asks for one, from its own thread.
  func makeValueEvaluator() throws(SamplingError) -> any ValueEvaluator

  /// What is not finite at a position, in words that name the term; nil where nothing is known. Used in messages only.
  func diagnose(at position: UnsafeBufferPointer<Double>) -> String?
}

extension Target {
  public func diagnose(at position: UnsafeBufferPointer<Double>) -> String? { nil }
}

/// Evaluates a log density for one chain.
///
/// It is used by one thread at a time, and should not allocate.
public protocol ValueEvaluator: AnyObject {
  /// The log density at a position of as many elements as the target has dimensions.
  func value(at position: UnsafeBufferPointer<Double>) -> Double
}

/// What a sampler may need of a target besides its value.
public enum TargetCapability: String, Sendable, Hashable {
  /// The gradient: ``LogDensity``.
  case gradient
  /// Prior and likelihood apart, and draws from the prior: ``TemperedTarget``.
  case priorAndLikelihood = "prior and likelihood apart"
}

/// A target from a closure that computes its value, for densities without a gradient.
///
/// The closure is called from several threads at once.
public struct ClosureTarget: Target {
  public let dimension: Int
  private let body: @Sendable (UnsafeBufferPointer<Double>) -> Double

  /// - Precondition: the dimension is not negative.
  public init(dimension: Int, value: @escaping @Sendable (_ position: UnsafeBufferPointer<Double>) -> Double) {
    self.dimension = dimension
    body = value
  }

  public func makeValueEvaluator() -> any ValueEvaluator { ClosureValueEvaluator(body) }
}

private final class ClosureValueEvaluator: ValueEvaluator {
  private let body: @Sendable (UnsafeBufferPointer<Double>) -> Double

  init(_ body: @escaping @Sendable (UnsafeBufferPointer<Double>) -> Double) { self.body = body }

  func value(at position: UnsafeBufferPointer<Double>) -> Double { body(position) }
}
