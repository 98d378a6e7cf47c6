// The bijection onto correlation matrices, by their Cholesky factors.

public import ApusGraph
internal import ApusOps

/// K(K − 1)/2 unconstrained numbers along the last axis give a K × K correlation matrix R = L Lᵀ, with the factor L of
/// ``CorrelationCholeskyTransform``.
///
/// With log |J| of L, and that of L Lᵀ, Σ_{k=1}^{K} (K − k) log L_kk, log |J| = Σ_{j<i} (K − j) log sech y_ij, by the elements below the diagonal
/// of R (rows and columns counted from 0).
///
/// Reference: Lewandowski, Kurowicka and Joe (2009), J. Multivariate Analysis 100, 1989; Stan Reference Manual, "Correlation matrices".
public struct CorrelationTransform: Transform, BuiltInFormula {
  /// The transform.
  public init() {}

  public var eventRank: Int { 2 }

  private let factor = CorrelationCholeskyTransform()

  public func unconstrainedShape(_ shape: Shape) -> Shape { factor.unconstrainedShape(shape) }

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    let lower = factor.constrain(unconstrained)
    let size = lower.lastExtent
    let offDiagonal = NDArray((0..<size * size).map { $0 % (size + 1) == 0 ? 0 : 1.0 }, shape: [size, size])
    return lower.timesItsTransposed * Tensor(offDiagonal) + .identity(size)
  }

  public func unconstrain(_ value: Tensor) -> Tensor { factor.unconstrain(cholesky(value)) }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    CorrelationCholeskyTransform.logJacobian(unconstrained) { place, size in Double(size - place.column) }
  }
}
