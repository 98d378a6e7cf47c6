// Counts with more zeros than a family of counts has.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// A family of counts with additional zeros: 0 with probability π, else a draw of the base, which may be 0 too.
///
/// ```swift
/// m.observe("eggs", ZeroInflated(of: Poisson(rate: rate), probability: empty), eggs)
/// ```
///
/// P(0) = π + (1 − π) f(0), P(k) = (1 − π) f(k). A probability that is a `sigmoid` keeps its logit. The logarithms of both parts are
/// accurate for π near 0 and 1. PyMC's ψ is 1 − π.
///
/// Reference: Lambert (1992), Zero-Inflated Poisson Regression. Checked against: mpmath.
public struct ZeroInflated: UnivariateDistribution, DistributionWithMoments, CompoundDistribution, BuiltInFormula {
  /// The distribution of the counts.
  public let base: any UnivariateDistribution
  private let zero: ZeroParameter

  /// `base` with a further zero of the given `probability` π in [0, 1].
  public init(of base: any UnivariateDistribution, probability: some TensorConvertible) {
    self.base = base
    let isCount = base.support.elementType == .int64 && base.eventRank == 0
    zero = ZeroParameter(
      isCount ? probability.tensor : .refused(by: "ZeroInflated", "\(base.name) is no distribution of counts"))
  }

  /// The probability π of a further zero.
  public var probability: Tensor { zero.probability }

  var components: [any Distribution] { [base] }

  public var parameters: [DistributionParameter] { [zero.named] + base.parameters.map { $0.of("base") } }
  public func rebuilt(on operands: [Tensor]) -> ZeroInflated {
    ZeroInflated(of: base.rebuilt(on: Array(operands.dropFirst())), probability: operands[0])
  }

  public var support: Support {
    switch base.support {
    case .nonnegativeIntegers, .positiveIntegers: .nonnegativeIntegers
    case .booleans: .booleans
    case .integers(let lower, _) where lower.constantValue?.doubles == [0]: base.support
    default: Support.hull(of: [base.support, .integers(lower: 0, upper: 0)])
    }
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let density = base.logDensity(x)
      return zero.valid(
        select(x .== 0, zero.joined(density, where: x .== 0), zero.logRest(where: x .!= 0) + density), at: x)
    }
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let (below, isIn) = (base.logCDF(x), x .>= 0)
      return zero.valid(select(isIn, zero.joined(below, where: isIn), zero.logRest(where: .!isIn) + below), at: x)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let (above, isIn) = (base.logSurvival(x), x .< 0)
      return zero.valid(select(isIn, zero.joined(above, where: isIn), zero.logRest(where: .!isIn) + above), at: x)
    }
  }

  /// (1 − π) times that of the base; NaN where it has none.
  public var mean: Tensor { moments.map { zero.rest * $0.mean } ?? Tensor(Double.nan) }
  /// (1 − π) (σ² + π μ²) of the base's mean and variance.
  public var variance: Tensor {
    moments.map { zero.rest * ($0.variance + zero.probability * $0.mean.squared()) } ?? Tensor(Double.nan)
  }

  private var moments: (any DistributionWithMoments)? { base as? any DistributionWithMoments }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    guard parameters.count == self.parameters.count else { return .undrawn(shape) }
    let drawn = base.draw(shape: shape, parameters: Array(parameters.dropFirst()), using: &generator)
    return drawElements(shape, [drawn, parameters[0]]) { zero.draw($0[0], probability: $0[1], using: &generator) }
  }
}
