// The Wishart distribution of positive definite matrices, and that of their Cholesky factors.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Wishart distribution of symmetric positive definite matrices X of p rows, with ν > p − 1 degrees of freedom and scale matrix V:
/// that of Σ y yᵀ over ν normal vectors y with covariance V.
///
/// log f(X) = (ν − p − 1)/2 log det X − tr(V⁻¹ X)/2 − νp/2 log 2 − ν/2 log det V − log Γ_p(ν/2), a density in the elements on and below
/// the diagonal. Matrices that are not symmetric within 1e-8, or not positive definite, are outside the support.
///
/// The order is that of Stan, PyMC and SciPy. As the prior of a covariance `LKJCovarianceCholesky` is easier to choose and to sample.
///
/// Reference: Gupta and Nagar (2000), Matrix Variate Distributions, chapter 3.
/// Checked against: mpmath, scipy.stats.wishart.
public struct Wishart: DistributionWithMoments, BuiltInFormula {
  /// The degrees of freedom ν > p − 1.
  public let degreesOfFreedom: Tensor
  /// The scale matrix V.
  public let scaleMatrix: Tensor

  /// A Wishart distribution with a symmetric positive definite scale matrix.
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
  public func rebuilt(on operands: [Tensor]) -> Wishart {
    Wishart(degreesOfFreedom: operands[0], scaleMatrix: operands[1])
  }
  public var support: Support { .covariance(order: scaleMatrix.lastExtent) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard fitsMatrices(value, scaleMatrix, degreesOfFreedom) else {
      return poisoned(value, "the value is no matrix of the scale matrix's extent, or the shapes do not broadcast")
    }
    let size = scaleMatrix.shape[-1]
    let factor = cholesky(value.asFloat64)
    let isOutside = .!(factor.hasPositiveDiagonal .& Support.isSymmetric(value.asFloat64))
    let root = WishartKernel.replacing(factor, where: isOutside)
    let scale = cholesky(scaleMatrix)
    let a = root.solved(by: scale)
    let steps = Tensor((0..<size).map(Double.init))
    let freedoms = WishartKernel.valid(degreesOfFreedom, order: size).withLastAxis - steps
    let powers = sum((Double(size + 1) - steps) * log(diagonal(a)), axes: [-1])
    let density =
      WishartKernel.logKernel(a, freedoms: freedoms) - powers - Double(size + 1) * scale.halfLogDeterminant
    return density.minusInfinity(where: isOutside)
  }

  public var mean: Tensor { degreesOfFreedom.withLastAxis.withLastAxis * scaleMatrix }
  /// ν (v_ij² + v_ii v_jj).
  public var variance: Tensor {
    let variances = diagonal(scaleMatrix)
    let products = variances.withLastAxis * variances.withRowAxis
    return degreesOfFreedom.withLastAxis.withLastAxis * (scaleMatrix.squared() + products)
  }

  /// Bartlett's decomposition.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let size = scaleMatrix.lastExtent
    return drawEvents(shape, parameters) { blocks in
      guard blocks[1].count == size * size, let df = blocks[0].first else { return [] }
      let inner = generator.bartlett(size) { df - Double($0) }
      return SmallMatrix(size, blocks[1]).choleskyFactor.timesLower(inner).timesOwnTranspose.elements
    }
  }
}

/// The distribution of the lower-triangular Cholesky factors L of matrices X = L Lᵀ from a Wishart distribution, whose scale matrix is
/// given by its factor too.
///
/// log f(L) = log f(X) + p log 2 + Σ_i (p − i) log L_ii, rows counted from 0, a density in the elements on and below the diagonal. Stan
/// calls it `wishart_cholesky`.
///
/// Reference: Gupta and Nagar (2000), Matrix Variate Distributions, theorem 3.3.4. Checked against: mpmath.
public struct WishartCholesky: Distribution, BuiltInFormula {
  /// The degrees of freedom ν > p − 1.
  public let degreesOfFreedom: Tensor
  /// The lower-triangular factor of the scale matrix.
  public let choleskyFactor: Tensor

  /// The distribution of factors of matrices from Wishart(ν, S Sᵀ) with the factor S.
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
  public func rebuilt(on operands: [Tensor]) -> WishartCholesky {
    WishartCholesky(degreesOfFreedom: operands[0], choleskyFactor: operands[1])
  }
  public var support: Support { .choleskyFactor(order: choleskyFactor.lastExtent) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard fitsMatrices(value, choleskyFactor, degreesOfFreedom) else {
      return poisoned(value, "the value is no matrix of the factor's extent, or the shapes do not broadcast")
    }
    let size = choleskyFactor.shape[-1]
    let isOutside = .!support.contains(value)
    let root = lowerTriangle(WishartKernel.replacing(value.asFloat64, where: isOutside))
    let a = root.solved(by: choleskyFactor)
    let steps = Tensor((0..<size).map(Double.init))
    let freedoms = WishartKernel.valid(degreesOfFreedom, order: size).withLastAxis - steps
    // (p − i) log L_ii − (p + 1 − i) log A_ii, with L_ii = S_ii A_ii.
    let powers = sum((Double(size) - steps) * log(diagonal(choleskyFactor)) - log(diagonal(a)), axes: [-1])
    let scale = Double(size + 1) * choleskyFactor.halfLogDeterminant - Double(size) * 0.693147180559945309
    return (WishartKernel.logKernel(a, freedoms: freedoms) + powers - scale).minusInfinity(where: isOutside)
  }

  /// Bartlett's decomposition.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let size = choleskyFactor.lastExtent
    return drawEvents(shape, parameters) { blocks in
      guard blocks[1].count == size * size, let df = blocks[0].first else { return [] }
      let inner = generator.bartlett(size) { df - Double($0) }
      return SmallMatrix(size, blocks[1]).validFactor.timesLower(inner).elements
    }
  }
}

extension Distribution {
  /// Whether a value has matrices of the extent of a matrix, and a batch that broadcasts with its and with that of numbers.
  func fitsMatrices(_ value: Tensor, _ matrix: Tensor, _ number: Tensor) -> Bool {
    matrix.shape.isSquare && value.shape.rank >= 2 && value.shape[-1] == matrix.shape[-1]
      && value.shape[-2] == matrix.shape[-1]
      && Shape.common([value.shape.droppingLast(2), matrix.shape.droppingLast(2), number.shape]) != nil
  }
}

extension Philox4x64 {
  /// A lower-triangular matrix of standard normal numbers with the roots of chi-squared numbers on the diagonal; NaN where their
  /// degrees of freedom are not positive.
  mutating func bartlett(_ size: Int, freedoms: (Int) -> Double) -> SmallMatrix {
    var factor = SmallMatrix(size)
    for row in 0..<size {
      for column in 0..<row { factor[row, column] = standardNormal() }
      let freedom = freedoms(row)
      factor[row, row] = freedom > 0 ? (2 * gamma(shape: 0.5 * freedom)).squareRoot() : .nan
    }
    return factor
  }
}
