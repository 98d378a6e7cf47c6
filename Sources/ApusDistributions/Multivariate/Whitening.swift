// Vectors and matrices in the units of a Cholesky factor, for batches of either: what densities of normal kind are made of.

internal import ApusGraph
internal import ApusOps

extension Tensor {
  /// z with L z = x for the vectors x in the last axis and lower-triangular factors L; batch axes broadcast. With one factor, all
  /// vectors are columns of one system.
  func whitened(by factor: Tensor) -> Tensor {
    let size = factor.shape[-1]
    let batch = shape.droppingLast(1)
    if factor.shape.rank == 2 {
      let columns = broadcast(to: batch.appending(size)).reshaped(to: [batch.elementCount, size]).matrixTransposed
      return triangularSolve(factor, columns).matrixTransposed.reshaped(to: batch.appending(size))
    }
    let common = Shape.common([batch, factor.shape.droppingLast(2)]) ?? batch
    return triangularSolve(
      factor.broadcast(to: common.appending(size, size)), broadcast(to: common.appending(size)))
  }

  /// Z with L Z = X for the matrices X in the last two axes; batch axes broadcast.
  func solved(by factor: Tensor) -> Tensor {
    let common = Shape.common([shape.droppingLast(2), factor.shape.droppingLast(2)]) ?? shape.droppingLast(2)
    return triangularSolve(
      factor.broadcast(to: common.appending(factor.shape[-1], factor.shape[-1])),
      broadcast(to: common.appending(shape[-2], shape[-1])))
  }

  /// Σ log L_kk of factors L: half the log determinant of L Lᵀ.
  var halfLogDeterminant: Tensor { sum(log(diagonal(self)), axes: [-1]) }

  /// The tensor with one more axis of extent 1 before its last.
  var withRowAxis: Tensor { reshaped(to: shape.droppingLast(1).appending(1, lastExtent)) }

  /// Σ x² over the last axis.
  var squaredNorm: Tensor { sum(squared(), axes: [-1]) }
}

extension Shape {
  /// Whether it is that of square matrices in the last two axes.
  var isSquare: Bool { rank >= 2 && self[-1] == self[-2] }
}
