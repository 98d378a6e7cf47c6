// Two axes exchanged, or one moved, as transpositions.

public import ApusGraph

extension Tensor {
  /// The tensor with two axes exchanged; negative axes count from the end.
  public func swappingAxes(_ first: Int, _ second: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let location = SourceLocation.line(file: file, line: line)
    guard let a = shape.normalized(axis: first) else { return refusing(axis: first, in: "swappingAxes", at: location) }
    guard let b = shape.normalized(axis: second) else {
      return refusing(axis: second, in: "swappingAxes", at: location)
    }
    var order = Array(0..<shape.rank)
    order.swapAt(a, b)
    return a == b ? self : .apply(Transpose(order), self, at: location)
  }

  /// The tensor with one axis moved to another place, the others in their order; negative axes count from the end.
  public func movingAxis(_ axis: Int, to target: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let location = SourceLocation.line(file: file, line: line)
    guard let from = shape.normalized(axis: axis) else { return refusing(axis: axis, in: "movingAxis", at: location) }
    guard let to = shape.normalized(axis: target) else { return refusing(axis: target, in: "movingAxis", at: location) }
    var order = Array(0..<shape.rank)
    order.insert(order.remove(at: from), at: to)
    return from == to ? self : .apply(Transpose(order), self, at: location)
  }
}
