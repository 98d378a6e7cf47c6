// Copies of a whole tensor or of its blocks, composed from reshapes and broadcasts.

public import ApusGraph

extension Tensor {
  /// The whole tensor side by side with copies of itself: `counts[k]` times along axis k, as NumPy's `tile`.
  ///
  /// Where there are more counts than axes the tensor has new leading axes, where there are fewer the leading axes
  /// are not repeated. A negative count, and one that makes more elements than a tensor may have, are errors.
  public func tiled(_ counts: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    guard counts.allSatisfy({ $0 >= 0 && $0 <= Shape.mostElements }) else {
      let location = SourceLocation.line(file: file, line: line)
      return .refused(
        by: "tiled", [self], .attribute, "counts \(counts) of the shape \(shape) are negative or too large",
        at: location)
    }
    let rank = max(counts.count, shape.rank)
    let times = [Int](repeating: 1, count: rank - counts.count) + counts
    let extents = [Int](repeating: 1, count: rank - shape.rank) + shape.dimensions
    return reshaped(to: Shape(extents.flatMap { [1, $0] }), file: file, line: line)
      .broadcast(to: Shape(zip(times, extents).flatMap { [$0, $1] }), file: file, line: line)
      .reshaped(
        to: Shape(zip(times, extents).map { $0.multipliedReportingOverflow(by: $1).partialValue }), file: file,
        line: line)
  }

  /// Each block along an axis `count` times in a row, as NumPy's `repeat`; a negative axis counts from the end.
  ///
  /// An axis that there is not, and a negative count, are errors.
  public func repeated(_ count: Int, axis: Int = 0, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let location = SourceLocation.line(file: file, line: line)
    guard let place = shape.normalized(axis: axis) else { return refusing(axis: axis, in: "repeated", at: location) }
    guard count >= 0, count <= Shape.mostElements else {
      let reason = "the count \(count) is \(count < 0 ? "negative" : "too large")"
      return .refused(by: "repeated", [self], .attribute, reason, at: location)
    }
    var (split, filled, joined) = (shape.dimensions, shape.dimensions, shape.dimensions)
    split.insert(1, at: place + 1)
    filled.insert(count, at: place + 1)
    joined[place] = joined[place].multipliedReportingOverflow(by: count).partialValue
    return reshaped(to: Shape(split), file: file, line: line)
      .broadcast(to: Shape(filled), file: file, line: line)
      .reshaped(to: Shape(joined), file: file, line: line)
  }
}
