// The multinomial distribution of counts in several categories.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of the counts in K categories of n independent trials, by the categories' probabilities or by their logits, on
/// vectors of counts with the sum n.
///
/// log P(x) = log n! + Σ (x_k log p_k − log x_k!), with p_k in proportion to exp η_k for logits. The categories lie along the
/// last axis. It is computed in Loader's saddle-point form, in which nothing cancels for large n.
///
/// PyMC's order is the same. Stan's `multinomial` has no n: it is the sum of the counts.
///
/// Reference: Johnson, Kotz and Balakrishnan (1997), Discrete Multivariate Distributions, chapter 35.
/// Checked against: mpmath, scipy.stats.multinomial.
public struct Multinomial: DistributionWithMoments, BuiltInFormula {
  private enum Parameter: Sendable {
    case probabilities(Tensor)
    case logits(Tensor)
  }

  /// The number n of trials.
  public let trials: Tensor
  private let parameter: Parameter

  /// `trials` trials with probabilities p_k ≥ 0 that sum to 1 within 1e-8 along the last axis.
  public init(trials: some TensorConvertible, probabilities: some TensorConvertible) {
    self.trials = trials.tensor
    parameter = .probabilities(probabilities.tensor)
  }

  /// `trials` trials with probabilities proportional to exp(η_k) along the last axis.
  public init(trials: some TensorConvertible, logits: some TensorConvertible) {
    self.trials = trials.tensor
    parameter = .logits(logits.tensor)
  }

  public var parameters: [DistributionParameter] {
    let categories =
      switch parameter {
      case .probabilities(let p): DistributionParameter("probabilities", p, .simplex)
      case .logits(let eta): DistributionParameter("logits", eta, .logits)
      }
    return [DistributionParameter("trials", trials, .count), categories]
  }
  public func rebuilt(on operands: [Tensor]) -> Multinomial {
    switch parameter {
    case .probabilities: Multinomial(trials: operands[0], probabilities: operands[1])
    case .logits: Multinomial(trials: operands[0], logits: operands[1])
    }
  }
  public var support: Support { .counts(count: categories.lastExtent, total: trials) }

  private var categories: Tensor { parameters[1].value }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard let counts = Counts(value, total: trials, categories: categories) else {
      return poisoned(value, "the last axes differ or the shapes do not broadcast")
    }
    let (x, n) = (counts.counts, counts.total)
    let peaks = sum(logPoissonPeak(x), axes: [-1]) - logPoissonPeak(n)
    let logProbability: Tensor
    switch parameter {
    case .probabilities(let p):
      let isValid = (abs(sum(p, axes: [-1]) - 1) .<= 1e-8) .& all(p .>= 0, axes: [-1])
      if let known = StableLogarithm(at: p.node?.location).logarithm(ofPositive: p) {
        logProbability = peaks + Self.kernel(x, n, logits: known).valid(where: isValid)
        break
      }
      let means = n.withLastAxis * p
      logProbability = peaks + sum(scaledLogRatio(means, x, difference: means - x), axes: [-1]).valid(where: isValid)
    case .logits(let eta):
      logProbability = peaks + Self.kernel(x, n, logits: eta)
    }
    return logProbability.minusInfinity(where: counts.isOutside)
  }

  /// Σ x_k log(n p_k/x_k) for p in proportion to exp η, by the distances c_k = η_k − log(x_k/n), which are equal at the mode.
  ///
  /// It is Σ x_k δ_k − n log Σ exp(η_k − m) for δ_k = c_k − m and any number m: with the mean of the c_k the sum is
  /// 1 + Σ (x_k/n) expm1 δ_k, and what the categories without a count add.
  private static func kernel(_ x: Tensor, _ n: Tensor, logits eta: Tensor) -> Tensor {
    let isZero = x .== 0
    // A category that cannot be has nothing to add where it has no count; 0 times its logit would be NaN.
    let eta = eta.replacing(isZero .& (eta .== -Double.infinity), with: -1e300)
    let total = n.replacing(n .== 0, with: 1).withLastAxis
    let share = x / total
    let distances = select(isZero, eta, distance(eta, fromLogOf: share.replacing(isZero, with: 1)))
    let middle = stopGradient(sum(share * distances, axes: [-1], keepingDimensions: true))
    let peak = stopGradient(max(distances, axes: [-1], keepingDimensions: true))
    // Far out the powers would overflow, and nothing cancels.
    let isFar = peak - middle .> 500
    let change = distances - select(isFar, peak, middle)
    let isPlain = isFar .| (n.withLastAxis .== 0)
    let terms = select(isZero, exp(change), share * select(isPlain, exp(change), expm1(change)))
    let rise = sum(terms, axes: [-1], keepingDimensions: true)
    let isLow = isPlain .| (rise .< -0.5)
    let rest = select(isPlain, rise, 1 + rise)
    let logSum = select(isLow, log(select(isLow, rest, 1)), log1p(select(isLow, 0, rise)))
    return sum(x * change - share * (n.withLastAxis * logSum), axes: [-1])
  }

  public var mean: Tensor { trials.withLastAxis * probabilities }
  public var variance: Tensor { trials.withLastAxis * probabilities * (1 - probabilities) }

  private var probabilities: Tensor {
    switch parameter {
    case .probabilities(let p): p
    case .logits(let eta): exp(eta - logSumExp(eta, axes: [-1], keepingDimensions: true))
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    var given = parameters
    if given.count > 1 {
      switch parameter {
      case .probabilities: given[1] = given[1].validProbabilities
      case .logits: given[1] = given[1].exponentialWeights
      }
    }
    return drawEvents(shape, given) { blocks in
      guard let count = Int(exactly: blocks[0][blocks[0].startIndex]) else { return [] }
      return generator.multinomial(count: count, weights: Array(blocks[1]))
    }
  }
}

/// Values of a distribution of counts: what is outside its support has counts of 0 in its place.
struct Counts {
  let counts: Tensor
  /// The number of trials; NaN where it is none.
  let total: Tensor
  let isOutside: Tensor

  /// Counts along the last axis of `value`, or nil where the shapes do not fit.
  init?(_ value: Tensor, total: Tensor, categories: Tensor) {
    guard categories.shape.rank > 0, value.shape.rank > 0, value.shape[-1] == categories.shape[-1],
      Shape.common([value.shape.droppingLast(1), categories.shape.droppingLast(1), total.shape]) != nil
    else { return nil }
    let (x, n) = (value.asFloat64, total.asFloat64)
    let isValid = .!n.isNoCount .& (n .== n)
    isOutside = any(x.isNoCount, axes: [-1]) .| (abs(sum(x, axes: [-1]) - n) .> 0)
    counts = select(isOutside.withLastAxis, Tensor(0.0), x)
    self.total = n.valid(where: isValid)
  }
}

extension Philox4x64 {
  /// Counts of `count` trials in categories with probabilities proportional to the weights, one binomial number after the other; NaN
  /// where a weight is negative or no number, or all are 0.
  mutating func multinomial(count: Int, weights: [Double]) -> [Double] {
    let rests = weights.reversed().reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) }.reversed().dropLast()
    guard count >= 0, weights.allSatisfy({ $0 >= 0 && $0.isFinite }), let total = rests.first, total > 0 else {
      return weights.map { _ in .nan }
    }
    var left = count
    return zip(weights, rests).map { weight, rest in
      let share = rest > 0 ? min(1, weight / rest) : 0
      let drawn = left > 0 ? binomial(count: left, probability: share) : 0
      left -= Int(exactly: drawn) ?? left
      return drawn
    }
  }
}
