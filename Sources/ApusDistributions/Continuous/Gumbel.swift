// The Gumbel distribution: the largest of many values.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Gumbel distribution of maxima with location μ and scale σ > 0, on the real line.
///
/// log f(x) = −z − e^{−z} − log σ and log F(x) = −e^{−z}, z = (x − μ)/σ. That of minima is the distribution of −x. PyMC and Stan
/// have the same order of the parameters.
///
/// Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 22.
/// Checked against: mpmath, scipy.stats.gumbel_r.
public struct Gumbel: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The location μ: the mode.
  public let location: Tensor
  /// The scale σ > 0.
  public let scale: Tensor

  /// A Gumbel distribution.
  public init(_ location: some TensorConvertible, _ scale: some TensorConvertible) {
    self.location = location.tensor
    self.scale = scale.tensor
  }

  /// The same, its parameters by name.
  public init(location: some TensorConvertible, scale: some TensorConvertible) { self.init(location, scale) }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("location", location, .finite), DistributionParameter("scale", scale, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> Gumbel { Gumbel(operands[0], operands[1]) }
  public var support: Support { .real }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let z = (x - location) / scale
      // There e^{−z} is beyond the numbers.
      let isFar = z .< -800
      let inside = z.replacing(isFar, with: 0)
      return (-inside - exp(-inside)).minusInfinity(where: isFar) - log(scale)
    }
  }

  public var mean: Tensor { location + 0.577_215_664_901_532_860_61 * scale }
  public var variance: Tensor { scale.squared() * (Double.pi * Double.pi / 6) }

  public func logCDF(_ value: Tensor) -> Tensor { elementwise(value, "logCDF") { -exp(logHazard($0)) } }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { logExtremeTail(logHazard($0)) }
  }

  /// −z, the logarithm of −log F.
  private func logHazard(_ x: Tensor) -> Tensor { (location - x) / scale.valid(where: scale .> 0) }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { location - scale.valid(where: scale .> 0) * logSoftplus(-$0) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      p[1] > 0 ? p[0] - p[1] * Stable.log(generator.standardExponential()) : .nan
    }
  }
}
