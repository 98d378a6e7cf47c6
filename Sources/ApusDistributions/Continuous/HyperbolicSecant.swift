// The hyperbolic secant distribution.

public import ApusGraph
internal import ApusOps
internal import ApusRandom

/// The hyperbolic secant distribution with location μ and scale σ > 0, which is its standard deviation, on the real line.
///
/// log f(x) = q − log(1 + exp 2q) − log σ, q = πz/2, z = (x − μ)/σ: the density is sech(πz/2)/(2σ). ``SoftLaplace`` is the same
/// family with another scale.
///
/// Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, section 23.11.
/// Checked against: mpmath, scipy.stats.hypsecant.
public struct HyperbolicSecant: LocationScaleFamily, DistributionWithMoments, BuiltInFormula {
  /// The location μ.
  public let location: Tensor
  /// The scale σ > 0.
  public let scale: Tensor

  /// A hyperbolic secant distribution.
  public init(_ location: some TensorConvertible, _ scale: some TensorConvertible) {
    self.location = location.tensor
    self.scale = scale.tensor
  }

  /// The same, its parameters by name.
  public init(location: some TensorConvertible, scale: some TensorConvertible) { self.init(location, scale) }

  public func rebuilt(on operands: [Tensor]) -> HyperbolicSecant { HyperbolicSecant(operands[0], operands[1]) }

  var locationAndScale: (location: Tensor, scale: Tensor) { (location, scale) }

  func logDensity(standardized z: Tensor, logScale: Tensor) -> Tensor { Self.logShape(0.5 * .pi * z) - logScale }

  public var mean: Tensor { location }
  public var variance: Tensor { scale.squared() }

  func standardLogCDF(_ z: Tensor) -> Tensor { Self.logCDF(0.5 * .pi * z) }

  func standardQuantile(logit: Tensor) -> Tensor { 2 / .pi * Self.quantile(logit) }

  func drawStandard(_ parameters: [Double], using generator: inout Philox4x64) -> Double {
    2 / .pi * Stable.log(generator.cauchy().magnitude)
  }

  // MARK: The variable q, whose density is sech(q)/π

  /// −log(exp q + exp −q).
  static func logShape(_ q: Tensor) -> Tensor {
    // Where twice q is beyond the numbers, softplus 2q is 2q.
    let isFar = q .> 0x1p1000
    let inside = q.replacing(isFar, with: 0)
    return select(isFar, -q, inside - softplus(2 * inside))
  }

  /// log((2/π) arctan(exp q)).
  static func logCDF(_ q: Tensor) -> Tensor {
    let (isDeep, isUpper) = (q .< -25, q .> 0)
    let central = log(atan(exp(q.replacing(isDeep .| isUpper, with: -1))))
    let upper = log1p(-2 / .pi * atan(exp(-select(isUpper, q, 1))))
    return select(isUpper, upper, select(isDeep, q, central) - 0.4515827052894548)
  }

  /// log tan(πp/2) of the logit of p.
  static func quantile(_ logit: Tensor) -> Tensor {
    let isCentral = abs(logit) .< 1
    let central = asinh(tan(0.5 * .pi * tanh(0.5 * logit.replacing(.!isCentral, with: 0))))
    let isBelow = logit .< 0
    let size = -abs(logit.replacing(isCentral, with: 1))
    let isDeep = size .< -50
    let tail = log(tan(0.5 * .pi * sigmoid(size.replacing(isDeep, with: -1))))
    let lower = select(isDeep, size + 0.4515827052894548, tail)
    return select(isCentral, central, select(isBelow, lower, -lower))
  }
}
