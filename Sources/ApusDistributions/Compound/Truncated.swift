// Truncation of any univariate distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// A univariate distribution on the condition that its value lies between bounds, both included.
///
/// ```swift
/// m.parameter("slope", Truncated(Normal(0, 10), lower: 0))
/// ```
///
/// log f(x) = log f₀(x) − log M, M = P(lower ≤ X ≤ upper) of the base. M comes from the tail in which the bounds lie: an interval
/// far out in a tail loses no digits. One that is much narrower than the tail's own length loses those that it is narrower by. The
/// logarithm of a tiny M is a large number, exact to the spacing of doubles at its size: |log M| · 1e-16.
/// The bounds may be tensors, of parameters even; where they are out of order the density is NaN.
///
/// Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, section 10.1.
/// Checked against: mpmath, scipy.stats.truncnorm.
public struct Truncated: BoundedDistribution, DistributionWithMoments, BuiltInFormula {
  /// The distribution whose values are cut off.
  public let base: any UnivariateDistribution
  let bounds: Bounds
  private let sampler = InversionSampler()

  /// The least value; nil where there is no bound.
  public var lower: Tensor? { bounds.lower }
  /// The greatest value; nil where there is no bound.
  public var upper: Tensor? { bounds.upper }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let density = base.logDensity(x) - logMass
      return valid(isOutside(x).map { density.minusInfinity(where: $0) } ?? density)
    }
  }

  /// Where a value is beyond a bound; cut off, a circle has ends, and its angles one number each.
  private func isOutside(_ x: Tensor) -> Tensor? {
    guard case .circle = base.support, let isOutside = bounds.isOutside(x) else { return bounds.isOutside(x) }
    return isOutside .| (abs(x) .> Double.pi)
  }

  /// log P(lower ≤ X ≤ upper) of the base; NaN where the bounds are out of order.
  private var logMass: Tensor { valid(Cut.logProbability(from: start, to: end)) }

  /// The cut before the lower bound.
  private var start: Cut {
    guard let lower else { return .first }
    return base.cut(after: isDiscrete ? ceil(lower) - 1 : lower)
  }

  /// The cut after the upper bound.
  private var end: Cut { upper.map { base.cut(after: $0) } ?? .last }

  /// From the quantiles; NaN for a discrete base, and where neither the support is bounded nor the base's variance known to be finite.
  public var mean: Tensor { known(momentsOfQuantiles.mean) }
  /// From the quantiles; NaN where the mean is.
  public var variance: Tensor { known(momentsOfQuantiles.variance) }

  private func known(_ moment: Tensor) -> Tensor {
    guard let ends = support.ends else { return Tensor(Double.nan) }
    let isBounded = (ends.lower .> -Double.infinity) .& (ends.upper .< Double.infinity)
    guard let variance = (base as? any DistributionWithMoments)?.variance else { return moment.valid(where: isBounded) }
    return moment.valid(where: isBounded .| (variance .< Double.infinity))
  }

  /// The base's probability from the lower bound to x, over M.
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let (isBelow, isAbove) = sides(x)
      let share = Cut.logProbability(from: start, to: base.cut(after: x), where: isBelow .| isAbove) - logMass
      return select(isAbove, 0 * logMass, share).minusInfinity(where: isBelow)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let (isBelow, isAbove) = sides(x)
      let share = Cut.logProbability(from: base.cut(after: x), to: end, where: isBelow .| isAbove) - logMass
      return select(isBelow, 0 * logMass, share).minusInfinity(where: isAbove)
    }
  }

  /// Whether there is no probability up to x, and whether there is none beyond.
  private func sides(_ x: Tensor) -> (isBelow: Tensor, isAbove: Tensor) {
    let isBelow = lower.map { isDiscrete ? x .< ceil($0) : x .<= $0 } ?? (x .== -Double.infinity)
    return (isBelow, upper.map { x .>= (isDiscrete ? floor($0) : $0) } ?? (x .== Double.infinity))
  }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { logit in
      let below = logAddExp(start.below, logMass - softplus(-logit))
      let above = logAddExp(end.above, logMass - softplus(logit))
      return bounds.clipped(base.quantile(logit: below - above), isDiscrete: isDiscrete)
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    sampler.draw(self, shape: shape, parameters: parameters, using: &generator)
  }
}

extension Truncated {
  /// `base` between two bounds, either of which may be left out.
  public init(
    _ base: any UnivariateDistribution, lower: (any TensorConvertible)? = nil, upper: (any TensorConvertible)? = nil
  ) {
    self.init(base: base, bounds: Bounds(lower, upper))
  }
}
