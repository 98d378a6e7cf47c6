// Elementwise functions of numbers, lists and arrays, which are constants; those of names that the C library has too take tensors only.

public import ApusGraph

/// `isNaN` of constants.
@_documentation(visibility: internal)
public func isNaN(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  isNaN(x.tensor, file: file, line: line)
}

/// `isFinite` of constants.
@_documentation(visibility: internal)
public func isFinite(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  isFinite(x.tensor, file: file, line: line)
}

/// `logOnePlusSquare` of constants.
@_documentation(visibility: internal)
public func logOnePlusSquare(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  logOnePlusSquare(x.tensor, file: file, line: line)
}

/// `log1mexp` of constants.
@_documentation(visibility: internal)
public func log1mexp(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  log1mexp(x.tensor, file: file, line: line)
}

/// `logAddExp` of constants and tensors.
@_documentation(visibility: internal)
public func logAddExp(
  _ x: some TensorConvertible, _ y: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  logAddExp(x.tensor, y.tensor, file: file, line: line)
}

/// `logSubtractExp` of constants and tensors.
@_documentation(visibility: internal)
public func logSubtractExp(
  _ x: some TensorConvertible, _ y: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  logSubtractExp(x.tensor, y.tensor, file: file, line: line)
}

/// `xlogy` of constants and tensors.
@_documentation(visibility: internal)
public func xlogy(
  _ x: some TensorConvertible, _ y: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  xlogy(x.tensor, y.tensor, file: file, line: line)
}

/// `xlog1py` of constants and tensors.
@_documentation(visibility: internal)
public func xlog1py(
  _ x: some TensorConvertible, _ y: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  xlog1py(x.tensor, y.tensor, file: file, line: line)
}

/// `logicalAnd` of constants and tensors.
@_documentation(visibility: internal)
public func logicalAnd(
  _ x: some TensorConvertible, _ y: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  logicalAnd(x.tensor, y.tensor, file: file, line: line)
}

/// `logicalOr` of constants and tensors.
@_documentation(visibility: internal)
public func logicalOr(
  _ x: some TensorConvertible, _ y: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  logicalOr(x.tensor, y.tensor, file: file, line: line)
}

/// `logicalNot` of constants.
@_documentation(visibility: internal)
public func logicalNot(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  logicalNot(x.tensor, file: file, line: line)
}

/// `sigmoid` of constants.
@_documentation(visibility: internal)
public func sigmoid(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  sigmoid(x.tensor, file: file, line: line)
}

/// `softplus` of constants.
@_documentation(visibility: internal)
public func softplus(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  softplus(x.tensor, file: file, line: line)
}

/// `logSigmoid` of constants.
@_documentation(visibility: internal)
public func logSigmoid(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  logSigmoid(x.tensor, file: file, line: line)
}

/// `maximum` of constants and tensors.
@_documentation(visibility: internal)
public func maximum(
  _ x: some TensorConvertible, _ y: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  maximum(x.tensor, y.tensor, file: file, line: line)
}

/// `minimum` of constants and tensors.
@_documentation(visibility: internal)
public func minimum(
  _ x: some TensorConvertible, _ y: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  minimum(x.tensor, y.tensor, file: file, line: line)
}

/// `clip` of constants and tensors.
@_documentation(visibility: internal)
public func clip(
  _ x: some TensorConvertible, _ lower: some TensorConvertible, _ upper: some TensorConvertible,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  clip(x.tensor, lower.tensor, upper.tensor, file: file, line: line)
}

/// `mod` of constants and tensors.
@_documentation(visibility: internal)
public func mod(
  _ x: some TensorConvertible, _ y: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  mod(x.tensor, y.tensor, file: file, line: line)
}

/// `reciprocal` of constants.
@_documentation(visibility: internal)
public func reciprocal(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  reciprocal(x.tensor, file: file, line: line)
}

/// `sign` of constants.
@_documentation(visibility: internal)
public func sign(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  sign(x.tensor, file: file, line: line)
}

/// `select` of constants and tensors.
@_documentation(visibility: internal)
public func select(
  _ condition: some TensorConvertible, _ a: some TensorConvertible, _ b: some TensorConvertible,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  select(condition.tensor, a.tensor, b.tensor, file: file, line: line)
}
