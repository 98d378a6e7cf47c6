// The Pareto distribution of type II, also called Lomax's.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Pareto distribution of type II with shape α > 0, location μ and scale λ > 0, on x ≥ μ. With location 0 it is Lomax's.
///
/// log f(x) = log α − log λ − (α + 1) log(1 + z), z = (x − μ)/λ. Stan's `pareto_type_2` has the order μ, λ, α.
///
/// Reference: Arnold (2015), Pareto Distributions, chapter 1.
/// Checked against: mpmath, scipy.stats.lomax.
public struct ParetoType2: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The shape α > 0.
  public let concentration: Tensor
  /// The location μ: the least value.
  public let location: Tensor
  /// The scale λ > 0.
  public let scale: Tensor

  /// A Pareto distribution of type II.
  public init(
    shape: some TensorConvertible, location: some TensorConvertible = 0, scale: some TensorConvertible
  ) {
    concentration = shape.tensor
    self.location = location.tensor
    self.scale = scale.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("shape", concentration, .positive),
      DistributionParameter("location", location, .finite),
      DistributionParameter("scale", scale, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> ParetoType2 {
    ParetoType2(shape: operands[0], location: operands[1], scale: operands[2])
  }
  public var support: Support { .lowerBounded(location) }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isOutside = x .< location
      let growth = logGrowth(select(isOutside, 0, x - location))
      let density = log(concentration) - log(scale) - (concentration + 1) * growth
      return density.minusInfinity(where: isOutside)
    }
  }

  /// μ + λ/(α − 1); infinite for α ≤ 1.
  public var mean: Tensor {
    let finite = location + scale / (concentration - 1)
    return select(concentration .> 1, finite, Tensor(Double.infinity))
  }
  /// α λ²/((α − 1)² (α − 2)); infinite for 1 < α ≤ 2, NaN for α ≤ 1.
  public var variance: Tensor {
    Pareto(shape: concentration, minimum: scale).variance
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let isBelow = x .<= location
      let distance = select(isBelow, validScale, x - location)
      return log1mexp(-validShape * logGrowth(distance)).minusInfinity(where: isBelow)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let isBelow = x .<= location
      return (-validShape * logGrowth(select(isBelow, 0, x - location))).replacing(isBelow, with: 0)
    }
  }

  /// log(1 + d/λ) for d ≥ 0.
  private func logGrowth(_ distance: Tensor) -> Tensor {
    let isFar = distance .> 1e17 * validScale
    let near = log1p(select(isFar, 0, distance) / validScale)
    return select(isFar, log(select(isFar, distance, 1)) - log(scale), near)
  }

  private var validShape: Tensor { concentration.valid(where: concentration .> 0) }
  private var validScale: Tensor { scale.valid(where: scale .> 0) }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { location + validScale * expm1(softplus($0) / validShape) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[2] > 0 else { return .nan }
      return p[1] + p[2] * (Stable.exp(generator.standardExponential() / p[0]) - 1)
    }
  }
}
