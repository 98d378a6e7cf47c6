// Whole numbers that any continuous univariate distribution is rounded to.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// A continuous distribution whose values are recorded as whole numbers.
///
/// ```swift
/// m.observe("days", Discretized(LogNormal(mu, sigma)), days)
/// m.observe("age", Discretized(Gamma(shape: shape, rate: rate), rounding: .down), ages)
/// ```
///
/// P(k) = F(k + ½) − F(k − ½) where values are rounded to the nearest, F(k + 1) − F(k) where they are rounded down, F(k) − F(k − 1) where up,
/// from the tail in which k lies: far out none of its digits are lost. Where the base is much wider than 1 those are lost that it is wider
/// by, but of a normal base, none. An end of the support that is a number counts to its side: a lifetime from 0 on that is rounded up is
/// at least 1.
///
/// Reference: Chakraborty (2015), Generating discrete analogues of continuous probability distributions, section 3.
/// Checked against: mpmath.
public struct Discretized: UnivariateDistribution, CompoundDistribution, BuiltInFormula {
  /// The distribution of the numbers before they are rounded.
  public let base: any UnivariateDistribution
  /// How they are rounded.
  public let rounding: FloatingPointRoundingRule

  /// `base` rounded to the nearest whole number, or to the next one `.down` or `.up`.
  public init(_ base: any UnivariateDistribution, rounding: FloatingPointRoundingRule = .toNearestOrAwayFromZero) {
    self.base = base
    self.rounding = rounding
  }

  var components: [any Distribution] { [base] }

  public var parameters: [DistributionParameter] { base.parameters.map { $0.of("base") } }
  public func rebuilt(on operands: [Tensor]) -> Discretized {
    Discretized(base.rebuilt(on: operands), rounding: rounding)
  }

  public var support: Support {
    guard let range = base.support.range else { return .nonnegativeIntegers }
    let lower = end(range.lower, { floor($0 - offset) + 1 }, { ($0 - offset).rounded(.down) + 1 })
    let upper = end(range.upper, { ceil($0 - offset) }, { ($0 - offset).rounded(.up) })
    switch (lower.constantValue?.doubles, upper.constantValue?.doubles) {
    case ([0], [.infinity]): return .nonnegativeIntegers
    case ([1], [.infinity]): return .positiveIntegers
    default: return .integers(lower: lower, upper: upper)
    }
  }

  /// What an end of the base's support is rounded to: a number where it is one.
  private func end(_ end: Tensor, _ rounded: (Tensor) -> Tensor, _ number: (Double) -> Double) -> Tensor {
    end.constantValue.map { Tensor(NDArray($0.doubles.map(number), shape: $0.shape)) } ?? rounded(end)
  }

  /// How far the numbers go beyond k that are rounded to it.
  private var offset: Double {
    switch rounding {
    case .down: 1
    case .up: 0
    default: 0.5
    }
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    if let refusal { return .refused(by: "Discretized", refusal) }
    return elementwise(value) { x in
      let (lower, upper) = (x + (offset - 1), x + offset)
      return probability(from: lower, to: upper).minusInfinity(where: floor(x) .< x)
    }
  }

  private func probability(from lower: Tensor, to upper: Tensor) -> Tensor {
    guard let normal = base as? Normal else {
      return Cut.logProbability(from: base.cut(after: lower), to: base.cut(after: upper))
    }
    let (mean, scale) = (normal.mean, normal.standardDeviation)
    let isOutside = abs(upper) .== Double.infinity
    let (low, high) = (lower.replacing(isOutside, with: 0), upper.replacing(isOutside, with: 1))
    return logNormalProbability(from: (low - mean) / scale, to: (high - mean) / scale, width: 1 / scale)
      .minusInfinity(where: isOutside).valid(where: scale .> 0)
  }

  private var refusal: String? {
    if base.eventRank > 0 || base.support.elementType == .int64 || base.hasAtoms {
      return "\(base.name) is no distribution of numbers with a density"
    }
    switch rounding {
    case .down, .up, .toNearestOrAwayFromZero, .toNearestOrEven: return nil
    default: return "numbers are rounded to the nearest, down or up"
    }
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { base.logCDF(floor($0) + offset) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { base.logSurvival(floor($0) + offset) }
  }

  /// Draws of the base, rounded.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    guard refusal == nil, parameters.count == base.parameters.count else { return .undrawn(shape) }
    let drawn = base.draw(shape: shape, parameters: parameters, using: &generator)
    return wholeNumbers(drawn.doubles.map { $0.rounded(rounding) }, shape: drawn.shape)
  }
}
