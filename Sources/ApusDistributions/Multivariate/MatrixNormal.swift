// The normal distribution of matrices, by covariances of rows and of columns or by their Cholesky factors.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The normal distribution of matrices X of n rows and m columns with mean M, whose elements have the covariances
/// Cov(X_ij, X_kl) = U_ik V_jl: U = A Aᵀ between rows, V = B Bᵀ between columns.
///
/// log f(X) = −‖Z‖²/2 − m Σ log A_ii − n Σ log B_jj − nm/2 log 2π, with A Z Bᵀ = X − M. The last two axes of the parameters are the
/// event's; the others broadcast. Of U and V only the product of any two elements is determined: c U and V/c are the same.
///
/// PyMC's order is the same. Stan's `multi_gp(Sigma, w)`, rows of covariance Σ/w_k, is
/// `MatrixNormal(0, rowCovariance: diagonalMatrix(1 / w), columnCovariance: sigma)`.
///
/// Reference: Gupta and Nagar (2000), Matrix Variate Distributions, chapter 2.
/// Checked against: mpmath, scipy.stats.matrix_normal.
public struct MatrixNormal: DistributionWithMoments, BuiltInFormula {
  /// The mean M.
  public let mean: Tensor
  private let rows: Tensor
  private let columns: Tensor
  private let areFactors: Bool

  /// A normal distribution of matrices with symmetric positive definite covariances of rows and of columns.
  public init(
    _ mean: some TensorConvertible, rowCovariance: some TensorConvertible, columnCovariance: some TensorConvertible
  ) {
    (rows, columns, areFactors) = (rowCovariance.tensor, columnCovariance.tensor, false)
    self.mean = mean.tensor.asMatrix(rows, columns)
  }

  /// A normal distribution of matrices, by the lower-triangular factors of the covariances of rows and of columns.
  public init(
    _ mean: some TensorConvertible, rowCholeskyFactor: some TensorConvertible,
    columnCholeskyFactor: some TensorConvertible
  ) {
    (rows, columns, areFactors) = (rowCholeskyFactor.tensor, columnCholeskyFactor.tensor, true)
    self.mean = mean.tensor.asMatrix(rows, columns)
  }

  public var parameters: [DistributionParameter] {
    let names = areFactors ? ("rowCholeskyFactor", "columnCholeskyFactor") : ("rowCovariance", "columnCovariance")
    let domain = areFactors ? ParameterDomain.choleskyFactor : .covariance
    return [
      DistributionParameter("mean", mean, .finite, eventRank: 2), DistributionParameter(names.0, rows, domain),
      DistributionParameter(names.1, columns, domain),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> MatrixNormal {
    areFactors
      ? MatrixNormal(operands[0], rowCholeskyFactor: operands[1], columnCholeskyFactor: operands[2])
      : MatrixNormal(operands[0], rowCovariance: operands[1], columnCovariance: operands[2])
  }
  public var support: Support { .array(of: .real, shape: [rows.lastExtent, columns.lastExtent]) }

  private var factors: (rows: Tensor, columns: Tensor) {
    areFactors ? (rows, columns) : (cholesky(rows), cholesky(columns))
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    let extents = support.eventShape
    guard rows.shape.isSquare, columns.shape.isSquare,
      let common = Shape.common([value.shape, mean.shape, extents]), common.rank >= 2,
      Shape(Array(common.dimensions.suffix(2))) == extents,
      Shape.common([common.droppingLast(2), rows.shape.droppingLast(2), columns.shape.droppingLast(2)]) != nil
    else { return poisoned(value, "the value and the mean are no matrices of the covariances' extents") }
    let (n, m) = (Double(extents[0]), Double(extents[1]))
    let (rows, columns) = factors
    let deviation = value.asFloat64 - mean
    let whole = deviation.broadcast(to: Shape(deviation.shape.droppingLast(2).dimensions + extents.dimensions))
    let z = whole.solved(by: rows).matrixTransposed.solved(by: columns)
    let halfLogDeterminant = m * rows.halfLogDeterminant + n * columns.halfLogDeterminant
    return -0.5 * sum(z.squared(), axes: [-2, -1]) - (halfLogDeterminant + n * m * Normal.logRootTwoPi)
  }

  public var variance: Tensor {
    let (u, v) =
      areFactors ? (rows.squaredNorm, columns.squaredNorm) : (diagonal(rows), diagonal(columns))
    return u.withLastAxis * v.withRowAxis
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let (n, m) = (rows.lastExtent, columns.lastExtent)
    return drawEvents(shape, parameters) { blocks in
      guard blocks[0].count == n * m, blocks[1].count == n * n, blocks[2].count == m * m else { return [] }
      let (rows, columns) = (SmallMatrix(n, blocks[1]), SmallMatrix(m, blocks[2]))
      let left = areFactors ? rows.validFactor : rows.choleskyFactor
      let right = areFactors ? columns.validFactor : columns.choleskyFactor
      let mixed = (0..<n).map { _ in right.timesLower(generator.standardNormals(m)) }
      let spread = (0..<m).map { column in left.timesLower(mixed.map { $0[column] }) }
      return blocks[0].enumerated().map { $1 + spread[$0 % m][$0 / m] }
    }
  }
}

extension Tensor {
  /// Matrices with as many rows and columns as the two have columns.
  fileprivate func asMatrix(_ rows: Tensor, _ columns: Tensor) -> Tensor {
    rows.error == nil && columns.error == nil ? asEvent([rows.lastExtent, columns.lastExtent]) : self
  }
}
