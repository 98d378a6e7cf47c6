// The intrinsic conditional autoregressive distribution of numbers on the areas of a map, which sum to zero.

internal import ApusNumerics
public import ApusGraph
internal import ApusOps
public import ApusRandom

/// Numbers on n connected areas whose sum is 0, with normal differences between neighbours: the limit of ``CAR`` for α → 1, with
/// standard deviation σ.
///
/// ```swift
/// let phi = m.parameter("phi", ICAR(1, edges: [(0, 1), (1, 2), (0, 2)]))
/// ```
///
/// log f(x) = −Σ_{i~j} w_ij (x_i − x_j)²/2σ² − (n − 1)(log σ + ½ log 2π) + ½ log det⁺(D − W), a density in the n − 1 dimensions of vectors with
/// sum 0; −∞ where the sum is not 0, NaN where σ is not positive. det⁺, the product of the eigenvalues but 0, is n times a determinant
/// without one area (Kirchhoff), and computed once. A gradient takes as many operations as there are edges. The areas must be connected:
/// where they are not, the parts have a level each, and are distributions of their own. PyMC's density has a normal distribution of the
/// mean in place of the sum of 0, and no normalization by σ; Stan's usual one is this for σ = 1, but for a constant.
///
/// Reference: Besag, York and Mollié (1991), Annals of the Institute of Statistical Mathematics 43, 1; Morris and others (2019), Spatial and
/// Spatio-temporal Epidemiology 31, 100301. Checked against: mpmath.
public struct ICAR: Distribution, BuiltInFormula {
  /// The standard deviation σ > 0 of a difference between neighbours, given all other differences.
  public let standardDeviation: Tensor
  private let graph: AreaGraph
  private let factor: SymmetricBand?

  /// An intrinsic autoregression on areas from 0 up, with the pairs of neighbours. A pair in both directions counts once.
  public init(_ standardDeviation: some TensorConvertible, edges: [(Int, Int)]) {
    self.init(standardDeviation.tensor, AreaGraph(edges: edges))
  }

  /// An intrinsic autoregression with a constant symmetric matrix of weights, 0 where areas are no neighbours.
  public init(_ standardDeviation: some TensorConvertible, adjacency: some TensorConvertible) {
    self.init(standardDeviation.tensor, AreaGraph(adjacency: adjacency.tensor))
  }

  private init(_ standardDeviation: Tensor, _ graph: AreaGraph) {
    let (degrees, order) = (graph.degrees, graph.bandOrder)
    let fault =
      graph.fault
      ?? (order.partCount == 1
        ? nil : "the areas are \(order.partCount) parts without edges between them: join them, or give each an ICAR")
    // One area less, the last in the order.
    let reduced = graph.band(Array(order.areas.dropLast()), diagonal: { degrees[$0] }) { -graph.weights[$0] }
    self.init(
      fault.map { .refused(by: "ICAR", $0) } ?? standardDeviation, graph, fault == nil ? reduced.choleskyFactor() : nil)
  }

  private init(_ standardDeviation: Tensor, _ graph: AreaGraph, _ factor: SymmetricBand?) {
    (self.standardDeviation, self.graph, self.factor) = (standardDeviation, graph, factor)
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("standardDeviation", standardDeviation, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> ICAR { ICAR(operands[0], graph, factor) }
  public var support: Support { .sumToZero(shape: [graph.count]) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard value.shape.rank > 0, value.shape[-1] == graph.count,
      value.shape.droppingLast(1).broadcast(with: standardDeviation.shape) != nil
    else { return poisoned(value, "the value has not \(graph.count) areas, or its batch does not broadcast") }
    let x = value.asFloat64
    let scale = standardDeviation.asFloat64.valid(where: standardDeviation .> 0)
    let freedom = Double(graph.count - 1)
    let logDeterminant = Double.log(Double(graph.count)) + (factor?.logDeterminantOfSquare ?? .nan)
    let constant = 0.5 * logDeterminant - freedom * Normal.logRootTwoPi
    let density = -0.5 * graph.roughness(x / scale.withLastAxis) - freedom * log(scale) + constant
    return density.minusInfinity(where: .!support.contains(x) .& (density .== density))
  }

  /// Normal numbers whose precision matrix is D − W without one area, where they are 0, less their mean.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let areas = graph.bandOrder.areas
    return drawEvents(shape, parameters) { blocks in
      guard let factor, let scale = blocks[0].first, scale > 0 else { return [] }
      let x = factor.solvingTransposed(areas.dropLast().map { _ in generator.standardNormal() }) + [0]
      let mean = x.reduce(0, +) / Double(areas.count)
      var event = [Double](repeating: 0, count: areas.count)
      for (place, area) in areas.enumerated() { event[area] = scale * (x[place] - mean) }
      return event
    }
  }
}
