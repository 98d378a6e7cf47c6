// The logistic distribution.

public import ApusGraph
internal import ApusOps
internal import ApusRandom

/// The logistic distribution with location μ and scale σ > 0, on the real line.
///
/// log f(x) = z − 2 log(1 + exp z) − log σ, z = (x − μ)/σ.
///
/// Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 23.
/// Checked against: mpmath, scipy.stats.logistic.
public struct Logistic: LocationScaleFamily, DistributionWithMoments, BuiltInFormula {
  /// The location μ.
  public let location: Tensor
  /// The scale σ > 0.
  public let scale: Tensor

  /// A logistic distribution.
  public init(_ location: some TensorConvertible, _ scale: some TensorConvertible) {
    self.location = location.tensor
    self.scale = scale.tensor
  }

  /// The same, its parameters by name.
  public init(location: some TensorConvertible, scale: some TensorConvertible) { self.init(location, scale) }

  public func rebuilt(on operands: [Tensor]) -> Logistic { Logistic(operands[0], operands[1]) }

  var locationAndScale: (location: Tensor, scale: Tensor) { (location, scale) }

  func logDensity(standardized z: Tensor, logScale: Tensor) -> Tensor {
    // Where twice z is beyond the numbers, softplus z is z.
    let isFar = z .> 0x1p1000
    let inside = z.replacing(isFar, with: 0)
    return select(isFar, -z, inside - 2 * softplus(inside)) - logScale
  }

  public var mean: Tensor { location }
  public var variance: Tensor { scale.squared() * (Double.pi * Double.pi / 3) }

  func standardLogCDF(_ z: Tensor) -> Tensor { -softplus(-z) }

  func standardQuantile(logit: Tensor) -> Tensor { logit }

  func drawStandard(_ parameters: [Double], using generator: inout Philox4x64) -> Double {
    let first = generator.standardExponential()
    return Stable.log(first / generator.standardExponential())
  }
}
