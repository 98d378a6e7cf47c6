// The Lévy distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Lévy distribution with location μ and scale c > 0, on x ≥ μ.
///
/// It has neither mean nor variance. log f(x) = ½ log(c/2π) − 3/2 log(x − μ) − c/(2(x − μ)).
///
/// Reference: Feller (1971), An Introduction to Probability Theory and Its Applications 2, chapter VI.
/// Checked against: mpmath, scipy.stats.levy.
public struct Levy: UnivariateDistribution, BuiltInFormula {
  /// The location μ: the end of the support.
  public let location: Tensor
  /// The scale c > 0.
  public let scale: Tensor

  /// A Lévy distribution.
  public init(_ location: some TensorConvertible, _ scale: some TensorConvertible) {
    self.location = location.tensor
    self.scale = scale.tensor
  }

  /// The same, its parameters by name.
  public init(location: some TensorConvertible, scale: some TensorConvertible) { self.init(location, scale) }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("location", location, .finite), DistributionParameter("scale", scale, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> Levy { Levy(operands[0], operands[1]) }
  public var support: Support { .lowerBounded(location) }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isOutside = x .<= location
      let distance = select(isOutside, 1, x - location)
      let density = 0.5 * log(scale) - Normal.logRootTwoPi - 1.5 * log(distance) - 0.5 * (scale / distance)
      return density.minusInfinity(where: isOutside)
    }
  }

  /// That of a normal number beyond ±√(c/(x − μ)).
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let isBelow = x .<= location
      return logErfc(root(x, isBelow)).minusInfinity(where: isBelow)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let isBelow = x .<= location
      return logErf(root(x, isBelow)).replacing(isBelow, with: 0)
    }
  }

  /// √(c/(2 (x − μ))).
  private func root(_ x: Tensor, _ isBelow: Tensor) -> Tensor {
    sqrt(0.5 * scale.valid(where: scale .> 0)) / sqrt(select(isBelow, 1, x - location))
  }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { logit in
      let isHighest = logit .== Double.infinity
      let z = foldedNormalQuantile(survival: logit.replacing(isHighest, with: 0))
      let inside = location + scale.valid(where: scale .> 0) / z / z
      return select(isHighest, Tensor(Double.infinity), inside)
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[1] > 0 else { return .nan }
      let z = generator.standardNormal()
      return p[0] + p[1] / z / z
    }
  }
}

/// The z > 0 that a standard normal number exceeds in size with a probability of given log-odds.
func foldedNormalQuantile(survival logit: Tensor) -> Tensor {
  normalQuantile(logit: softplus(0.693_147_180_559_945_309_42 - logit))
}
