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
public struct Logistic: LocationScaleFamily, DistributionWithMoments {
  // MARK: Parameters

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

  /// On μ and σ.
  public func rebuilt(on operands: [Tensor]) -> Logistic { Logistic(operands[0], operands[1]) }

  var locationAndScale: (location: Tensor, scale: Tensor) { (location, scale) }

  // MARK: Log density

  func logDensity(standardized z: Tensor, logScale: Tensor) -> Tensor {
    // An infinite z has the density 0 and not ∞ − ∞.
    let z = minimum(z, .greatestFiniteMagnitude)
    return (z - 2 * softplus(z)) - logScale
  }

  // MARK: Moments

  /// μ.
  public var mean: Tensor { location }
  /// π²σ²/3.
  public var variance: Tensor { scale.squared() * (Double.pi * Double.pi / 3) }

  // MARK: Tails and quantiles

  /// −softplus(−z).
  func standardLogCDF(_ z: Tensor) -> Tensor { -softplus(-z) }

  /// The log-odds.
  func standardQuantile(logit: Tensor) -> Tensor { logit }

  // MARK: Draws

  /// Stable.log(e/e′) for standard exponential e and e′.
  func drawStandard(_ parameters: [Double], using generator: inout Philox4x64) -> Double {
    let first = generator.standardExponential()
    return Stable.log(first / generator.standardExponential())
  }
}
