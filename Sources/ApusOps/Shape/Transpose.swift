// Axes in another order.

public import ApusGraph

/// The operand with its axes in another order: axis k of the result is axis `permutation[k]` of the operand.
package struct Transpose: LinearOp, MovementOp, BuiltInOp {
  /// The operand's axis for each axis of the result.
  package let permutation: [Int]

  package init(_ permutation: [Int]) { self.permutation = permutation }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    let shape = operands[0].shape
    guard permutation.sorted() == Array(0..<shape.rank) else {
      throw TypeError(.attribute, "\(permutation) is no order of the axes of the shape \(shape)")
    }
    return [TensorType(operands[0].elementType, Shape(permutation.map { shape.dimensions[$0] }))]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let shape = operands[0].shape
    let strides = shape.strides
    StridedSpace(extents: permutation.map { shape.dimensions[$0] }, strides: permutation.map { strides[$0] })
      .copy(operands[0], to: results[0])
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    var inverse = permutation
    for (place, axis) in permutation.enumerated() { inverse[axis] = place }
    return [.value(.apply(Transpose(inverse), site.cotangent()))]
  }

  package var name: String { "Transpose \(permutation)" }
}

/// Rows of a strided view: for each, the offset of its first element, the place in row-major order, the length, the stride.
struct StridedSpace {
  let extents: [Int]
  let strides: [Int]

  /// Calls `row` for each row along the last axis.
  func forEachRow(from base: Int = 0, _ row: (_ start: Int, _ place: Int, _ count: Int, _ stride: Int) -> Void) {
    guard let inner = extents.last, let stride = strides.last else {
      row(base, 0, 1, 1)
      return
    }
    let outer = Array(extents.dropLast())
    guard inner > 0 else { return }
    var index = [Int](repeating: 0, count: outer.count)
    var offset = base
    for rowIndex in 0..<outer.reduce(1, *) {
      row(offset, rowIndex * inner, inner, stride)
      var axis = outer.count - 1
      while axis >= 0 {
        index[axis] += 1
        offset += strides[axis]
        if index[axis] < outer[axis] { break }
        offset -= strides[axis] * outer[axis]
        index[axis] = 0
        axis -= 1
      }
    }
  }

  /// Copies the elements of the view to a place where they lie in row-major order.
  func copy(_ source: TensorView, from base: Int = 0, to target: MutableTensorView) {
    func copy<Element>(_ source: UnsafeBufferPointer<Element>, _ target: UnsafeMutableBufferPointer<Element>) {
      guard let x = source.baseAddress, let y = target.baseAddress else { return }
      forEachRow(from: base) { start, place, count, stride in
        for i in 0..<count { y[place + i] = x[start + i * stride] }
      }
    }
    switch source.type.elementType {
    case .float64: copy(source.float64, target.float64)
    case .int64: copy(source.int64, target.int64)
    case .bool: copy(source.bool, target.bool)
    }
  }
}

extension Tensor {
  /// The tensor with its axes in another order; in the opposite order where nil. Negative axes count from the end.
  public func transposed(_ permutation: [Int]? = nil, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let order = (permutation ?? Array((0..<shape.rank).reversed())).map { $0 < 0 ? $0 + shape.rank : $0 }
    return .apply(Transpose(order), self, at: .line(file: file, line: line))
  }
}
