// The loops under all elementwise Ops: NumPy broadcasting over raw buffers, with the common cases as plain loops.

internal import ApusGraph

/// The iteration space of an elementwise Op: the result's shape, and each operand's strides in it.
struct BroadcastSpace {
  /// The extents of all axes but the last.
  let outer: [Int]
  /// The extent of the last axis.
  let inner: Int
  /// Each operand's stride along the last axis: 0 or 1.
  let innerStrides: [Int]
  /// Each operand's strides along the outer axes.
  let outerStrides: [[Int]]
  /// Whether every operand has the result's elements in the result's order, or is a single element.
  let isFlat: Bool

  init(_ operands: [Shape], to result: Shape) {
    let strides = operands.map { $0.strides(broadcastTo: result) }
    isFlat = operands.allSatisfy { $0.elementCount == result.elementCount || $0.elementCount == 1 }
    if isFlat || result.isScalar {
      outer = []
      inner = result.elementCount
      innerStrides = operands.map { $0.elementCount == 1 ? 0 : 1 }
      outerStrides = operands.map { _ in [] }
    } else {
      outer = Array(result.dimensions.dropLast())
      inner = result.dimensions[result.rank - 1]
      innerStrides = strides.map { $0[$0.count - 1] }
      outerStrides = strides.map { Array($0.dropLast()) }
    }
  }

  /// Calls `row` for each row with the offset of each operand's first element and of the result's.
  func forEachRow(_ row: (_ offsets: UnsafePointer<Int>, _ result: Int) -> Void) {
    guard inner > 0 else { return }
    let operandCount = innerStrides.count
    let rowCount = outer.reduce(1, *)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: operandCount + outer.count + 1) { scratch in
      guard let offsets = scratch.baseAddress else { return }
      scratch.initialize(repeating: 0)
      let index = offsets + operandCount
      for rowIndex in 0..<rowCount {
        row(offsets, rowIndex * inner)
        var axis = outer.count - 1
        while axis >= 0 {
          index[axis] += 1
          for k in 0..<operandCount { offsets[k] += outerStrides[k][axis] }
          if index[axis] < outer[axis] { break }
          for k in 0..<operandCount { offsets[k] -= outerStrides[k][axis] * outer[axis] }
          index[axis] = 0
          axis -= 1
        }
      }
    }
  }
}

@inline(__always)
func mapElements<A, R>(_ a: UnsafeBufferPointer<A>, into result: UnsafeMutableBufferPointer<R>, _ f: (A) -> R) {
  guard let x = a.baseAddress, let y = result.baseAddress else { return }
  for i in 0..<result.count { y[i] = f(x[i]) }
}

@inline(__always)
func mapElements<A, B, R>(
  _ a: UnsafeBufferPointer<A>, _ aShape: Shape, _ b: UnsafeBufferPointer<B>, _ bShape: Shape,
  into result: UnsafeMutableBufferPointer<R>, _ shape: Shape, _ f: (A, B) -> R
) {
  guard let x = a.baseAddress, let y = b.baseAddress, let z = result.baseAddress else { return }
  let count = result.count
  if a.count == count && b.count == count {
    for i in 0..<count { z[i] = f(x[i], y[i]) }
  } else if a.count == 1 && b.count == count {
    let scalar = x[0]
    for i in 0..<count { z[i] = f(scalar, y[i]) }
  } else if b.count == 1 && a.count == count {
    let scalar = y[0]
    for i in 0..<count { z[i] = f(x[i], scalar) }
  } else {
    let space = BroadcastSpace([aShape, bShape], to: shape)
    let (sx, sy, inner) = (space.innerStrides[0], space.innerStrides[1], space.inner)
    space.forEachRow { offsets, start in
      let (ox, oy) = (offsets[0], offsets[1])
      for i in 0..<inner { z[start + i] = f(x[ox + i * sx], y[oy + i * sy]) }
    }
  }
}

@inline(__always)
func mapElements<A, B, C, R>(
  _ a: UnsafeBufferPointer<A>, _ aShape: Shape, _ b: UnsafeBufferPointer<B>, _ bShape: Shape,
  _ c: UnsafeBufferPointer<C>, _ cShape: Shape, into result: UnsafeMutableBufferPointer<R>, _ shape: Shape,
  _ f: (A, B, C) -> R
) {
  guard let x = a.baseAddress, let y = b.baseAddress, let w = c.baseAddress, let z = result.baseAddress else { return }
  let space = BroadcastSpace([aShape, bShape, cShape], to: shape)
  let (sx, sy, sw, inner) = (space.innerStrides[0], space.innerStrides[1], space.innerStrides[2], space.inner)
  space.forEachRow { offsets, start in
    let (ox, oy, ow) = (offsets[0], offsets[1], offsets[2])
    for i in 0..<inner { z[start + i] = f(x[ox + i * sx], y[oy + i * sy], w[ow + i * sw]) }
  }
}
