// The χ² distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The χ² distribution with ν > 0 degrees of freedom, on x ≥ 0: the gamma distribution with shape ν/2 and rate ½.
///
/// PyMC's `ChiSquared` and Stan's `chi_square` have the same parameter.
///
/// Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 18.
/// Checked against: mpmath, scipy.stats.chi2.
public struct ChiSquared: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The degrees of freedom ν > 0: the mean.
  public let degreesOfFreedom: Tensor

  /// A χ² distribution.
  public init(degreesOfFreedom: some TensorConvertible) { self.degreesOfFreedom = degreesOfFreedom.tensor }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("degreesOfFreedom", degreesOfFreedom, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> ChiSquared { ChiSquared(degreesOfFreedom: operands[0]) }
  public var support: Support { .nonnegative }

  private var gamma: Gamma { Gamma(shape: 0.5 * degreesOfFreedom, rate: 0.5) }

  public func logDensity(_ value: Tensor) -> Tensor { elementwise(value) { gamma.logDensity($0) } }

  public var mean: Tensor { degreesOfFreedom }
  public var variance: Tensor { 2 * degreesOfFreedom }

  public func logCDF(_ value: Tensor) -> Tensor { elementwise(value, "logCDF") { gamma.logCDF($0) } }

  public func logSurvival(_ value: Tensor) -> Tensor { elementwise(value, "logSurvival") { gamma.logSurvival($0) } }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in p[0] > 0 ? 2 * generator.gamma(shape: 0.5 * p[0]) : .nan }
  }
}
