// The triangular distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The triangular distribution between a lower bound a and an upper bound b > a with its mode c, a ≤ c ≤ b, on a ≤ x ≤ b.
///
/// f(x) = 2 (x − a)/((b − a)(c − a)) below the mode and 2 (b − x)/((b − a)(b − c)) above it. PyMC calls the mode `c`.
///
/// Reference: Kotz and van Dorp (2004), Beyond Beta, chapter 1.
/// Checked against: mpmath, scipy.stats.triang.
public struct Triangular: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The lower bound a.
  public let lower: Tensor
  /// The mode c.
  public let mode: Tensor
  /// The upper bound b > a.
  public let upper: Tensor

  /// A triangular distribution.
  public init(lower: some TensorConvertible, mode: some TensorConvertible, upper: some TensorConvertible) {
    self.lower = lower.tensor
    self.mode = mode.tensor
    self.upper = upper.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("lower", lower, .finite),
      DistributionParameter("mode", mode, .between(("lower", lower), ("upper", upper))),
      DistributionParameter("upper", upper, .above("lower", lower)),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> Triangular {
    Triangular(lower: operands[0], mode: operands[1], upper: operands[2])
  }
  public var support: Support { .interval(lower: lower, upper: upper) }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isOutside = (x .< lower) .| (x .> upper)
      let isBelow = x .< mode
      // At the mode it is 1 also where one side has no width.
      let isPeak = (x .== mode) .| isOutside
      let side = select(isPeak, 1, select(isBelow, rise, fall))
      let distance = select(isPeak, 1, select(isBelow, x - lower, upper - x))
      let gap = select(isPeak, 0, select(isBelow, mode - x, x - mode))
      let isNear = gap .< 0.5 * side
      let near = log1p(-select(isNear, gap, 0) / side)
      let height = select(isNear, near, log(select(isNear, 1, distance)) - log(side))
      return (height + 0.693_147_180_559_945_309_42 - log(width)).minusInfinity(where: isOutside)
    }
  }

  public var mean: Tensor { (lower + mode + upper) * (1.0 / 3) }
  public var variance: Tensor { (fall.squared() + width * rise) * (1.0 / 18) }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let (isBelow, isAbove) = (x .<= lower, x .>= upper)
      let tails = logTails(x, isBelow .| isAbove)
      return tails.lower.replacing(isAbove, with: 0).minusInfinity(where: isBelow)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let (isBelow, isAbove) = (x .<= lower, x .>= upper)
      let tails = logTails(x, isBelow .| isAbove)
      return tails.upper.replacing(isBelow, with: 0).minusInfinity(where: isAbove)
    }
  }

  /// log F and log(1 − F), of which one is a square and the other a sum of what is positive: the rest of the side of x, and the other side.
  private func logTails(_ x: Tensor, _ isOutside: Tensor) -> (lower: Tensor, upper: Tensor) {
    let isLower = x .< mode
    let near = select(isLower, x - lower, upper - x).replacing(isOutside, with: 1)
    let (side, other) = (select(isLower, rise, fall), select(isLower, fall, rise))
    let own = select((side .> 0) .& .!isOutside, side, 1)
    let gap = select(isLower, mode - x, x - mode).replacing(isOutside, with: 0)
    let share = near / own
    let rest = (other + gap * (1 + share)) / width
    let small = 2 * log(share) + log(own) - log(width)
    let isNear = small .< -0.7
    let large = log(select(isNear, 1, rest))
    let nearLog = select(isNear, small, log1p(-rest.replacing(isNear, with: 0)))
    let farLog = select(isNear, log1mexp(small.replacing(.!isNear, with: -1)), large)
    return (select(isLower, nearLog, farLog), select(isLower, farLog, nearLog))
  }

  /// b − a, c − a and b − c, which is NaN where the mode lies outside the bounds.
  private var width: Tensor { (upper - lower).valid(where: (upper .> lower) .& (mode .>= lower) .& (mode .<= upper)) }
  private var rise: Tensor { mode - lower }
  private var fall: Tensor { upper - mode }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { logit in
      let isLower = sigmoid(logit) * width .< rise
      // √F from below, √(1 − F) from above.
      let root = exp(-0.5 * softplus(select(isLower, -logit, logit)))
      let side = select(isLower, rise, fall)
      let distance = root * sqrt(width * select(side .> 0, side, 1)).replacing(side .== 0, with: 0)
      return select(isLower, lower + distance, upper - distance)
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] <= p[1], p[1] <= p[2], p[0] < p[2] else { return .nan }
      // On either side of the mode the greater of two uniform numbers is the share of the way to it.
      let share = max(generator.uniform(), generator.uniform())
      let width = p[2] - p[0]
      let isLower = generator.uniform() * width < p[1] - p[0]
      return isLower ? p[0] + share * (p[1] - p[0]) : p[2] - share * (p[2] - p[1])
    }
  }
}
