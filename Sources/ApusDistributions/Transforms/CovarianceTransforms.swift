// The bijections onto covariance matrices and their Cholesky factors.

public import ApusGraph
internal import ApusOps

/// K(K + 1)/2 unconstrained numbers along the last axis give the lower-triangular K × K matrix L with a positive diagonal.
///
/// The numbers fill the lower triangle row by row: L_ij = y_ij below the diagonal, L_ii = exp(y_ii). log |J| = Σ y_ii.
///
/// Reference: Stan Reference Manual, "Cholesky factors of covariance matrices".
public struct CovarianceCholeskyTransform: Transform, BuiltInFormula {
  /// The transform.
  public init() {}

  public var eventRank: Int { 2 }

  public func unconstrainedShape(_ shape: Shape) -> Shape {
    guard shape.rank >= 2 else { return shape }
    let (product, overflows) = shape[-1].multipliedReportingOverflow(by: shape[-1] + 1)
    return shape.droppingLast(2).appending(overflows ? .max : product / 2)
  }

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    let triangle = Self.triangle(unconstrained.lastExtent)
    let isDiagonal = triangle.isDiagonal
    return triangle.matrix(select(isDiagonal, exp(select(isDiagonal, unconstrained, 0)), unconstrained))
  }

  public func unconstrain(_ value: Tensor) -> Tensor {
    let triangle = Triangle(value.lastExtent, withDiagonal: true)
    let elements = triangle.elements(value)
    return select(triangle.isDiagonal, log(select(triangle.isDiagonal, elements, 1)), elements)
  }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor { Self.logScales(unconstrained) { _, _ in 1 } }

  /// Σ w(k, K) y_kk, with the weights of the rows from 0 to K − 1.
  static func logScales(_ unconstrained: Tensor, _ weight: (_ row: Int, _ size: Int) -> Double) -> Tensor {
    let triangle = Self.triangle(unconstrained.lastExtent)
    let rows = 0..<triangle.size
    let scales = unconstrained.gathered(rows.map { ($0 + 1) * ($0 + 2) / 2 - 1 })
    return sum(Tensor(rows.map { weight($0, triangle.size) }) * scales, axes: [-1])
  }

  /// The triangle with so many elements.
  private static func triangle(_ count: Int) -> Triangle {
    Triangle((Int(Double(1 + 8 * count).squareRoot()) - 1) / 2, withDiagonal: true)
  }
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
