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
public struct Uniform: DistributionWithMoments, DistributionWithCDF {
  // MARK: Parameters

  /// The lower bound a.
  public let lower: Tensor
  /// The upper bound b > a.
  public let upper: Tensor

  /// A uniform distribution.
  public init(_ lower: some TensorConvertible, _ upper: some TensorConvertible) {
    self.lower = lower.tensor
    self.upper = upper.tensor
  }

  /// a and b.
  public var parameters: [DistributionParameter] {
    [DistributionParameter("lower", lower, .finite), DistributionParameter("upper", upper, .above("lower", lower))]
  }
  /// a ≤ x ≤ b.
  public var support: Support { .interval(lower: lower, upper: upper) }
  /// What a and b broadcast to.
  public var shape: Shape { broadcastParameterShape }

  // MARK: Log density

  /// −log(b − a); −∞ where x < a or x > b.
  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let density = -Tensor.logWidth(lower, upper).valid(where: upper .> lower) + 0 * x
      return density.minusInfinity(where: (x .< lower) .| (x .> upper))
    }
  }

  // MARK: Moments

  /// (a + b)/2.
  public var mean: Tensor { 0.5 * lower + 0.5 * upper }
  /// (b − a)²/12.
  public var variance: Tensor { (upper - lower).squared() * (1.0 / 12) }

  // MARK: CDF

  /// log((x − a)/(b − a)).
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let (isBelow, isAbove) = (x .<= lower, x .>= upper)
      let unit = Tensor.isWide(lower, upper) ? 0.5 : 1.0
      let (low, high, inner) = (unit * lower, unit * upper, unit * x)
      let share = ((inner - low) / (high - low)).replacing(isBelow .| isAbove, with: 1)
      let rest = ((high - inner) / (high - low)).replacing(isBelow .| isAbove, with: 0)
      return select(share .> 0.5, log1p(-rest), log(share)).minusInfinity(where: isBelow)
    }
  }

  // MARK: Draws

  /// a + (b − a) u for standard uniform u.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawReals(shape, parameters) { p in
      guard p[1] > p[0] else { return .nan }
      let (width, share) = (p[1] - p[0], generator.uniform())
      return width.isFinite ? p[0] + width * share : p[0] * (1 - share) + p[1] * share
    }
  }
}
