// The multivariate normal distribution whose covariance is a Kronecker product.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The multivariate normal distribution of vectors with mean μ and covariance K₁ ⊗ K₂ ⊗ … of small covariances: that of values on a
/// grid, whose last axis varies fastest. No matrix of the grid's size is formed: the time is O(N Σ n_i) for N = Π n_i.
///
/// log f(x) = −zᵀz/2 − Σ_i N/n_i Σ log (L_i)_kk − N/2 log 2π, with (L₁ ⊗ L₂ ⊗ …) z = x − μ, solved along one axis after the other.
///
/// PyMC's `KroneckerNormal` has the same order.
///
/// Reference: Saatçi (2011), Scalable Inference for Structured Gaussian Process Models, chapter 5.
/// Checked against: mpmath, scipy.stats.multivariate_normal.
public struct KroneckerNormal: DistributionWithMoments, BuiltInFormula {
  /// The mean μ, a vector of N elements.
  public let mean: Tensor
  /// The covariances K₁, K₂, … of the grid's axes.
  public let covariances: [Tensor]

  /// A multivariate normal distribution with the Kronecker product of symmetric positive definite `covariances`.
  public init(_ mean: some TensorConvertible, covariances: [some TensorConvertible]) {
    let matrices = covariances.map(\.tensor)
    self.covariances = matrices
    self.mean =
      matrices.isEmpty
      ? .refused(by: "KroneckerNormal", "a product of no covariances has no size")
      : matrices.contains { $0.error != nil } ? mean.tensor : mean.tensor.asEvent([Self.count(matrices)])
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("mean", mean, .finite, eventRank: 1)]
      + covariances.enumerated().map { DistributionParameter("covariance \($0)", $1, .covariance) }
  }
  public func rebuilt(on operands: [Tensor]) -> KroneckerNormal {
    KroneckerNormal(operands[0], covariances: Array(operands.dropFirst()))
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
      Shape.common([common.droppingLast(1)] + covariances.map { $0.shape.droppingLast(2) }) != nil
    else {
      return poisoned(value, "the value and the mean are no vectors of as many elements as the covariances' grid")
    }
    let deviation = value.asFloat64 - mean
    var z = deviation.broadcast(to: deviation.shape.droppingLast(1).appending(count))
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

  /// The products of the variances.
  public var variance: Tensor {
    covariances.dropFirst().reduce(diagonal(covariances.first ?? mean)) { product, covariance in
      let grid = product.withLastAxis * diagonal(covariance).withRowAxis
      return grid.reshaped(to: grid.shape.droppingLast(2).appending(grid.shape[-1] * grid.shape[-2]))
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let (count, extents) = (count, extents)
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
}
