// Differences of neighbours along an axis.

public import ApusGraph

/// What each element along an axis is above its predecessor: an element less than `x` has; a negative axis counts from the end.
/// An axis that there is not, or an empty one, is an error.
public func differences(_ x: Tensor, axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  let location = SourceLocation.line(file: file, line: line)
  guard let place = x.shape.normalized(axis: axis) else {
    return x.refusing(axis: axis, in: "differences", at: location)
  }
  guard x.shape[place] > 0 else {
    return .refused(by: "differences", [x], .shape, "axis \(place) of the shape \(x.shape) is empty", at: location)
  }
  let count = x.shape[place]
  return x.sliced(axis: place, 1..<count, file: file, line: line)
    - x.sliced(axis: place, 0..<(count - 1), file: file, line: line)
}
