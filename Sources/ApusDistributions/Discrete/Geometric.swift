// The geometric distribution of the number of trials.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The geometric distribution of the number of trials up to the first success, each with probability p in (0, 1], on
/// {1, 2, …}.
///
/// log P(k) = log p + (k − 1) log(1 − p). A probability that is a `sigmoid` keeps its logit.
///
/// Reference: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, section 5.2.
/// Checked against: mpmath, scipy.stats.geom.
public struct Geometric: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The probability p in (0, 1].
  public let probability: Tensor

  /// A geometric distribution.
  public init(probability: some TensorConvertible) { self.probability = probability.tensor }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("probability", probability, .positiveProbability)]
  }
  public func rebuilt(on operands: [Tensor]) -> Geometric { Geometric(probability: operands[0]) }
  public var support: Support { .positiveIntegers }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = value.isNoCount .| (value .< 1)
      let failures = value.replacing(isOutside, with: 1) - 1
      return (terms.logP + logNone(of: failures)).minusInfinity(where: isOutside)
    }
  }

  private var terms: ProbabilityTerms { ProbabilityTerms(probability, ends: .one) }

  /// That none of so many trials succeeds.
  private func logNone(of trials: Tensor) -> Tensor {
    terms.logit == nil ? xlog1py(trials, -terms.p) : trials * terms.logQ
  }

  public var mean: Tensor { 1 / probability }
  public var variance: Tensor { terms.q / probability.squared() }

  public func logCDF(_ value: Tensor) -> Tensor {
    logCDF(ofCount: value, from: 1) { count in
      if terms.logit != nil { return log1mexp(logNone(of: count)) }
      let (p, isLikely) = (terms.p, terms.p .> 0.5)
      let likely = log1p(-pow(1 - select(isLikely, p, 1), count))
      let unlikely = log1mexp(count * log1p(-p.replacing(isLikely, with: 0.5)))
      return select(isLikely, likely, unlikely)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofCount: value, from: 1) { logNone(of: $0) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[0] <= 1 else { return .nan }
      return 1 + (generator.standardExponential() / -Stable.log1p(-p[0])).rounded(.down)
    }
  }
}
