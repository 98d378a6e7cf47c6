// The continuous uniform distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The uniform distribution between a lower bound a and an upper bound b > a, on a ≤ x ≤ b.
///
/// log f(x) = −log(b − a).
///
/// Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 26.
/// Checked against: mpmath, scipy.stats.uniform.
public struct Uniform: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The lower bound a.
  public let lower: Tensor
  /// The upper bound b > a.
  public let upper: Tensor

  /// A uniform distribution.
  public init(_ lower: some TensorConvertible, _ upper: some TensorConvertible) {
    self.lower = lower.tensor
    self.upper = upper.tensor
  }

  /// The same, its parameters by name.
  public init(lower: some TensorConvertible, upper: some TensorConvertible) { self.init(lower, upper) }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("lower", lower, .finite), DistributionParameter("upper", upper, .above("lower", lower))]
  }
  public func rebuilt(on operands: [Tensor]) -> Uniform { Uniform(operands[0], operands[1]) }
  public var support: Support { .interval(lower: lower, upper: upper) }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let density = -Tensor.logWidth(lower, upper).valid(where: upper .> lower) + 0 * x
      return density.minusInfinity(where: (x .< lower) .| (x .> upper))
    }
  }

  public var mean: Tensor { 0.5 * lower + 0.5 * upper }
  public var variance: Tensor { (upper - lower).squared() * (1.0 / 12) }

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

  /// (x − a)/(b − a) and (b − x)/(b − a); the numbers `ends` where x is outside.
  private func shares(_ x: Tensor, _ isOutside: Tensor, at ends: (Double, Double)) -> (Tensor, Tensor) {
    let unit = Tensor.isWide(lower, upper) ? 0.5 : 1.0
    let (low, high, inner) = (unit * lower, unit * upper, unit * x)
    let share = ((inner - low) / (high - low)).replacing(isOutside, with: ends.0)
    return (share, ((high - inner) / (high - low)).replacing(isOutside, with: ends.1))
  }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { logit in
      let (low, high) = (lower, upper.valid(where: upper .> lower))
      let isUpper = logit .> 0
      let tail = sigmoid(select(isUpper, -logit, logit))
      if Tensor.isWide(lower, upper) {
        let share = select(isUpper, 1 - tail, tail)
        return low * (1 - share) + high * share
      }
      return select(isUpper, high, low) + select(isUpper, -1, 1) * tail * (high - low)
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[1] > p[0] else { return .nan }
      let (width, share) = (p[1] - p[0], generator.uniform())
      return width.isFinite ? p[0] + width * share : p[0] * (1 - share) + p[1] * share
    }
  }
}
