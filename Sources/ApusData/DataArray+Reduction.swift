// Arrays reduced along some of their axes.

internal import ApusGraph

extension DataArray {
  /// A function of all elements along some dims, such as a mean: the other dims remain.
  ///
  /// - Parameter dims: by default those of draws.
  /// - Throws: ``DataError/unknownDimension(_:array:known:)``.
  public func reduced(
    over dims: [String] = DataArray.sampleDims, _ reduce: ([Double]) -> Double
  ) throws(DataError) -> DataArray {
    for dim in dims where !self.dims.contains(dim) {
      throw .unknownDimension(dim, array: name, known: self.dims)
    }
    let kept = self.dims.indices.filter { !dims.contains(self.dims[$0]) }
    let gone = self.dims.indices.filter { dims.contains(self.dims[$0]) }
    let (outer, inner) = (places(along: kept), places(along: gone))
    let elements = doubles
    let reduced = outer.map { begin in reduce(inner.map { elements[begin + $0] }) }
    return DataArray(
      checked: name, NDArray(reduced, shape: Shape(kept.map { shape[$0] })), kept.map { self.dims[$0] },
      kept.map { labels[$0] }, attributes)
  }

  /// The mean along some dims, by default those of draws; NaN where there is nothing.
  ///
  /// - Throws: ``DataError/unknownDimension(_:array:known:)``.
  public func mean(over dims: [String] = DataArray.sampleDims) throws(DataError) -> DataArray {
    try reduced(over: dims) { values in
      let mean = values.reduce(0, +) / Double(values.count)
      guard mean.isFinite else { return mean }
      // A second pass takes away what the first sum has rounded.
      return mean + values.reduce(0) { $0 + ($1 - mean) } / Double(values.count)
    }
  }

  /// The places of all elements along some axes, at the first position of the others.
  private func places(along axes: [Int]) -> [Int] {
    let strides = shape.strides
    return axes.reduce([0]) { places, axis in
      places.flatMap { place in (0..<shape[axis]).map { place + $0 * strides[axis] } }
    }
  }
}
