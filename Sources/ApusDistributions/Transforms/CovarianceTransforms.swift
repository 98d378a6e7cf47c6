// The bijections onto covariance matrices and their Cholesky factors.

public import ApusGraph
internal import ApusOps

/// K(K + 1)/2 unconstrained numbers along the last axis give the lower-triangular K × K matrix L with a positive diagonal.
///
/// The numbers fill the lower triangle row by row: L_ij = y_ij below the diagonal, L_ii = exp(y_ii). log |J| = Σ y_ii.
///
/// With `columns: K` the matrix may have M > K rows: the factor of an M × M covariance of rank K, as in a factor model. Its first K rows
/// are such a triangle, and the other ones M − K rows of further numbers, which are free and have no part in log |J|.
///
/// Reference: Stan Reference Manual, "Cholesky factors of covariance matrices", whose order of the numbers this is.
public struct CovarianceCholeskyTransform: Transform, BuiltInFormula {
  private let columns: Int?

  /// The transform onto square factors, or onto factors with so many columns, and as many rows or more.
  public init(columns: Int? = nil) {
    precondition(columns ?? 1 >= 1, "a factor of \(columns ?? 1) columns")
    self.columns = columns
  }

  public var eventRank: Int { 2 }

  public func unconstrainedShape(_ shape: Shape) -> Shape {
    guard shape.rank >= 2 else { return shape }
    let size = columns ?? shape[-1]
    let (product, overflows) = size.multipliedReportingOverflow(by: size + 1)
    let (others, alsoOverflows) = max(0, shape[-2] - size).multipliedReportingOverflow(by: size)
    let isTooLarge = overflows || alsoOverflows || product / 2 > Int.max - others
    return shape.droppingLast(2).appending(isTooLarge ? .max : product / 2 + (columns == nil ? 0 : others))
  }

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    let triangle = triangle(unconstrained.lastExtent)
    let split = min(triangle.places.count, unconstrained.lastExtent)
    let own = columns == nil ? unconstrained : unconstrained.along(0..<split)
    let isDiagonal = triangle.isDiagonal
    let square = triangle.matrix(select(isDiagonal, exp(select(isDiagonal, own, 0)), own))
    let rowCount = (unconstrained.lastExtent - split) / max(1, triangle.size)
    guard columns != nil, rowCount > 0 else { return square }
    let others = unconstrained.along(split..<split + rowCount * triangle.size)
    let rows = others.reshaped(to: others.shape.droppingLast(1).appending(rowCount, triangle.size))
    return concatenate([square, rows], axis: -2)
  }

  public func unconstrain(_ value: Tensor) -> Tensor {
    let size = value.lastExtent
    let triangle = Triangle(size, withDiagonal: true)
    let elements = triangle.elements(columns == nil ? value : value.sliced(axis: -2, 0..<size))
    let own = select(triangle.isDiagonal, log(select(triangle.isDiagonal, elements, 1)), elements)
    guard columns != nil, value.shape[-2] > size else { return own }
    let rows = value.sliced(axis: -2, size..<value.shape[-2])
    let others = rows.reshaped(to: rows.shape.droppingLast(2).appending(rows.shape[-2] * size))
    return concatenate([own, others], axis: -1)
  }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    Self.logScales(unconstrained, columns: columns) { _, _ in 1 }
  }

  /// Σ w(k, K) y_kk, with the weights of the rows from 0 to K − 1.
  static func logScales(
    _ unconstrained: Tensor, columns: Int? = nil, _ weight: (_ row: Int, _ size: Int) -> Double
  ) -> Tensor {
    let size = columns ?? Self.order(unconstrained.lastExtent)
    let rows = 0..<size
    let scales = unconstrained.gathered(rows.map { ($0 + 1) * ($0 + 2) / 2 - 1 })
    return sum(Tensor(rows.map { weight($0, size) }) * scales, axes: [-1])
  }

  private func triangle(_ count: Int) -> Triangle { Triangle(columns ?? Self.order(count), withDiagonal: true) }

  /// The number of rows of the triangle with so many elements.
  private static func order(_ count: Int) -> Int { (Int(Double(1 + 8 * count).squareRoot()) - 1) / 2 }
}

/// K(K + 1)/2 unconstrained numbers along the last axis give a symmetric positive definite K × K matrix Σ = L Lᵀ, with the factor L of
/// ``CovarianceCholeskyTransform``.
///
/// log |J| = K log 2 + Σ_{k=1}^{K} (K − k + 2) y_kk, by the elements of the lower triangle of Σ.
///
/// Reference: Stan Reference Manual, "Covariance matrices".
public struct CovarianceTransform: Transform, BuiltInFormula {
  /// The transform.
  public init() {}

  public var eventRank: Int { 2 }

  private let factor = CovarianceCholeskyTransform()

  public func unconstrainedShape(_ shape: Shape) -> Shape { factor.unconstrainedShape(shape) }

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    factor.constrain(unconstrained).timesItsTransposed
  }

  public func unconstrain(_ value: Tensor) -> Tensor { factor.unconstrain(cholesky(value)) }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    CovarianceCholeskyTransform.logScales(unconstrained) { Double($1 - $0 + 1) }
      + Double((Int(Double(1 + 8 * unconstrained.lastExtent).squareRoot()) - 1) / 2) * 0.693_147_180_559_945_309_42
  }
}

extension Tensor {
  /// L Lᵀ, symmetric to the last bit: products of rows may be rounded otherwise than those of columns, so the lower triangle is mirrored.
  var timesItsTransposed: Tensor {
    let product = matmul(self, matrixTransposed)
    let triangle = lowerTriangle(product)
    return triangle + triangle.matrixTransposed - diagonalMatrix(diagonal(product))
  }
}
