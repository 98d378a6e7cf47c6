// Subscripts of tensors: elements, ranges and strides of each axis, counted from either end.

public import ApusGraph

/// What may stand in a tensor's subscript for one axis: an index, a range, or a stride.
///
/// A negative index or bound counts from the end, so that `x[-1]` is the last element, `x[(-3)...]` are the last three and
/// `x[..<(-1)]` is all but the last. `0...` is the whole axis. Nothing is cut off: what is outside is an error.
///
/// **Law.** The answer lies inside the axis.
public protocol AxisPart {
  /// The indices taken of an axis of the given extent; nil where some are outside or it ends before it starts.
  func sliceRange(ofExtent extent: Int) -> SliceRange?
}

extension SliceRange {
  /// The indices from `lower` up to, without, `upper`, either counted from the end where negative.
  fileprivate init?(from lower: Int, to upper: Int, ofExtent extent: Int) {
    let first = lower < 0 ? lower + extent : lower
    let end = upper < 0 ? upper + extent : upper
    guard first >= 0, first <= end, end <= extent else { return nil }
    self.init(start: first, count: end - first)
  }

  /// The indices from `lower` to `last`, which is included.
  fileprivate init?(from lower: Int, upTo last: Int, ofExtent extent: Int) {
    guard last < extent else { return nil }
    self.init(from: lower, to: last == -1 ? extent : last + 1, ofExtent: extent)
  }

  /// The indices of a stride, each counted from the end where negative. No more of them are read than there are places, and
  /// than 2²⁴.
  fileprivate init?(_ stride: some Sequence<Int>, ofExtent extent: Int) {
    let most = Swift.min(extent, 1 << 24)
    let indices = Array(stride.prefix(most + 1))
    guard indices.count <= most else { return nil }
    let step = indices.count > 1 ? indices[1] &- indices[0] : 1
    let places = indices.map { $0 < 0 ? $0 + extent : $0 }
    guard let first = places.first, let last = places.last else {
      self.init(start: 0, count: 0)
      return
    }
    guard (0..<extent).contains(first), (0..<extent).contains(last), last == first &+ (places.count - 1) &* step else {
      return nil
    }
    self.init(start: first, count: places.count, step: step)
  }
}

extension Int: AxisPart {
  public func sliceRange(ofExtent extent: Int) -> SliceRange? {
    let place = self < 0 ? self + extent : self
    return (0..<extent).contains(place) ? SliceRange(start: place, count: 1) : nil
  }
}

extension Range: AxisPart where Bound == Int {
  public func sliceRange(ofExtent extent: Int) -> SliceRange? {
    SliceRange(from: lowerBound, to: upperBound, ofExtent: extent)
  }
}

extension ClosedRange: AxisPart where Bound == Int {
  public func sliceRange(ofExtent extent: Int) -> SliceRange? {
    SliceRange(from: lowerBound, upTo: upperBound, ofExtent: extent)
  }
}

extension PartialRangeFrom: AxisPart where Bound == Int {
  /// The indices from the bound to the end.
  public func sliceRange(ofExtent extent: Int) -> SliceRange? {
    SliceRange(from: lowerBound, to: extent, ofExtent: extent)
  }
}

extension PartialRangeUpTo: AxisPart where Bound == Int {
  public func sliceRange(ofExtent extent: Int) -> SliceRange? { SliceRange(from: 0, to: upperBound, ofExtent: extent) }
}

extension PartialRangeThrough: AxisPart where Bound == Int {
  /// The indices up to the bound, which is included.
  public func sliceRange(ofExtent extent: Int) -> SliceRange? {
    SliceRange(from: 0, upTo: upperBound, ofExtent: extent)
  }
}

extension StrideTo: AxisPart where Element == Int {
  public func sliceRange(ofExtent extent: Int) -> SliceRange? { SliceRange(self, ofExtent: extent) }
}

extension StrideThrough: AxisPart where Element == Int {
  public func sliceRange(ofExtent extent: Int) -> SliceRange? { SliceRange(self, ofExtent: extent) }
}

extension Tensor {
  /// The element, row or block at an index of the leading axis, which is dropped; a negative index counts from the end.
  public subscript(index: Int, file file: StaticString = #fileID, line line: UInt = #line) -> Tensor {
    part([index], at: .line(file: file, line: line))
  }

  /// A range of the leading axis; see ``AxisPart``.
  public subscript(range: Range<Int>, file file: StaticString = #fileID, line line: UInt = #line) -> Tensor {
    part([range], at: .line(file: file, line: line))
  }

  /// A range or stride of the leading axis, such as `x[2...]` or `x[stride(from: 0, to: 6, by: 2)]`; see ``AxisPart``.
  public subscript(range: some AxisPart, file file: StaticString = #fileID, line line: UInt = #line) -> Tensor {
    part([range], at: .line(file: file, line: line))
  }

  /// Parts of the leading axes, such as `x[1, 0..<3]` or `x[0..., -1]`; axes with an index are dropped, axes that are not
  /// mentioned are taken whole. See ``AxisPart``.
  public subscript(
    first: any AxisPart, second: any AxisPart, others: any AxisPart..., file file: StaticString = #fileID,
    line line: UInt = #line
  ) -> Tensor {
    part([first, second] + others, at: .line(file: file, line: line))
  }

  /// The elements, rows or blocks of the leading axis at a list of indices, which count from 0.
  public subscript(indices: [Int], file file: StaticString = #fileID, line line: UInt = #line) -> Tensor {
    gather(self, Tensor(indices), file: file, line: line)
  }

  private func part(_ parts: [any AxisPart], at location: SourceLocation) -> Tensor {
    guard parts.count <= shape.rank else {
      let reason = "the shape \(shape) has no \(parts.count) axes"
      return .refused(by: "subscript", [self], .attribute, reason, at: location)
    }
    var ranges = shape.dimensions.map { SliceRange(start: 0, count: $0) }
    for (axis, part) in parts.enumerated() {
      guard let range = part.sliceRange(ofExtent: shape[axis]) else {
        let reason = "\(part) is outside axis \(axis) of the shape \(shape)"
        return .refused(by: "subscript", [self], .attribute, reason, at: location)
      }
      ranges[axis] = range
    }
    let slice = Tensor.apply(Slice(ranges), self, at: location)
    let dropped = parts.indices.filter { parts[$0] is Int }
    return slice.error == nil ? slice.reshaped(to: slice.shape.removing(axes: dropped)) : slice
  }
}
