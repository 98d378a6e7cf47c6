// The Poisson distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Poisson distribution with rate λ ≥ 0, or with its logarithm η, on the nonnegative integers.
///
/// log P(k) = k log λ − λ − log k!. With a rate it is computed in Loader's saddle-point form, in which nothing cancels for
/// large k; with a log rate in terms of its distance from log k, with the same effect. Terms of k alone are expressions of
/// their own.
///
/// Reference: Loader (2000), Fast and accurate computation of binomial probabilities.
/// Checked against: mpmath, scipy.stats.poisson.
public struct Poisson: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  private enum Parameter: Sendable {
    case rate(Tensor)
    case logRate(Tensor)
  }
  private let parameter: Parameter

  /// Counts with mean `rate`.
  public init(rate: some TensorConvertible) { parameter = .rate(rate.tensor) }

  /// Counts with mean exp(η).
  public init(logRate: some TensorConvertible) { parameter = .logRate(logRate.tensor) }

  public var parameters: [DistributionParameter] {
    switch parameter {
    case .rate(let rate): [DistributionParameter("rate", rate, .nonnegative)]
    case .logRate(let logRate): [DistributionParameter("logRate", logRate, .logarithm)]
    }
  }
  public func rebuilt(on operands: [Tensor]) -> Poisson {
    switch parameter {
    case .rate: Poisson(rate: operands[0])
    case .logRate: Poisson(logRate: operands[0])
    }
  }
  public var support: Support { .nonnegativeIntegers }

  /// The log rate where the rate is made of functions whose logarithms are known: a rate may underflow, its logarithm not.
  private var parameterWithKnownLogarithm: Parameter {
    guard case .rate(let rate) = parameter else { return parameter }
    return StableLogarithm(at: rate.node?.location).logarithm(ofPositive: rate).map { .logRate($0) } ?? parameter
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = value.isNoCount
      let k = value.replacing(isOutside, with: 0)
      let logProbability: Tensor
      switch parameterWithKnownLogarithm {
      case .rate(let rate): logProbability = logPoissonKernel(k, rate.valid(where: rate .>= 0))
      case .logRate(let logRate): logProbability = Self.kernel(k, logRate: logRate)
      }
      return logProbability.minusInfinity(where: isOutside)
    }
  }

  /// The log probability of k in terms of d = η − log k, the log rate less its mode: the peak less half the deviance.
  private static func kernel(_ k: Tensor, logRate: Tensor) -> Tensor {
    logPoissonPeak(k) - poissonDeviance(k, distance(logRate, fromLogOf: k.replacing(k .== 0, with: 1)))
  }

  public var mean: Tensor {
    switch parameter {
    case .rate(let rate): rate
    case .logRate(let logRate): exp(logRate)
    }
  }
  public var variance: Tensor { mean }

  public func logCDF(_ value: Tensor) -> Tensor { logCDF(ofCount: value) { logRegularizedGammaQ($0 + 1, mean) } }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofCount: value) { logRegularizedGammaP($0 + 1, mean) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      switch parameter {
      case .rate: generator.poisson(mean: p[0])
      case .logRate: generator.poisson(mean: Stable.exp(p[0]))
      }
    }
  }
}
