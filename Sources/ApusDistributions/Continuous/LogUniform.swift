// The log-uniform distribution, also called the reciprocal one.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The log-uniform (reciprocal) distribution between a > 0 and b > a, on a ≤ x ≤ b: the logarithm is uniform.
///
/// log f(x) = −log x − log log(b/a).
///
/// Reference: Hamming (1970), Bell System Technical Journal 49, 1609. Checked against: mpmath, scipy.stats.loguniform.
public struct LogUniform: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The lower bound a > 0.
  public let lower: Tensor
  /// The upper bound b > a.
  public let upper: Tensor

  /// A log-uniform distribution.
  public init(_ lower: some TensorConvertible, _ upper: some TensorConvertible) {
    self.lower = lower.tensor
    self.upper = upper.tensor
  }

  /// The same, its parameters by name.
  public init(lower: some TensorConvertible, upper: some TensorConvertible) { self.init(lower, upper) }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("lower", lower, .positive), DistributionParameter("upper", upper, .above("lower", lower))]
  }
  public func rebuilt(on operands: [Tensor]) -> LogUniform { LogUniform(operands[0], operands[1]) }
  public var support: Support { .interval(lower: lower, upper: upper) }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isOutside = (x .< lower) .| (x .> upper)
      return (-log(x.replacing(isOutside, with: 1)) - log(logWidth)).minusInfinity(where: isOutside)
    }
  }

  public var mean: Tensor { (upper - lower) / logWidth }
  /// The mean's square times h coth h − 1, h = ½ log(b/a).
  public var variance: Tensor {
    let half = 0.5 * logWidth
    let isSmall = half .< 0.5
    let square = select(isSmall, half, 0).squared()
    let small = square * polynomial(square, Self.cotangent)
    let large = select(isSmall, 1, half)
    return mean.squared() * select(isSmall, small, large / tanh(large) - 1)
  }

  /// Taylor's coefficients of h coth h − 1 in h², from h² on; the first term left out is below 1e-16 of the sum for h < ½.
  private static let cotangent: [Double] = [
    1.0 / 3, -1.0 / 45, 2.0 / 945, -1.0 / 4725, 2.0 / 93_555, -2.164_404_280_806_397_2e-6, 2.192_594_785_187_377_8e-7,
    -2.221_460_878_997_967_9e-8, 2.250_784_651_680_899_3e-9, -2.280_515_120_459_218_3e-10,
  ]

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let (isBelow, isAbove) = (x .<= lower, x .>= upper)
      let (share, rest) = shares(x, isBelow .| isAbove, at: (1, 0))
      return logarithm(of: share, from: rest).minusInfinity(where: isBelow)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let (isBelow, isAbove) = (x .<= lower, x .>= upper)
      let (share, rest) = shares(x, isBelow .| isAbove, at: (0, 1))
      return logarithm(of: rest, from: share).minusInfinity(where: isAbove)
    }
  }

  /// log(x/a) and log(b/x) in units of log(b/a); the numbers `ends` where x is outside.
  private func shares(_ x: Tensor, _ isOutside: Tensor, at ends: (Double, Double)) -> (Tensor, Tensor) {
    let inside = select(isOutside, low, x)
    let share = (logQuotient(inside, low) / logWidth).replacing(isOutside, with: ends.0)
    return (share, (logQuotient(upper, inside) / logWidth).replacing(isOutside, with: ends.1))
  }

  private var low: Tensor { lower.valid(where: lower .> 0) }
  /// log(b/a).
  private var logWidth: Tensor { logQuotient(upper, low).valid(where: upper .> lower) }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { logit in
      let isUpper = logit .> 0
      let part = logWidth * sigmoid(select(isUpper, -logit, logit))
      return select(isUpper, upper * exp(-part), lower * exp(part))
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[1] > p[0] else { return .nan }
      let (low, high) = (Stable.log(p[0]), Stable.log(p[1]))
      return min(max(Stable.exp(low + (high - low) * generator.uniform()), p[0]), p[1])
    }
  }
}
