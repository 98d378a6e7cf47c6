// Arithmetic of labelled arrays: axes are aligned by their names, as in xarray.

internal import ApusGraph

extension DataArray {
  /// A function of each element.
  public func map(_ transform: (Double) -> Double) -> DataArray {
    DataArray(checked: name, NDArray(doubles.map(transform), shape: shape), dims, labels)
  }

  /// A function of the elements of two arrays, whose axes are aligned by their names.
  ///
  /// The result has the dims of the first array, then those that the second has besides. It has the first one's name.
  ///
  /// - Throws: ``DataError/differentLabels(dimension:first:second:)`` where a dim has other labels in one than in the other.
  package static func combining(
    _ a: DataArray, _ b: DataArray, _ combine: (Double, Double) -> Double
  ) throws(DataError) -> DataArray {
    for (axis, dim) in a.dims.enumerated() {
      if let other = b.dims.firstIndex(of: dim), a.labels[axis] != b.labels[other] {
        throw .differentLabels(dimension: dim, first: a.name, second: b.name)
      }
    }
    let (x, y) = (a.doubles, b.doubles)
    if a.dims == b.dims {
      return DataArray(checked: a.name, NDArray(zip(x, y).map(combine), shape: a.shape), a.dims, a.labels)
    }
    let added = b.dims.indices.filter { !a.dims.contains(b.dims[$0]) }
    let dims = a.dims + added.map { b.dims[$0] }
    let extents = a.shape.dimensions + added.map { b.shape[$0] }
    let shape = Shape(extents)
    // A step of 0 along the axes that an array has not.
    func strides(_ array: DataArray) -> [Int] {
      let own = array.shape.strides
      return dims.map { dim in array.dims.firstIndex(of: dim).map { own[$0] } ?? 0 }
    }
    let (first, second) = (strides(a), strides(b))
    var values: [Double] = []
    values.reserveCapacity(shape.elementCount)
    var index = [Int](repeating: 0, count: dims.count)
    var (place, other) = (0, 0)
    for _ in 0..<shape.elementCount {
      values.append(combine(x[place], y[other]))
      var axis = dims.count - 1
      while axis >= 0 {
        index[axis] += 1
        place += first[axis]
        other += second[axis]
        if index[axis] < extents[axis] { break }
        place -= first[axis] * extents[axis]
        other -= second[axis] * extents[axis]
        index[axis] = 0
        axis -= 1
      }
    }
    return DataArray(checked: a.name, NDArray(values, shape: shape), dims, a.labels + added.map { b.labels[$0] })
  }

  /// The sum; axes are aligned by their names.
  ///
  /// - Throws: ``DataError/differentLabels(dimension:first:second:)``.
  public static func + (a: DataArray, b: DataArray) throws(DataError) -> DataArray { try combining(a, b, +) }
  /// The difference; axes are aligned by their names.
  ///
  /// - Throws: ``DataError/differentLabels(dimension:first:second:)``.
  public static func - (a: DataArray, b: DataArray) throws(DataError) -> DataArray { try combining(a, b, -) }
  /// The product; axes are aligned by their names.
  ///
  /// - Throws: ``DataError/differentLabels(dimension:first:second:)``.
  public static func * (a: DataArray, b: DataArray) throws(DataError) -> DataArray { try combining(a, b, *) }
  /// The quotient; axes are aligned by their names.
  ///
  /// - Throws: ``DataError/differentLabels(dimension:first:second:)``.
  public static func / (a: DataArray, b: DataArray) throws(DataError) -> DataArray { try combining(a, b, /) }

  /// Each element plus a number.
  public static func + (a: DataArray, b: Double) -> DataArray { a.map { $0 + b } }
  /// A number plus each element.
  public static func + (a: Double, b: DataArray) -> DataArray { b.map { a + $0 } }
  /// Each element less a number.
  public static func - (a: DataArray, b: Double) -> DataArray { a.map { $0 - b } }
  /// A number less each element.
  public static func - (a: Double, b: DataArray) -> DataArray { b.map { a - $0 } }
  /// Each element times a number.
  public static func * (a: DataArray, b: Double) -> DataArray { a.map { $0 * b } }
  /// A number times each element.
  public static func * (a: Double, b: DataArray) -> DataArray { b.map { a * $0 } }
  /// Each element divided by a number.
  public static func / (a: DataArray, b: Double) -> DataArray { a.map { $0 / b } }
  /// A number divided by each element.
  public static func / (a: Double, b: DataArray) -> DataArray { b.map { a / $0 } }
  /// Each element with the other sign.
  public static prefix func - (a: DataArray) -> DataArray { a.map(-) }
}
