// What Ops say of themselves to passes that do not know them one by one.

package import ApusGraph

/// An Op that is linear in its only operand: a tangent goes through it as the operand does.
package protocol LinearOp: ForwardDifferentiable {}

extension LinearOp {
  package func pushforward(_ site: PushforwardSite) -> [Tensor?] { [site.tangents[0].map { .apply(self, $0) }] }
}

/// An Op whose results are not rounded: elements are moved, chosen, cut to whole numbers, or get another sign.
package protocol ExactOp: Op {}

/// An Op whose result has the elements of its first operand, or some of them, in other places.
package protocol MovementOp: ExactOp {}

/// An Op whose results are never below 0, nor −0, whatever its operands: each is +0, above, or NaN.
package protocol NonnegativeOp: Op {}

/// An Op whose results are truth values or indices: they jump or stay, and have no gradient.
package protocol DiscreteOp: Op {}

extension DiscreteOp {
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] { site.operands.map { _ in .disconnected } }
}

/// An Op whose every result depends on the operands' elements at its place alone; operands broadcast by NumPy's rule.
package protocol PointwiseOp: Op {}

extension Op {
  /// Whether the Op applies a function of numbers to each element.
  package var isElementwise: Bool {
    self is any ElementwiseOp || self is any UnaryElementwise || self is any BinaryElementwise
      || self is any TernaryElementwise
  }

  /// Whether the Op is known to act on each place alone. A user's Op may have an evaluation of its own.
  package var isPointwise: Bool {
    self is any PointwiseOp || self is any ElementwiseOp || isElementwise && rule == .builtIn
  }
}

extension [TensorType] {
  /// - Throws: ``TypeError`` unless there are as many operands.
  package func requireCount(_ expected: Int) throws(TypeError) {
    guard count == expected else { throw .operandCount(count, expected: expected) }
  }

  /// - Throws: ``TypeError`` unless there are as many operands, all of float64.
  package func requireFloat64(count expected: Int) throws(TypeError) {
    try requireCount(expected)
    for operand in self { try operand.requireFloat64() }
  }
}

extension TensorType {
  /// - Throws: ``TypeError`` unless the elements are float64.
  package func requireFloat64() throws(TypeError) {
    guard elementType == .float64 else { throw TypeError(.elementType, "\(self) has no float64 elements") }
  }
}

extension Shape {
  /// - Throws: ``TypeError`` unless there is such an axis, counted from the front.
  package func require(axis: Int) throws(TypeError) {
    guard (0..<rank).contains(axis) else { throw TypeError(.attribute, "the shape \(self) has no axis \(axis)") }
  }
}
