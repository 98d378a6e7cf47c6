// The Cauchy distribution.

public import ApusGraph
internal import ApusOps
internal import ApusRandom

/// The Cauchy distribution with location μ and scale σ > 0, on the real line.
///
/// It has neither mean nor variance. log f(x) = −log π − log σ − log(1 + z²), z = (x − μ)/σ.
///
/// Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 16.
/// Checked against: mpmath, scipy.stats.cauchy.
public struct Cauchy: LocationScaleFamily, BuiltInFormula {
  /// The location μ: the median.
  public let location: Tensor
  /// The scale σ > 0: half the distance of the quartiles.
  public let scale: Tensor

  /// A Cauchy distribution.
  public init(_ location: some TensorConvertible, _ scale: some TensorConvertible) {
    self.location = location.tensor
    self.scale = scale.tensor
  }

  /// The same, its parameters by name.
  public init(location: some TensorConvertible, scale: some TensorConvertible) { self.init(location, scale) }

  public func rebuilt(on operands: [Tensor]) -> Cauchy { Cauchy(operands[0], operands[1]) }

  var locationAndScale: (location: Tensor, scale: Tensor) { (location, scale) }

  func logDensity(standardized z: Tensor, logScale: Tensor) -> Tensor {
    -logOnePlusSquare(z) - (logScale + 1.144_729_885_849_400_174_14)
  }

  func standardLogCDF(_ z: Tensor) -> Tensor {
    let (isTail, isUpper) = (z .< -1, z .> 1)
    let tail = atan(-1 / select(isTail, z, -1))
    let lower = select(isTail, tail, atan(z.replacing(isTail .| isUpper, with: 0)) + 0.5 * Double.pi)
    let upper = log1p((-1 / Double.pi) * atan(1 / select(isUpper, z, 1)))
    return select(isUpper, upper, log(lower * (1 / Double.pi)))
  }

  /// tan(π(p − ½)), from the nearer tail p as −1/tan(πp) where that is below ¼.
  func standardQuantile(logit: Tensor) -> Tensor {
    let (isTail, isUpper) = (abs(logit) .> 1.0986122886681098, logit .> 0)
    let central = tan((0.5 * Double.pi) * tanh(0.5 * logit.replacing(isTail, with: 0)))
    let distance = 1 / tan(Double.pi * sigmoid(-abs(select(isTail, logit, 2))))
    return select(isTail, select(isUpper, distance, -distance), central)
  }

  func drawStandard(_ parameters: [Double], using generator: inout Philox4x64) -> Double { generator.cauchy() }
}
