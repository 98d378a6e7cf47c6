// The Rice distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Rice distribution with distance ν ≥ 0 and scale σ > 0, on x ≥ 0: the length of a vector of two normal numbers with standard
/// deviation σ whose mean has the length ν.
///
/// log f(x) = log z − log σ − (z² + a²)/2 + log I₀(az), z = x/σ, a = ν/σ; for az > 1 with the scaled Bessel function, so that the squares
/// do not cancel. The tails are Marcum's Q-function Q₁(a, z) and its complement. PyMC's `Rice(nu, sigma)` has the same order, and its
/// `Rice(b, sigma)` is `Rice(ratio: b, scale: sigma)`.
///
/// Reference: Rice (1945), Mathematical Analysis of Random Noise. Checked against: mpmath, scipy.stats.rice.
public struct Rice: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The distance ν ≥ 0 of the mean from the origin.
  public let distance: Tensor
  /// The scale σ > 0 of both numbers.
  public let scale: Tensor

  /// A Rice distribution.
  public init(_ distance: some TensorConvertible, _ scale: some TensorConvertible) {
    self.distance = distance.tensor
    self.scale = scale.tensor
  }

  /// The same, its parameters by name.
  public init(distance: some TensorConvertible, scale: some TensorConvertible) { self.init(distance, scale) }

  /// A Rice distribution by the ratio b = ν/σ of signal and noise.
  public init(ratio: some TensorConvertible, scale: some TensorConvertible) {
    self.init(ratio.tensor * scale.tensor, scale)
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("distance", distance, .nonnegative), DistributionParameter("scale", scale, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> Rice { Rice(operands[0], operands[1]) }
  public var support: Support { .nonnegative }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = (value .<= 0) .| (value .== Double.infinity)
      let x = value.replacing(isOutside, with: 1)
      let z = x / scale
      let a = ratio
      let product = a * z
      let isNear = product .< 1
      let near = logBesselI0(select(isNear, product, 0)) - 0.5 * (z.squared() + a.squared())
      let far = log(besselI0e(product.replacing(isNear, with: 1))) - 0.5 * (z - a).squared()
      return (select(isNear, near, far) + log(x) - 2 * log(scale)).minusInfinity(where: isOutside)
    }
  }

  /// a = ν/σ; NaN outside the parameters' domain.
  private var ratio: Tensor { distance.valid(where: distance .>= 0) / scale.valid(where: scale .> 0) }

  /// σ √(π/2) ((1 + y) I₀(y/2) + y I₁(y/2)) e^(−y/2), y = a²/2.
  public var mean: Tensor { scale * relativeMean(ratio) }

  private func relativeMean(_ a: Tensor) -> Tensor {
    let y = 0.5 * a.squared()
    return 1.253_314_137_315_500_251_2 * ((1 + y) * besselI0e(0.5 * y) + y * besselI1e(0.5 * y))
  }

  /// 2σ² + ν² − m² of the mean m; its series in 1/a² where these cancel.
  public var variance: Tensor {
    let a = ratio
    let isFar = a .> 25
    let near = a.replacing(isFar, with: 1)
    let direct = 2 + near.squared() - relativeMean(near).squared()
    let u = 1 / a.replacing(.!isFar, with: 25).squared()
    var series = Tensor(0.0)
    for coefficient in Self.varianceSeries.reversed() { series = coefficient + u * series }
    return scale.squared() * select(isFar, series, direct)
  }

  /// The coefficients of powers of 1/a² in the variance for σ = 1.
  private static let varianceSeries: [Double] = [
    1.0, -0.5, -0.5, -1.375, -6.375, -41.8125, -355.3125, -3712.1484375, -46051.5234375, -661771.93359375,
  ]

  public func logCDF(_ value: Tensor) -> Tensor {
    logCDF(ofPositive: value) { .apply(LogRiceTail(upper: false), ratio, $0 / scale) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofPositive: value) { .apply(LogRiceTail(upper: true), ratio, $0 / scale) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] >= 0, p[1] > 0 else { return .nan }
      let along = p[0] + p[1] * generator.standardNormal()
      let across = p[1] * generator.standardNormal()
      return (along * along + across * across).squareRoot()
    }
  }
}
