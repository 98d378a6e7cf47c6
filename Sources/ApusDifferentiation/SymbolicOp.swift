// An Op whose evaluation is itself a graph, so that its rule can be held against the derivative of that graph.

package import ApusGraph

/// An Op that evaluates a graph of other Ops, with a gradient rule of its own.
///
/// **Law.** Evaluating the body gives what evaluating the Op gives.
package protocol SymbolicOp: Op {
  /// The Op's results as a graph of other Ops.
  func inlinedBody(on operands: [Tensor]) -> [Tensor]

  /// The line that declares the rule; nil where it is not known. It is no part of the Op's equality.
  var ruleLocation: SourceLocation? { get }
}
