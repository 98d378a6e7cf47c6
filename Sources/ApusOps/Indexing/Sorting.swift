// Elements in ascending order along an axis, and the indices that sort them.

public import ApusGraph

/// The indices that put the elements along an axis in ascending order: equal ones stay in their order, NaN come last.
package struct ArgSort: DiscreteOp, BuiltInOp {
  package let axis: Int

  package init(axis: Int) { self.axis = axis }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    try operands[0].requireNumbers("have no order")
    let shape = operands[0].shape
    try shape.require(axis: axis)
    return [.int64(shape)]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let x = operands[0]
    if x.type.elementType == .int64 {
      sort(x.int64, x.shape, into: results[0].int64) { $0 < $1 }
    } else {
      sort(x.float64, x.shape, into: results[0].int64) { $0 < $1 || $1.isNaN && !$0.isNaN }
    }
  }

  private func sort<Element>(
    _ x: UnsafeBufferPointer<Element>, _ shape: Shape, into order: UnsafeMutableBufferPointer<Int>,
    precedes: (Element, Element) -> Bool
  ) {
    let count = shape.dimensions[axis]
    let inner = shape.dimensions[(axis + 1)...].reduce(1, *)
    guard !x.isEmpty else { return }
    for row in 0..<(x.count / count) {
      let start = row / inner * count * inner + row % inner
      let sorted = (0..<count).sorted { i, j in
        let (a, b) = (x[start + i * inner], x[start + j * inner])
        return precedes(a, b) || !precedes(b, a) && i < j
      }
      for (place, index) in sorted.enumerated() { order[start + place * inner] = index }
    }
  }

  package var name: String { "ArgSort along \(axis)" }
}

/// The indices, int64, that put the elements along an axis in ascending order: equal ones stay in their order, NaN come last. A
/// negative axis counts from the end.
public func argSort(_ x: Tensor, axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .apply(ArgSort(axis: axis < 0 ? axis + x.shape.rank : axis), x, at: .line(file: file, line: line))
}

extension Tensor {
  /// The elements along an axis in ascending order, NaN last; the cotangents go back to where the elements came from. A negative
  /// axis counts from the end.
  public func sorted(axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    takeAlong(self, argSort(self, axis: axis, file: file, line: line), axis: axis, file: file, line: line)
  }
}
