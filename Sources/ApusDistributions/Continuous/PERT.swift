// The PERT distribution: a beta distribution by its ends and its mode.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The PERT distribution with lower end a, mode m and upper end b, a ≤ m ≤ b, on a ≤ x ≤ b.
///
/// It is a beta distribution on the interval, with α = 1 + 4 (m − a)/(b − a) and β = 1 + 4 (b − m)/(b − a): its mean is (a + 4m + b)/6.
///
/// log f(x) = (α − 1) log(x − a) + (β − 1) log(b − x) − 5 log(b − a) − log B(α, β).
///
/// Reference: Malcolm, Roseboom, Clark and Fazar (1959), Application of a technique for research and development program evaluation.
/// Checked against: mpmath, scipy.stats.beta.
public struct PERT: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The lower end a.
  public let low: Tensor
  /// The most probable value m.
  public let mode: Tensor
  /// The upper end b > a.
  public let high: Tensor

  /// A PERT distribution.
  public init(low: some TensorConvertible, mode: some TensorConvertible, high: some TensorConvertible) {
    self.low = low.tensor
    self.mode = mode.tensor
    self.high = high.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("low", low, .finite),
      DistributionParameter("mode", mode, .between(("low", low), ("high", high))),
      DistributionParameter("high", high, .above("low", low)),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> PERT { PERT(low: operands[0], mode: operands[1], high: operands[2]) }
  public var support: Support { .interval(lower: low, upper: high) }

  /// b − a, α − 1 and β − 1; NaN outside the parameters' domain.
  private var exponents: (width: Tensor, lower: Tensor, upper: Tensor) {
    let width = (high - low).valid(where: (low .<= mode) .& (mode .<= high) .& (low .< high))
    return (width, 4 * ((mode - low) / width), 4 * ((high - mode) / width))
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = (value .< low) .| (value .> high)
      let (width, lower, upper) = exponents
      let inside = select(isOutside, low + 0.5 * width, value)
      // The exponents have the sum 4.
      let powers = xlogy(lower, inside - low) + xlogy(upper, high - inside) - 5 * log(width)
      let density = powers - logBeta(1 + lower, 1 + upper)
      return density.minusInfinity(where: isOutside)
    }
  }

  /// (x − a)/(b − a) and (b − x)/(b − a); ½ outside.
  private func shares(_ x: Tensor, _ isOutside: Tensor) -> (Tensor, Tensor) {
    let share = (x - low) / (high - low)
    return (share.replacing(isOutside, with: 0.5), ((high - x) / (high - low)).replacing(isOutside, with: 0.5))
  }

  public var mean: Tensor { (low + 4 * mode + high) * (1.0 / 6) }
  public var variance: Tensor { (mean - low) * (high - mean) * (1.0 / 7) }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { value in
      let (isBelow, isAbove) = (value .<= low, value .>= high)
      return logTails(value, isBelow .| isAbove).lower.replacing(isAbove, with: 0).minusInfinity(where: isBelow)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { value in
      let (isBelow, isAbove) = (value .<= low, value .>= high)
      return logTails(value, isBelow .| isAbove).upper.replacing(isBelow, with: 0).minusInfinity(where: isAbove)
    }
  }

  /// Both tails by incomplete beta functions of the nearer end.
  private func logTails(_ x: Tensor, _ isOutside: Tensor) -> (lower: Tensor, upper: Tensor) {
    let (_, first, second) = exponents
    let (alpha, beta) = (1 + first, 1 + second)
    let (share, rest) = shares(x, isOutside)
    let isBelow = share .< 0.5
    let (near, far) = (select(isBelow, share, 0.5), select(isBelow, 0.5, rest))
    let lower = select(isBelow, logRegularizedBeta(alpha, beta, near), logRegularizedBetaComplement(beta, alpha, far))
    let upper = select(isBelow, logRegularizedBetaComplement(alpha, beta, near), logRegularizedBeta(beta, alpha, far))
    return (lower, upper)
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      let (low, mode, high) = (p[0], p[1], p[2])
      guard low <= mode, mode <= high, low < high else { return .nan }
      let width = high - low
      return low + width * generator.beta(1 + 4 * ((mode - low) / width), 1 + 4 * ((high - mode) / width))
    }
  }
}
