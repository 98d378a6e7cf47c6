// Values of any univariate distribution of which two numbers are known that they lie between.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// A univariate distribution of whose values intervals are known: an observation is a row (lower, upper) with lower ≤ X ≤ upper.
///
/// ```swift
/// m.observe("onset", LogNormal(mu, sigma), from: lastNegative, to: firstPositive)
/// ```
///
/// log P(lower ≤ X ≤ upper), from the tail in which the interval lies, so that one far out in a tail loses no digits; one that is much
/// narrower than the tail's own length loses those that it is narrower by. Where both numbers are equal, the value itself is known: its log
/// density. An infinite number leaves a side open: (t, ∞) is right-censored, (−∞, t) left-censored, as in `Surv(left, right, type =
/// "interval2")` of R. The numbers of a row lie along the last axis; where they are out of order the log density is −∞.
///
/// Draws and predictions are values of the base, known exactly: both numbers are the value.
///
/// Reference: Klein and Moeschberger (2003), Survival Analysis, section 3.5. Checked against: mpmath.
public struct IntervalCensored: CompoundDistribution, BuiltInFormula {
  /// The distribution of the values.
  public let base: any UnivariateDistribution

  /// `base`, known by intervals.
  public init(_ base: any UnivariateDistribution) { self.base = base }

  var components: [any Distribution] { [base] }

  public var parameters: [DistributionParameter] { base.parameters.map { $0.of("base") } }
  public func rebuilt(on operands: [Tensor]) -> IntervalCensored { IntervalCensored(base.rebuilt(on: operands)) }
  public var support: Support { .array(of: .real, shape: [2]) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard base.eventRank == 0 else {
      return .refused(by: "IntervalCensored", "\(base.name) is no distribution of numbers")
    }
    guard value.shape.rank > 0, value.shape[-1] == 2, Shape.common([value.shape, shape]) != nil else {
      return poisoned(value, "the value's last axis does not have 2 numbers, or its batch does not broadcast")
    }
    let batch = value.shape.droppingLast(1)
    let x = value.asFloat64
    let (lower, upper) = (x.along(0..<1).reshaped(to: batch), x.along(1..<2).reshaped(to: batch))
    let (isExact, isEmpty) = (lower .== upper, lower .> upper)
    let first = base.support.elementType == .int64 ? ceil(lower) - 1 : lower
    let probability = Cut.logProbability(
      from: base.cut(after: first), to: base.cut(after: upper), where: isExact .| isEmpty)
    let density = base.logDensity(select(isExact, lower, base.insideValue))
    return select(isExact, density, probability).minusInfinity(where: isEmpty)
  }

  /// Draws of the base, each as an interval of one number.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    guard shape.isDrawable, shape.rank > 0, shape[-1] == 2, parameters.count == base.parameters.count else {
      return .undrawn(shape)
    }
    let drawn = base.draw(shape: shape.droppingLast(1), parameters: parameters, using: &generator)
    return NDArray(drawn.doubles.flatMap { [$0, $0] }, shape: shape)
  }
}
