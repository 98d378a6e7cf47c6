// The ex-Gaussian distribution: a normal number and an exponential one, added.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The ex-Gaussian distribution, that of the sum of a normal number with mean μ and standard deviation σ > 0 and an exponential one
/// with rate λ > 0, on the real line.
///
/// log f(x) = log λ + c²/2 − cz + log Φ(z − c), z = (x − μ)/σ, c = λσ; left of z = c it is log λ + log φ(z) + log M(c − z) with Mills'
/// ratio M. Stan calls it `exp_mod_normal(mu, sigma, lambda)`; PyMC's `ExGaussian(mu, sigma, nu)` has ν = 1/λ.
///
/// Reference: Grushka (1972), Characterization of exponentially modified Gaussian peaks in chromatography.
/// Checked against: mpmath, scipy.stats.exponnorm.
public struct ExGaussian: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The mean μ of the normal part.
  public let location: Tensor
  /// The standard deviation σ > 0 of the normal part.
  public let scale: Tensor
  /// The rate λ > 0 of the exponential part.
  public let rate: Tensor

  /// An ex-Gaussian distribution.
  public init(location: some TensorConvertible, scale: some TensorConvertible, rate: some TensorConvertible) {
    self.location = location.tensor
    self.scale = scale.tensor
    self.rate = rate.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("location", location, .finite), DistributionParameter("scale", scale, .positive),
      DistributionParameter("rate", rate, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> ExGaussian {
    ExGaussian(location: operands[0], scale: operands[1], rate: operands[2])
  }
  public var support: Support { .real }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = abs(value) .== Double.infinity
      return (log(rate) + logShare(value.replacing(isOutside, with: 0))).minusInfinity(where: isOutside)
    }
  }

  /// z and c; NaN outside the parameters' domain.
  private func standardized(_ x: Tensor) -> (Tensor, Tensor) {
    let sigma = scale.valid(where: scale .> 0)
    return ((x - location) / sigma, rate.valid(where: rate .> 0) * sigma)
  }

  /// log(f(x)/λ) = c²/2 − λ (x − μ) + log Φ(z − c), in which nothing large cancels.
  private func logShare(_ x: Tensor) -> Tensor {
    let (z, c) = standardized(x)
    let isLeft = z .< c
    let (leftZ, leftC) = (select(isLeft, z, 0), select(isLeft, c, 1))
    let left = log(0.5 * erfcx(0.7071067811865476 * (leftC - leftZ))) - 0.5 * leftZ.squared()
    let (rightZ, rightC) = (select(isLeft, 1, z), select(isLeft, 1, c))
    let fall = select(isLeft, 1, rate * (x - location))
    return select(isLeft, left, 0.5 * rightC.squared() - fall + logNormalCDF(rightZ - rightC))
  }

  public var mean: Tensor { location + 1 / rate }
  public var variance: Tensor { scale.squared() + 1 / rate.squared() }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { value in
      let (isBelow, isAbove) = (value .== -Double.infinity, value .== Double.infinity)
      return logTails(value.replacing(isBelow .| isAbove, with: 0)).lower
        .replacing(isAbove, with: 0).minusInfinity(where: isBelow)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { value in
      let (isBelow, isAbove) = (value .== -Double.infinity, value .== Double.infinity)
      return logTails(value.replacing(isBelow .| isAbove, with: 0)).upper
        .replacing(isBelow, with: 0).minusInfinity(where: isAbove)
    }
  }

  /// Both tails at a finite x. Where the square of z is beyond the numbers the lower one is 0, and nothing has a slope.
  private func logTails(_ x: Tensor) -> (lower: Tensor, upper: Tensor) {
    let isFar = standardized(x).0 .< -1.8e154
    let (lower, upper) = nearLogTails(select(isFar, location, x))
    return (lower.minusInfinity(where: isFar), upper.replacing(isFar, with: 0))
  }

  /// The one that is below one half, and the complement.
  private func nearLogTails(_ x: Tensor) -> (lower: Tensor, upper: Tensor) {
    let (z, c) = standardized(x)
    // 1 − F = Φ(−z) + f/λ.
    let above = logAddExp(logNormalCDF(-z), logShare(x))
    // F = φ(z) (M(−z) − M(c − z)).
    let isLow = z .< 1
    let (lowZ, lowC) = (select(isLow, z, 0), select(isLow, c, 1))
    let low = logMillsDifference(-lowZ, lowC) - Normal.logRootTwoPi - 0.5 * lowZ.squared()
    // Φ(c − z) − Φ(−z) + (1 − exp(c²/2 − cz)) Φ(z − c), in the middle of a long exponential part.
    let isMiddle = .!isLow .& (above .> -0.7)
    let (middleZ, middleC) = (select(isMiddle, z, 1), select(isMiddle, c, 0.5))
    let faded = expm1(middleC * (0.5 * middleC - middleZ)) * normalCDF(middleZ - middleC)
    let middle = log(normalCDF(middleC - middleZ) - normalCDF(-middleZ) - faded)
    let isBelowHalf = select(isLow, low, select(isMiddle, middle, 0)) .< -0.7
    let below = select(isBelowHalf, select(isLow, low, middle), -1)
    let rest = select(isBelowHalf, -1, above)
    return (select(isBelowHalf, below, log1mexp(rest)), select(isBelowHalf, log1mexp(below), rest))
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[1] > 0, p[2] > 0 else { return .nan }
      return p[0] + p[1] * generator.standardNormal() + generator.standardExponential() / p[2]
    }
  }
}
