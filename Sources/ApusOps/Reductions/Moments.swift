// Means, variances and standard deviations along axes, composed from sums.

public import ApusGraph

/// The mean along `axes`, over everything where nil; NaN over nothing.
public func mean(
  _ x: Tensor, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let total = sum(x.asFloat64, axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
  return axes?.isEmpty == true ? total : total / x.reducedCount(axes, minus: 0)
}

/// The variance along `axes`, over everything where nil.
///
/// - Parameter correction: what is subtracted from the count in the divisor: 0 as in NumPy, 1 for an unbiased estimate.
public func variance(
  _ x: Tensor, axes: [Int]? = nil, correction: Int = 0, keepingDimensions: Bool = false,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let centred = x - mean(x, axes: axes, keepingDimensions: true, file: file, line: line)
  let total = sum(centred.squared(), axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
  return total / x.reducedCount(axes, minus: correction)
}

/// The square root of ``variance(_:axes:correction:keepingDimensions:file:line:)``.
public func standardDeviation(
  _ x: Tensor, axes: [Int]? = nil, correction: Int = 0, keepingDimensions: Bool = false,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  sqrt(
    variance(x, axes: axes, correction: correction, keepingDimensions: keepingDimensions, file: file, line: line),
    file: file, line: line)
}

extension Tensor {
  /// The number of elements that a reduction along `axes` takes together, less a correction.
  fileprivate func reducedCount(_ axes: [Int]?, minus correction: Int) -> Tensor {
    guard let reduced = try? shape.normalized(axes: axes) else { return Tensor(.nan) }
    // Along no axes there is no sum, whatever the shape becomes.
    if axes?.isEmpty == true { return Tensor(1 - Double(correction)) }
    return .elementCount(reduced.reduce(1) { $0 * shape.dimensions[$1] }, minus: correction)
  }
}
