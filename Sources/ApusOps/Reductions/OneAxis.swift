// Reductions along one axis, as NumPy's `axis=0`: each is the reduction along a list of axes that has one.

public import ApusGraph

/// The sum along one axis; a negative axis counts from the end.
public func sum(
  _ x: Tensor, axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  sum(x, axes: [axis], keepingDimensions: keepingDimensions, file: file, line: line)
}

/// The mean along one axis; a negative axis counts from the end.
public func mean(
  _ x: Tensor, axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  mean(x, axes: [axis], keepingDimensions: keepingDimensions, file: file, line: line)
}

/// The product along one axis; a negative axis counts from the end.
public func product(
  _ x: Tensor, axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  product(x, axes: [axis], keepingDimensions: keepingDimensions, file: file, line: line)
}

/// The largest element along one axis; a negative axis counts from the end.
public func max(
  _ x: Tensor, axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  max(x, axes: [axis], keepingDimensions: keepingDimensions, file: file, line: line)
}

/// The smallest element along one axis; a negative axis counts from the end.
public func min(
  _ x: Tensor, axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  min(x, axes: [axis], keepingDimensions: keepingDimensions, file: file, line: line)
}

/// The logarithm of the sum of exponentials along one axis; a negative axis counts from the end.
public func logSumExp(
  _ x: Tensor, axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  logSumExp(x, axes: [axis], keepingDimensions: keepingDimensions, file: file, line: line)
}

/// Whether all truth values hold along one axis; a negative axis counts from the end.
public func all(
  _ x: Tensor, axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  all(x, axes: [axis], keepingDimensions: keepingDimensions, file: file, line: line)
}

/// Whether any truth value holds along one axis; a negative axis counts from the end.
public func any(
  _ x: Tensor, axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  any(x, axes: [axis], keepingDimensions: keepingDimensions, file: file, line: line)
}

/// The variance along one axis; a negative axis counts from the end. The sum of squares is divided by n − `correction`.
public func variance(
  _ x: Tensor, axis: Int, correction: Int = 0, keepingDimensions: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  variance(
    x, axes: [axis], correction: correction, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// The standard deviation along one axis; a negative axis counts from the end. The sum of squares is divided by n − `correction`.
public func standardDeviation(
  _ x: Tensor, axis: Int, correction: Int = 0, keepingDimensions: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  standardDeviation(
    x, axes: [axis], correction: correction, keepingDimensions: keepingDimensions, file: file, line: line)
}
