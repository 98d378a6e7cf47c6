// The inverse Wishart distribution of positive definite matrices, and that of their Cholesky factors.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The inverse Wishart distribution of symmetric positive definite matrices X of p rows, with ν > p − 1 degrees of freedom and scale
/// matrix Ψ: X⁻¹ has a Wishart distribution with the scale matrix Ψ⁻¹.
///
/// log f(X) = ν/2 log det Ψ − (ν + p + 1)/2 log det X − tr(Ψ X⁻¹)/2 − νp/2 log 2 − log Γ_p(ν/2), a density in the elements on and
/// below the diagonal. Matrices that are not symmetric within 1e-8, or not positive definite, are outside the support.
///
/// The order is that of Stan and SciPy; PyMC has none of this name.
///
/// Reference: Gupta and Nagar (2000), Matrix Variate Distributions, section 3.4.
/// Checked against: mpmath, scipy.stats.invwishart.
public struct InverseWishart: DistributionWithMoments, BuiltInFormula {
  /// The degrees of freedom ν > p − 1.
  public let degreesOfFreedom: Tensor
  /// The scale matrix Ψ.
  public let scaleMatrix: Tensor

  /// An inverse Wishart distribution with a symmetric positive definite scale matrix.
  public init(degreesOfFreedom: some TensorConvertible, scaleMatrix: some TensorConvertible) {
    self.degreesOfFreedom = degreesOfFreedom.tensor
    self.scaleMatrix = scaleMatrix.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter(
        "degreesOfFreedom", degreesOfFreedom, WishartKernel.domain(order: scaleMatrix.lastExtent)),
      DistributionParameter("scaleMatrix", scaleMatrix, .covariance),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> InverseWishart {
    InverseWishart(degreesOfFreedom: operands[0], scaleMatrix: operands[1])
  }
  public var support: Support { .covariance(order: scaleMatrix.lastExtent) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard fitsMatrices(value, scaleMatrix, degreesOfFreedom) else {
      return poisoned(value, "the value is no matrix of the scale matrix's extent, or the shapes do not broadcast")
    }
    let factor = cholesky(value.asFloat64)
    let isOutside = .!(factor.hasPositiveDiagonal .& Support.isSymmetric(value.asFloat64))
    let root = WishartKernel.replacing(factor, where: isOutside)
    let scale = cholesky(scaleMatrix)
    let density = Self.logDensity(ofFactor: root, degreesOfFreedom: degreesOfFreedom, scale: scale)
    return density.minusInfinity(where: isOutside)
  }

  /// log f(L Lᵀ) for the factor S of Ψ: with B = L⁻¹ S, the squares of B's diagonal have ν − (p − 1 − i) degrees of freedom.
  static func logDensity(ofFactor root: Tensor, degreesOfFreedom: Tensor, scale: Tensor) -> Tensor {
    let size = scale.shape[-1]
    let b = scale.solved(by: root)
    let steps = Tensor((0..<size).map(Double.init))
    let freedoms =
      WishartKernel.valid(degreesOfFreedom, order: size).withLastAxis - (Double(size - 1) - steps)
    let powers = sum((Double(2 * size) - steps) * log(diagonal(b)), axes: [-1])
    return WishartKernel.logKernel(b, freedoms: freedoms) + powers - Double(size + 1) * scale.halfLogDeterminant
  }

  /// Ψ/(ν − p − 1); NaN for ν ≤ p + 1.
  public var mean: Tensor {
    let rest = degreesOfFreedom.withLastAxis.withLastAxis - Double(scaleMatrix.lastExtent + 1)
    return scaleMatrix / rest.valid(where: rest .> 0)
  }
  /// ((ν − p + 1) ψ_ij² + (ν − p − 1) ψ_ii ψ_jj) / ((ν − p) (ν − p − 1)² (ν − p − 3)); infinite for p + 1 < ν ≤ p + 3, NaN below.
  public var variance: Tensor {
    let rest = degreesOfFreedom.withLastAxis.withLastAxis - Double(scaleMatrix.lastExtent)
    let variances = diagonal(scaleMatrix)
    let products = variances.withLastAxis * variances.withRowAxis
    let finite =
      ((rest + 1) * scaleMatrix.squared() + (rest - 1) * products) / (rest * (rest - 1).squared() * (rest - 3))
    return select(rest .> 3, finite, Tensor(Double.infinity)).valid(where: rest .> 1)
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let size = scaleMatrix.lastExtent
    return drawEvents(shape, parameters) { blocks in
      guard blocks[1].count == size * size, let df = blocks[0].first else { return [] }
      let inner = generator.bartlett(size) { df - Double(size - 1 - $0) }
      let factor = SmallMatrix(size, blocks[1]).choleskyFactor.timesLower(inner.lowerInverse)
      return factor.timesOwnTranspose.elements
    }
  }
}

/// The distribution of the lower-triangular Cholesky factors L of matrices X = L Lᵀ from an inverse Wishart distribution, whose scale
/// matrix is given by its factor too.
///
/// log f(L) = log f(X) + p log 2 + Σ_i (p − i) log L_ii, rows counted from 0, a density in the elements on and below the diagonal. Stan
/// calls it `inv_wishart_cholesky`.
///
/// Reference: Gupta and Nagar (2000), Matrix Variate Distributions, section 3.4. Checked against: mpmath.
public struct InverseWishartCholesky: Distribution, BuiltInFormula {
  /// The degrees of freedom ν > p − 1.
  public let degreesOfFreedom: Tensor
  /// The lower-triangular factor of the scale matrix.
  public let choleskyFactor: Tensor

  /// The distribution of factors of matrices from InverseWishart(ν, S Sᵀ) with the factor S.
  public init(degreesOfFreedom: some TensorConvertible, choleskyFactor: some TensorConvertible) {
    self.degreesOfFreedom = degreesOfFreedom.tensor
    self.choleskyFactor = choleskyFactor.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter(
        "degreesOfFreedom", degreesOfFreedom, WishartKernel.domain(order: choleskyFactor.lastExtent)),
      DistributionParameter("choleskyFactor", choleskyFactor, .choleskyFactor),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> InverseWishartCholesky {
    InverseWishartCholesky(degreesOfFreedom: operands[0], choleskyFactor: operands[1])
  }
  public var support: Support { .choleskyFactor(order: choleskyFactor.lastExtent) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard fitsMatrices(value, choleskyFactor, degreesOfFreedom) else {
      return poisoned(value, "the value is no matrix of the factor's extent, or the shapes do not broadcast")
    }
    let size = choleskyFactor.shape[-1]
    let isOutside = .!support.contains(value)
    let root = lowerTriangle(WishartKernel.replacing(value.asFloat64, where: isOutside))
    let steps = Tensor((0..<size).map(Double.init))
    let jacobian = sum((Double(size) - steps) * log(diagonal(root)), axes: [-1])
    let density = InverseWishart.logDensity(
      ofFactor: root, degreesOfFreedom: degreesOfFreedom, scale: lowerTriangle(choleskyFactor))
    return (density + (jacobian + Double(size) * 0.693147180559945309)).minusInfinity(where: isOutside)
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let size = choleskyFactor.lastExtent
    return drawEvents(shape, parameters) { blocks in
      guard blocks[1].count == size * size, let df = blocks[0].first else { return [] }
      let inner = generator.bartlett(size) { df - Double(size - 1 - $0) }
      return SmallMatrix(size, blocks[1]).validFactor.timesLower(inner.lowerInverse).elements
    }
  }
}
