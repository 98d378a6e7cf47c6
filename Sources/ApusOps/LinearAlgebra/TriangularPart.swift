// The triangles and the diagonal of matrices.

public import ApusGraph

/// The lower or upper triangle of the matrices in the last two axes, diagonal included; zeros elsewhere.
package struct TriangularPart: ForwardDifferentiable, BuiltInOp {
  /// Whether the lower triangle is kept.
  package let keepsLower: Bool

  /// A triangle.
  package init(lower: Bool) { keepsLower = lower }

  /// The operand's type.
  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 1 else { throw .operandCount(operands.count, expected: 1) }
    try operands[0].requireMatrix()
    return operands
  }

  /// Copies the triangle.
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

  /// The cotangent's triangle.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(.apply(self, site.cotangent()))] }
  /// The tangent's triangle.
  package func pushforward(_ site: PushforwardSite) -> [Tensor?] { [site.tangents[0].map { .apply(self, $0) }] }
  /// Which triangle.
  package var name: String { keepsLower ? "lower TriangularPart" : "upper TriangularPart" }
}

/// The diagonal of the square matrices in the last two axes.
package struct Diagonal: ForwardDifferentiable, BuiltInOp {
  /// The Op.
  package init() {}

  /// The leading axes, then the diagonal.
  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 1 else { throw .operandCount(operands.count, expected: 1) }
    try operands[0].requireSquare()
    return [.float64(operands[0].shape.leading(1))]
  }

  /// Copies the diagonal.
  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y, n) = (operands[0].doubles, results[0].doubles, operands[0].shape[-1])
    for place in 0..<results[0].count { y[place] = x[place / n * n * n + place % n * (n + 1)] }
  }

  /// The cotangent on the diagonal.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(.apply(DiagonalMatrix(), site.cotangent()))]
  }
  /// The tangent's diagonal.
  package func pushforward(_ site: PushforwardSite) -> [Tensor?] { [site.tangents[0].map { .apply(self, $0) }] }
}

/// Square matrices with the operand's last axis on the diagonal and zeros elsewhere.
package struct DiagonalMatrix: ForwardDifferentiable, BuiltInOp {
  /// The Op.
  package init() {}

  /// The operand's type with its last extent twice.
  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 1 else { throw .operandCount(operands.count, expected: 1) }
    try operands[0].requireFloat64()
    guard let n = operands[0].shape.dimensions.last else { throw TypeError(.shape, "a scalar is no diagonal") }
    return [.float64(Shape(operands[0].shape.dimensions + [n]))]
  }

  /// Writes zeros and the diagonal.
  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y, n) = (operands[0].doubles, results[0].doubles, results[0].shape[-1])
    results[0].float64.update(repeating: 0)
    for place in 0..<operands[0].count { y[place / n * n * n + place % n * (n + 1)] = x[place] }
  }

  /// The cotangent's diagonal.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(.apply(Diagonal(), site.cotangent()))] }
  /// The tangent on the diagonal.
  package func pushforward(_ site: PushforwardSite) -> [Tensor?] { [site.tangents[0].map { .apply(self, $0) }] }
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
