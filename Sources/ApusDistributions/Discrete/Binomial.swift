// The binomial distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The binomial distribution of the successes in n trials, each with probability p or with its logit η, on {0, …, n}.
///
/// log P(k) = log C(n, k) + k log p + (n − k) log(1 − p). With a probability it is computed in Loader's saddle-point form, in
/// which nothing cancels for large n; with a logit the logarithms are softplus functions of η, and the absolute error is
/// about 1e-16 n. Terms of n and k alone are expressions of their own.
///
/// Reference: Loader (2000), Fast and accurate computation of binomial probabilities.
/// Checked against: mpmath, scipy.stats.binom.
public struct Binomial: DistributionWithMoments, DistributionWithCDF {
  // MARK: Parameters

  /// The number n of trials.
  public let trials: Tensor
  private let parameter: TrialParameter

  /// `trials` trials that succeed with `probability` p in [0, 1].
  public init(trials: some TensorConvertible, probability: some TensorConvertible) {
    self.trials = trials.tensor
    parameter = .probability(probability.tensor)
  }

  /// `trials` trials that succeed with probability 1/(1 + exp(−η)).
  public init(trials: some TensorConvertible, logit: some TensorConvertible) {
    self.trials = trials.tensor
    parameter = .logit(logit.tensor)
  }

  /// n, and p or η.
  public var parameters: [DistributionParameter] { [DistributionParameter("trials", trials, .count), parameter.named] }
  /// The integers from 0 to n.
  public var support: Support { .integers(lower: 0, upper: trials) }
  /// What the parameters broadcast to.
  public var shape: Shape { broadcastParameterShape }

  // MARK: Log density

  /// The log probability of k; −∞ where k is no integer from 0 to n.
  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let n = count
      let isOutside = value.isFractional .| (value .< 0) .| (value .> n)
      let k = value.replacing(isOutside, with: 0)
      let rest = n - k
      let logProbability: Tensor
      switch parameter.withKnownLogit {
      case .probability where parameter.logarithms != nil:
        let (success, failure) = parameter.logarithms ?? (.zeros(.float64()), .zeros(.float64()))
        let peaks = logPoissonPeak(k) + logPoissonPeak(rest) - logPoissonPeak(n)
        let successes = k * (Self.logShare(k, n) - success.replacing(k .== 0, with: 0))
        logProbability = peaks - (successes + rest * (Self.logShare(rest, n) - failure.replacing(rest .== 0, with: 0)))
      case .probability(let probability):
        let p = probability.valid(where: (probability .>= 0) .& (probability .<= 1))
        let means = (n * p, n * (1 - p))
        let difference = select(p .< 0.5, means.0 - k, rest - means.1)
        logProbability = logBinomialKernel(k, rest, means: means, difference: difference)
      case .logit(let eta):
        let peaks = logPoissonPeak(k) + logPoissonPeak(rest) - logPoissonPeak(n)
        let successes = k * (softplus(-eta) + Self.logShare(k, n))
        logProbability = peaks - (successes + rest * (softplus(eta) + Self.logShare(rest, n)))
      }
      return logProbability.minusInfinity(where: isOutside)
    }
  }

  /// log(k/n), and 0 where k = 0.
  private static func logShare(_ k: Tensor, _ n: Tensor) -> Tensor {
    let isZero = k .== 0
    return log(k.replacing(isZero, with: 1) / n.replacing(isZero, with: 1))
  }

  /// n where it is a count, NaN elsewhere.
  private var count: Tensor {
    let n = trials.asFloat64
    return n.replacing(n.isFractional .| (n .< 0), with: .nan)
  }

  // MARK: Moments

  /// n p.
  public var mean: Tensor { trials * parameter.probability }
  /// n p (1 − p).
  public var variance: Tensor { trials * parameter.probability * parameter.failureProbability }

  // MARK: CDF

  /// log I_{1−p}(n − ⌊x⌋, ⌊x⌋ + 1), the regularised incomplete beta function; the absolute error is about 1e-16 n.
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let (isBelow, isAbove) = (x .< 0, x .>= trials.asFloat64)
      let k = floor(x).replacing(isBelow .| isAbove, with: 0)
      let rest = (count - k).replacing(isAbove, with: 1)
      let lower = logRegularizedBeta(rest, k + 1, parameter.failureProbability)
      let upper = logRegularizedBeta(k + 1, rest, parameter.probability)
      return logProbability(lower, logComplement: upper).replacing(isAbove, with: 0).minusInfinity(where: isBelow)
    }
  }

  // MARK: Draws

  /// Numbers of successes.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawIntegers(shape, parameters) { p in
      guard let count = Int(exactly: p[0]) else { return .nan }
      return generator.binomial(count: count, probability: parameter.probability(p[1]))
    }
  }
}
