// The multivariate normal distribution whose covariance is a Kronecker product.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The multivariate normal distribution of vectors with mean μ and covariance K₁ ⊗ K₂ ⊗ … of small covariances: that of values on a
/// grid, whose last axis varies fastest. No matrix of the grid's size is formed: the time is O(N Σ n_i) for N = Π n_i.
///
/// log f(x) = −zᵀz/2 − Σ_i N/n_i Σ log (L_i)_kk − N/2 log 2π, with (L₁ ⊗ L₂ ⊗ …) z = x − μ, solved along one axis after the other.
///
/// With noise of standard deviation σ the covariance is K₁ ⊗ K₂ ⊗ … + σ² 1, and with the eigenvalues λ_i and eigenvectors V_i of K_i
/// log f(x) = −Σ y²/(2D) − Σ log D/2 − N/2 log 2π, where D = λ₁ ⊗ λ₂ ⊗ … + σ² and y = (V₁ ⊗ V₂ ⊗ …)ᵀ (x − μ). Then the K_i need not be
/// definite: their eigenvalues may be 0, or negative by rounding, as those of smooth kernels are. Gradients and Hessians are right also
/// where eigenvalues are equal.
///
/// PyMC's `KroneckerNormal` has the same order; its `sigma` is `noise`.
///
/// Reference: Saatçi (2011), Scalable Inference for Structured Gaussian Process Models, chapter 5.
/// Checked against: mpmath, scipy.stats.multivariate_normal.
public struct KroneckerNormal: DistributionWithMoments, BuiltInFormula {
  /// The mean μ, a vector of N elements.
  public let mean: Tensor
  /// The covariances K₁, K₂, … of the grid's axes.
  public let covariances: [Tensor]
  /// The standard deviation σ ≥ 0 of the noise of each value; nil where there is none.
  public let noise: Tensor?

  /// A multivariate normal distribution with the Kronecker product of symmetric positive definite `covariances`, and with independent
  /// `noise` of this standard deviation.
  public init(
    _ mean: some TensorConvertible, covariances: [some TensorConvertible], noise: (any TensorConvertible)? = nil
  ) {
    self.noise = noise?.tensor
    let matrices = covariances.map(\.tensor)
    self.covariances = matrices
    self.mean =
      matrices.isEmpty
      ? .refused(by: "KroneckerNormal", "a product of no covariances has no size")
      : matrices.contains { $0.error != nil } ? mean.tensor : mean.tensor.asEvent([Self.count(matrices)])
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("mean", mean, .finite, eventRank: 1)]
      + covariances.enumerated().map {
        DistributionParameter("covariance \($0)", $1, noise == nil ? .covariance : .semidefinite)
      } + (noise.map { [DistributionParameter("noise", $0, .nonnegative)] } ?? [])
  }
  public func rebuilt(on operands: [Tensor]) -> KroneckerNormal {
    let covariances = Array(operands.dropFirst().prefix(covariances.count))
    return KroneckerNormal(
      operands[0], covariances: covariances, noise: noise == nil ? nil : operands[operands.count - 1])
  }
  public var support: Support { .array(of: .real, shape: [count]) }

  private var extents: [Int] { covariances.map(\.lastExtent) }
  private var count: Int { Self.count(covariances) }

  /// The number N of elements, as long as there are so many.
  private static func count(_ covariances: [Tensor]) -> Int {
    covariances.map(\.lastExtent).reduce(1) { whole, extent in
      let (product, overflows) = whole.multipliedReportingOverflow(by: extent)
      return overflows ? .max : product
    }
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard covariances.allSatisfy(\.shape.isSquare),
      let common = Shape.common([value.shape, mean.shape, [count]]), common[-1] == count,
      let batch = Shape.common(
        [common.droppingLast(1)] + covariances.map { $0.shape.droppingLast(2) } + (noise.map { [$0.shape] } ?? []))
    else {
      return poisoned(value, "the value and the mean are no vectors of as many elements as the covariances' grid")
    }
    let deviation = value.asFloat64 - mean
    var z = deviation.broadcast(to: deviation.shape.droppingLast(1).appending(count))
    if let noise { return Self.noisyLogDensity(z, covariances, noise, along: batch) }
    var halfLogDeterminant = Tensor(Double(count) * Normal.logRootTwoPi)
    for covariance in covariances {
      let (factor, extent) = (cholesky(covariance), covariance.lastExtent)
      halfLogDeterminant = halfLogDeterminant + Double(count / max(1, extent)) * factor.halfLogDeterminant
      // The axis that comes first is solved for, and goes behind the others: after all of them the order is the first one.
      let columns = z.reshaped(to: z.shape.droppingLast(1).appending(extent, count / max(1, extent)))
      let solution = columns.solved(by: factor).matrixTransposed
      z = solution.reshaped(to: solution.shape.droppingLast(2).appending(count))
    }
    return -0.5 * z.squaredNorm - halfLogDeterminant
  }

  /// The log density of deviations from the mean, by the eigenvalues of the covariances.
  private static func noisyLogDensity(
    _ deviation: Tensor, _ covariances: [Tensor], _ noise: Tensor, along batch: Shape
  ) -> Tensor {
    let count = deviation.shape[-1]
    let sigma = noise.asFloat64
    let variance = sigma.valid(where: sigma .>= 0).squared()
    let isOne = noise.shape.rank == 0 && covariances.allSatisfy { $0.shape.rank == 2 }
    // With one covariance all vectors are rows of one matrix, else each is one of its own.
    let (own, rows) = isOne ? (Shape.scalar, batch.elementCount) : (batch, 1)
    let operands =
      [
        variance.broadcast(to: own),
        deviation.broadcast(to: batch.appending(count)).reshaped(to: own.appending(rows, count)),
      ] + covariances.map { $0.asFloat64.broadcast(to: own.appending($0.lastExtent, $0.lastExtent)) }
    let kernel = Tensor.apply(KroneckerNoiseKernel(), operands)[0]
    return kernel.reshaped(to: batch) - Double(count) * Normal.logRootTwoPi
  }

  /// The products of the variances, and the noise's.
  public var variance: Tensor {
    let products = covariances.dropFirst().reduce(diagonal(covariances.first ?? mean)) { product, covariance in
      let grid = product.withLastAxis * diagonal(covariance).withRowAxis
      return grid.reshaped(to: grid.shape.droppingLast(2).appending(grid.shape[-1] * grid.shape[-2]))
    }
    return noise.map { products + $0.asFloat64.squared().withLastAxis } ?? products
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let (count, extents) = (count, extents)
    if noise != nil { return noisyDraw(shape, parameters, using: &generator) }
    return drawEvents(shape, parameters) { blocks in
      guard blocks[0].count == count, zip(blocks.dropFirst(), extents).allSatisfy({ $0.count == $1 * $1 }) else {
        return []
      }
      var z = generator.standardNormals(count)
      for (block, extent) in zip(blocks.dropFirst(), extents) where extent > 0 {
        let (factor, rest) = (SmallMatrix(extent, block).choleskyFactor, count / extent)
        z = (0..<rest).flatMap { place in factor.timesLower((0..<extent).map { z[$0 * rest + place] }) }
      }
      return zip(blocks[0], z).map { $0 + $1 }
    }
  }

  /// μ + (V₁ ⊗ V₂ ⊗ …) √D z with standard normal z.
  private func noisyDraw(_ shape: Shape, _ parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let (count, extents) = (count, extents)
    return drawEvents(shape, parameters) { blocks in
      let factors = blocks.dropFirst().dropLast()
      guard blocks[0].count == count, zip(factors, extents).allSatisfy({ $0.count == $1 * $1 }),
        let noise = blocks.last?.first, noise >= 0
      else { return [] }
      let spectrum = KroneckerSpectrum(factors.map { Array($0) }, extents: extents, noise: noise * noise)
      let z = generator.standardNormals(count)
      guard spectrum.isValid else { return [] }
      return zip(blocks[0], spectrum.rootTimes(z)).map { $0 + $1 }
    }
  }
}
