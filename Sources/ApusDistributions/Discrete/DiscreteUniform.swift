// The uniform distribution of whole numbers.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The uniform distribution of the whole numbers from a to b, both included.
///
/// log P(k) = −log(b − a + 1). Bounds that are no whole numbers, or are out of order, give NaN.
///
/// Stan's `discrete_range` and PyMC's have the same parameters.
///
/// Reference: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, section 6.10.1.
/// Checked against: mpmath, scipy.stats.randint.
public struct DiscreteUniform: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The least number a.
  public let lower: Tensor
  /// The greatest number b.
  public let upper: Tensor

  /// Whole numbers from `lower` to `upper`.
  public init(_ lower: some TensorConvertible, _ upper: some TensorConvertible) {
    self.lower = lower.tensor
    self.upper = upper.tensor
  }

  /// The same, its parameters by name.
  public init(lower: some TensorConvertible, upper: some TensorConvertible) { self.init(lower, upper) }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("lower", lower, .whole), DistributionParameter("upper", upper, .whole)]
  }
  public func rebuilt(on operands: [Tensor]) -> DiscreteUniform { DiscreteUniform(operands[0], operands[1]) }
  public var support: Support { .integers(lower: lower, upper: upper) }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isOutside = (floor(x) .< x) .| (x .< lower) .| (x .> upper)
      return (0 * x.replacing(isOutside, with: 0) - log(count)).minusInfinity(where: isOutside)
    }
  }

  /// b − a + 1; NaN where the bounds are no whole numbers in order.
  private var count: Tensor {
    let (a, b) = (lower.asFloat64, upper.asFloat64)
    return (b - a + 1).valid(where: (floor(a) .== a) .& (floor(b) .== b) .& (a .<= b))
  }

  public var mean: Tensor { 0.5 * lower + 0.5 * upper }
  public var variance: Tensor { (count - 1) * (count + 1) / 12 }

  public func logCDF(_ value: Tensor) -> Tensor { logTail(value, isUpper: false) }

  public func logSurvival(_ value: Tensor) -> Tensor { logTail(value, isUpper: true) }

  /// The log share of the numbers up to ⌊x⌋, or beyond it, by the smaller one.
  private func logTail(_ value: Tensor, isUpper: Bool) -> Tensor {
    elementwise(value, isUpper ? "logSurvival" : "logCDF") { x in
      let (isBelow, isAbove) = (x .< lower, x .>= upper)
      let place = floor(select(isBelow .| isAbove, lower, x))
      let (below, above) = (place - lower + 1, upper - place)
      let (own, other) = isUpper ? (above, below) : (below, above)
      let isMost = other .< own
      let most = log1p(-select(isMost, other, 0) / count)
      let tail = select(isMost, most, log(own.replacing(isMost .| (own .<= 0), with: 1) / count))
      let (none, all) = isUpper ? (isAbove, isBelow) : (isBelow, isAbove)
      return tail.replacing(all, with: 0).minusInfinity(where: none).valid(where: (x .== x) .& (count .> 0))
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard let low = Int(exactly: p[0]), let high = Int(exactly: p[1]), low <= high else { return .nan }
      let (width, isWide) = high.subtractingReportingOverflow(low)
      if isWide || width == .max { return (p[0] + generator.uniform() * (p[1] - p[0])).rounded(.down) }
      return Double(low + generator.integer(below: width + 1))
    }
  }
}
