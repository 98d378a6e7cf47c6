// The same elements in another shape.

public import ApusGraph

/// The operand's elements, in order, in another shape of the same count.
package struct Reshape: LinearOp, MovementOp, BuiltInOp {
  package let shape: Shape

  package init(to shape: Shape) { self.shape = shape }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    guard operands[0].elementCount == shape.elementCount else {
      throw TypeError(
        .shape, "\(operands[0].elementCount) elements of shape \(operands[0].shape) do not fill the shape \(shape)")
    }
    return [TensorType(operands[0].elementType, shape)]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    results[0].base.copyMemory(from: operands[0].base, byteCount: operands[0].type.byteCount)
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(site.cotangent().reshaped(to: site.operands[0].shape))]
  }

  package var name: String { "Reshape to \(shape)" }
}

extension Tensor {
  /// The same elements, in order, in another shape of the same count.
  public func reshaped(to shape: Shape, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    shape == self.shape ? self : .apply(Reshape(to: shape), self, at: .line(file: file, line: line))
  }
}
