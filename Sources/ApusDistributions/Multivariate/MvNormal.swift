// The multivariate normal distribution, by covariance, by Cholesky factor or by precision.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The multivariate normal distribution of vectors of K elements with mean μ and covariance Σ = L Lᵀ.
///
/// log f(x) = −zᵀz/2 − Σ log L_kk − K/2 log 2π, with L z = x − μ. The mean's last axis and the matrix's last two are the
/// event's; the others broadcast. A covariance or a precision that is not positive definite gives NaN, as does a factor whose
/// diagonal is not positive.
///
/// Reference: Kotz, Balakrishnan and Johnson (2000), Continuous Multivariate Distributions 1, chapter 45.
/// Checked against: mpmath, scipy.stats.multivariate_normal.
public struct MvNormal: DistributionWithMoments, BuiltInFormula {
  /// The mean μ.
  public let mean: Tensor
  /// The lower-triangular factor L of the covariance.
  public let choleskyFactor: Tensor
  /// What was given besides the mean.
  private enum Parameter: Sendable {
    case covariance(Tensor)
    case factor
    case precision(Tensor, factor: Tensor)
  }
  private let parameter: Parameter

  /// A multivariate normal distribution with a symmetric positive definite covariance.
  public init(_ mean: some TensorConvertible, covariance: some TensorConvertible) {
    self.mean = mean.tensor.asVector(beside: covariance.tensor)
    parameter = .covariance(covariance.tensor)
    choleskyFactor = cholesky(covariance.tensor)
  }

  /// A multivariate normal distribution whose covariance is L Lᵀ with the lower-triangular factor L.
  public init(_ mean: some TensorConvertible, choleskyFactor: some TensorConvertible) {
    self.mean = mean.tensor.asVector(beside: choleskyFactor.tensor)
    parameter = .factor
    self.choleskyFactor = choleskyFactor.tensor
  }

  /// A multivariate normal distribution with a symmetric positive definite precision Λ, the inverse of the covariance.
  ///
  /// With Λ = P Pᵀ the density has z = Pᵀ (x − μ): nothing is inverted.
  public init(_ mean: some TensorConvertible, precision: some TensorConvertible) {
    self.mean = mean.tensor.asVector(beside: precision.tensor)
    let factor = cholesky(precision.tensor)
    parameter = .precision(precision.tensor, factor: factor)
    choleskyFactor = cholesky(choleskyInverse(factor))
  }

  public var parameters: [DistributionParameter] {
    let matrix =
      switch parameter {
      case .covariance(let covariance): DistributionParameter("covariance", covariance, .covariance)
      case .factor: DistributionParameter("choleskyFactor", choleskyFactor, .choleskyFactor)
      case .precision(let precision, _): DistributionParameter("precision", precision, .covariance)
      }
    return [DistributionParameter("mean", mean, .finite, eventRank: 1), matrix]
  }
  public func rebuilt(on operands: [Tensor]) -> MvNormal {
    switch parameter {
    case .covariance: MvNormal(operands[0], covariance: operands[1])
    case .factor: MvNormal(operands[0], choleskyFactor: operands[1])
    case .precision: MvNormal(operands[0], precision: operands[1])
    }
  }
  public var support: Support { .array(of: .real, shape: [max(mean.lastExtent, choleskyFactor.lastExtent)]) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard choleskyFactor.shape.rank >= 2, choleskyFactor.shape[-1] == choleskyFactor.shape[-2],
      Shape.common([value.shape, mean.shape, choleskyFactor.shape.droppingLast(1)])?[-1] == choleskyFactor.shape[-1]
    else { return poisoned(value, "the value and the mean are no vectors of the matrix's extent") }
    if case .precision(_, let factor) = parameter { return logDensity(value, precisionFactor: factor) }
    if case .covariance(let covariance) = parameter, covariance.shape.rank == 2 {
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

  private func logDensity(_ value: Tensor, precisionFactor factor: Tensor) -> Tensor {
    let size = factor.shape[-1]
    let deviation = value.asFloat64 - mean
    let rows = deviation.broadcast(to: deviation.shape.droppingLast(1).appending(size))
    let isOne = factor.shape.rank == 2
    let batch = rows.shape.droppingLast(1)
    let whitened = matmul(isOne ? rows.reshaped(to: [batch.elementCount, size]) : rows.withRowAxis, factor)
    let squares = whitened.squaredNorm
    let distance = isOne ? squares.reshaped(to: batch) : squares.reshaped(to: squares.shape.droppingLast(1))
    return -0.5 * distance + (factor.halfLogDeterminant - Double(size) * Normal.logRootTwoPi)
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
  public var covariance: Tensor {
    switch parameter {
    case .covariance(let covariance): covariance
    case .factor: matmul(choleskyFactor, choleskyFactor.matrixTransposed)
    case .precision(_, let factor): choleskyInverse(factor)
    }
  }
  public var variance: Tensor {
    if case .factor = parameter { return sum(choleskyFactor.squared(), axes: [-1]) }
    return diagonal(covariance)
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let size = shape.dimensions.last ?? 1
    return drawEvents(shape, parameters) { blocks in
      guard blocks[0].count == size, blocks[1].count == size * size else { return [] }
      let matrix = SmallMatrix(size, blocks[1])
      let z = generator.standardNormals(size)
      let change =
        switch parameter {
        case .covariance: matrix.choleskyFactor.timesLower(z)
        case .factor: matrix.validFactor.timesLower(z)
        case .precision: matrix.choleskyFactor.solvedTransposed(z)
        }
      return zip(blocks[0], change).map { $0 + $1 }
    }
  }
}

extension Tensor {
  /// A vector for each matrix: a number, or a vector of one, is the same in all elements.
  func asVector(beside matrix: Tensor) -> Tensor {
    matrix.error == nil && matrix.shape.rank >= 2 ? asEvent([matrix.lastExtent]) : self
  }

  /// Events of the given extents: what broadcasts to them is the same along the axes that it lacks, or has with extent 1.
  func asEvent(_ extents: Shape) -> Tensor {
    guard error == nil, extents.elementCount > 1, extents.elementCount <= 1 << 24,
      let common = Shape.common([shape, extents]),
      common.dimensions.suffix(extents.rank) == extents.dimensions[...], common != shape
    else { return self }
    return broadcast(to: common)
  }
}
