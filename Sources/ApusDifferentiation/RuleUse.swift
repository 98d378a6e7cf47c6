// A record of the gradient rules that a differentiation used: what the gradient report is made from.

public import ApusGraph

/// One application of a gradient rule.
public struct RuleUse: Sendable {
  /// The node that was differentiated.
  public let node: Node
  /// What the rule answered for each operand.
  public let answers: [Answer]

  /// What a rule answered for an operand.
  public enum Answer: String, Sendable {
    case value
    /// The results do not depend on the operand.
    case disconnected
    /// No path that was asked for passes through the operand, whatever the rule answered.
    case notNeeded
  }

  /// Whose rule it is.
  public var rule: GradientRule { node.op.rule }
}
