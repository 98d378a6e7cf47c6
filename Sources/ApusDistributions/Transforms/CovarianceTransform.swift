// The bijections onto covariance matrices and onto their Cholesky factors, by the logarithms of the factor's diagonal.

public import ApusGraph
internal import ApusOps

/// K(K + 1)/2 unconstrained numbers along the last axis give a symmetric positive definite matrix X = L Lᵀ of K rows.
///
/// The numbers fill the factor's rows up to the diagonal in order; on the diagonal they are logarithms. By the elements on and below
/// the diagonal, log |J| = K log 2 + Σ_i (K + 1 − i) log L_ii, rows counted from 0.
///
/// Reference: Pinheiro and Bates (1996), Unconstrained parametrizations for variance-covariance matrices; Stan Reference Manual,
/// "Covariance matrices".
public struct CovarianceTransform: Transform, BuiltInFormula {
  /// The transform.
  public init() {}

  public var eventRank: Int { 2 }

  public func unconstrainedShape(_ shape: Shape) -> Shape { CholeskyFactorTransform().unconstrainedShape(shape) }

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    let factor = CholeskyFactorTransform().constrain(unconstrained)
    let product = matmul(factor, factor.matrixTransposed)
    // Products of rows may be rounded otherwise than those of columns: the lower triangle is mirrored.
    let lower = lowerTriangle(product)
    return lower + lower.matrixTransposed - diagonalMatrix(diagonal(product))
  }

  public func unconstrain(_ value: Tensor) -> Tensor { CholeskyFactorTransform().unconstrain(cholesky(value)) }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    let places = CholeskyFactorTransform.places(unconstrained.lastExtent)
    let size = places.last.map { $0.row + 1 } ?? 0
    let weights = places.map { $0.row == $0.column ? Double(size + 1 - $0.row) : 0 }
    return sum(Tensor(weights) * unconstrained, axes: [-1]) + Double(size) * 0.693_147_180_559_945_309_42
  }
}

/// K(K + 1)/2 unconstrained numbers along the last axis give a lower-triangular matrix L of K rows with a positive diagonal: the
/// Cholesky factor of a covariance.
///
/// The numbers fill the rows up to the diagonal in order; on the diagonal they are logarithms. log |J| = Σ log L_ii.
public struct CholeskyFactorTransform: Transform, BuiltInFormula {
  /// The transform.
  public init() {}

  public var eventRank: Int { 2 }

  public func unconstrainedShape(_ shape: Shape) -> Shape {
    guard shape.rank >= 2 else { return shape }
    let (next, tooLarge) = shape[-1].addingReportingOverflow(1)
    let (product, overflows) = shape[-1].multipliedReportingOverflow(by: next)
    return shape.droppingLast(2).appending(tooLarge || overflows ? .max : product / 2)
  }

  /// Row and column of each of `count` elements.
  static func places(_ count: Int) -> [(row: Int, column: Int)] {
    let size = (Int(Double(1 + 8 * count).squareRoot()) - 1) / 2
    return (0..<size).flatMap { row in (0...row).map { (row, $0) } }
  }

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    let places = Self.places(unconstrained.lastExtent)
    let size = places.last.map { $0.row + 1 } ?? 0
    let shape = unconstrained.shape.droppingLast(1).appending(size, size)
    guard size > 0 else { return .zeros(.float64(shape)) }
    var indices = [Int](repeating: 0, count: size * size)
    var below = [Double](repeating: 0, count: size * size)
    for (index, place) in places.enumerated() {
      indices[place.row * size + place.column] = index
      below[place.row * size + place.column] = place.row == place.column ? 0 : 1
    }
    let lower = (unconstrained.gathered(indices) * Tensor(below)).reshaped(to: shape)
    let logs = unconstrained.gathered((0..<size).map { ($0 + 1) * ($0 + 2) / 2 - 1 })
    return lower + diagonalMatrix(exp(logs))
  }

  public func unconstrain(_ value: Tensor) -> Tensor {
    let size = value.lastExtent
    let flat = value.reshaped(to: value.shape.droppingLast(2).appending(size * size))
    let places = Self.places(size * (size + 1) / 2)
    let elements = flat.gathered(places.map { $0.row * size + $0.column })
    let isDiagonal = Tensor(places.map { $0.row == $0.column })
    return select(isDiagonal, log(select(isDiagonal, elements, 1)), elements)
  }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    let weights = Self.places(unconstrained.lastExtent).map { $0.row == $0.column ? 1.0 : 0 }
    return sum(Tensor(weights) * unconstrained, axes: [-1])
  }
}
