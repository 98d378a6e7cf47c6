// A tensor as a regular part of a value: reshaping, broadcasting, slicing and transposing only change offset and strides.

internal import ApusGraph
internal import ApusOps

/// A tensor whose elements are those of a value, at an offset and with a stride for each axis.
struct ValueView {
  var value: ValueID
  var shape: Shape
  var offset: Int
  var strides: [Int]

  init(_ value: ValueID, _ shape: Shape) {
    self.value = value
    self.shape = shape
    offset = 0
    strides = shape.strides
  }

  func broadcast(to target: Shape) -> ValueView {
    var view = self
    let lead = target.rank - shape.rank
    view.strides = (0..<target.rank).map { axis in
      axis < lead || shape.dimensions[axis - lead] == 1 && target.dimensions[axis] != 1 ? 0 : strides[axis - lead]
    }
    view.shape = target
    return view
  }

  /// The view in another order of axes.
  func transposed(_ permutation: [Int]) -> ValueView {
    var view = self
    view.shape = Shape(permutation.map { shape.dimensions[$0] })
    view.strides = permutation.map { strides[$0] }
    return view
  }

  /// A regular part.
  func sliced(_ ranges: [SliceRange]) -> ValueView {
    var view = self
    view.shape = Shape(ranges.map(\.count))
    view.offset += zip(ranges, strides).reduce(0) { $0 + $1.0.start * $1.1 }
    view.strides = zip(ranges, strides).map { $0.step * $1 }
    return view
  }

  /// The same elements in another shape; nil where no strides count them.
  func reshaped(to target: Shape) -> ValueView? {
    var view = self
    view.shape = target
    if strides.allSatisfy({ $0 == 0 }) {
      view.strides = target.dimensions.map { _ in 0 }
      return view
    }
    // Axes of extent 1 come and go freely; the others must match, or be one contiguous run.
    let kept = shape.dimensions.indices.filter { shape.dimensions[$0] != 1 }
    let wanted = target.dimensions.indices.filter { target.dimensions[$0] != 1 }
    if kept.map({ shape.dimensions[$0] }) == wanted.map({ target.dimensions[$0] }) {
      view.strides = target.dimensions.map { _ in 0 }
      for (old, new) in zip(kept, wanted) { view.strides[new] = strides[old] }
      return view
    }
    guard isContiguous else { return nil }
    view.strides = target.strides
    return view
  }

  /// Whether the elements follow one another in row-major order.
  var isContiguous: Bool {
    zip(zip(shape.dimensions, strides), shape.strides).allSatisfy { $0.0 == 1 || $0.1 == $1 }
  }

  /// How a task over a shape reads the view, which broadcasts to it.
  func access(in space: Shape) -> Access {
    let wide = broadcast(to: space)
    let axes = space.dimensions.indices.filter { space.dimensions[$0] != 1 }
    return Access(value: value, offset: offset, strides: axes.map { wide.strides[$0] })
  }
}

extension Shape {
  /// The extents other than 1: the index space of a tensor.
  var space: [Int] { dimensions.filter { $0 != 1 } }
}
