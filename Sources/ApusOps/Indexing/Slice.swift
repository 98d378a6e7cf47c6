// Regular parts of a tensor along its axes, and their adjoint.

public import ApusGraph

/// A regular part along one axis.
public struct SliceRange: Hashable, Sendable {
  package let start: Int
  package let count: Int
  /// The distance between those taken; negative runs backwards.
  package let step: Int

  /// A part. A slice of a negative count, or of step 0, is an error where it is applied.
  package init(start: Int, count: Int, step: Int = 1) {
    self.start = start
    self.count = count
    self.step = step
  }
}

package struct Slice: LinearOp, MovementOp, BuiltInOp {
  package let ranges: [SliceRange]

  package init(_ ranges: [SliceRange]) { self.ranges = ranges }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    try Self.check(ranges, of: operands[0].shape)
    return [TensorType(operands[0].elementType, Shape(ranges.map(\.count)))]
  }

  static func check(_ ranges: [SliceRange], of shape: Shape) throws(TypeError) {
    guard ranges.count == shape.rank else {
      throw TypeError(.attribute, "\(ranges.count) slices were given for the shape \(shape)")
    }
    for (axis, range) in ranges.enumerated() {
      guard range.count >= 0, range.step != 0 else {
        throw TypeError(.attribute, "there is no slice of \(range.count) elements with step \(range.step)")
      }
      guard range.count > 0 else { continue }
      let (distance, isFar) = (range.count - 1).multipliedReportingOverflow(by: range.step)
      let (last, isOutside) = range.start.addingReportingOverflow(distance)
      let extent = shape.dimensions[axis]
      guard !isFar, !isOutside, range.start >= 0, range.start < extent, last >= 0, last < extent else {
        throw TypeError(.attribute, "indices \(range.start) to \(last) are outside axis \(axis) of the shape \(shape)")
      }
    }
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (space, base) = Self.space(ranges, operands[0].shape)
    space.copy(operands[0], from: base, to: results[0])
  }

  /// The strided view of the part in a buffer of the whole shape.
  static func space(_ ranges: [SliceRange], _ shape: Shape) -> (StridedSpace, base: Int) {
    let strides = shape.strides
    let base = zip(ranges, strides).reduce(0) { $0 + $1.0.start * $1.1 }
    let steps = zip(ranges, strides).map { $0.step * $1 }
    return (StridedSpace(extents: ranges.map(\.count), strides: steps), base)
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(.apply(SliceScatter(ranges, shape: site.operands[0].shape), site.cotangent()))]
  }

  package var name: String {
    "Slice [" + ranges.map { "\($0.start)+\($0.count)" + ($0.step == 1 ? "" : "·\($0.step)") }.joined(separator: ", ")
      + "]"
  }
}

/// The adjoint of ``Slice``: the operand in its place among zeros.
package struct SliceScatter: LinearOp, ExactOp, BuiltInOp {
  package let ranges: [SliceRange]
  package let shape: Shape

  package init(_ ranges: [SliceRange], shape: Shape) {
    self.ranges = ranges
    self.shape = shape
  }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireFloat64(count: 1)
    try Slice.check(ranges, of: shape)
    guard operands[0].shape == Shape(ranges.map(\.count)) else {
      throw TypeError(.shape, "the shape \(operands[0].shape) is not that of the slice \(ranges.map(\.count))")
    }
    return [.float64(shape)]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y) = (operands[0].float64, results[0].float64)
    y.update(repeating: 0)
    guard let source = x.baseAddress, let target = y.baseAddress, !x.isEmpty else { return }
    let (space, base) = Slice.space(ranges, shape)
    space.forEachRow(from: base) { start, place, count, stride in
      for i in 0..<count { target[start + i * stride] = source[place + i] }
    }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(.apply(Slice(ranges), site.cotangent()))]
  }
}

extension Tensor {
  /// A range along one axis, everything along the others; a negative axis counts from the end, bounds do not.
  ///
  /// With step n every nth index is taken, from the range's first on; with step −n, backwards from its last on. A range
  /// outside, an axis that there is not, and step 0 are errors.
  public func sliced(
    axis: Int, _ range: Range<Int>, step: Int = 1, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let location = SourceLocation.line(file: file, line: line)
    guard let place = shape.normalized(axis: axis) else { return refusing(axis: axis, in: "sliced", at: location) }
    guard step != 0, step != .min else {
      return .refused(by: "sliced", [self], .attribute, "the shape \(shape) has no slice of step \(step)", at: location)
    }
    guard range.lowerBound >= 0, range.upperBound <= shape[place] else {
      let reason = "indices \(range.lowerBound) ..< \(range.upperBound) are outside axis \(place) of the shape \(shape)"
      return .refused(by: "sliced", [self], .attribute, reason, at: location)
    }
    let pace = abs(step)
    let count = range.count / pace + (range.count.isMultiple(of: pace) ? 0 : 1)
    let start = step > 0 ? range.lowerBound : range.upperBound - 1
    var ranges = shape.dimensions.map { SliceRange(start: 0, count: $0) }
    ranges[place] = SliceRange(start: start, count: count, step: step)
    return .apply(Slice(ranges), self, at: location)
  }

  /// The tensor with the elements along the given axes in the opposite order, along all axes where nil. Negative axes count
  /// from the end.
  public func flipped(axes: [Int]? = nil, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let location = SourceLocation.line(file: file, line: line)
    do throws(TypeError) {
      let flipped = try shape.normalized(axes: axes)
      let ranges = shape.dimensions.enumerated().map { axis, extent in
        flipped.contains(axis)
          ? SliceRange(start: extent - 1, count: extent, step: -1) : SliceRange(start: 0, count: extent)
      }
      return .apply(Slice(ranges), self, at: location)
    } catch {
      return .refused(by: "flipped", [self], error.kind, error.reason, at: location)
    }
  }

  /// The tensor with the elements along an axis in the opposite order; a negative axis counts from the end.
  public func flipped(axis: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    flipped(axes: [axis], file: file, line: line)
  }
}
