// The multivariate Student's t distribution, by scale matrix or by its Cholesky factor.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The multivariate Student's t distribution of vectors of K elements with ν degrees of freedom, location μ and scale matrix
/// Σ = L Lᵀ, which is not the covariance: that is Σ ν/(ν − 2).
///
/// log f(x) = log Γ((ν + K)/2) − log Γ(ν/2) − K/2 log νπ − Σ log L_kk − (ν + K)/2 log(1 + zᵀz/ν), with L z = x − μ. The location's
/// last axis and the matrix's last two are the event's; the others broadcast. Parameters outside their domain give NaN.
///
/// Stan's order is the same; PyMC's is (ν, Σ, μ).
///
/// Reference: Kotz and Nadarajah (2004), Multivariate t Distributions and Their Applications.
/// Checked against: mpmath, scipy.stats.multivariate_t.
public struct MvStudentT: DistributionWithMoments, BuiltInFormula {
  /// The degrees of freedom ν > 0.
  public let degreesOfFreedom: Tensor
  /// The location μ.
  public let location: Tensor
  /// The lower-triangular factor L of the scale matrix.
  public let choleskyFactor: Tensor
  private let givenMatrix: Tensor?

  /// A multivariate Student's t distribution with a symmetric positive definite scale matrix.
  public init(
    degreesOfFreedom: some TensorConvertible, location: some TensorConvertible, scaleMatrix: some TensorConvertible
  ) {
    self.degreesOfFreedom = degreesOfFreedom.tensor
    self.location = location.tensor.asVector(beside: scaleMatrix.tensor)
    givenMatrix = scaleMatrix.tensor
    choleskyFactor = cholesky(scaleMatrix.tensor)
  }

  /// A multivariate Student's t distribution whose scale matrix is L Lᵀ with the lower-triangular factor L.
  public init(
    degreesOfFreedom: some TensorConvertible, location: some TensorConvertible, choleskyFactor: some TensorConvertible
  ) {
    self.degreesOfFreedom = degreesOfFreedom.tensor
    self.location = location.tensor.asVector(beside: choleskyFactor.tensor)
    givenMatrix = nil
    self.choleskyFactor = choleskyFactor.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("degreesOfFreedom", degreesOfFreedom, .positive),
      DistributionParameter("location", location, .finite, eventRank: 1),
      givenMatrix.map { DistributionParameter("scaleMatrix", $0, .covariance) }
        ?? DistributionParameter("choleskyFactor", choleskyFactor, .choleskyFactor),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> MvStudentT {
    givenMatrix == nil
      ? MvStudentT(degreesOfFreedom: operands[0], location: operands[1], choleskyFactor: operands[2])
      : MvStudentT(degreesOfFreedom: operands[0], location: operands[1], scaleMatrix: operands[2])
  }
  public var support: Support { .array(of: .real, shape: [max(location.lastExtent, choleskyFactor.lastExtent)]) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard choleskyFactor.shape.isSquare,
      let common = Shape.common([value.shape, location.shape, choleskyFactor.shape.droppingLast(1)]),
      common[-1] == choleskyFactor.shape[-1],
      Shape.common([common.droppingLast(1), degreesOfFreedom.shape]) != nil
    else { return poisoned(value, "the value and the location are no vectors of the matrix's extent") }
    let count = choleskyFactor.shape[-1]
    let df = degreesOfFreedom.valid(where: degreesOfFreedom .> 0)
    let z = (value.asFloat64 - location).whitened(by: choleskyFactor)
    // Far out the squares overflow: there they are taken in smaller units, and the 1 is nothing beside them.
    let isFar = stopGradient(max(abs(z), axes: [-1])) .> 1e150
    let unit = select(isFar, Tensor(0x1p-512), 1)
    let square = (z * unit.withLastAxis).squaredNorm / df
    let near = log1p(square.replacing(isFar, with: 0))
    // 1024 log 2.
    let far = log(select(isFar, square, 1)) + 709.782712893384
    let constant = Self.logGammaQuotient(df, count) - Double(count) * Normal.logRootTwoPi
    return constant - choleskyFactor.halfLogDeterminant - (0.5 * (df + Double(count))) * select(isFar, far, near)
  }

  /// log Γ((ν + K)/2) − log Γ(ν/2) − K/2 log(ν/2): by whole steps of the gamma function, and half a one for odd K.
  private static func logGammaQuotient(_ df: Tensor, _ count: Int) -> Tensor {
    let whole = (0..<count / 2).map { Double(2 * $0) }
    let steps = sum(log1p(Tensor(whole) / df.withLastAxis), axes: [-1])
    if count % 2 == 0 { return steps }
    let last = Double(count - 1)
    return steps + logGammaHalfStep(0.5 * (df + last)) + 0.5 * log1p(last / df)
  }

  /// μ; NaN for ν ≤ 1.
  public var mean: Tensor { location.valid(where: degreesOfFreedom.withLastAxis .> 1) }
  /// Σ_kk ν/(ν − 2); infinite for 1 < ν ≤ 2, NaN for ν ≤ 1.
  public var variance: Tensor {
    let df = degreesOfFreedom.withLastAxis
    let square = givenMatrix.map { diagonal($0) } ?? sum(choleskyFactor.squared(), axes: [-1])
    return select(df .> 2, square * (df / (df - 2)), Tensor(Double.infinity)).valid(where: df .> 1)
  }

  /// A normal vector divided by the root of an independent gamma number.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let size = shape.dimensions.last ?? 1
    let isFactor = givenMatrix == nil
    return drawEvents(shape, parameters) { blocks in
      guard blocks[1].count == size, blocks[2].count == size * size, let df = blocks[0].first else { return [] }
      let matrix = SmallMatrix(size, blocks[2])
      let factor = isFactor ? matrix.validFactor : matrix.choleskyFactor
      let z = factor.timesLower(generator.standardNormals(size))
      let spread = df > 0 ? (0.5 * df / generator.gamma(shape: 0.5 * df)).squareRoot() : .nan
      return zip(blocks[1], z).map { $0 + spread * $1 }
    }
  }
}
