// A support in words, and as far as its bounds are known.

package import ApusGraph
internal import ApusOps

extension Support {
  /// What its values are, for messages: `the numbers above 0`.
  package var words: String {
    switch self {
    case .real: "the real numbers"
    case .positive: "the numbers above 0"
    case .nonnegative: "the numbers from 0 up"
    case .interval(let lower, let upper): "the numbers from \(Self.text(lower)) to \(Self.text(upper))"
    case .lowerBounded(let bound): "the numbers from \(Self.text(bound)) up"
    case .upperBounded(let bound): "the numbers up to \(Self.text(bound))"
    case .circle: "the angles from -π to π"
    case .array(let elements, let shape): "the arrays of shape \(shape) with elements among \(elements.words)"
    case .ordered(_, .real, let descends): "the vectors of \(descends ? "decreasing" : "increasing") elements"
    case .ordered(_, let elements, let descends):
      "the vectors of \(descends ? "decreasing" : "increasing") elements among \(elements.words)"
    case .simplex: "the vectors of nonnegative elements with sum 1"
    case .sumToZero(let shape) where shape.rank == 1: "the vectors with sum 0"
    case .sumToZero: "the arrays whose sums along each axis are 0"
    case .unitVector: "the vectors of length 1"
    case .correlationCholesky: "the Cholesky factors of correlation matrices"
    case .correlation: "the correlation matrices: symmetric, positive definite, with ones on the diagonal"
    case .choleskyFactor: "the lower-triangular matrices with positive diagonals"
    case .covariance: "the symmetric positive definite matrices"
    case .nonnegativeIntegers: "the whole numbers from 0 up"
    case .positiveIntegers: "the whole numbers from 1 up"
    case .integers(let lower, let upper): "the whole numbers from \(Self.text(lower)) to \(Self.text(upper))"
    case .booleans: "0 and 1"
    case .counts(_, let total): "the vectors of whole numbers from 0 up with the sum \(Self.text(total))"
    }
  }

  /// A bound: its number where it is a constant scalar.
  package static func text(_ bound: Tensor) -> String {
    guard let value = bound.constantValue, value.count == 1 else { return bound.expression(depth: 2) }
    let number = value.scalar
    return Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }

  package var bounds: [Tensor] {
    switch self {
    case .interval(let lower, let upper), .integers(let lower, let upper): [lower, upper]
    case .lowerBounded(let bound), .upperBounded(let bound), .counts(_, let bound): [bound]
    case .array(let elements, _), .ordered(_, let elements, _): elements.bounds
    default: []
    }
  }

  /// The support with infinite bounds in place of those that are not known.
  package func widened(where isKnown: (Tensor) -> Bool) -> Support {
    func low(_ bound: Tensor) -> Tensor { isKnown(bound) ? bound : Tensor(-Double.infinity) }
    func high(_ bound: Tensor) -> Tensor { isKnown(bound) ? bound : Tensor(Double.infinity) }
    return switch self {
    case .interval(let lower, let upper): .interval(lower: low(lower), upper: high(upper))
    case .integers(let lower, let upper): .integers(lower: low(lower), upper: high(upper))
    case .lowerBounded(let bound): .lowerBounded(low(bound))
    case .upperBounded(let bound): .upperBounded(high(bound))
    case .counts(let count, let total) where !isKnown(total): .array(of: .nonnegativeIntegers, shape: [count])
    case .array(let elements, let shape): .array(of: elements.widened(where: isKnown), shape: shape)
    case .ordered(let count, let elements, let descends):
      .ordered(count: count, within: elements.widened(where: isKnown), descending: descends)
    default: self
    }
  }

  /// The lowest and the highest number of a support of numbers that fill an interval; nil for others.
  package var ends: (lower: Tensor, upper: Tensor)? {
    let infinity = Tensor(Double.infinity)
    return switch self {
    case .real: (Tensor(-Double.infinity), infinity)
    case .positive, .nonnegative: (Tensor(0.0), infinity)
    case .interval(let lower, let upper): (lower, upper)
    case .lowerBounded(let bound): (bound, infinity)
    case .upperBounded(let bound): (Tensor(-Double.infinity), bound)
    default: nil
    }
  }

  /// The lowest and the highest number of a support of numbers or of whole numbers; nil for events of several numbers.
  var range: (lower: Tensor, upper: Tensor)? {
    let infinity = Tensor(Double.infinity)
    return switch self {
    case .nonnegativeIntegers: (0, infinity)
    case .positiveIntegers: (1, infinity)
    case .integers(let lower, let upper): (lower, upper)
    case .booleans: (0, 1)
    case .circle: (Tensor(-Double.pi), Tensor(Double.pi))
    default: ends
    }
  }

  /// The least support that holds several: the first one's kind where all are of one, else an interval of numbers, or arrays of such;
  /// all numbers where one of them is no interval.
  static func hull(of supports: [Support]) -> Support {
    let (first, event) = (supports[0], supports[0].eventShape)
    if supports.allSatisfy({ $0.isOfOneKind(with: first) }) { return first }
    if !event.isScalar {
      let elements = supports.map(\.elements)
      return .array(of: elements.allSatisfy(\.eventShape.isScalar) ? hull(of: elements) : .real, shape: event)
    }
    let isDiscrete = first.elementType == .int64
    let ranges = supports.compactMap { isDiscrete ? $0.range : $0.ends }
    guard ranges.count == supports.count else { return isDiscrete ? .nonnegativeIntegers : .real }
    let low = outermost(ranges.map(\.lower), isLower: true)
    let high = outermost(ranges.map(\.upper), isLower: false)
    switch (low.constantValue?.doubles, high.constantValue?.doubles) {
    case ([0], [.infinity]): return isDiscrete ? .nonnegativeIntegers : .nonnegative
    case ([-.infinity], [.infinity]) where !isDiscrete: return .real
    case (_, [.infinity]) where !isDiscrete: return .lowerBounded(low)
    case ([-.infinity], _) where !isDiscrete: return .upperBounded(high)
    default: return isDiscrete ? .integers(lower: low, upper: high) : .interval(lower: low, upper: high)
    }
  }

  /// The least of lower ends, or the greatest of upper ones: a number where all are.
  private static func outermost(_ ends: [Tensor], isLower: Bool) -> Tensor {
    let infinity = isLower ? -Double.infinity : .infinity
    if ends.contains(where: { $0.constantValue?.doubles.allSatisfy { $0 == infinity } == true }) {
      return Tensor(infinity)
    }
    let numbers = ends.compactMap { $0.constantValue }.filter { $0.count == 1 }.map(\.scalar)
    if numbers.count == ends.count { return Tensor((isLower ? numbers.min() : numbers.max()) ?? infinity) }
    return ends.dropFirst().reduce(ends[0]) { isLower ? minimum($0, $1) : maximum($0, $1) }
  }
}
