// Solutions, inverses and determinants of general square matrices by LU factors.

internal import ApusNumerics
public import ApusGraph

/// X with A X = B, or Aᵀ X = B, for square A in the last two axes; NaN where A is singular. Leading axes are equal.
package struct GeneralSolve: Op, BuiltInOp {
  package let isTransposed: Bool

  package init(transposed: Bool = false) { isTransposed = transposed }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireSystem()
    return [operands[1]]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (n, m) = (operands[1].shape[-2], operands[1].shape[-1])
    results[0].base.copyMemory(from: operands[1].base, byteCount: operands[1].type.byteCount)
    LUFactors.forEach(operands[0]) { block, factors, pivots in
      BLAS.shared.luSolve(
        order: n, rightHandSides: m, transposeA: isTransposed, factors: factors, pivots: pivots,
        b: results[0].doubles + block * n * m)
    }
  }

  /// B̄ = A⁻ᵀ X̄ and Ā = −B̄ Xᵀ (transposed where A is).
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let right = Tensor.apply(GeneralSolve(transposed: !isTransposed), site.operands[0], site.cotangent())
    let product = MatMul(transposesSecond: true)
    let x = site.results[0]
    return [.value(-(isTransposed ? Tensor.apply(product, x, right) : Tensor.apply(product, right, x))), .value(right)]
  }
}

/// log |det A| for the square matrices in the last two axes; −∞ where A is singular.
package struct LogAbsoluteDeterminant: Op, BuiltInOp {
  package init() {}

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    try operands[0].requireSquare()
    return [.float64(operands[0].shape.leading(2))]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let n = operands[0].shape[-1]
    LUFactors.forEach(operands[0]) { block, factors, pivots in
      results[0].doubles[block] = BLAS.shared.luDeterminant(order: n, factors: factors, pivots: pivots).logMagnitude
    }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let a = site.operands[0]
    let identity = Tensor.ones(a.shape.leading(1))
    let inverse = Tensor.apply(GeneralSolve(transposed: true), a, diagonalMatrix(identity))
    let weight = site.cotangent().reshaped(to: Shape(a.shape.leading(2).dimensions + [1, 1]))
    return [.value(weight * inverse)]
  }
}

private enum LUFactors {
  static func forEach(
    _ a: TensorView, _ body: (_ block: Int, _ factors: UnsafePointer<Double>, _ pivots: UnsafePointer<Int32>) -> Void
  ) {
    let n = a.shape[-1]
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, n * n)) { factors in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(1, n)) { pivots in
        guard let lu = factors.baseAddress, let order = pivots.baseAddress else { return }
        for block in 0..<a.shape.leading(2).elementCount {
          lu.update(from: a.doubles + block * n * n, count: n * n)
          _ = BLAS.shared.lu(order: n, a: lu, pivots: order)
          body(block, lu, order)
        }
      }
    }
  }
}

/// x with A x = b for square A; NaN where A is singular. b is a vector or has right-hand sides as columns.
public func solve(_ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  b.asFloat64.asColumns(like: a) { .apply(GeneralSolve(), a.asFloat64, $0, at: .line(file: file, line: line)) }
}

/// The inverse of square matrices; NaN where they are singular.
public func inverse(_ a: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  guard a.shape.rank >= 2 else { return .apply(GeneralSolve(), a, a, at: .line(file: file, line: line)) }
  let identity = diagonalMatrix(Tensor.ones(Shape(Array(a.shape.dimensions.dropLast()))))
  return .apply(GeneralSolve(), a.asFloat64, identity, at: .line(file: file, line: line))
}

/// log |det A| of square matrices; −∞ where they are singular.
public func logAbsoluteDeterminant(_ a: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .apply(LogAbsoluteDeterminant(), a.asFloat64, at: .line(file: file, line: line))
}
