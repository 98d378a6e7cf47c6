// The Moyal distribution: an approximation of Landau's.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Moyal distribution with location μ and scale σ > 0, on the real line: −log of the square of a normal number is standard.
///
/// log f(x) = −(z + e^{−z})/2 − log √(2π) − log σ, z = (x − μ)/σ. PyMC has the same order of the parameters.
///
/// Reference: Moyal (1955), Philosophical Magazine 46, 263. Checked against: mpmath, scipy.stats.moyal.
public struct Moyal: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The location μ: the mode.
  public let location: Tensor
  /// The scale σ > 0.
  public let scale: Tensor

  /// A Moyal distribution.
  public init(_ location: some TensorConvertible, _ scale: some TensorConvertible) {
    self.location = location.tensor
    self.scale = scale.tensor
  }

  /// The same, its parameters by name.
  public init(location: some TensorConvertible, scale: some TensorConvertible) { self.init(location, scale) }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("location", location, .finite), DistributionParameter("scale", scale, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> Moyal { Moyal(operands[0], operands[1]) }
  public var support: Support { .real }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let z = (x - location) / scale
      // There e^{−z} is beyond the numbers.
      let isFar = z .< -800
      let inside = z.replacing(isFar, with: 0)
      let bulk = -0.5 * (inside + exp(-inside))
      return bulk.minusInfinity(where: isFar) - (log(scale) + Normal.logRootTwoPi)
    }
  }

  public var mean: Tensor { location + 1.270_362_845_461_478_170_02 * scale }
  public var variance: Tensor { scale.squared() * (0.5 * Double.pi * Double.pi) }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let z = standardized(x)
      let isFar = z .< -800
      return logErfc(root(z.replacing(isFar, with: 0))).minusInfinity(where: isFar)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let z = standardized(x)
      let (isLow, isHigh) = (z .< -800, z .> 80)
      let bulk = logErf(root(z.replacing(isLow .| isHigh, with: 0))).replacing(isLow, with: 0)
      return select(isHigh, -0.5 * z - 0.5 * Self.logHalfPi, bulk)
    }
  }

  private func standardized(_ x: Tensor) -> Tensor { (x - location) / scale.valid(where: scale .> 0) }
  /// e^{−z/2}/√2.
  private func root(_ z: Tensor) -> Tensor { 0.5.squareRoot() * exp(-0.5 * z) }
  private static let logHalfPi = 0.451_582_705_289_454_864_73

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { logit in
      let isHigh = logit .> 40
      let bulk = -2 * log(foldedNormalQuantile(survival: logit.replacing(isHigh, with: 0)))
      return location + scale.valid(where: scale .> 0) * select(isHigh, 2 * logit - Self.logHalfPi, bulk)
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      p[1] > 0 ? p[0] - 2 * p[1] * Stable.log(generator.standardNormal().magnitude) : .nan
    }
  }
}
