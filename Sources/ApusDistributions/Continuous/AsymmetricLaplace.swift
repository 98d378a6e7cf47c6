// The asymmetric Laplace distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The asymmetric Laplace distribution with asymmetry κ > 0, location μ and scale σ > 0, on the real line.
///
/// log f(x) = −log(κ + 1/κ) − log σ − κz for z ≥ 0, + z/κ for z < 0, z = (x − μ)/σ. Below μ there is the probability κ²/(1 + κ²): this q
/// makes μ the quantile of a quantile regression. PyMC has the order κ, μ, b with b = 1/σ. Stan's `skew_double_exponential` has q as
/// its τ, and 2√(τ (1 − τ)) times this scale.
///
/// Reference: Kotz, Kozubowski and Podgórski (2001), The Laplace Distribution and Generalizations, chapter 3.
/// Checked against: mpmath, scipy.stats.laplace_asymmetric.
public struct AsymmetricLaplace: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The asymmetry κ > 0: at 1 it is Laplace's distribution, above it the lower tail is the heavier one.
  public let asymmetry: Tensor
  /// The location μ: the mode.
  public let location: Tensor
  /// The scale σ > 0.
  public let scale: Tensor

  /// An asymmetric Laplace distribution.
  public init(asymmetry: some TensorConvertible, location: some TensorConvertible, scale: some TensorConvertible) {
    self.asymmetry = asymmetry.tensor
    self.location = location.tensor
    self.scale = scale.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("asymmetry", asymmetry, .positive),
      DistributionParameter("location", location, .finite),
      DistributionParameter("scale", scale, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> AsymmetricLaplace {
    AsymmetricLaplace(asymmetry: operands[0], location: operands[1], scale: operands[2])
  }
  public var support: Support { .real }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let z = (x - location) / scale
      return log(kappa) - logOnePlusSquare(kappa) - log(scale) + select(z .< 0, z / kappa, -kappa * z)
    }
  }

  public var mean: Tensor { location + scale * (1 / asymmetry - asymmetry) }
  public var variance: Tensor { scale.squared() * (asymmetry.squared() + 1 / asymmetry.squared()) }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { tail((($0 - location) / validScale), 1 / kappa) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { tail((location - $0) / validScale, kappa) }
  }

  /// The logarithm of the probability below z, where the density falls to the lower side as e^{κz}.
  private func tail(_ z: Tensor, _ kappa: Tensor) -> Tensor {
    let isBelow = z .< 0
    let below = kappa * select(isBelow, z, 0) - logOnePlusSquare(kappa)
    let above = -select(isBelow, 0, z) / kappa - logOnePlusSquare(1 / kappa)
    return select(isBelow, below, log1mexp(above))
  }

  private var kappa: Tensor { asymmetry.valid(where: asymmetry .> 0) }
  private var validScale: Tensor { scale.valid(where: scale .> 0) }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { logit in
      // The log-odds of the probability below μ.
      let isBelow = logit .< 2 * log(kappa)
      let (low, high) = (select(isBelow, logit, 0), select(isBelow, 0, logit))
      let below = kappa * (logOnePlusSquare(1 / kappa) - softplus(-low))
      let above = (softplus(high) - logOnePlusSquare(kappa)) / kappa
      return location + validScale * select(isBelow, below, above)
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[2] > 0 else { return .nan }
      let above = generator.standardExponential() / p[0]
      return p[1] + p[2] * (above - p[0] * generator.standardExponential())
    }
  }
}
