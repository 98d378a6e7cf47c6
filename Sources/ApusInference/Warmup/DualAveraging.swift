// Nesterov's dual averaging of the logarithm of the step size.

internal import ApusRandom

/// Adapts a step size until the mean acceptance probability is the target.
///
/// x = μ − √t / γ · s̄ with s̄ the weighted mean of (target − acceptance); the logarithms x are averaged with weights t^−κ.
///
/// Reference: Hoffman, Gelman (2014), The No-U-Turn sampler, section 3.2; γ = 0.05, t₀ = 10, κ = 0.75 as there.
public struct DualAveraging: Sendable, Hashable, Codable {
  /// The acceptance probability that is aimed at.
  public let target: Double
  /// The step size for the next transition.
  public private(set) var stepSize: Double
  private var center: Double
  private var count = 0
  private var errorMean = 0.0
  private var logMean = 0.0

  /// An adaptation that begins at a step size, and is drawn towards ten times it.
  public init(target: Double, stepSize: Double) {
    self.target = target
    self.stepSize = stepSize
    center = Stable.log(10 * stepSize)
  }

  /// Starts again from a step size.
  public mutating func restart(stepSize: Double) { self = DualAveraging(target: target, stepSize: stepSize) }

  /// Learns from the acceptance probability of a transition.
  public mutating func update(acceptance: Double) {
    count += 1
    let t = Double(count)
    let weight = 1 / (t + 10)
    errorMean = (1 - weight) * errorMean + weight * (target - acceptance)
    let x = center - t.squareRoot() / 0.05 * errorMean
    // t^−¾
    let recency = 1 / (t.squareRoot() * t.squareRoot().squareRoot())
    logMean = (1 - recency) * logMean + recency * x
    stepSize = Stable.exp(x)
  }

  /// The averaged step size, for the transitions after the adaptation.
  public var finalStepSize: Double { count == 0 ? stepSize : Stable.exp(logMean) }
}
