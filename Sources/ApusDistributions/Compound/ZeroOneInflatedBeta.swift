// Shares that may be none or all: zeros and ones with probabilities of their own, and a beta distribution between.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// 0 with probability p₀, 1 with probability p₁, else a beta number with mean m and concentration κ, as of shares that may be none
/// or all.
///
/// ```swift
/// m.observe("cover", ZeroOneInflatedBeta(mean: mean, concentration: kappa, zero: none, one: full), cover)
/// ```
///
/// P(0) = p₀, P(1) = p₁, f(x) = (1 − p₀ − p₁) f₀(x) for 0 < x < 1, with the density f₀ of `Beta(mean: m, concentration: κ)`. At 0 and at 1
/// it is a probability, between them a density: the measure is that of length and one of 1 on each end. So it is an observation's
/// distribution, no prior. Tails are accurate on both sides. In brms p₀ = zoi (1 − coi) and p₁ = zoi · coi.
///
/// Reference: Ospina and Ferrari (2010), Inflated beta distributions. Checked against: mpmath.
public struct ZeroOneInflatedBeta: UnivariateDistribution, DistributionWithMoments, CompoundDistribution, BuiltInFormula
{
  /// The probability p₀ of 0.
  public let zero: Tensor
  /// The probability p₁ of 1, at most 1 − p₀.
  public let one: Tensor
  private let base: Beta

  /// Zeros with probability `zero`, ones with probability `one`, and beta numbers of the given mean and concentration between.
  public init(
    mean: some TensorConvertible, concentration: some TensorConvertible, zero: some TensorConvertible,
    one: some TensorConvertible
  ) {
    base = Beta(mean: mean, concentration: concentration)
    (self.zero, self.one) = (zero.tensor, one.tensor)
  }

  var components: [any Distribution] { [base] }

  public var parameters: [DistributionParameter] {
    // What is left may be less than the other by the rounding of both.
    let rest = ("1 less the probability of zero", 1 - zero.asFloat64 + Self.rounding)
    return base.parameters + [
      DistributionParameter("zero", zero, .probability),
      DistributionParameter("one", one, .between(("0", Tensor(0.0)), rest)),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> ZeroOneInflatedBeta {
    ZeroOneInflatedBeta(mean: operands[0], concentration: operands[1], zero: operands[2], one: operands[3])
  }
  public var support: Support { .unitInterval }

  /// The rounding of a sum of two probabilities.
  private static let rounding = 0x1p-52

  /// 1 − p₀ − p₁, whose error is the rounding of the result; 0 where it is below 0 by rounding.
  private var inside: Tensor {
    let (greater, less) = (maximum(zero.asFloat64, one.asFloat64), minimum(zero.asFloat64, one.asFloat64))
    let total = greater + less
    let rest = (1 - total) - (less - (total - greater))
    return rest.replacing((rest .< 0) .& (rest .>= -Self.rounding), with: 0)
  }

  /// log(1 − p₀ − p₁); with a harmless derivative where `isNeeded` does not hold.
  private func logInside(where isNeeded: Tensor) -> Tensor { log(inside.replacing(.!isNeeded, with: 1)) }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let (isZero, isOne) = (x .== 0, x .== 1)
      let isInside = .!(isZero .| isOne)
      let density = logInside(where: isInside) + base.logDensity(x.replacing(.!isInside, with: 0.5))
      let ends = select(isZero, log(zero.replacing(.!isZero, with: 1)), log(one.replacing(.!isOne, with: 1)))
      let outside = (x .< 0) .| (x .> 1)
      return valid(select(isInside, density, ends).minusInfinity(where: outside), at: x)
    }
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let (isBelow, isAll) = (x .< 0, x .>= 1)
      let tail = tail(x.replacing(isBelow .| isAll, with: 0.5), isUpper: false, where: .!(isBelow .| isAll))
      return valid(tail.replacing(isAll, with: 0).minusInfinity(where: isBelow), at: x)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let (isBelow, isAll) = (x .< 0, x .>= 1)
      let tail = tail(x.replacing(isBelow .| isAll, with: 0.5), isUpper: true, where: .!(isBelow .| isAll))
      return valid(tail.replacing(isBelow, with: 0).minusInfinity(where: isAll), at: x)
    }
  }

  /// A tail at 0 ≤ x < 1: by itself where it is at most ½, else by the other one.
  private func tail(_ x: Tensor, isUpper: Bool, where isNeeded: Tensor) -> Tensor {
    let isStart = isNeeded .& (x .== 0)
    let isInside = isNeeded .& .!isStart
    let (place, first) = (x.replacing(.!isInside, with: 0.5), zero.asFloat64.replacing(.!isStart, with: 0.5))
    let (lower, upper) = ((zero, base.logCDF(place)), (one, base.logSurvival(place)))
    let tail = joined(isUpper ? upper : lower, where: isInside)
    let isLarge = isInside .& (tail .> -0.6931471805599453)
    let other = joined(isUpper ? lower : upper, where: isLarge)
    let large = log1mexp(other.replacing(.!isLarge, with: -1))
    return select(isStart, isUpper ? log1p(-first) : log(first), select(isLarge, large, tail))
  }

  /// log(p + r g) of an end's probability p and of log g, with r = 1 − p₀ − p₁.
  private func joined(_ part: (probability: Tensor, logarithm: Tensor), where isNeeded: Tensor) -> Tensor {
    let p = part.probability.asFloat64
    let isNone = part.logarithm .== -Double.infinity
    // At p = 0, of which there is no logarithm, with the derivative 1/(r g).
    let isPure = isNeeded .& (p .== 0) .& .!isNone
    let isMixed = isNeeded .& .!isPure .& .!isNone
    let inner = logInside(where: isPure .| isMixed) + part.logarithm.replacing(isNone .| .!isNeeded, with: -1)
    let pure = inner + log1p(p.replacing(.!isPure, with: 0) * exp(minimum(-inner, 700)).replacing(.!isPure, with: 0))
    let mixed = logAddExp(log(p.replacing(.!isMixed, with: 0.5)), inner.replacing(.!isMixed, with: -1))
    let end = log(p.replacing(.!(isNeeded .& isNone), with: 0.5))
    return select(isNone, end, select(isPure, pure, mixed))
  }

  /// 0 up to p = p₀, 1 from p = 1 − p₁ on, else the beta quantile of what lies between.
  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { logit in
      let (below, above) = (-softplus(-logit), -softplus(logit))
      let isZero = below .<= log(zero.asFloat64)
      let isOne = .!isZero .& (above .<= log(one.asFloat64))
      let isEnd = isZero .| isOne
      func share(_ logarithm: Tensor, without p: Tensor) -> Tensor {
        let isNone = p .== 0
        let rest = logSubtractExp(
          logarithm.replacing(isEnd .| isNone, with: 0), log(p.replacing(isEnd .| isNone, with: 0.5)))
        return select(isNone, logarithm, rest)
      }
      let target = share(below, without: zero.asFloat64) - share(above, without: one.asFloat64)
      let quantile = base.quantile(logit: target.replacing(isEnd, with: 0))
      return valid(quantile.replacing(isZero, with: 0).replacing(isOne, with: 1), at: logit)
    }
  }

  /// p₁ + r m.
  public var mean: Tensor { one + inside * base.mean }
  /// The variances within and between: r v + p₀ μ² + p₁ (1 − μ)² + r (m − μ)², with the mean μ.
  public var variance: Tensor {
    let (rest, center) = (inside, mean)
    let between = zero * center.squared() + one * (1 - center).squared() + rest * (base.mean - center).squared()
    return rest * base.variance + between
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    guard parameters.count == self.parameters.count else { return .undrawn(shape) }
    let drawn = base.draw(shape: shape, parameters: Array(parameters[..<2]), using: &generator)
    return drawElements(shape, [drawn, parameters[2], parameters[3]]) { numbers in
      let (zero, one) = (numbers[1], numbers[2])
      guard !numbers[0].isNaN, zero >= 0, one >= 0, zero + one <= 1 + Self.rounding else { return .nan }
      let place = generator.uniform()
      return place < zero ? 0 : place >= 1 - one ? 1 : numbers[0]
    }
  }

  /// The tensor; NaN where a parameter is outside its domain, or x is no number.
  private func valid(_ tensor: Tensor, at x: Tensor) -> Tensor {
    let areShapes = (base.alpha .> 0) .& (base.beta .> 0)
    return tensor.valid(where: (zero .>= 0) .& (one .>= 0) .& (inside .>= 0) .& areShapes .& (x .== x))
  }
}
