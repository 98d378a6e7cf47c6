// Functions of places in lists and arrays, which are constants.

public import ApusGraph

/// `argSort` of constants.
@_documentation(visibility: internal)
public func argSort(
  _ x: some TensorConvertible, axis: Int = -1, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  argSort(x.tensor, axis: axis, file: file, line: line)
}

/// `differences` of constants.
@_documentation(visibility: internal)
public func differences(
  _ x: some TensorConvertible, axis: Int = -1, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  differences(x.tensor, axis: axis, file: file, line: line)
}

/// `gather` of constants and tensors.
@_documentation(visibility: internal)
public func gather(
  _ x: some TensorConvertible, _ indices: some TensorConvertible, axis: Int = 0, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  gather(x.tensor, indices.tensor, axis: axis, file: file, line: line)
}

/// `scatterAdd` of constants and tensors.
@_documentation(visibility: internal)
public func scatterAdd(
  _ blocks: some TensorConvertible, at indices: some TensorConvertible, extent: Int, axis: Int = 0,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  scatterAdd(blocks.tensor, at: indices.tensor, extent: extent, axis: axis, file: file, line: line)
}

/// `takeAlong` of constants and tensors.
@_documentation(visibility: internal)
public func takeAlong(
  _ x: some TensorConvertible, _ indices: some TensorConvertible, axis: Int, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  takeAlong(x.tensor, indices.tensor, axis: axis, file: file, line: line)
}

/// `split` of constants.
@_documentation(visibility: internal)
public func split(
  _ x: some TensorConvertible, extents: [Int], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> [Tensor] {
  split(x.tensor, extents: extents, axis: axis, file: file, line: line)
}

/// `split` of constants.
@_documentation(visibility: internal)
public func split(
  _ x: some TensorConvertible, into count: Int, axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> [Tensor] {
  split(x.tensor, into: count, axis: axis, file: file, line: line)
}
