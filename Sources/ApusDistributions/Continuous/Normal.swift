// The normal distribution.

public import ApusGraph
internal import ApusOps
internal import ApusRandom

/// The normal (Gaussian) distribution with mean μ and standard deviation σ > 0, on the real line.
///
/// log f(x) = −z²/2 − log σ − log √(2π), z = (x − μ)/σ.
///
/// Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 13.
/// Checked against: mpmath, scipy.stats.norm.
public struct Normal: LocationScaleFamily, DistributionWithMoments, BuiltInFormula {
  /// The mean μ.
  public let mean: Tensor
  /// The standard deviation σ > 0.
  public let standardDeviation: Tensor

  /// A normal distribution.
  public init(_ mean: some TensorConvertible, _ standardDeviation: some TensorConvertible) {
    self.mean = mean.tensor
    self.standardDeviation = standardDeviation.tensor
  }

  /// The same, its parameters by name.
  public init(mean: some TensorConvertible, standardDeviation: some TensorConvertible) {
    self.init(mean, standardDeviation)
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("mean", mean, .finite),
      DistributionParameter("standardDeviation", standardDeviation, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> Normal { Normal(operands[0], operands[1]) }

  var locationAndScale: (location: Tensor, scale: Tensor) { (mean, standardDeviation) }

  func logDensity(standardized z: Tensor, logScale: Tensor) -> Tensor {
    -0.5 * z.squared() - (logScale + Self.logRootTwoPi)
  }

  static let logRootTwoPi = 0.918_938_533_204_672_741_78

  public var variance: Tensor { standardDeviation.squared() }

  func standardLogCDF(_ z: Tensor) -> Tensor { logNormalCDF(z) }

  func standardQuantile(logit: Tensor) -> Tensor { normalQuantile(logit: logit) }

  func drawStandard(_ parameters: [Double], using generator: inout Philox4x64) -> Double { generator.standardNormal() }
}
