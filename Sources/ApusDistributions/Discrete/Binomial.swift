// The binomial distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The binomial distribution of the successes in n trials, each with probability p or with its logit η, on {0, …, n}.
///
/// log P(k) = log C(n, k) + k log p + (n − k) log(1 − p). With a probability it is computed in Loader's saddle-point form, in
/// which nothing cancels for large n; with a logit in terms of the distance of η from its mode, with the same effect. Terms
/// of n and k alone are expressions of their own.
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
  public var parameters: [DistributionParameter] { [DistributionParameter("trials", trials), parameter.named] }
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
      switch parameter {
      case .probability(let probability):
        let p = probability.valid(where: (probability .>= 0) .& (probability .<= 1))
        let means = (n * p, n * (1 - p))
        let difference = select(p .< 0.5, means.0 - k, rest - means.1)
        logProbability = logBinomialKernel(k, rest, means: means, difference: difference)
      case .logit(let eta):
        logProbability = Self.kernel(k, rest, n, logit: eta)
      }
      return logProbability.minusInfinity(where: isOutside)
    }
  }

  /// The log probability in terms of d = η − log(k/rest), the logit less its mode, and the peaks.
  ///
  /// For d < 0 it is k d − n log(1 + k/n (eᵈ − 1)), for d > 0 the mirror image; −n softplus(±η) where k or `rest` is 0.
  private static func kernel(_ k: Tensor, _ rest: Tensor, _ n: Tensor, logit eta: Tensor) -> Tensor {
    let (isLow, isEdge) = (k .== 0, (k .== 0) .| (rest .== 0))
    let edge = n * softplus(select(isLow, eta, -eta))
    let (successes, failures) = (k.replacing(isEdge, with: 1), rest.replacing(isEdge, with: 1))
    let distance = eta.replacing(isEdge, with: 0) - log(successes / failures)
    let isAbove = distance .> 0
    let size = select(isAbove, distance, -distance)
    let count = select(isAbove, failures, successes)
    let total = successes + failures
    let fall = count * size + total * log1p((count / total) * expm1(-size))
    let peaks = logPoissonPeak(successes) + logPoissonPeak(failures) - logPoissonPeak(total)
    return select(isEdge, -edge, peaks - fall)
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

  /// log I_{1−p}(n − ⌊x⌋, ⌊x⌋ + 1), the regularised incomplete beta function, by the smaller of p and 1 − p.
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let (isBelow, isAbove) = (x .< 0, x .>= trials.asFloat64)
      let k = floor(x).replacing(isBelow .| isAbove, with: 0)
      let rest = (count - k).replacing(isAbove, with: 1)
      let logProbability: Tensor
      switch parameter {
      case .probability(let p):
        let isRare = p .< 0.5
        let rare = logRegularizedBetaComplement(k + 1, rest, select(isRare, p, 0.5))
        logProbability = select(isRare, rare, logRegularizedBeta(rest, k + 1, 1 - select(isRare, 0.5, p)))
      case .logit(let eta):
        // Where 1 − p underflows, so do all probabilities up to k beside the last one.
        let (isRare, isFar) = (eta .< 0, eta .> 600)
        let rare = logRegularizedBetaComplement(k + 1, rest, sigmoid(select(isRare, eta, 0)))
        let common = logRegularizedBeta(rest, k + 1, sigmoid(-select(isRare .| isFar, 0, eta)))
        let far = Self.kernel(k, rest, k + rest, logit: select(isFar, eta, 600))
        logProbability = select(isRare, rare, select(isFar, far, common))
      }
      return logProbability.replacing(isAbove, with: 0).minusInfinity(where: isBelow)
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
