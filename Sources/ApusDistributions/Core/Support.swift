// Where a distribution's density is not zero: element type, event, bijection, membership.

public import ApusGraph
internal import ApusOps

/// The set of values of a distribution.
public enum Support: Sendable {
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
  /// Vectors of increasing elements.
  case ordered
  /// Vectors of nonnegative elements with sum 1.
  case simplex
  /// Lower-triangular matrices with positive diagonals and rows of norm 1.
  case correlationCholesky
  /// 0, 1, 2, …
  case nonnegativeIntegers
  /// 1, 2, 3, …
  case positiveIntegers
  /// The integers from a to b.
  case integers(lower: Tensor, upper: Tensor)
  /// 0 and 1.
  case booleans

  /// 0 ≤ x ≤ 1.
  public static var unitInterval: Support { .interval(lower: 0, upper: 1) }

  /// float64 for continuous supports; int64 for integers, 0 and 1 among them.
  public var elementType: ElementType {
    switch self {
    case .nonnegativeIntegers, .positiveIntegers, .integers, .booleans: .int64
    default: .float64
    }
  }

  /// The number of axes that membership looks at together.
  public var eventRank: Int {
    switch self {
    case .ordered, .simplex: 1
    case .correlationCholesky: 2
    default: 0
    }
  }

  /// The bijection from unconstrained numbers onto the support; nil for integers.
  public var defaultTransform: (any Transform)? {
    switch self {
    case .real: IdentityTransform()
    case .positive, .nonnegative: LogTransform()
    case .interval(let lower, let upper): IntervalTransform(lower, upper)
    case .lowerBounded(let bound): LowerBoundTransform(bound)
    case .upperBounded(let bound): UpperBoundTransform(bound)
    case .circle: CircularTransform()
    case .ordered: OrderedTransform()
    case .simplex: SimplexTransform()
    case .correlationCholesky: CorrelationCholeskyTransform()
    case .nonnegativeIntegers, .positiveIntegers, .integers, .booleans: nil
    }
  }

  /// Whether another support is of the same kind, whatever its bounds.
  func isOfOneKind(with other: Support) -> Bool {
    switch (self, other) {
    case (.real, .real), (.positive, .positive), (.nonnegative, .nonnegative), (.circle, .circle), (.ordered, .ordered),
      (.simplex, .simplex), (.correlationCholesky, .correlationCholesky), (.booleans, .booleans),
      (.nonnegativeIntegers, .nonnegativeIntegers), (.positiveIntegers, .positiveIntegers):
      true
    case (.interval(let a, let b), .interval(let c, let d)), (.integers(let a, let b), .integers(let c, let d)):
      a == c && b == d
    case (.lowerBounded(let a), .lowerBounded(let b)), (.upperBounded(let a), .upperBounded(let b)):
      a == b
    default: false
    }
  }
}
