// Elements at indices of their own along an axis, composed from gathering.

public import ApusGraph

/// The elements of `x` along an axis at indices that differ from place to place, as NumPy's `take_along_axis`: for a matrix and
/// axis 1, element (i, j) is `x[i, indices[i, j]]`.
///
/// The indices are int64 and have the shape of `x` off the axis, which is an error otherwise; a negative axis counts from the
/// end. Indices count from 0, none counts from the end; constants and data outside are refused, see ``gather(_:_:axis:file:line:)``.
public func takeAlong(
  _ x: Tensor, _ indices: Tensor, axis: Int, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let location = SourceLocation.line(file: file, line: line)
  guard let place = x.shape.normalized(axis: axis) else { return x.refusing(axis: axis, in: "takeAlong", at: location) }
  guard indices.elementType == .int64 else {
    return .refused(by: "takeAlong", [x, indices], .elementType, "indices \(indices.type) are not int64", at: location)
  }
  guard
    indices.shape.rank == x.shape.rank, indices.shape.removing(axes: [place]) == x.shape.removing(axes: [place])
  else {
    let reason = "indices of the shape \(indices.shape) do not fit the shape \(x.shape) off axis \(place)"
    return .refused(by: "takeAlong", [x, indices], .shape, reason, at: location)
  }
  let extent = x.shape[place]
  let (rows, own) = (x.movingAxis(place, to: -1), indices.movingAxis(place, to: -1))
  let outer = rows.shape.dimensions.dropLast()
  let starts = (0..<outer.reduce(1, *)).map { $0 * extent }
  let (none, end) = (Tensor(NDArray(0 as Int)), Tensor(NDArray(extent)))
  let isInside = (own .>= none) .& (own .< end)
  if let constant = indices.constantValue?.integers, let outside = IntegerFault.outside(constant, extent: extent) {
    let reason =
      "\(outside.reason), axis \(place) of the shape \(x.shape), at element \(outside.element) of the indices"
    return .refused(by: "takeAlong", [x], .attribute, reason, at: location)
  }
  let flat = select(isInside, own + Tensor(NDArray(starts, shape: Shape(outer + [1]))), Tensor(NDArray(-1 as Int)))
  return Tensor.apply(Gather(), rows.reshaped(to: [rows.shape.elementCount]), flat, at: location)
    .movingAxis(-1, to: place)
}
