// What a function answers that refuses its arguments before an Op sees them.

internal import ApusGraph

extension Tensor {
  /// A tensor poisoned by a function that refuses its arguments; an error that an operand carries goes first.
  static func refused(
    by function: String, _ operands: [Tensor], _ kind: TypeError.Kind, _ reason: String, at location: SourceLocation
  ) -> Tensor {
    let refusal = GraphError(
      operation: function, operands: operands.map(\.summary), cause: TypeError(kind, reason), location: location)
    let error = operands.lazy.compactMap(\.error).first ?? refusal
    return Tensor(poisonedBy: error, as: operands.first?.type ?? .float64())
  }

  /// The answer to an axis that there is not.
  func refusing(axis: Int, in function: String, at location: SourceLocation) -> Tensor {
    .refused(by: function, [self], .attribute, "the shape \(shape) has no axis \(axis)", at: location)
  }
}
