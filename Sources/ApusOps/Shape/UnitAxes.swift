// Axes of extent 1 put in and taken out.

public import ApusGraph

extension Tensor {
  /// The tensor without the given axes, which must have extent 1; without all axes of extent 1 where nil. Negative axes
  /// count from the end. An axis of another extent, or that there is not, is an error.
  public func squeezed(axes: [Int]? = nil, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let location = SourceLocation.line(file: file, line: line)
    let units = shape.dimensions.indices.filter { shape.dimensions[$0] == 1 }
    do throws(TypeError) {
      let dropped = try axes.map { axes throws(TypeError) in try shape.normalized(axes: axes) } ?? units
      if let long = dropped.first(where: { shape.dimensions[$0] != 1 }) {
        throw TypeError(.shape, "axis \(long) of the shape \(shape) has not extent 1")
      }
      return reshaped(to: shape.removing(axes: dropped), file: file, line: line)
    } catch {
      return .refused(by: "squeezed", [self], error.kind, error.reason, at: location)
    }
  }

  /// The tensor with a new axis of extent 1 before axis `axis`; a negative axis counts from the end of the result's, so
  /// that −1 is a new last axis.
  public func expandedDimensions(axis: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let place = axis < 0 ? axis + shape.rank + 1 : axis
    guard (0...shape.rank).contains(place) else {
      let reason = "the shape \(shape) has no place for a new axis \(axis)"
      return .refused(
        by: "expandedDimensions", [self], .attribute, reason, at: .line(file: file, line: line))
    }
    var extents = shape.dimensions
    extents.insert(1, at: place)
    return reshaped(to: Shape(extents), file: file, line: line)
  }
}
