// Probabilities of intervals of any univariate distribution, from the tail in which they lie.

internal import ApusGraph
internal import ApusOps

/// The logarithms of a distribution's probabilities below and above a place.
struct Cut {
  let below: Tensor
  let above: Tensor

  /// Below all numbers.
  static var first: Cut { Cut(below: Tensor(-Double.infinity), above: 0) }
  /// Above all numbers.
  static var last: Cut { Cut(below: 0, above: Tensor(-Double.infinity)) }

  /// The logarithm of the probability between two cuts, by the tail in which the first one lies; of no meaning, with a harmless
  /// derivative, where `isEmpty`.
  static func logProbability(from first: Cut, to last: Cut, where isEmpty: Tensor? = nil) -> Tensor {
    let isUpper = first.above .< first.below
    var (whole, part) = (select(isUpper, first.above, last.below), select(isUpper, last.above, first.below))
    if let isEmpty { (whole, part) = (whole.replacing(isEmpty, with: 0), part.replacing(isEmpty, with: -1)) }
    return logSubtractExp(whole, part)
  }
}

extension UnivariateDistribution {
  /// The cut after a value; an infinite one, whose tails have no derivatives, is not asked for.
  func cut(after value: Tensor) -> Cut {
    if value.constantValue?.doubles.allSatisfy(\.isFinite) == true {
      return Cut(below: logCDF(value), above: logSurvival(value))
    }
    let (isFirst, isLast) = (value .== -Double.infinity, value .== Double.infinity)
    let inner = value.replacing(isFirst .| isLast, with: 0)
    return Cut(
      below: logCDF(inner).minusInfinity(where: isFirst).replacing(isLast, with: 0),
      above: logSurvival(inner).minusInfinity(where: isLast).replacing(isFirst, with: 0))
  }
}
