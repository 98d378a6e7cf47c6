// Linear algebra with lists and arrays, which are constants: `matmul(table, beta)`.

public import ApusGraph

/// `cholesky` of constants.
@_documentation(visibility: internal)
public func cholesky(_ a: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  cholesky(a.tensor, file: file, line: line)
}

/// `solvePositiveDefinite` of constants and tensors.
@_documentation(visibility: internal)
public func solvePositiveDefinite(
  _ a: some TensorConvertible, _ b: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  solvePositiveDefinite(a.tensor, b.tensor, file: file, line: line)
}

/// `logDeterminantPositiveDefinite` of constants.
@_documentation(visibility: internal)
public func logDeterminantPositiveDefinite(
  _ a: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  logDeterminantPositiveDefinite(a.tensor, file: file, line: line)
}

/// `choleskyInverse` of constants.
@_documentation(visibility: internal)
public func choleskyInverse(_ factor: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line)
  -> Tensor
{
  choleskyInverse(factor.tensor, file: file, line: line)
}

/// `gaussianLogKernel` of constants and tensors.
@_documentation(visibility: internal)
public func gaussianLogKernel(
  covariance: some TensorConvertible, columns: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  gaussianLogKernel(covariance: covariance.tensor, columns: columns.tensor, file: file, line: line)
}

/// `solve` of constants and tensors.
@_documentation(visibility: internal)
public func solve(
  _ a: some TensorConvertible, _ b: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  solve(a.tensor, b.tensor, file: file, line: line)
}

/// `inverse` of constants.
@_documentation(visibility: internal)
public func inverse(_ a: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  inverse(a.tensor, file: file, line: line)
}

/// `logAbsoluteDeterminant` of constants.
@_documentation(visibility: internal)
public func logAbsoluteDeterminant(_ a: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line)
  -> Tensor
{
  logAbsoluteDeterminant(a.tensor, file: file, line: line)
}

/// `matmul` of constants and tensors.
@_documentation(visibility: internal)
public func matmul(
  _ x: some TensorConvertible, _ y: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  matmul(x.tensor, y.tensor, file: file, line: line)
}

/// `dot` of constants and tensors.
@_documentation(visibility: internal)
public func dot(
  _ x: some TensorConvertible, _ y: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  dot(x.tensor, y.tensor, file: file, line: line)
}

/// `outer` of constants and tensors.
@_documentation(visibility: internal)
public func outer(
  _ x: some TensorConvertible, _ y: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  outer(x.tensor, y.tensor, file: file, line: line)
}

/// `lowerTriangle` of constants.
@_documentation(visibility: internal)
public func lowerTriangle(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  lowerTriangle(x.tensor, file: file, line: line)
}

/// `upperTriangle` of constants.
@_documentation(visibility: internal)
public func upperTriangle(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  upperTriangle(x.tensor, file: file, line: line)
}

/// `diagonal` of constants.
@_documentation(visibility: internal)
public func diagonal(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  diagonal(x.tensor, file: file, line: line)
}

/// `diagonalMatrix` of constants.
@_documentation(visibility: internal)
public func diagonalMatrix(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  diagonalMatrix(x.tensor, file: file, line: line)
}

/// `trace` of constants.
@_documentation(visibility: internal)
public func trace(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  trace(x.tensor, file: file, line: line)
}

/// `triangularSolve` of constants and tensors.
@_documentation(visibility: internal)
public func triangularSolve(
  _ a: some TensorConvertible, _ b: some TensorConvertible, lower: Bool = true, transposed: Bool = false,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  triangularSolve(a.tensor, b.tensor, lower: lower, transposed: transposed, file: file, line: line)
}

/// `choleskySolve` of constants and tensors.
@_documentation(visibility: internal)
public func choleskySolve(
  _ factor: some TensorConvertible, _ b: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  choleskySolve(factor.tensor, b.tensor, file: file, line: line)
}

/// `eigh` of constants.
@_documentation(visibility: internal)
public func eigh(
  _ a: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> (eigenvalues: Tensor, eigenvectors: Tensor) {
  eigh(a.tensor, file: file, line: line)
}

/// `eigvals` of constants.
@_documentation(visibility: internal)
public func eigvals(_ a: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  eigvals(a.tensor, file: file, line: line)
}
