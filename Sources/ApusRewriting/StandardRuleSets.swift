// The rule sets of Apus: plain lists, composed.
//
// A model's graph is best simplified and stabilized before it is differentiated, since the derivative of a stable form is
// stable too, and specialized after.

package import ApusGraph

extension RuleSet {
  /// Constants are folded and what does nothing goes.
  ///
  /// Values stay what they are, but for the last bit and the sign of
  /// zeros where a rule's comment says so.
  public static let simplify = RuleSet(
    "simplify",
    ConstantFolding.rules + ArithmeticIdentities.rules + ConstantFactors.rules + PowerIdentities.rules
      + ShapeIdentities.rules
      + MovementIdentities.rules + SelectionIdentities.rules + SumIdentities.rules)

  /// Expressions of exponentials and logarithms get forms that neither cancel nor overflow.
  ///
  /// Where the written form was
  /// inaccurate, the value changes toward the true one.
  public static let stabilize = RuleSet(
    "stabilize", LogarithmicForms.rules + KnownLogarithms.rules + StableBodies.rules)

  /// The stable forms in the bodies of custom functions too, whose rules stay: for graphs that are evaluated as they were
  /// written, after differentiation.
  package static let replay = RuleSet(
    "replay", StableBodies.ofCustomFunctions + stabilize.rules, stage: .afterDifferentiation)

  /// All rules, for graphs that are not differentiated again: besides the other sets, gradient modifiers go, custom
  /// functions are inlined, and the bodies of loops are rewritten.
  public static let specialize = RuleSet(
    "specialize", AfterDifferentiation.rules + simplify.rules + stabilize.rules, stage: .afterDifferentiation)

  /// The same for programs that read data: terms of sums that depend on few distinct data and scalars are evaluated once for
  /// each of these.
  ///
  /// A program may be bound to other data where ``DistinctRows`` has the capacity for them.
  package static func specialize(for data: [Tensor: NDArray]) -> RuleSet {
    RuleSet(specialize.name, specialize.rules + [RepeatedRows(data).rule], stage: .afterDifferentiation)
  }
}
