// The multivariate normal distribution, by covariance or by Cholesky factor.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The multivariate normal distribution of vectors of K elements with mean μ and covariance Σ = L Lᵀ.
///
/// log f(x) = −zᵀz/2 − Σ log L_kk − K/2 log 2π, with L z = x − μ. The mean's last axis and the matrix's last two are the
/// event's; the others broadcast. A covariance that is not positive definite gives NaN, as does a factor whose diagonal is
/// not positive.
///
/// Reference: Kotz, Balakrishnan and Johnson (2000), Continuous Multivariate Distributions 1, chapter 45.
/// Checked against: mpmath, scipy.stats.multivariate_normal.
public struct MvNormal: DistributionWithMoments, BuiltInFormula {
  /// The mean μ.
  public let mean: Tensor
  /// The lower-triangular factor L of the covariance.
  public let choleskyFactor: Tensor
  private let givenCovariance: Tensor?

  /// A multivariate normal distribution with a symmetric positive definite covariance.
  public init(_ mean: some TensorConvertible, covariance: some TensorConvertible) {
    self.mean = mean.tensor
    givenCovariance = covariance.tensor
    choleskyFactor = cholesky(covariance.tensor)
  }

  /// A multivariate normal distribution whose covariance is L Lᵀ with the lower-triangular factor L.
  public init(_ mean: some TensorConvertible, choleskyFactor: some TensorConvertible) {
    self.mean = mean.tensor
    givenCovariance = nil
    self.choleskyFactor = choleskyFactor.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("mean", mean, .finite, eventRank: 1),
      givenCovariance.map { DistributionParameter("covariance", $0, .covariance) }
        ?? DistributionParameter("choleskyFactor", choleskyFactor, .choleskyFactor),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> MvNormal {
    givenCovariance == nil
      ? MvNormal(operands[0], choleskyFactor: operands[1]) : MvNormal(operands[0], covariance: operands[1])
  }
  public var support: Support { .array(of: .real, shape: [max(mean.lastExtent, choleskyFactor.lastExtent)]) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard choleskyFactor.shape.rank >= 2, choleskyFactor.shape[-1] == choleskyFactor.shape[-2],
      Shape.common([value.shape, mean.shape, choleskyFactor.shape.droppingLast(1)])?[-1] == choleskyFactor.shape[-1]
    else { return poisoned(value, "the value and the mean are no vectors of the matrix's extent") }
    if let covariance = givenCovariance, covariance.shape.rank == 2 {
      let deviation = value.asFloat64 - mean
      let batch = deviation.shape.droppingLast(1)
      let columns = deviation.reshaped(to: [batch.elementCount, deviation.shape[-1]]).matrixTransposed
      let kernel = gaussianLogKernel(covariance: covariance, columns: columns).reshaped(to: batch)
      return kernel - Double(deviation.shape[-1]) * Normal.logRootTwoPi
    }
    let logDeterminant = sum(log(diagonal(choleskyFactor)), axes: [-1])
    let constant = Double(choleskyFactor.shape[-1]) * Normal.logRootTwoPi
    return -0.5 * squaredDistance(value.asFloat64 - mean) - (logDeterminant + constant)
  }

  /// The sum zᵀz, where L z is the deviation: with one factor, all vectors are columns of one system.
  private func squaredDistance(_ deviation: Tensor) -> Tensor {
    let size = choleskyFactor.shape[-1]
    let batch = deviation.shape.droppingLast(1)
    if choleskyFactor.shape.rank == 2 {
      let columns = deviation.reshaped(to: [batch.elementCount, size]).matrixTransposed
      return sum(triangularSolve(choleskyFactor, columns).squared(), axes: [0]).reshaped(to: batch)
    }
    let common = Shape.common([batch, choleskyFactor.shape.droppingLast(2)]) ?? batch
    let factors = choleskyFactor.broadcast(to: common.appending(size, size))
    return sum(triangularSolve(factors, deviation.broadcast(to: common.appending(size))).squared(), axes: [-1])
  }

  /// The covariance Σ.
  public var covariance: Tensor { givenCovariance ?? matmul(choleskyFactor, choleskyFactor.matrixTransposed) }
  public var variance: Tensor { givenCovariance.map { diagonal($0) } ?? sum(choleskyFactor.squared(), axes: [-1]) }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let size = shape.dimensions.last ?? 1
    let isFactor = givenCovariance == nil
    return drawEvents(shape, parameters) { blocks in
      let (mean, matrix) = (Array(blocks[0]), Array(blocks[1]))
      guard mean.count == size, matrix.count == size * size else { return [] }
      let factor = isFactor ? matrix : choleskyFactorized(matrix, size)
      let z = (0..<size).map { _ in generator.standardNormal() }
      return (0..<size).map { row in
        guard factor[row * size + row] > 0 else { return .nan }
        return mean[row] + (0...row).reduce(0) { $0 + factor[row * size + $1] * z[$1] }
      }
    }
  }
}

/// The lower-triangular Cholesky factor of a small matrix in row-major order; NaN where it is not positive definite.
private func choleskyFactorized(_ matrix: [Double], _ size: Int) -> [Double] {
  var factor = [Double](repeating: 0, count: size * size)
  for row in 0..<size {
    for column in 0...row {
      let dot = (0..<column).reduce(0) { $0 + factor[row * size + $1] * factor[column * size + $1] }
      let rest = matrix[row * size + column] - dot
      factor[row * size + column] =
        row == column ? (rest > 0 ? rest.squareRoot() : .nan) : rest / factor[column * size + column]
    }
  }
  return factor
}
