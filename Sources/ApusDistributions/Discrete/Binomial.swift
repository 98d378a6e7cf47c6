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
public struct Binomial: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
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

  public var parameters: [DistributionParameter] { [DistributionParameter("trials", trials, .count), parameter.named] }
  public func rebuilt(on operands: [Tensor]) -> Binomial {
    switch parameter {
    case .probability: Binomial(trials: operands[0], probability: operands[1])
    case .logit: Binomial(trials: operands[0], logit: operands[1])
    }
  }
  public var support: Support { .integers(lower: 0, upper: trials) }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let n = count
      let isOutside = value.isNoCount .| (value .> n)
      let k = value.replacing(isOutside, with: 0)
      let rest = n - k
      let logProbability: Tensor
      switch parameter.withKnownLogit {
      case .probability(let probability):
        if let logarithms = parameter.logarithms {
          logProbability = Self.kernel(k, rest, success: logarithms.success, failure: logarithms.failure)
          break
        }
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
  /// It is k d − n log(1 + k/n (eᵈ − 1)), or its mirror image for the failures; −n softplus(±η) where k or `rest` is 0.
  static func kernel(_ k: Tensor, _ rest: Tensor, _ n: Tensor, logit eta: Tensor) -> Tensor {
    let (isLow, isEdge) = (k .== 0, (k .== 0) .| (rest .== 0))
    let edge = n * softplus(select(isLow, eta, -eta))
    let (successes, failures) = (k.replacing(isEdge, with: 1), rest.replacing(isEdge, with: 1))
    let change = distance(eta.replacing(isEdge, with: 0), fromLogOf: successes / failures)
    // By the rarer outcome, whose count alone is rounded; the other form where e^d would overflow.
    let isRarer = successes .<= failures
    let (few, many) = (minimum(successes, failures), maximum(successes, failures))
    let rise = select(isRarer, change, -change)
    let isFar = rise .> 500
    let total = successes + failures
    let near = total * log1p((few / total) * expm1(rise.replacing(isFar, with: 0))) - few * rise
    let far = many * rise + total * log1p((many / total) * expm1(-select(isFar, rise, 500)))
    let fall = select(isFar, far, near)
    let peaks = logPoissonPeak(successes) + logPoissonPeak(failures) - logPoissonPeak(total)
    return select(isEdge, -edge, peaks - fall)
  }

  /// The log probability in terms of the distances c and d of log p and log(1 − p) from log(k/n) and log(rest/n), and the
  /// peaks: k (c − expm1 c) + rest (d − expm1 d), since k eᶜ + rest eᵈ is n; n log p or n log(1 − p) at the edges.
  private static func kernel(_ k: Tensor, _ rest: Tensor, success: Tensor, failure: Tensor) -> Tensor {
    let (isLow, isEdge) = (k .== 0, (k .== 0) .| (rest .== 0))
    let edge = (k + rest) * select(isLow, failure, success).replacing(k + rest .== 0, with: 0)
    let (successes, failures) = (k.replacing(isEdge, with: 1), rest.replacing(isEdge, with: 1))
    let total = successes + failures
    let first = distance(success.replacing(isEdge, with: 0), fromLogOf: successes / total)
    let second = distance(failure.replacing(isEdge, with: 0), fromLogOf: failures / total)
    let fall = successes * (first - expm1(first)) + failures * (second - expm1(second))
    let peaks = logPoissonPeak(successes) + logPoissonPeak(failures) - logPoissonPeak(total)
    return select(isEdge, edge, peaks + fall)
  }

  /// n where it is a count, NaN elsewhere.
  private var count: Tensor {
    let n = trials.asFloat64
    return n.replacing(n.isNoCount, with: .nan)
  }

  public var mean: Tensor { trials * parameter.probability }
  public var variance: Tensor { trials * parameter.probability * parameter.failureProbability }

  /// log I_{1−p}(n − ⌊x⌋, ⌊x⌋ + 1), the regularised incomplete beta function, by the smaller of p and 1 − p.
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let (isBelow, isAbove) = (x .< 0, x .>= trials.asFloat64)
      return logTail(x, isBelow, isAbove, isUpper: false).replacing(isAbove, with: 0).minusInfinity(where: isBelow)
    }
  }

  /// The complement, log(1 − I_{1−p}(n − ⌊x⌋, ⌊x⌋ + 1)), by the smaller of p and 1 − p.
  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let (isBelow, isAbove) = (x .< 0, x .>= trials.asFloat64)
      return logTail(x, isBelow, isAbove, isUpper: true).replacing(isBelow, with: 0).minusInfinity(where: isAbove)
    }
  }

  /// A tail at x; a harmless number outside.
  private func logTail(_ x: Tensor, _ isBelow: Tensor, _ isAbove: Tensor, isUpper: Bool) -> Tensor {
    let k = floor(x).replacing(isBelow .| isAbove, with: 0)
    let rest = (count - k).replacing(isAbove, with: 1)
    // In terms of the rarer outcome, and of the more frequent one.
    func rare(_ p: Tensor) -> Tensor {
      isUpper ? logRegularizedBeta(k + 1, rest, p) : logRegularizedBetaComplement(k + 1, rest, p)
    }
    func common(_ p: Tensor) -> Tensor {
      isUpper ? logRegularizedBetaComplement(rest, k + 1, p) : logRegularizedBeta(rest, k + 1, p)
    }
    switch parameter.withKnownLogit {
    case .probability(let p):
      let (isRare, isCertain) = (p .< 0.5, isBelow .| isAbove)
      return select(isRare, rare(select(isRare, p, 0.5)), common(1 - select(isRare .| isCertain, 0.5, p)))
    case .logit(let eta):
      // Where p or 1 − p underflows, the probability beyond k, or up to k, is that of its likeliest count.
      let (isRare, isNever, isSure) = (eta .< 0, eta .< -600, eta .> 600)
      let rarer = rare(sigmoid(select(isRare .& .!isNever, eta, 0)))
      let commoner = common(sigmoid(-select(isRare .| isSure, 0, eta)))
      let next = Self.kernel(k + 1, rest - 1, k + rest, logit: select(isNever, eta, -600))
      let last = Self.kernel(k, rest, k + rest, logit: select(isSure, eta, 600))
      let never = isUpper ? next : log1p(-exp(next))
      let sure = isUpper ? log1p(-exp(last)) : last
      return select(isNever, never, select(isSure, sure, select(isRare, rarer, commoner)))
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard let count = Int(exactly: p[0]) else { return .nan }
      return generator.binomial(count: count, probability: parameter.probability(p[1]))
    }
  }
}
