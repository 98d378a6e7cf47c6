// The triangles and the diagonal of matrices.

public import ApusGraph

/// The lower or upper triangle of the matrices in the last two axes, diagonal included; zeros elsewhere.
package struct TriangularPart: LinearOp, ExactOp, BuiltInOp {
  package let keepsLower: Bool

  package init(lower: Bool) { keepsLower = lower }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    try operands[0].requireMatrix()
    return operands
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y, shape) = (operands[0].doubles, results[0].doubles, operands[0].shape)
    let (rows, columns) = (shape[-2], shape[-1])
    for block in 0..<shape.leading(2).elementCount {
      for i in 0..<rows {
        for j in 0..<columns {
          let place = (block * rows + i) * columns + j
          y[place] = (keepsLower ? j <= i : j >= i) ? x[place] : 0
        }
      }
    }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(.apply(self, site.cotangent()))] }
  package var name: String { keepsLower ? "lower TriangularPart" : "upper TriangularPart" }
}

package struct Diagonal: LinearOp, MovementOp, BuiltInOp {
  package init() {}

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    try operands[0].requireSquare()
    return [.float64(operands[0].shape.leading(1))]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y, n) = (operands[0].doubles, results[0].doubles, operands[0].shape[-1])
    for place in 0..<results[0].count { y[place] = x[place / n * n * n + place % n * (n + 1)] }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(.apply(DiagonalMatrix(), site.cotangent()))]
  }
}

/// Square matrices with the operand's last axis on the diagonal and zeros elsewhere.
package struct DiagonalMatrix: LinearOp, ExactOp, BuiltInOp {
  package init() {}

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireFloat64(count: 1)
    guard let n = operands[0].shape.dimensions.last else { throw TypeError(.shape, "a scalar is no diagonal") }
    return [.float64(Shape(operands[0].shape.dimensions + [n]))]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y, n) = (operands[0].doubles, results[0].doubles, results[0].shape[-1])
    results[0].float64.update(repeating: 0)
    for place in 0..<operands[0].count { y[place / n * n * n + place % n * (n + 1)] = x[place] }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(.apply(Diagonal(), site.cotangent()))] }
}

/// The lower triangle of the matrices in the last two axes, diagonal included.
public func lowerTriangle(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .apply(TriangularPart(lower: true), x.asFloat64, at: .line(file: file, line: line))
}
/// The upper triangle of the matrices in the last two axes, diagonal included.
public func upperTriangle(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .apply(TriangularPart(lower: false), x.asFloat64, at: .line(file: file, line: line))
}
/// The diagonal of the square matrices in the last two axes.
public func diagonal(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .apply(Diagonal(), x.asFloat64, at: .line(file: file, line: line))
}
/// Square matrices with the last axis of `x` on the diagonal.
public func diagonalMatrix(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .apply(DiagonalMatrix(), x.asFloat64, at: .line(file: file, line: line))
}
/// The sum of the diagonal of the square matrices in the last two axes.
public func trace(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  sum(diagonal(x, file: file, line: line), axes: [-1], file: file, line: line)
}

extension Tensor {
  /// The matrix of the given order with ones on the diagonal.
  ///
  /// - Precondition: the order is not negative.
  public static func identity(_ order: Int) -> Tensor { diagonalMatrix(.ones([order])) }
}

extension TensorType {
  /// - Throws: ``TypeError`` unless the last two axes are matrices of float64.
  func requireMatrix() throws(TypeError) {
    try requireFloat64()
    guard shape.rank >= 2 else { throw TypeError(.shape, "the shape \(shape) is not that of a matrix") }
  }

  /// - Throws: ``TypeError`` unless the last two axes are square matrices of float64.
  func requireSquare() throws(TypeError) {
    try requireMatrix()
    guard shape[-1] == shape[-2] else { throw TypeError(.shape, "the shape \(shape) is not that of a square matrix") }
  }
}
