// The places of the largest and smallest elements along an axis.

public import ApusGraph

/// The index along an axis of the largest or smallest element: the first of equal ones, the first NaN where there is one.
package struct ArgExtremum: DiscreteOp, BuiltInOp {
  package let kind: Extremum.Kind
  package let axis: Int

  package init(_ kind: Extremum.Kind, axis: Int) {
    self.kind = kind
    self.axis = axis
  }

  /// Int64 without the axis, which must not be empty.
  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    try operands[0].requireNumbers("have no order")
    let shape = operands[0].shape
    try shape.require(axis: axis)
    guard shape.dimensions[axis] > 0 else {
      throw TypeError(.shape, "axis \(axis) of the shape \(shape) is empty: there is no extremum")
    }
    return [.int64(shape.removing(axes: [axis]))]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, places) = (operands[0], results[0].int64)
    if x.type.elementType == .int64 {
      switch kind {
      case .largest: search(x.int64, x.shape, into: places) { $0 > $1 }
      case .smallest: search(x.int64, x.shape, into: places) { $0 < $1 }
      }
    } else {
      switch kind {
      case .largest: search(x.float64, x.shape, into: places) { $0 > $1 || $0.isNaN && !$1.isNaN }
      case .smallest: search(x.float64, x.shape, into: places) { $0 < $1 || $0.isNaN && !$1.isNaN }
      }
    }
  }

  private func search<Element>(
    _ x: UnsafeBufferPointer<Element>, _ shape: Shape, into places: UnsafeMutableBufferPointer<Int>,
    precedes: (Element, Element) -> Bool
  ) {
    let count = shape.dimensions[axis]
    let inner = shape.dimensions[(axis + 1)...].reduce(1, *)
    for place in places.indices {
      let start = place / inner * count * inner + place % inner
      var best = 0
      for step in 1..<max(count, 1) where precedes(x[start + step * inner], x[start + best * inner]) { best = step }
      places[place] = best
    }
  }

  package var name: String { "Arg\(kind.rawValue) along \(axis)" }
}

/// The index along an axis of the largest element: the first of equal ones, the first NaN where there is one. Int64, without the
/// axis; a negative axis counts from the end. The index in row-major order where the axis is nil. An empty axis is an error.
public func argMax(_ x: Tensor, axis: Int? = nil, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  argExtremum(.largest, x, axis, at: .line(file: file, line: line))
}

/// The index along an axis of the smallest element: the first of equal ones, the first NaN where there is one. Int64, without
/// the axis; a negative axis counts from the end. The index in row-major order where the axis is nil. An empty axis is an
/// error.
public func argMin(_ x: Tensor, axis: Int? = nil, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  argExtremum(.smallest, x, axis, at: .line(file: file, line: line))
}

private func argExtremum(_ kind: Extremum.Kind, _ x: Tensor, _ axis: Int?, at location: SourceLocation) -> Tensor {
  guard let axis else {
    return .apply(ArgExtremum(kind, axis: 0), x.reshaped(to: [x.shape.elementCount]), at: location)
  }
  return .apply(ArgExtremum(kind, axis: axis < 0 ? axis + x.shape.rank : axis), x, at: location)
}
