// Integers for which an Op has no right answer: indices outside, results that do not fit.

/// What is wrong with an integer.
package struct IntegerFault: Sendable {
  /// The reason as a clause, such as `the index 7 is outside 0 ..< 5`.
  package let reason: String
  /// The element, in row-major order.
  package let element: Int

  /// A fault.
  package init(_ reason: String, element: Int) {
    self.reason = reason
    self.element = element
  }
}

/// An Op on integers that has no right answer for some of them. An integer cannot be NaN, so that these are refused where they
/// are known: when data are bound, or when a graph is evaluated once.
package protocol IntegerPartial: Op {
  /// The operand that is looked at; nil where all operands and the results are.
  var indexOperand: Int? { get }
  /// The first fault of an evaluation.
  func integerFault(_ operands: [TensorView], _ results: [TensorView]) -> IntegerFault?
}

extension IntegerPartial {
  package var indexOperand: Int? { nil }
}
