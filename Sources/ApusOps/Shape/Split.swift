// A tensor cut into parts along an axis: the inverse of concatenation.

public import ApusGraph

/// The parts of `x` along an axis with the given extents, which must add up to the axis's; a negative axis counts from the
/// end. Extents that do not add up give poisoned tensors, as many as there are extents.
public func split(
  _ x: Tensor, extents: [Int], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> [Tensor] {
  let location = SourceLocation.line(file: file, line: line)
  guard let place = x.shape.normalized(axis: axis) else {
    return extents.map { _ in x.refusing(axis: axis, in: "split", at: location) }
  }
  let isWithin = extents.allSatisfy { (0...x.shape[place]).contains($0) }
  guard isWithin, extents.reduce(0, &+) == x.shape[place] else {
    let reason = "parts of \(extents) do not fill axis \(place) of the shape \(x.shape)"
    return extents.map { _ in .refused(by: "split", [x], .shape, reason, at: location) }
  }
  var start = 0
  return extents.map { extent in
    defer { start += extent }
    return x.sliced(axis: place, start..<(start + extent), file: file, line: line)
  }
}

/// `count` equal parts of `x` along an axis, whose extent must be a multiple of the count; a negative axis counts from the
/// end. Where it is no multiple the parts are poisoned; one poisoned tensor is the answer to a count below 1 or above 65,536.
public func split(
  _ x: Tensor, into count: Int, axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> [Tensor] {
  let location = SourceLocation.line(file: file, line: line)
  guard (1...65_536).contains(count) else {
    let reason = "a tensor cannot be split into \(count) parts"
    return [.refused(by: "split", [x], .attribute, reason, at: location)]
  }
  guard let place = x.shape.normalized(axis: axis) else {
    return (0..<count).map { _ in x.refusing(axis: axis, in: "split", at: location) }
  }
  guard x.shape[place].isMultiple(of: count) else {
    let reason = "axis \(place) of the shape \(x.shape) has no \(count) equal parts"
    return (0..<count).map { _ in .refused(by: "split", [x], .shape, reason, at: location) }
  }
  let extents = [Int](repeating: x.shape[place] / count, count: count)
  return split(x, extents: extents, axis: place, file: file, line: line)
}
