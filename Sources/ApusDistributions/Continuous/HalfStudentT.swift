// The half-t distribution: the absolute value of a Student's t with location 0.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The half-t distribution with ν > 0 degrees of freedom and scale σ > 0, on x ≥ 0.
///
/// log f(x) = log 2 + that of Student's t at z = x/σ. PyMC's `HalfStudentT` has the same order of the parameters.
///
/// Reference: Gelman (2006), Bayesian Analysis 1, 515. Checked against: mpmath, scipy.stats.t.
public struct HalfStudentT: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The degrees of freedom ν > 0.
  public let degreesOfFreedom: Tensor
  /// The scale σ > 0.
  public let scale: Tensor

  /// A half-t distribution.
  public init(degreesOfFreedom: some TensorConvertible, scale: some TensorConvertible = 1) {
    self.degreesOfFreedom = degreesOfFreedom.tensor
    self.scale = scale.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("degreesOfFreedom", degreesOfFreedom, .positive),
      DistributionParameter("scale", scale, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> HalfStudentT {
    HalfStudentT(degreesOfFreedom: operands[0], scale: operands[1])
  }
  public var support: Support { .nonnegative }

  private static let logTwo = 0.693_147_180_559_945_309_42

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let whole = StudentT(degreesOfFreedom: degreesOfFreedom)
      let density = whole.logDensity(standardized: x / scale, logScale: log(scale) - Self.logTwo)
      return density.minusInfinity(where: x .< 0)
    }
  }

  /// 2σ √(ν/π) Γ((ν + 1)/2)/(Γ(ν/2) (ν − 1)); infinite for ν ≤ 1.
  public var mean: Tensor {
    let df = degreesOfFreedom
    let root = 0.797_884_560_802_865_355_88 * exp(logGammaHalfStep(0.5 * df.valid(where: df .> 0)))
    return select(df .> 1, scale * root * (df / (df - 1)), Tensor(Double.infinity))
  }
  /// σ² ν/(ν − 2) less the mean's square; infinite for 1 < ν ≤ 2, NaN for ν ≤ 1.
  public var variance: Tensor {
    let df = degreesOfFreedom
    let finite = scale.squared() * (df / (df - 2)) - mean.squared()
    return select(df .> 2, finite, Tensor(Double.infinity)).valid(where: df .> 1)
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    logCDF(ofPositive: value) { x in
      let z = x / validScale
      let isCentral = isCentral(z)
      return select(isCentral, central(z, isCentral), log1mexp(upper(select(isCentral, 1, z))))
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofPositive: value) { x in
      let z = x / validScale
      let isCentral = isCentral(z)
      return select(isCentral, log1mexp(central(z, isCentral)), upper(select(isCentral, 1, z)))
    }
  }

  private var validScale: Tensor { scale.valid(where: scale .> 0) }

  /// Both tails of Student's t beyond ±z.
  private func upper(_ z: Tensor) -> Tensor { .apply(LogStudentTCDF(), -z, degreesOfFreedom) + Self.logTwo }

  private func isCentral(_ z: Tensor) -> Tensor { z.squared() * (1 + 1 / degreesOfFreedom) .< 0.003 }

  /// log F near 0, by the series of the integral of the density; the first term left out is below 1e-17.
  private func central(_ z: Tensor, _ isCentral: Tensor) -> Tensor {
    let df = degreesOfFreedom.valid(where: degreesOfFreedom .> 0)
    let inside = select(isCentral, z, 0.01)
    let square = inside.squared()
    func ratio(_ k: Double) -> Tensor { 1 + k / df }
    let terms =
      ratio(1)
      * (-1.0 / 6 + square * ratio(3) * (1.0 / 40 - square * ratio(5) * (1.0 / 336 - square * ratio(7) * (1.0 / 3456))))
    return log(inside) + log1p(square * terms) + (logGammaHalfStep(0.5 * df) + (Self.logTwo - Normal.logRootTwoPi))
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      p[0] > 0 && p[1] > 0 ? p[1] * generator.studentT(degreesOfFreedom: p[0]).magnitude : .nan
    }
  }
}
