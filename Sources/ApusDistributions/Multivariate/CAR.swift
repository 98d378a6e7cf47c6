// The conditional autoregressive distribution of numbers on the areas of a map.

internal import ApusNumerics
public import ApusGraph
internal import ApusOps
public import ApusRandom

/// Numbers on n areas, each with its neighbours' weighted mean, damped by α, as its expectation: the normal distribution with mean μ and
/// precision matrix τ (D − α W), with the weights W of neighbours and their sums D on the diagonal.
///
/// ```swift
/// let phi = m.parameter("phi", CAR(0, alpha: alpha, precision: tau, edges: [(0, 1), (1, 2), (0, 2)]))
/// ```
///
/// log f(x) = ½ [n log τ + Σ log D_i + Σ log(1 − α λ_i) − τ q] − n/2 log 2π, with q = (1 − α) Σ D_i d_i² + α Σ_{i~j} w_ij (d_i − d_j)²,
/// d = x − μ, and the eigenvalues λ of D^(−1/2) W D^(−1/2). These are computed once, in 6 n² b operations, where b is how far apart
/// neighbours are in the best order found (some 2 √n on a map): seconds for 4,000 areas. A gradient takes as many operations as there are
/// edges. Each area has a neighbour; α lies between −1 and 1, and τ > 0: NaN elsewhere. PyMC's density lacks the terms that do not depend
/// on parameters.
///
/// Reference: Besag (1974), J. Royal Statistical Society B 36, 192; Jin, Carlin and Banerjee (2005), Biometrics 61, 950.
/// Checked against: mpmath, scipy.stats.multivariate_normal.
public struct CAR: Distribution, BuiltInFormula {
  /// The mean μ of each area, or of all.
  public let mean: Tensor
  /// The dependence α on neighbours, between −1 and 1.
  public let alpha: Tensor
  /// The precision τ > 0 for each neighbour.
  public let precision: Tensor
  private let graph: AreaGraph
  private let eigenvalues: [Double]

  /// A conditional autoregression on areas from 0 up, with the pairs of neighbours. A pair in both directions counts once.
  public init(
    _ mean: some TensorConvertible, alpha: some TensorConvertible, precision: some TensorConvertible,
    edges: [(Int, Int)]
  ) {
    self.init(mean.tensor, alpha.tensor, precision.tensor, AreaGraph(edges: edges))
  }

  /// A conditional autoregression with a constant symmetric matrix of weights, 0 where areas are no neighbours.
  public init(
    _ mean: some TensorConvertible, alpha: some TensorConvertible, precision: some TensorConvertible,
    adjacency: some TensorConvertible
  ) {
    self.init(mean.tensor, alpha.tensor, precision.tensor, AreaGraph(adjacency: adjacency.tensor))
  }

  private init(
    _ mean: Tensor, _ alpha: Tensor, _ precision: Tensor, _ graph: AreaGraph, eigenvalues: [Double]? = nil
  ) {
    self.mean = graph.fault.map { .refused(by: "CAR", $0) } ?? mean
    (self.alpha, self.precision, self.graph) = (alpha, precision, graph)
    self.eigenvalues = eigenvalues ?? graph.normalizedEigenvalues()
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("mean", mean, .finite, eventRank: min(1, mean.shape.rank)),
      DistributionParameter("alpha", alpha, .dependence), DistributionParameter("precision", precision, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> CAR {
    CAR(operands[0], operands[1], operands[2], graph, eigenvalues: eigenvalues)
  }
  public var support: Support { .array(of: .real, shape: [graph.count]) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard let common = Shape.common([value.shape, mean.shape]), common.rank > 0, value.shape[-1] == graph.count,
      common[-1] == graph.count, Shape.common([common.droppingLast(1), alpha.shape, precision.shape]) != nil
    else { return poisoned(value, "the value has not \(graph.count) areas, or its batch does not broadcast") }
    let deviation = value.asFloat64 - mean
    let damping = alpha.asFloat64.valid(where: abs(alpha.asFloat64) .< 1)
    let scale = precision.asFloat64.valid(where: precision .> 0)
    let squares = sum(Tensor(graph.degrees) * deviation.squared(), axes: [-1])
    let form = (1 - damping) * squares + damping * graph.roughness(deviation)
    let logDeterminant = sum(log1p(-damping.withLastAxis * Tensor(eigenvalues)), axes: [-1])
    let count = Double(graph.count)
    let constant = 0.5 * graph.degrees.reduce(0) { $0 + .log($1) } - count * Normal.logRootTwoPi
    return 0.5 * (count * log(scale) + logDeterminant - scale * form) + constant
  }

  /// Lᵀ x = z for the factor of the precision matrix, a band in the order of the areas, and standard normal z.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let (areas, degrees) = (graph.bandOrder.areas, graph.degrees)
    var known: (alpha: Double, factor: SymmetricBand?)?
    return drawEvents(shape, parameters) { blocks in
      let (mean, alpha, precision) = (Array(blocks[0]), blocks[1].first ?? .nan, blocks[2].first ?? .nan)
      guard abs(alpha) < 1, precision > 0, mean.count == 1 || mean.count == areas.count else { return [] }
      if known?.alpha != alpha {
        known = (
          alpha, graph.band(areas, diagonal: { degrees[$0] }, edge: { -alpha * graph.weights[$0] }).choleskyFactor()
        )
      }
      guard let factor = known?.factor else { return [] }
      let x = factor.solvingTransposed(areas.map { _ in generator.standardNormal() })
      var event = [Double](repeating: 0, count: areas.count)
      for (place, area) in areas.enumerated() {
        event[area] = mean[mean.count == 1 ? 0 : area] + x[place] / precision.squareRoot()
      }
      return event
    }
  }
}

extension ParameterDomain {
  /// −1 < x < 1.
  fileprivate static let dependence = ParameterDomain("above -1 and below 1") { abs($0) < 1 }
}
