// The log-logistic distribution: the exponential of a logistic one.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The log-logistic (Fisk) distribution with scale α > 0 and shape β > 0, on x ≥ 0.
///
/// log f(x) = log β − log x + w − 2 log(1 + e^w), w = β log(x/α). At x = 0 it is the limit from inside, +∞ for β < 1 and −log α for β = 1.
/// Stan's `loglogistic` has the same order of the parameters.
///
/// Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 23.
/// Checked against: mpmath, scipy.stats.fisk.
public struct LogLogistic: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The scale α > 0: the median.
  public let scale: Tensor
  /// The shape β > 0.
  public let concentration: Tensor

  /// A log-logistic distribution.
  public init(scale: some TensorConvertible, shape: some TensorConvertible) {
    self.scale = scale.tensor
    concentration = shape.tensor
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("scale", scale, .positive), DistributionParameter("shape", concentration, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> LogLogistic { LogLogistic(scale: operands[0], shape: operands[1]) }
  public var support: Support { .nonnegative }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isEdge = (x .<= 0) .| (x .== Double.infinity)
      let logValue = logQuotient(x.replacing(isEdge, with: 1), validScale)
      let power = concentration * logValue
      let constant = log(concentration) - log(scale)
      let density = constant + (power - logValue - 2 * softplus(power))
      let steep = select(concentration .< 1, Tensor(Double.infinity), Tensor(-Double.infinity))
      let atZero = select(concentration .== 1, constant, steep.valid(where: constant .== constant))
      return select(isEdge, select(x .== 0, atZero, Tensor(-Double.infinity)), density)
    }
  }

  /// α b/sin b with b = π/β; infinite for β ≤ 1.
  public var mean: Tensor {
    let isFinite = concentration .> 1
    let angle = Double.pi / select(isFinite, concentration, 2)
    return select(isFinite, scale * (angle / sin(angle)), Tensor(Double.infinity))
  }
  /// The mean's square times tan b/b − 1; infinite for 1 < β ≤ 2, NaN for β ≤ 1.
  public var variance: Tensor {
    let isFinite = concentration .> 2
    let angle = Double.pi / select(isFinite, concentration, 4)
    let isSmall = angle .< 0.25
    let square = select(isSmall, angle, 0).squared()
    let small = square * polynomial(square, Self.tangent)
    let large = select(isSmall, 1, angle)
    let finite = mean.squared() * select(isSmall, small, tan(large) / large - 1)
    return select(isFinite, finite, Tensor(Double.infinity)).valid(where: concentration .> 1)
  }

  /// Taylor's coefficients of tan b/b − 1 in b², from b² on; the first term left out is below 1e-16 of the sum for b < ¼.
  private static let tangent: [Double] = [
    1.0 / 3, 2.0 / 15, 17.0 / 315, 62.0 / 2835, 0.008_863_235_529_902_196_6, 0.003_592_128_036_572_481,
    0.001_455_834_387_051_318_3, 0.000_590_027_440_945_585_98, 0.000_239_129_114_243_552_48,
  ]

  public func logCDF(_ value: Tensor) -> Tensor { logCDF(ofPositive: value) { -softplus(-logOdds($0)) } }

  public func logSurvival(_ value: Tensor) -> Tensor { logSurvival(ofPositive: value) { -softplus(logOdds($0)) } }

  /// β log(x/α).
  private func logOdds(_ x: Tensor) -> Tensor {
    concentration.valid(where: concentration .> 0) * logQuotient(x, validScale)
  }

  private var validScale: Tensor { scale.valid(where: scale .> 0) }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { validScale * exp($0 / concentration.valid(where: concentration .> 0)) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[1] > 0 else { return .nan }
      let first = generator.standardExponential()
      return p[0] * Stable.exp(Stable.log(first / generator.standardExponential()) / p[1])
    }
  }
}
