// Where a distribution's density is not zero: element type, event, bijection.

public import ApusGraph
internal import ApusOps

/// The set of values of a distribution.
///
/// Numbers, or events of several numbers, whose extents it knows.
public indirect enum Support: Sendable {
  /// The real numbers.
  case real
  /// x > 0.
  case positive
  /// x ≥ 0.
  case nonnegative
  /// a ≤ x ≤ b; the bounds broadcast with the value.
  case interval(lower: Tensor, upper: Tensor)
  /// x ≥ a.
  case lowerBounded(Tensor)
  /// x ≤ b.
  case upperBounded(Tensor)
  /// Angles; any real number stands for one, those in [−π, π) once each.
  case circle
  /// Arrays of a shape, whose elements lie each for itself in a set of numbers: real vectors, vectors of counts.
  case array(of: Support, shape: Shape)
  /// Vectors of increasing elements, or of decreasing ones, which lie in a set of numbers.
  case ordered(count: Int, within: Support = .real, descending: Bool = false)
  /// Vectors of nonnegative elements with sum 1.
  case simplex(count: Int)
  /// Arrays whose sums along each axis are 0.
  case sumToZero(shape: Shape)
  /// Vectors of length 1.
  case unitVector(count: Int)
  /// Lower-triangular matrices with positive diagonals and rows of norm 1.
  case correlationCholesky(order: Int)
  /// Symmetric positive definite matrices with ones on the diagonal.
  case correlation(order: Int)
  /// Lower-triangular matrices with positive diagonals.
  case choleskyFactor(order: Int)
  /// Symmetric positive definite matrices.
  case covariance(order: Int)
  /// 0, 1, 2, …
  case nonnegativeIntegers
  /// 1, 2, 3, …
  case positiveIntegers
  /// The integers from a to b.
  case integers(lower: Tensor, upper: Tensor)
  /// 0 and 1.
  case booleans
  /// Vectors of whole numbers from 0 up whose sum is n; the totals are the batch's.
  case counts(count: Int, total: Tensor)

  /// 0 ≤ x ≤ 1.
  public static var unitInterval: Support { .interval(lower: 0, upper: 1) }

  /// float64 for continuous supports; int64 for integers, 0 and 1 among them.
  public var elementType: ElementType {
    switch self {
    case .nonnegativeIntegers, .positiveIntegers, .integers, .booleans, .counts: .int64
    case .array(let elements, _), .ordered(_, let elements, _): elements.elementType
    default: .float64
    }
  }

  /// The shape of one event; that of a scalar for numbers.
  public var eventShape: Shape {
    switch self {
    case .array(let elements, let shape): Shape(shape.dimensions + elements.eventShape.dimensions)
    case .ordered(let count, _, _), .simplex(let count), .counts(let count, _), .unitVector(let count): [count]
    case .sumToZero(let shape): shape
    case .correlationCholesky(let order), .correlation(let order), .choleskyFactor(let order), .covariance(let order):
      [order, order]
    default: .scalar
    }
  }

  public var eventRank: Int { eventShape.rank }

  /// Where the elements of arrays lie; the support itself of what is no array.
  package var elements: Support { if case .array(let elements, _) = self { elements.elements } else { self } }

  /// The bijection from unconstrained numbers onto the support; nil where there is none, as for integers.
  public var defaultTransform: (any Transform)? {
    switch self {
    case .real: IdentityTransform()
    case .positive, .nonnegative: LogTransform()
    case .interval(let lower, let upper): IntervalTransform(lower, upper)
    case .lowerBounded(let bound): LowerBoundTransform(bound)
    case .upperBounded(let bound): UpperBoundTransform(bound)
    case .circle: CircularTransform()
    case .array(let elements, _): elements.defaultTransform
    case .ordered(_, let elements, let descends): Self.orderedTransform(within: elements, descends)
    case .simplex: SimplexTransform()
    case .sumToZero(let shape): SumToZeroTransform(axisCount: max(1, shape.rank))
    case .unitVector: UnitVectorTransform()
    case .correlationCholesky: CorrelationCholeskyTransform()
    case .choleskyFactor: CovarianceCholeskyTransform()
    case .covariance: CovarianceTransform()
    case .correlation: CorrelationTransform()
    case .nonnegativeIntegers, .positiveIntegers, .integers, .booleans, .counts: nil
    }
  }

  /// The bijection onto increasing, or decreasing, vectors of elements of a continuous support.
  private static func orderedTransform(within elements: Support, _ descends: Bool) -> (any Transform)? {
    switch elements {
    case .real: OrderedTransform(descending: descends)
    case .positive, .nonnegative: BoundedOrderedTransform(lower: 0, descending: descends)
    case .lowerBounded(let bound): BoundedOrderedTransform(lower: bound, descending: descends)
    case .upperBounded(let bound): BoundedOrderedTransform(upper: bound, descending: descends)
    case .interval(let lower, let upper): BoundedOrderedTransform(lower: lower, upper: upper, descending: descends)
    case .circle: BoundedOrderedTransform(lower: -Double.pi, upper: Double.pi, descending: descends)
    default: nil
    }
  }

  /// Whether another support is of the same kind with the same bounds.
  func isOfOneKind(with other: Support) -> Bool {
    switch (self, other) {
    case (.real, .real), (.positive, .positive), (.nonnegative, .nonnegative), (.circle, .circle),
      (.simplex, .simplex), (.sumToZero, .sumToZero), (.unitVector, .unitVector),
      (.correlationCholesky, .correlationCholesky), (.booleans, .booleans), (.correlation, .correlation),
      (.choleskyFactor, .choleskyFactor), (.covariance, .covariance),
      (.nonnegativeIntegers, .nonnegativeIntegers), (.positiveIntegers, .positiveIntegers):
      true
    case (.interval(let a, let b), .interval(let c, let d)), (.integers(let a, let b), .integers(let c, let d)):
      a == c && b == d
    case (.lowerBounded(let a), .lowerBounded(let b)), (.upperBounded(let a), .upperBounded(let b)),
      (.counts(_, let a), .counts(_, let b)):
      a == b
    case (.array(let a, _), .array(let b, _)): a.isOfOneKind(with: b)
    case (.ordered(_, let a, let first), .ordered(_, let b, let second)): first == second && a.isOfOneKind(with: b)
    default: false
    }
  }
}
