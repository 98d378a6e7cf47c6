// What a univariate distribution adds: both tails, the quantiles that invert them, and draws by these.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// A distribution of numbers with a distribution function F: both tails, and their inverse.
///
/// Each tail is accurate where it is small: `logCDF` far below the bulk, `logSurvival` far above it, also where the probability
/// itself underflows. So nothing that is built of them (truncation, censoring, survival models) cancels in a tail.
///
/// **Laws.** `logCDF` rises from −∞ to 0, `logSurvival` falls from 0 to −∞, and their exponentials sum to 1. Both take any
/// number: below the support they are −∞ and 0, above it 0 and −∞. The derivative of F is the density; for a discrete
/// distribution F is the sum of the probabilities. `quantile` is the smallest x with F(x) ≥ p.
public protocol UnivariateDistribution: Distribution {
  /// log P(X ≤ x), accurate in the lower tail.
  func logCDF(_ value: Tensor) -> Tensor

  /// log P(X > x), accurate in the upper tail.
  func logSurvival(_ value: Tensor) -> Tensor

  /// The smallest x with F(x) ≥ p, for the log-odds log(p/(1 − p)) of p: one number that has all digits of both tails.
  ///
  /// Where it is not given it is found by bracketing and Newton's steps on `logCDF` and `logSurvival`, with the derivatives of
  /// the implicit function. The quantile of a discrete distribution is a whole number of element type float64; it has no
  /// derivative. A probability within about 1e-14 of a step of F, relative to its tail, counts as that step.
  func quantile(logit: Tensor) -> Tensor
}

extension UnivariateDistribution {
  public func quantile(logit: Tensor) -> Tensor { searchedQuantile(logit) }

  /// Quantiles of uniform numbers, one each: a distribution that can be drawn from in a simpler way has its own.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    InversionSampler().draw(self, shape: shape, parameters: parameters, using: &generator)
  }

  /// The smallest x with F(x) ≥ p; near p = 1 the spacing of the numbers p limits x, and ``quantile(survival:)`` does not.
  public func quantile(_ probability: Tensor) -> Tensor { quantile(logit: probability.logOdds) }

  /// The x beyond which there is the probability q: an upper tail of any size.
  public func quantile(survival probability: Tensor) -> Tensor { quantile(logit: -probability.logOdds) }

  /// The inverse of ``logCDF(_:)``, also where the probability underflows.
  public func quantile(logCDF: Tensor) -> Tensor { quantile(logit: logCDF.logOddsOfLogarithm) }

  /// The inverse of ``logSurvival(_:)``, also where the probability underflows.
  public func quantile(logSurvival: Tensor) -> Tensor { quantile(logit: -logSurvival.logOddsOfLogarithm) }
}

extension Tensor {
  /// log(p/(1 − p)), with all digits near 0, ½ and 1.
  fileprivate var logOdds: Tensor {
    let p = asFloat64
    let isCentral = (p .> 0.25) .& (p .< 0.75)
    let central = select(isCentral, p, 0.5)
    let outer = select(isCentral, 0.25, p)
    return select(isCentral, log1p((2 * central - 1) / (1 - central)), log(outer) - log1p(-outer))
  }

  /// log(p/(1 − p)) of log p.
  fileprivate var logOddsOfLogarithm: Tensor {
    let logarithm = asFloat64
    return logarithm - log1mexp(logarithm)
  }
}
