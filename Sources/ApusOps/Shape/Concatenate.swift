// Tensors one after the other along an axis, and stacked along a new one.

public import ApusGraph

package struct Concatenate: ForwardDifferentiable, ExactOp, BuiltInOp {
  package let axis: Int

  package init(axis: Int) { self.axis = axis }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard let first = operands.first else { throw TypeError(.operandCount, "nothing was given to concatenate") }
    try first.shape.require(axis: axis)
    var extents = first.shape.dimensions
    extents[axis] = 0
    for operand in operands {
      var other = operand.shape.dimensions
      guard operand.elementType == first.elementType, other.count == extents.count else {
        throw TypeError(.shape, "\(first) and \(operand) cannot be concatenated")
      }
      extents[axis] += other[axis]
      other[axis] = extents[axis]
      guard other == extents else {
        throw TypeError(.shape, "shapes \(first.shape) and \(operand.shape) differ off the axis \(axis)")
      }
    }
    return [TensorType(first.elementType, Shape(extents))]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let size = results[0].type.elementType.byteCount
    let blockCount = results[0].shape.dimensions[..<axis].reduce(1, *)
    let blocks = operands.map { $0.shape.dimensions[axis...].reduce(size, *) }
    var target = results[0].base
    for block in 0..<blockCount {
      for (operand, byteCount) in zip(operands, blocks) {
        target.copyMemory(from: operand.base + block * byteCount, byteCount: byteCount)
        target += byteCount
      }
    }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let cotangent = site.cotangent()
    var start = 0
    return site.operands.map { operand in
      defer { start += operand.shape[axis] }
      return .value(cotangent.sliced(axis: axis, start..<(start + operand.shape[axis])))
    }
  }

  package func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    [Tensor.apply(self, site.operands.indices.map { site.tangent($0) })[0]]
  }

  package var name: String { "Concatenate along \(axis)" }
}

/// The tensors one after the other along an axis; a negative axis counts from the end.
public func concatenate(
  _ tensors: [Tensor], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let rank = tensors.first?.shape.rank ?? 0
  let areAlike = Set(tensors.map(\.elementType)).count <= 1
  return Tensor.apply(
    Concatenate(axis: axis < 0 ? axis + rank : axis), areAlike ? tensors : tensors.map(\.asFloat64),
    at: .line(file: file, line: line))[0]
}

/// The tensors, of one shape, stacked along a new axis; a negative axis counts from the end of the result's.
public func stack(_ tensors: [Tensor], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  let rank = tensors.first?.shape.rank ?? 0
  let place = axis < 0 ? axis + rank + 1 : axis
  if let first = tensors.first, !(0...rank).contains(place) {
    let reason = "the shape \(first.shape) has no place for a new axis \(axis)"
    return .refused(by: "stack", tensors, .attribute, reason, at: .line(file: file, line: line))
  }
  if let other = tensors.first(where: { $0.error == nil && $0.shape != tensors[0].shape }) {
    let reason = "tensors of shapes \(tensors[0].shape) and \(other.shape) cannot be stacked"
    return .refused(by: "stack", tensors, .shape, reason, at: .line(file: file, line: line))
  }
  let widened = tensors.map { $0.expandedDimensions(axis: place, file: file, line: line) }
  return concatenate(widened, axis: place, file: file, line: line)
}
