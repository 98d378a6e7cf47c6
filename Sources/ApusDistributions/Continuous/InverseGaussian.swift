// The inverse Gaussian distribution, which is Wald's.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The inverse Gaussian distribution with mean μ > 0 and shape λ > 0, on x > 0: that of the time at which a Brownian motion with
/// drift first reaches a level.
///
/// log f(x) = ½ log(λ/(2πx³)) − λ (x/μ − 1)²/(2x). The variance is μ³/λ. PyMC calls it `Wald(mu, lam)`.
///
/// With r = √(λ/x), z = r (x/μ − 1), y = r (x/μ + 1) and Mills' ratio M the tails are φ(z) (M(−z) + M(y)) and φ(z) (M(z) − M(y)), so
/// that no large exponential appears.
///
/// Reference: Giner and Smyth (2016), statmod: probability calculations for the inverse Gaussian distribution.
/// Checked against: mpmath, scipy.stats.invgauss.
public struct InverseGaussian: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  public let mean: Tensor
  /// The shape λ > 0.
  public let concentration: Tensor

  /// An inverse Gaussian distribution.
  public init(mean: some TensorConvertible, shape: some TensorConvertible) {
    self.mean = mean.tensor
    concentration = shape.tensor
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("mean", mean, .positive), DistributionParameter("shape", concentration, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> InverseGaussian {
    InverseGaussian(mean: operands[0], shape: operands[1])
  }
  public var support: Support { .positive }

  /// μ and λ; NaN outside their domain.
  private var valid: (Tensor, Tensor) {
    (mean.valid(where: mean .> 0), concentration.valid(where: concentration .> 0))
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = (value .<= 0) .| (value .== Double.infinity)
      let x = value.replacing(isOutside, with: 1)
      let (mu, lambda) = valid
      let w = x / mu - 1
      let density = 0.5 * log(lambda) - 1.5 * log(x) - Normal.logRootTwoPi - 0.5 * w * (lambda / x * w)
      return density.minusInfinity(where: isOutside)
    }
  }

  public var variance: Tensor { mean * mean.squared() / concentration }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { value in
      let (isBelow, isAbove) = (value .<= 0, value .== Double.infinity)
      return logTails(value.replacing(isBelow .| isAbove, with: 1)).lower
        .replacing(isAbove, with: 0).minusInfinity(where: isBelow)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { value in
      let (isBelow, isAbove) = (value .<= 0, value .== Double.infinity)
      return logTails(value.replacing(isBelow .| isAbove, with: 1)).upper
        .replacing(isBelow, with: 0).minusInfinity(where: isAbove)
    }
  }

  /// Both tails at 0 < x < ∞: the lower one where z < −1, elsewhere the upper one, and the complement.
  private func logTails(_ x: Tensor) -> (lower: Tensor, upper: Tensor) {
    let (mu, lambda) = valid
    let root = sqrt(lambda / x)
    let z = root * (x / mu - 1)
    let isLow = z .< -1
    let (lowZ, lowY) = (select(isLow, z, -2), select(isLow, root * (x / mu + 1), 2))
    let sum = erfcx(-0.7071067811865476 * lowZ) + erfcx(0.7071067811865476 * lowY)
    let lower = log(0.5 * sum) - 0.5 * lowZ.squared()
    let (highZ, width) = (select(isLow, 1, z), select(isLow, 1, 2 * root))
    let upper = logMillsDifference(highZ, width) - Normal.logRootTwoPi - 0.5 * highZ.squared()
    return (select(isLow, lower, log1mexp(upper)), select(isLow, log1mexp(lower), upper))
  }

  /// One of the two x of a χ² number, by the first one's probability.
  ///
  /// Reference: Michael, Schucany and Haas (1976), Generating random variates using transformations with multiple roots.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[1] > 0 else { return .nan }
      let normal = generator.standardNormal()
      let k = p[0] / p[1] * (0.5 * normal * normal)
      let ratio = 1 / (1 + k + (k * (k + 2)).squareRoot())
      return generator.uniform() * (1 + ratio) <= 1 ? p[0] * ratio : p[0] / ratio
    }
  }
}
