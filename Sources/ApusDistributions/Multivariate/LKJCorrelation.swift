// The LKJ distribution of correlation matrices.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of K × K correlation matrices R with density in proportion to det R^(η − 1): uniform for η = 1, with its mode at the
/// identity for η > 1.
///
/// log f(R) = (η − 1) log det R + log c(η), a density in the elements below the diagonal, with the constant of ``LKJCholesky``. Matrices
/// that are not symmetric or have no unit diagonal within 1e-8, or that are not positive definite, are outside the support. For models
/// ``LKJCholesky`` is quicker: it needs no factorization.
///
/// Reference: Lewandowski, Kurowicka and Joe (2009), J. Multivariate Analysis 100, 1989. Checked against: mpmath.
public struct LKJCorrelation: DistributionWithMoments, BuiltInFormula {
  private let factors: LKJCholesky

  /// The number K of rows.
  public var dimension: Int { factors.dimension }
  /// The concentration η > 0.
  public var eta: Tensor { factors.eta }

  /// An LKJ distribution of matrices of 1 to 1,000 rows; any other number is an error.
  public init(_ dimension: Int, eta: some TensorConvertible) { factors = LKJCholesky(dimension, eta: eta) }

  public var parameters: [DistributionParameter] { factors.parameters }
  public func rebuilt(on operands: [Tensor]) -> LKJCorrelation { LKJCorrelation(dimension, eta: operands[0]) }
  public var support: Support { .correlation(order: dimension) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard value.shape.rank >= 2, value.shape[-1] == dimension, value.shape[-2] == dimension,
      value.shape.droppingLast(2).broadcast(with: eta.shape) != nil
    else { return poisoned(value, "the value has no \(dimension) rows and columns, or its batch does not broadcast") }
    let matrix = value.asFloat64
    let factor = cholesky(matrix)
    let isUnit = all(abs(diagonal(matrix) - 1) .<= 1e-8, axes: [-1])
    let isOutside = .!(factor.hasPositiveDiagonal .& isUnit .& Support.isSymmetric(matrix))
    let root = WishartKernel.replacing(factor, where: isOutside)
    let eta = eta.valid(where: eta .> 0)
    let density = (2 * eta - 2) * root.halfLogDeterminant + factors.logConstant(eta)
    return density.minusInfinity(where: isOutside)
  }

  /// The identity.
  public var mean: Tensor { Tensor.identity(dimension) }
  /// 1/(2η + K − 1) for each element beside the diagonal.
  public var variance: Tensor {
    (1 - Tensor.identity(dimension)) / (2 * eta.withLastAxis.withLastAxis + Double(dimension - 1))
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let drawn = factors.draw(shape: shape, parameters: parameters, using: &generator)
    let (size, count) = (dimension, dimension * dimension)
    guard drawn.fault == nil, shape.dimensions.suffix(2) == [size, size] else { return drawn }
    let elements = drawn.doubles
    let products = stride(from: 0, to: elements.count, by: count).flatMap { start in
      var product = SmallMatrix(size, elements[start..<start + count]).timesOwnTranspose
      for row in 0..<size where !product[row, row].isNaN { product[row, row] = 1 }
      return product.elements
    }
    return NDArray(products, shape: shape)
  }
}
