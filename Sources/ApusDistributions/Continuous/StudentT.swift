// Student's t distribution with location and scale.

public import ApusGraph
internal import ApusOps
internal import ApusRandom

/// Student's t distribution with ν > 0 degrees of freedom, location μ and scale σ > 0, on the real line.
///
/// log f(x) = log Γ((ν + 1)/2) − log Γ(ν/2) − log √(νπ) − log σ − (ν + 1)/2 · log(1 + z²/ν), z = (x − μ)/σ. The difference
/// of the Γ is taken as one function, so that nothing cancels for large ν.
///
/// Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 28.
/// Checked against: mpmath, scipy.stats.t.
public struct StudentT: LocationScaleFamily, DistributionWithMoments, BuiltInFormula {
  /// The degrees of freedom ν > 0.
  public let degreesOfFreedom: Tensor
  /// The location μ.
  public let location: Tensor
  /// The scale σ > 0.
  public let scale: Tensor

  /// A t distribution.
  public init(
    degreesOfFreedom: some TensorConvertible, location: some TensorConvertible = 0, scale: some TensorConvertible = 1
  ) {
    self.degreesOfFreedom = degreesOfFreedom.tensor
    self.location = location.tensor
    self.scale = scale.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("degreesOfFreedom", degreesOfFreedom, .positive),
      DistributionParameter("location", location, .finite),
      DistributionParameter("scale", scale, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> StudentT {
    StudentT(degreesOfFreedom: operands[0], location: operands[1], scale: operands[2])
  }

  var locationAndScale: (location: Tensor, scale: Tensor) { (location, scale) }

  func logDensity(standardized z: Tensor, logScale: Tensor) -> Tensor {
    let df = degreesOfFreedom.valid(where: degreesOfFreedom .> 0)
    let constant = logGammaHalfStep(0.5 * df) - Normal.logRootTwoPi - logScale
    return constant - (0.5 * (df + 1)) * logOnePlusSquare(z / sqrt(df))
  }

  /// μ; NaN for ν ≤ 1.
  public var mean: Tensor { location.valid(where: degreesOfFreedom .> 1) }
  /// σ² ν/(ν − 2); infinite for 1 < ν ≤ 2, NaN for ν ≤ 1.
  public var variance: Tensor {
    let finite = scale.squared() * degreesOfFreedom / (degreesOfFreedom - 2)
    return select(degreesOfFreedom .> 2, finite, Tensor(Double.infinity)).valid(where: degreesOfFreedom .> 1)
  }

  func standardLogCDF(_ z: Tensor) -> Tensor { .apply(LogStudentTCDF(), z, degreesOfFreedom) }

  func standardQuantile(logit: Tensor) -> Tensor {
    StudentT(degreesOfFreedom: degreesOfFreedom).searchedQuantile(logit)
  }

  func drawStandard(_ parameters: [Double], using generator: inout Philox4x64) -> Double {
    parameters[0] > 0 ? generator.studentT(degreesOfFreedom: parameters[0]) : .nan
  }
}
