// Sums, means and other reductions of lists and arrays, which are constants.
//
// A function that the C library has too takes lists alone, by name: a generic overload beside Foundation's makes long lines slow to check.

public import ApusGraph

/// `argMax` of constants.
@_documentation(visibility: internal)
public func argMax(_ x: some TensorConvertible, axis: Int? = nil, file: StaticString = #fileID, line: UInt = #line)
  -> Tensor
{
  argMax(x.tensor, axis: axis, file: file, line: line)
}

/// `argMin` of constants.
@_documentation(visibility: internal)
public func argMin(_ x: some TensorConvertible, axis: Int? = nil, file: StaticString = #fileID, line: UInt = #line)
  -> Tensor
{
  argMin(x.tensor, axis: axis, file: file, line: line)
}

/// `cumulativeProduct` of constants.
@_documentation(visibility: internal)
public func cumulativeProduct(
  _ x: some TensorConvertible, axis: Int = -1, reversed: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  cumulativeProduct(x.tensor, axis: axis, reversed: reversed, file: file, line: line)
}

/// `cumulativeSum` of constants.
@_documentation(visibility: internal)
public func cumulativeSum(
  _ x: some TensorConvertible, axis: Int = -1, reversed: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  cumulativeSum(x.tensor, axis: axis, reversed: reversed, file: file, line: line)
}

/// `max` of a list.
@_documentation(visibility: internal)
public func max(
  _ x: [Double], axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  max(x.tensor, axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `max` of a list.
@_documentation(visibility: internal)
public func max(
  _ x: [Int], axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  max(x.tensor, axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `max` of a list.
@_documentation(visibility: internal)
public func max(
  _ x: [[Double]], axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  max(x.tensor, axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `min` of a list.
@_documentation(visibility: internal)
public func min(
  _ x: [Double], axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  min(x.tensor, axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `min` of a list.
@_documentation(visibility: internal)
public func min(
  _ x: [Int], axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  min(x.tensor, axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `min` of a list.
@_documentation(visibility: internal)
public func min(
  _ x: [[Double]], axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  min(x.tensor, axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `logSumExp` of constants.
@_documentation(visibility: internal)
public func logSumExp(
  _ x: some TensorConvertible, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  logSumExp(x.tensor, axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `logSoftmax` of constants.
@_documentation(visibility: internal)
public func logSoftmax(_ x: some TensorConvertible, axis: Int = -1, file: StaticString = #fileID, line: UInt = #line)
  -> Tensor
{
  logSoftmax(x.tensor, axis: axis, file: file, line: line)
}

/// `softmax` of constants.
@_documentation(visibility: internal)
public func softmax(_ x: some TensorConvertible, axis: Int = -1, file: StaticString = #fileID, line: UInt = #line)
  -> Tensor
{
  softmax(x.tensor, axis: axis, file: file, line: line)
}

/// `mean` of constants.
@_documentation(visibility: internal)
public func mean(
  _ x: some TensorConvertible, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  mean(x.tensor, axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `variance` of constants.
@_documentation(visibility: internal)
public func variance(
  _ x: some TensorConvertible, axes: [Int]? = nil, correction: Int = 0, keepingDimensions: Bool = false,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  variance(x.tensor, axes: axes, correction: correction, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `standardDeviation` of constants.
@_documentation(visibility: internal)
public func standardDeviation(
  _ x: some TensorConvertible, axes: [Int]? = nil, correction: Int = 0, keepingDimensions: Bool = false,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  standardDeviation(
    x.tensor, axes: axes, correction: correction, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `sum` of constants.
@_documentation(visibility: internal)
public func sum(
  _ x: some TensorConvertible, axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  sum(x.tensor, axis: axis, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `mean` of constants.
@_documentation(visibility: internal)
public func mean(
  _ x: some TensorConvertible, axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  mean(x.tensor, axis: axis, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `product` of constants.
@_documentation(visibility: internal)
public func product(
  _ x: some TensorConvertible, axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  product(x.tensor, axis: axis, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `max` of a list.
@_documentation(visibility: internal)
public func max(
  _ x: [Double], axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  max(x.tensor, axis: axis, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `max` of a list.
@_documentation(visibility: internal)
public func max(
  _ x: [Int], axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  max(x.tensor, axis: axis, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `max` of a list.
@_documentation(visibility: internal)
public func max(
  _ x: [[Double]], axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  max(x.tensor, axis: axis, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `min` of a list.
@_documentation(visibility: internal)
public func min(
  _ x: [Double], axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  min(x.tensor, axis: axis, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `min` of a list.
@_documentation(visibility: internal)
public func min(
  _ x: [Int], axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  min(x.tensor, axis: axis, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `min` of a list.
@_documentation(visibility: internal)
public func min(
  _ x: [[Double]], axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  min(x.tensor, axis: axis, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `logSumExp` of constants.
@_documentation(visibility: internal)
public func logSumExp(
  _ x: some TensorConvertible, axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  logSumExp(x.tensor, axis: axis, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `all` of constants.
@_documentation(visibility: internal)
public func all(
  _ x: some TensorConvertible, axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  all(x.tensor, axis: axis, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `any` of constants.
@_documentation(visibility: internal)
public func any(
  _ x: some TensorConvertible, axis: Int, keepingDimensions: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  any(x.tensor, axis: axis, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `variance` of constants.
@_documentation(visibility: internal)
public func variance(
  _ x: some TensorConvertible, axis: Int, correction: Int = 0, keepingDimensions: Bool = false,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  variance(x.tensor, axis: axis, correction: correction, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `standardDeviation` of constants.
@_documentation(visibility: internal)
public func standardDeviation(
  _ x: some TensorConvertible, axis: Int, correction: Int = 0, keepingDimensions: Bool = false,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  standardDeviation(
    x.tensor, axis: axis, correction: correction, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `product` of constants.
@_documentation(visibility: internal)
public func product(
  _ x: some TensorConvertible, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  product(x.tensor, axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `all` of constants.
@_documentation(visibility: internal)
public func all(
  _ x: some TensorConvertible, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  all(x.tensor, axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `any` of constants.
@_documentation(visibility: internal)
public func any(
  _ x: some TensorConvertible, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  any(x.tensor, axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
}

/// `sum` of constants.
@_documentation(visibility: internal)
public func sum(
  _ x: some TensorConvertible, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  sum(x.tensor, axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
}
