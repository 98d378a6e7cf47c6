// Elements chosen by a mask whose count of true elements is known beforehand.

public import ApusGraph

/// The indices of the true elements of a vector, in order; −1 everywhere where their count is not the one promised.
///
/// ``Gather`` answers an index −1 with NaN, so that a broken promise is seen.
package struct TrueIndices: DiscreteOp, IntegerPartial, BuiltInOp {
  package let count: Int

  package init(count: Int) { self.count = count }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    guard operands[0].elementType == .bool else { throw TypeError(.elementType, "\(operands[0]) has no truth values") }
    guard operands[0].shape.rank == 1 else {
      throw TypeError(.shape, "a mask of the shape \(operands[0].shape) is no vector")
    }
    guard count >= 0, count <= operands[0].elementCount else {
      throw TypeError(.attribute, "\(count) elements of the shape \(operands[0].shape) cannot be true")
    }
    return [.int64([count])]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let indices = results[0].int64
    var found = 0
    for (index, isTrue) in operands[0].bool.enumerated() where isTrue {
      if found < count { indices[found] = index }
      found += 1
    }
    if found != count { indices.update(repeating: -1) }
  }

  package var indexOperand: Int? { 0 }
  package func integerFault(_ operands: [TensorView], _ results: [TensorView]) -> IntegerFault? {
    let found = operands[0].bool.count { $0 }
    guard found != count else { return nil }
    return IntegerFault(
      "\(found) elements of the mask are true, not \(count), the last", element: max(0, operands[0].count - 1))
  }

  package var name: String { "TrueIndices \(count)" }
}

extension Tensor {
  /// The elements, rows or blocks along an axis where a mask is true, in order; a negative axis counts from the end.
  ///
  /// The mask is a vector of the axis's extent. As shapes are static, the count of its true elements must be known: a
  /// constant mask tells it, else it is given.
  ///
  /// A constant mask with another count is an error, as is a mask of another extent. Data with another count are refused when
  /// they are bound; a mask of parameters that turns out to have another one gives NaN (0, false) throughout, with a gradient of
  /// zeros.
  public func compressed(
    where mask: Tensor, count: Int? = nil, axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let location = SourceLocation.line(file: file, line: line)
    guard let place = shape.normalized(axis: axis) else { return refusing(axis: axis, in: "compressed", at: location) }
    guard mask.type == .bool([shape[place]]) else {
      let reason = "a mask \(mask.type) does not fit axis \(place) of the shape \(shape)"
      return .refused(
        by: "compressed", [self, mask], mask.elementType == .bool ? .shape : .elementType, reason, at: location)
    }
    if case .bool(let truths) = mask.constantValue?.elements {
      let indices = truths.indices.filter { truths[$0] }
      guard count == nil || count == indices.count else {
        let reason = "\(indices.count) elements of the mask \(mask.type) are true, not \(count ?? 0)"
        return .refused(by: "compressed", [self, mask], .attribute, reason, at: location)
      }
      return .apply(Gather(axis: place), self, Tensor(indices), at: location)
    }
    guard let count, count >= 0 else {
      let reason = "how many elements of the mask \(mask.type) are true must be given"
      return .refused(by: "compressed", [self, mask], .attribute, reason, at: location)
    }
    return .apply(Gather(axis: place), self, .apply(TrueIndices(count: count), mask, at: location), at: location)
  }
}
