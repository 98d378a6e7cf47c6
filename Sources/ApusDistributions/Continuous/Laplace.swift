// The Laplace distribution.

public import ApusGraph
internal import ApusOps
internal import ApusRandom

/// The Laplace (double exponential) distribution with location μ and scale σ > 0, on the real line.
///
/// log f(x) = −|z| − log σ − log 2, z = (x − μ)/σ. At x = μ its gradient is that of |z|, 0.
///
/// Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 24.
/// Checked against: mpmath, scipy.stats.laplace.
public struct Laplace: LocationScaleFamily, DistributionWithMoments, BuiltInFormula {
  /// The location μ.
  public let location: Tensor
  /// The scale σ > 0.
  public let scale: Tensor

  /// A Laplace distribution.
  public init(_ location: some TensorConvertible, _ scale: some TensorConvertible) {
    self.location = location.tensor
    self.scale = scale.tensor
  }

  /// The same, its parameters by name.
  public init(location: some TensorConvertible, scale: some TensorConvertible) { self.init(location, scale) }

  public func rebuilt(on operands: [Tensor]) -> Laplace { Laplace(operands[0], operands[1]) }

  var locationAndScale: (location: Tensor, scale: Tensor) { (location, scale) }

  func logDensity(standardized z: Tensor, logScale: Tensor) -> Tensor { -abs(z) - (logScale + Self.logTwo) }

  private static let logTwo = 0.693_147_180_559_945_309_42

  public var mean: Tensor { location }
  public var variance: Tensor { 2 * scale.squared() }

  func standardLogCDF(_ z: Tensor) -> Tensor {
    let isBelow = z .< 0
    return select(isBelow, z - Self.logTwo, log1p(-0.5 * exp(-z.replacing(isBelow, with: 0))))
  }

  func standardQuantile(logit: Tensor) -> Tensor {
    let isBelow = logit .< 0
    let size = select(isBelow, -logit, logit)
    let isFar = size .> 40
    let near = log1p(0.5 * expm1(size.replacing(isFar, with: 1)))
    let distance = select(isFar, size - Self.logTwo, near)
    return select(isBelow, -distance, distance)
  }

  func drawStandard(_ parameters: [Double], using generator: inout Philox4x64) -> Double {
    let first = generator.standardExponential()
    return first - generator.standardExponential()
  }
}
