// Repetition of a tensor along new or unit axes by NumPy's rule, and its adjoint.

public import ApusGraph

/// The operand repeated to fill a shape that it broadcasts to.
package struct Broadcast: LinearOp, MovementOp, BuiltInOp {
  package let shape: Shape

  package init(to shape: Shape) { self.shape = shape }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    guard operands[0].shape.broadcasts(to: shape) else {
      throw TypeError(.shape, "the shape \(operands[0].shape) does not broadcast to \(shape)")
    }
    return [TensorType(operands[0].elementType, shape)]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y) = (operands[0], results[0])
    switch x.type.elementType {
    case .float64: Self.fill(y.float64, from: x.float64, x.shape, shape)
    case .int64: Self.fill(y.int64, from: x.int64, x.shape, shape)
    case .bool: Self.fill(y.bool, from: x.bool, x.shape, shape)
    }
  }

  private static func fill<Element>(
    _ result: UnsafeMutableBufferPointer<Element>, from operand: UnsafeBufferPointer<Element>, _ from: Shape,
    _ to: Shape
  ) {
    guard let x = operand.baseAddress, let y = result.baseAddress else { return }
    let space = BroadcastSpace([from], to: to)
    let (stride, inner) = (space.innerStrides[0], space.inner)
    space.forEachRow { offsets, start in
      let offset = offsets[0]
      for i in 0..<inner { y[start + i] = x[offset + i * stride] }
    }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(site.cotangent().summed(to: site.operands[0].shape))]
  }

  package var name: String { "Broadcast to \(shape)" }
}

extension Tensor {
  /// The tensor repeated to fill `shape`, by NumPy's broadcasting rule.
  public func broadcast(to shape: Shape, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    shape == self.shape ? self : .apply(Broadcast(to: shape), self, at: .line(file: file, line: line))
  }

  /// The adjoint of ``broadcast(to:file:line:)``: the sum over all axes along which `shape` would be repeated to fill
  /// this tensor's shape. Where this tensor's shape is narrower than `shape`, it is repeated.
  public func summed(to shape: Shape) -> Tensor {
    guard shape != self.shape else { return self }
    guard shape.broadcasts(to: self.shape) else { return broadcast(to: shape) }
    let lead = self.shape.rank - shape.rank
    let axes = (0..<self.shape.rank).filter { axis in
      axis < lead || shape.dimensions[axis - lead] == 1 && self.shape.dimensions[axis] != 1
    }
    return sum(self, axes: axes).reshaped(to: shape)
  }
}
