// The generalized extreme value distribution, of the largest of many numbers.

public import ApusGraph
internal import ApusOps

/// The generalized extreme value distribution with location μ, scale σ > 0 and shape ξ, where 1 + ξz > 0, z = (x − μ)/σ.
///
/// log F(x) = −exp(−y), log f(x) = −log σ − (1 + ξ) y − exp(−y), y = log(1 + ξz)/ξ. Shape 0 is Gumbel's distribution, ξ > 0
/// Fréchet's, ξ < 0 Weibull's with an upper end: value and derivatives are smooth in ξ. SciPy's shape is −ξ. The support ends at
/// μ − σ/ξ where ξ is a constant of one sign; else it is all numbers, and the density is 0 beyond that end.
///
/// Reference: Coles (2001), An Introduction to Statistical Modeling of Extreme Values, chapter 3.
/// Checked against: mpmath, scipy.stats.genextreme.
public struct GeneralizedExtremeValue: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The location μ.
  public let location: Tensor
  /// The scale σ > 0.
  public let scale: Tensor
  /// The shape ξ.
  public let tailIndex: Tensor

  /// A generalized extreme value distribution.
  public init(location: some TensorConvertible, scale: some TensorConvertible, shape: some TensorConvertible) {
    self.location = location.tensor
    self.scale = scale.tensor
    tailIndex = shape.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("location", location, .finite), DistributionParameter("scale", scale, .positive),
      DistributionParameter("shape", tailIndex, .finite),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> GeneralizedExtremeValue {
    GeneralizedExtremeValue(location: operands[0], scale: operands[1], shape: operands[2])
  }
  public var support: Support {
    guard let shapes = tailIndex.constantValue?.doubles else { return .real }
    let end = location - scale / tailIndex
    if shapes.allSatisfy({ $0 > 0 }) { return .lowerBounded(end) }
    return shapes.allSatisfy { $0 < 0 } ? .upperBounded(end) : .real
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let (y, isBelow, isAbove) = score(value)
      let density = -log(scale) - (1 + tailIndex) * y - exp(-y)
      return density.minusInfinity(where: isBelow .| isAbove)
    }
  }

  /// y, and whether x is below or above the numbers with a density: y is 0 there.
  private func score(_ value: Tensor) -> (y: Tensor, isBelow: Tensor, isAbove: Tensor) {
    let isInfinite = abs(value) .== Double.infinity
    let z = (value.replacing(isInfinite, with: 0) - location) / scale.valid(where: scale .> 0)
    let isOutside = isInfinite .| (1 + tailIndex * z .<= 0)
    let isAbove = isOutside .& select(isInfinite, value .> 0, z .> 0)
    return (extremeValueScore(z.replacing(isOutside, with: 0), tailIndex), isOutside .& .!isAbove, isAbove)
  }

  /// μ + σ (Γ(1 − ξ) − 1)/ξ; infinite for ξ ≥ 1.
  public var mean: Tensor {
    let (logGamma, _, isNear, xi) = momentParts(below: 1)
    let far = expm1(logGamma) / select(isNear, 1, xi)
    let near = select(isNear, xi, 0)
    // log Γ(1 − ξ) = ξ s, with s from the series, and exp(ξs) − 1 over ξ.
    let deviation = select(isNear, extremeValueDeviation(Self.slope(near), near), far)
    return location + scale * select(tailIndex .< 1, deviation, Tensor(Double.infinity))
  }
  /// σ² (Γ(1 − 2ξ) − Γ(1 − ξ)²)/ξ²; infinite for ½ ≤ ξ < 1, NaN for ξ ≥ 1.
  public var variance: Tensor {
    let (logGamma, double, isNear, xi) = momentParts(below: 0.5)
    let far = expm1(double - 2 * logGamma) / select(isNear, 1, xi).squared() * exp(2 * logGamma)
    let near = select(isNear, xi, 0)
    let bend = Self.bend(near)
    let close = extremeValueDeviation(bend, near.squared()) * exp(2 * near * Self.slope(near))
    let finite = scale.squared() * select(isNear, close, far)
    return select(tailIndex .< 0.5, finite, Tensor(Double.infinity)).valid(where: tailIndex .< 1)
  }

  /// log Γ(1 − ξ) and log Γ(1 − 2ξ) away from ξ = 0, whether ξ is near it, and ξ; what is not below a limit is harmless.
  private func momentParts(below limit: Double) -> (Tensor, Tensor, Tensor, Tensor) {
    let xi = tailIndex.replacing(tailIndex .>= limit, with: 0.25)
    let isNear = abs(xi) .< 0.05
    let far = select(isNear, 0.25, xi)
    return (lgamma(1 - far), lgamma(1 - select(far .< 0.5, 2 * far, 0.25)), isNear, xi)
  }

  /// ζ(2), ζ(3), …
  private static let zeta = [
    1.6449340668482264, 1.2020569031595942, 1.0823232337111382, 1.03692775514337, 1.0173430619844491,
    1.008349277381923, 1.0040773561979443, 1.0020083928260822, 1.000994575127818, 1.0004941886041194, 1.000246086553308,
    1.0001227133475785, 1.0000612481350587, 1.000030588236307, 1.0000152822594086,
  ]

  /// log Γ(1 − ξ)/ξ for |ξ| < 0.05.
  private static func slope(_ xi: Tensor) -> Tensor {
    polynomial(xi, [0.5772156649015329] + zeta.enumerated().map { $1 / Double($0 + 2) })
  }

  /// (log Γ(1 − 2ξ) − 2 log Γ(1 − ξ))/ξ² for |ξ| < 0.05.
  private static func bend(_ xi: Tensor) -> Tensor {
    var power = 2.0
    return polynomial(
      xi,
      zeta.enumerated().map { index, zeta in
        power *= 2
        return zeta * (power - 2) / Double(index + 2)
      })
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { value in
      let (y, isBelow, isAbove) = score(value)
      return (-exp(-y)).replacing(isAbove, with: 0).minusInfinity(where: isBelow)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { value in
      let (y, isBelow, isAbove) = score(value)
      // exp(−exp(−y)) is 0 long before exp(−y) overflows, and is 1 − exp(−y) + exp(−2y)/2 where that is near 1.
      let (isFar, isDeep) = (y .> 25, y .< -30)
      let central = log1mexp(-exp(-y.replacing(isFar .| isDeep, with: 0)))
      let far = select(isFar, y, 25)
      let upper = select(isFar, -far - 0.5 * exp(-far), central)
      return upper.replacing(isDeep .| isBelow, with: 0).minusInfinity(where: isAbove)
    }
  }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { logit in
      let isFar = logit .> 25
      let far = select(isFar, logit, 25)
      // −log(−log p): log p = −softplus(−l), which is exp(−l) (1 − exp(−l)/2) where that is small.
      let central = -log(softplus(-logit.replacing(isFar, with: 0)))
      let y = select(isFar, far + 0.5 * exp(-far), central)
      let isEnd = abs(y) .== Double.infinity
      let deviation = extremeValueDeviation(y.replacing(isEnd, with: 0), tailIndex)
      // Where there is no end, it is infinite.
      let hasEnd = select(y .< 0, tailIndex .> 0, tailIndex .< 0)
      let end = select(hasEnd, -1 / select(hasEnd, tailIndex, 1), y)
      return location + scale.valid(where: scale .> 0) * select(isEnd, end, deviation)
    }
  }
}
