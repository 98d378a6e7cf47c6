// The half-normal distribution: the absolute value of a normal one with mean 0.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The half-normal distribution with scale σ > 0, on x ≥ 0.
///
/// log f(x) = −z²/2 − log σ − log √(π/2), z = x/σ.
///
/// Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, section 10.1.
/// Checked against: mpmath, scipy.stats.halfnorm.
public struct HalfNormal: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The scale σ > 0: the standard deviation of the normal distribution that is folded.
  public let scale: Tensor

  /// A half-normal distribution.
  public init(_ scale: some TensorConvertible) { self.scale = scale.tensor }

  /// The same, its parameters by name.
  public init(scale: some TensorConvertible) { self.init(scale) }

  public var parameters: [DistributionParameter] { [DistributionParameter("scale", scale, .positive)] }
  public func rebuilt(on operands: [Tensor]) -> HalfNormal { HalfNormal(operands[0]) }
  public var support: Support { .nonnegative }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let z = x / scale
      return (-0.5 * z.squared() - (log(scale) + 0.225_791_352_644_727_432_36)).minusInfinity(where: x .< 0)
    }
  }

  public var mean: Tensor { scale * 0.797_884_560_802_865_355_88 }
  public var variance: Tensor { scale.squared() * 0.363_380_227_632_418_656_92 }

  public func logCDF(_ value: Tensor) -> Tensor { logCDF(ofPositive: value) { logErf($0 / scale * 0.5.squareRoot()) } }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofPositive: value) { logErfc($0 / scale * 0.5.squareRoot()) }
  }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") {
      scale.valid(where: scale .> 0) * normalQuantile(logit: softplus($0 + 0.693_147_180_559_945_309_42))
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in p[0] > 0 ? p[0] * generator.standardNormal().magnitude : .nan }
  }
}
