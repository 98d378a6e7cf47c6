// The loop under reductions along axes: one pass over the operand, in a fixed order.

package import ApusGraph

/// How a reduction walks its operand: neighbouring axes of one kind are merged, so that few axes are left.
struct ReductionSpace {
  private var extents: [Int] = []
  private var isReduced: [Bool] = []

  init(_ shape: Shape, reducing axes: [Int]) {
    for (axis, extent) in shape.dimensions.enumerated() where extent != 1 {
      let reduced = axes.contains(axis)
      if isReduced.last == reduced {
        extents[extents.count - 1] *= extent
      } else {
        extents.append(extent)
        isReduced.append(reduced)
      }
    }
    if extents.isEmpty {
      extents = [1]
      isReduced = [true]
    }
  }

  /// Calls `row` with the offset of each row of the operand, its length, the offset in the result, and whether the row
  /// is reduced to the one element there (else it is combined with the row of the result there, element by element).
  func forEachRow(_ row: (_ start: Int, _ count: Int, _ result: Int, _ isReduced: Bool) -> Void) {
    let innerReduced = isReduced[isReduced.count - 1]
    var strides = [Int](repeating: 0, count: extents.count)
    var next = 1
    for axis in extents.indices.reversed() where !isReduced[axis] {
      strides[axis] = next
      next *= extents[axis]
    }
    StridedSpace(extents: extents, strides: strides).forEachRow { offset, start, count, _ in
      row(start, count, offset, innerReduced)
    }
  }

  /// Reduces with an associative `combine` that starts from `identity`.
  @inline(__always)
  func reduce<Element>(
    _ operand: UnsafeBufferPointer<Element>, into result: UnsafeMutableBufferPointer<Element>, identity: Element,
    _ combine: (Element, Element) -> Element
  ) {
    result.update(repeating: identity)
    guard let x = operand.baseAddress, let y = result.baseAddress else { return }
    forEachRow { start, count, offset, reduced in
      if reduced {
        var total = y[offset]
        for i in 0..<count { total = combine(total, x[start + i]) }
        y[offset] = total
      } else {
        for i in 0..<count { y[offset + i] = combine(y[offset + i], x[start + i]) }
      }
    }
  }
}

/// An Op that reduces its operand along axes, which the result lacks; elements stay of their type.
package protocol AxisReduction: Op {
  /// The axes, a negative one counted from the end; nil takes all.
  var axes: [Int]? { get }
  var kindName: String { get }
  /// - Throws: ``TypeError`` where such an operand cannot be reduced along the axes, which are counted from the front.
  func check(_ operand: TensorType, _ axes: [Int]) throws(TypeError)
}

extension AxisReduction {
  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    let shape = operands[0].shape
    let reduced = try shape.normalized(axes: axes)
    try check(operands[0], reduced)
    return [TensorType(operands[0].elementType, shape.removing(axes: reduced))]
  }

  package var name: String { axes.map { "\(kindName) along \($0)" } ?? kindName }

  /// The reduction of a tensor, whose reduced axes are dropped, or kept with extent 1.
  func applied(to x: Tensor, keepingDimensions: Bool, _ file: StaticString, _ line: UInt) -> Tensor {
    let result = Tensor.apply(self, x, at: .line(file: file, line: line))
    return keepingDimensions ? result.restoringAxes(axes, of: x.shape) : result
  }
}

extension TensorType {
  /// - Throws: ``TypeError`` for truth values.
  func requireNumbers(_ purpose: String) throws(TypeError) {
    guard elementType != .bool else { throw TypeError(.elementType, "truth values \(purpose)") }
  }
}

extension Shape {
  /// The axes counted from the front, sorted and checked; all axes where nil.
  ///
  /// - Throws: ``TypeError`` for an axis out of range or given twice.
  package func normalized(axes: [Int]?) throws(TypeError) -> [Int] {
    guard let axes else { return Array(0..<rank) }
    var result: [Int] = []
    for axis in axes {
      guard let fromFront = normalized(axis: axis) else {
        throw TypeError(.attribute, "the shape \(self) has no axis \(axis)")
      }
      guard !result.contains(fromFront) else { throw TypeError(.attribute, "the axis \(axis) is given twice") }
      result.append(fromFront)
    }
    return result.sorted()
  }

  /// The shape without the given axes, or with extent 1 there.
  func removing(axes: [Int], keepingDimensions: Bool = false) -> Shape {
    Shape(
      dimensions.enumerated().compactMap { axis, extent in
        axes.contains(axis) ? (keepingDimensions ? 1 : nil) : extent
      })
  }
}
