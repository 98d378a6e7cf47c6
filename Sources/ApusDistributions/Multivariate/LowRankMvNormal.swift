// The multivariate normal distribution with a covariance of low rank besides its diagonal.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The multivariate normal distribution of vectors of K elements with mean μ and covariance W Wᵀ + diag(d), with a factor W of K
/// rows and r columns: O(K r²) operations, and no matrix of K rows and columns.
///
/// With C = I + Wᵀ diag(d)⁻¹ W and C u = Wᵀ diag(d)⁻¹ (x − μ), the distance is Σ (x − μ − W u)²/d + uᵀu, a sum of squares in which
/// nothing cancels, and the determinant Π d_k det C (Woodbury, Sylvester). The last axes of the mean and of d, and the factor's last
/// two, are the event's; the others broadcast.
///
/// Checked against: mpmath, scipy.stats.multivariate_normal.
public struct LowRankMvNormal: DistributionWithMoments, BuiltInFormula {
  /// The mean μ.
  public let mean: Tensor
  /// The factor W.
  public let factor: Tensor
  /// The variances d > 0 that the factor does not explain.
  public let diagonal: Tensor

  /// A multivariate normal distribution with the covariance `factor` · `factor`ᵀ + diag(`diagonal`).
  public init(_ mean: some TensorConvertible, factor: some TensorConvertible, diagonal: some TensorConvertible) {
    self.factor = factor.tensor
    let isMatrix = self.factor.error == nil && self.factor.shape.rank >= 2
    let rows: Shape = isMatrix ? [self.factor.shape[-2]] : []
    (self.mean, self.diagonal) = (mean.tensor.asEvent(rows), diagonal.tensor.asEvent(rows))
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("mean", mean, .finite, eventRank: 1),
      DistributionParameter("factor", factor, .finite, eventRank: 2),
      DistributionParameter("diagonal", diagonal, .positive, eventRank: 1),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> LowRankMvNormal {
    LowRankMvNormal(operands[0], factor: operands[1], diagonal: operands[2])
  }
  public var support: Support {
    let rows = factor.shape.rank >= 2 ? factor.shape[-2] : 1
    return .array(of: .real, shape: [max(mean.lastExtent, rows, diagonal.lastExtent)])
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard factor.shape.rank >= 2,
      Shape.common([value.shape, mean.shape, factor.shape.droppingLast(1), diagonal.shape])?[-1] == factor.shape[-2]
    else { return poisoned(value, "the value, the mean and the diagonal are no vectors of the factor's rows") }
    let size = factor.shape[-2]
    let spare = diagonal.valid(where: diagonal .> 0)
    let variances = spare.broadcast(to: spare.shape.droppingLast(1).appending(size))
    let deviation = value.asFloat64 - mean
    let rows = deviation.broadcast(to: deviation.shape.droppingLast(1).appending(size))
    let batch = rows.shape.droppingLast(1)
    let isOne = factor.shape.rank == 2 && variances.shape.rank == 1
    // With one covariance all vectors are rows of one matrix, else each is one of its own.
    let kernel = Self.kernel(
      isOne ? rows.reshaped(to: [batch.elementCount, size]) : rows.withRowAxis, factor, variances)
    let density = isOne ? kernel.reshaped(to: batch) : kernel.reshaped(to: kernel.shape.droppingLast(1))
    return density - Double(size) * Normal.logRootTwoPi
  }

  /// The exponent and half the log determinant, for the rows x − μ of matrices.
  private static func kernel(_ rows: Tensor, _ factor: Tensor, _ variances: Tensor) -> Tensor {
    let inverse = 1 / variances
    let scaled = factor * inverse.withLastAxis
    let capacitance = Tensor.identity(factor.shape[-1]) + matmul(scaled.matrixTransposed, factor)
    let root = cholesky(capacitance)
    let projected = matmul(rows, scaled).matrixTransposed
    let common = Shape.common([projected.shape.droppingLast(2), root.shape.droppingLast(2)]) ?? .scalar
    let extent = root.shape[-1]
    let weights = choleskySolve(
      root.broadcast(to: common.appending(extent, extent)),
      projected.broadcast(to: common.appending(extent, projected.shape[-1]))
    ).matrixTransposed
    let rest = rows - matmul(weights, factor.matrixTransposed)
    let distance = sum(rest.squared() * inverse.withRowAxis, axes: [-1]) + weights.squaredNorm
    let halfLogDeterminant = 0.5 * sum(log(variances), axes: [-1]) + root.halfLogDeterminant
    return -0.5 * distance - halfLogDeterminant.withLastAxis
  }

  public var variance: Tensor { factor.squaredNorm + diagonal }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let size = shape.dimensions.last ?? 1
    let rank = factor.lastExtent
    return drawEvents(shape, parameters) { blocks in
      guard blocks[0].count == size, blocks[1].count == size * rank, blocks[2].count == size else { return [] }
      let (mean, factor, variances) = (Array(blocks[0]), Array(blocks[1]), Array(blocks[2]))
      let common = generator.standardNormals(rank)
      return (0..<size).map { row in
        let shared = (0..<rank).reduce(0.0) { $0 + factor[row * rank + $1] * common[$1] }
        let own = variances[row] > 0 ? variances[row].squareRoot() : .nan
        return mean[row] + shared + own * generator.standardNormal()
      }
    }
  }
}
