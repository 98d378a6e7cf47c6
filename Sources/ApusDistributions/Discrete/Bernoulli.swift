// The Bernoulli distribution, of one trial.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Bernoulli distribution of one trial with success probability p, or with its logit η = log(p/(1 − p)), on {0, 1}.
///
/// log P(1) = log p = −softplus(−η), log P(0) = log(1 − p) = −softplus(η).
///
/// Reference: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, section 3.2.
/// Checked against: mpmath, scipy.stats.bernoulli.
public struct Bernoulli: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  private let parameter: TrialParameter

  /// A trial that succeeds with `probability` p in [0, 1].
  public init(probability: some TensorConvertible) { parameter = .probability(probability.tensor) }

  /// A trial that succeeds with probability 1/(1 + exp(−η)).
  public init(logit: some TensorConvertible) { parameter = .logit(logit.tensor) }

  public var parameters: [DistributionParameter] { [parameter.named] }
  public func rebuilt(on operands: [Tensor]) -> Bernoulli {
    switch parameter {
    case .probability: Bernoulli(probability: operands[0])
    case .logit: Bernoulli(logit: operands[0])
    }
  }
  public var support: Support { .booleans }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isOne = x .== 1
      let isOutside = (x .!= 0) .& ((x .< 1) .| (x .> 1))
      let logProbability: Tensor
      switch parameter.withKnownLogit {
      case .probability(let p):
        let failure = log1p(-select(isOne, Tensor(0), p))
        let isNumber = x .== x
        logProbability = select(isOne, log(select(isOne, p, Tensor(1))), failure)
          .valid(where: (p .>= 0) .& (p .<= 1) .& isNumber)
      case .logit(let eta):
        logProbability = -softplus((1 - 2 * x) * eta)
      }
      return logProbability.minusInfinity(where: isOutside)
    }
  }

  public var mean: Tensor { parameter.probability }
  public var variance: Tensor { parameter.probability * parameter.failureProbability }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let failure: Tensor
      let isOutside = (x .< 0) .| (x .>= 1)
      switch parameter.withKnownLogit {
      case .probability(let p): failure = log1p(-p.replacing(isOutside, with: 0))
      case .logit(let eta): failure = -softplus(eta)
      }
      return select(x .>= 1, Tensor(0), failure).minusInfinity(where: x .< 0).valid(where: x .== x)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let success: Tensor
      let isOutside = (x .< 0) .| (x .>= 1)
      switch parameter.withKnownLogit {
      case .probability(let p): success = log(p.replacing(isOutside, with: 1))
      case .logit(let eta): success = -softplus(-eta)
      }
      return success.replacing(x .< 0, with: 0).minusInfinity(where: x .>= 1).valid(where: x .== x)
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      let probability = parameter.probability(p[0])
      guard probability >= 0, probability <= 1 else { return .nan }
      return generator.uniform() < probability ? 1 : 0
    }
  }
}
