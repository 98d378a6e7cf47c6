// Whose an Op is: the user's, unless it bears a mark that code outside the package cannot set.

/// The mark of Apus's own Ops.
///
/// An Op without it is the user's: its rule is verified before sampling, reported as the user's, left alone by rewriting,
/// and exported as the user's. The protocol is `package`, so that no Op from outside can conform.
package protocol BuiltInOp: Op {
  /// Whose rule `pullback` is; ``GradientRule/builtIn`` where it is not given.
  var ownRule: GradientRule { get }
}

extension BuiltInOp {
  package var ownRule: GradientRule { .builtIn }
}

extension Op {
  /// Whose rule `pullback` is: the user's, unless the Op is Apus's own. An Op cannot say so itself.
  public var rule: GradientRule { (self as? any BuiltInOp)?.ownRule ?? .user }
}

/// Whose derivative a node's gradient rule is.
public enum GradientRule: Hashable, Sendable, CustomStringConvertible {
  /// Apus's own rule for a catalogue Op.
  case builtIn
  /// A rule that the user wrote.
  case user
  /// The Swift compiler's derivative, or the user's `@derivative(of:)`.
  case swift
  /// Differences of the user's own first derivative: second order of a black box.
  case differenced
  /// A gradient modifier: it passes, scales, clips or blocks the cotangent on purpose.
  case modifier

  public var description: String {
    switch self {
    case .builtIn: "built in"
    case .user: "user's"
    case .swift: "Swift's"
    case .differenced: "differenced"
    case .modifier: "modifier"
    }
  }
}
