// The soft Laplace distribution: Laplace's without its kink.

public import ApusGraph
internal import ApusOps
internal import ApusRandom

/// The soft Laplace distribution with location μ and scale σ > 0, on the real line: its tails fall as those of ``Laplace`` with
/// the same scale.
///
/// log f(x) = log(2/π) − log σ + z − log(1 + exp 2z), z = (x − μ)/σ: the density is sech(z)/(πσ), that of ``HyperbolicSecant`` with
/// the scale πσ/2. NumPyro's family of this name is the same.
///
/// Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, section 23.11.
/// Checked against: mpmath, scipy.stats.hypsecant.
public struct SoftLaplace: LocationScaleFamily, DistributionWithMoments, BuiltInFormula {
  /// The location μ.
  public let location: Tensor
  /// The scale σ > 0.
  public let scale: Tensor

  /// A soft Laplace distribution.
  public init(_ location: some TensorConvertible, _ scale: some TensorConvertible) {
    self.location = location.tensor
    self.scale = scale.tensor
  }

  /// The same, its parameters by name.
  public init(location: some TensorConvertible, scale: some TensorConvertible) { self.init(location, scale) }

  public func rebuilt(on operands: [Tensor]) -> SoftLaplace { SoftLaplace(operands[0], operands[1]) }

  var locationAndScale: (location: Tensor, scale: Tensor) { (location, scale) }

  func logDensity(standardized z: Tensor, logScale: Tensor) -> Tensor {
    HyperbolicSecant.logShape(z) - (logScale + 0.4515827052894548)
  }

  public var mean: Tensor { location }
  public var variance: Tensor { scale.squared() * (0.25 * .pi * .pi) }

  func standardLogCDF(_ z: Tensor) -> Tensor { HyperbolicSecant.logCDF(z) }

  func standardQuantile(logit: Tensor) -> Tensor { HyperbolicSecant.quantile(logit) }

  func drawStandard(_ parameters: [Double], using generator: inout Philox4x64) -> Double {
    Stable.log(generator.cauchy().magnitude)
  }
}
