// Zeros of their own, and positive values of any univariate distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// Zero with probability π, else a draw of the base on the condition that it is above 0: a hurdle that is taken or not.
///
/// ```swift
/// m.observe("rain", Hurdle(of: Gamma(shape: shape, rate: rate), probability: dry), rain)
/// ```
///
/// P(0) = π, f(x) = (1 − π) f₀(x)/P₀(X > 0) for x > 0. Of counts it is a probability; of a continuous base it is a probability at 0
/// and a density elsewhere: an observation's distribution, no prior. P₀(X > 0) comes from the base's upper tail: none of its digits
/// are lost where it is small. PyMC's ψ is 1 − π.
///
/// Reference: Mullahy (1986), Specification and Testing of Some Modified Count Data Models. Checked against: mpmath.
public struct Hurdle: UnivariateDistribution, DistributionWithMoments, CompoundDistribution, BuiltInFormula {
  /// The distribution of what is above 0, before it is cut off there.
  public let base: any UnivariateDistribution
  private let zero: ZeroParameter
  private let sampler = InversionSampler()

  /// Zero with the given `probability` π in [0, 1], else `base` above 0.
  public init(of base: any UnivariateDistribution, probability: some TensorConvertible) {
    self.base = base
    let isRefused = base.eventRank > 0 || base.hasAtoms
    zero = ZeroParameter(
      isRefused
        ? .refused(by: "Hurdle", "\(base.name) is no distribution of counts, or of numbers with a density")
        : probability.tensor)
  }

  /// The probability π of zero.
  public var probability: Tensor { zero.probability }

  var components: [any Distribution] { [base] }

  public var parameters: [DistributionParameter] { [zero.named] + base.parameters.map { $0.of("base") } }
  public func rebuilt(on operands: [Tensor]) -> Hurdle {
    Hurdle(of: base.rebuilt(on: Array(operands.dropFirst())), probability: operands[0])
  }

  public var support: Support {
    switch base.support {
    case .nonnegativeIntegers, .positiveIntegers: .nonnegativeIntegers
    case .booleans: .booleans
    case .integers(_, let upper): .integers(lower: 0, upper: upper)
    case .interval(_, let upper), .upperBounded(let upper): .interval(lower: 0, upper: upper)
    case .circle: .interval(lower: 0, upper: Double.pi.tensor)
    default: .nonnegative
    }
  }

  private var isDiscrete: Bool { base.support.elementType == .int64 }

  /// log P₀(X > 0).
  private var logMass: Tensor { base.logSurvival(Tensor(0.0)) }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let (isZero, isBelow) = (x .== 0, x .< 0)
      let above = x.replacing(isZero .| isBelow, with: isDiscrete ? 1 : 0.5)
      let density = zero.logRest(where: .!isZero) + (base.logDensity(above) - logMass)
      // Of a base that there is not, there is no zero either.
      let atZero = zero.logZero(where: isZero).valid(where: logMass .== logMass)
      return zero.valid(select(isZero, atZero, density).minusInfinity(where: isBelow), at: x)
    }
  }

  /// log(π + (1 − π) G) with G the base's distribution function from 0 on.
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let (isBelow, isZero) = (x .< 0, isDiscrete ? (x .>= 0) .& (x .< 1) : x .== 0)
      let isAbove = .!(isBelow .| isZero)
      let place = x.replacing(.!isAbove, with: isDiscrete ? 1 : 0.5)
      let (below, above) = (base.logCDF(place), base.logSurvival(place))
      // G by the base's lower tail where that is small, else by the upper one.
      let isLow = isAbove .& (below .< logMass)
      let start = base.logCDF(Tensor(0.0))
      let low = logSubtractExp(below.replacing(.!isLow, with: 0), start.replacing(.!isLow, with: -1)) - logMass
      let isHigh = isAbove .& .!isLow
      let high = log1mexp((above - logMass).replacing(.!isHigh, with: -1))
      let joined = zero.joined(select(isLow, low, high), where: isAbove)
      let probability = select(isZero, zero.logZero(where: isZero), joined)
      return zero.valid(probability.minusInfinity(where: isBelow), at: x)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let isBelow = x .< 0
      let above = base.logSurvival(x.replacing(isBelow, with: 0)) - logMass
      return zero.valid((zero.logRest(where: .!isBelow) + above).replacing(isBelow, with: 0), at: x)
    }
  }

  /// 0 up to p = π, else the base's quantile of what is left.
  public func quantile(logit: Tensor) -> Tensor {
    if isDiscrete { return searchedQuantile(logit) }
    return elementwise(logit, "quantile") { logit in
      let isZero = -softplus(-logit) .<= zero.logZero(where: logit .== logit)
      let target = -softplus(-logit)
      let share = logSubtractExp(
        target.replacing(isZero, with: 0), zero.logZero(where: .!isZero).replacing(isZero, with: -1))
      let below = logAddExp(base.logCDF(Tensor(0.0)), share - zero.logRest + logMass)
      let above = -softplus(logit) - zero.logRest + logMass
      let quantile = base.quantile(logit: (below - above).replacing(isZero, with: 0))
      return zero.valid(quantile.replacing(isZero, with: 0), at: logit)
    }
  }

  /// (1 − π) μ/P₀(X > 0); NaN where the base has no mean, or has values below 0.
  public var mean: Tensor { moments.map { share * $0.mean } ?? Tensor(Double.nan) }
  /// With q = (1 − π)/P₀(X > 0): q σ² + q (1 − q) μ².
  public var variance: Tensor {
    moments.map { share * $0.variance + share * (1 - share) * $0.mean.squared() } ?? Tensor(Double.nan)
  }

  private var share: Tensor { exp(zero.logRest - logMass) }

  private var moments: (any DistributionWithMoments)? {
    isPositive ? base as? any DistributionWithMoments : nil
  }

  /// Whether the base is known to have no values below 0.
  private var isPositive: Bool {
    base.support.range?.lower.constantValue?.doubles.allSatisfy { $0 >= 0 } ?? false
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    guard !isDiscrete, isPositive, parameters.count == self.parameters.count else {
      return sampler.draw(self, shape: shape, parameters: parameters, using: &generator)
    }
    let drawn = base.draw(shape: shape, parameters: Array(parameters.dropFirst()), using: &generator)
    return drawElements(shape, [drawn, parameters[0]]) { zero.draw($0[0], probability: $0[1], using: &generator) }
  }
}
