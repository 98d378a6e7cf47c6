// The categorical distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of an index among K categories, by their probabilities or by their logits, on {0, …, K − 1}.
///
/// log P(k) = log p_k, or η_k − log Σ exp η_j. The categories lie along the last axis of the parameter.
///
/// Checked against: mpmath, scipy.stats.rv_discrete.
public struct Categorical: Distribution {
  // MARK: Parameters

  private enum Parameter: Sendable {
    case probabilities(Tensor)
    case logits(Tensor)
  }
  private let parameter: Parameter

  /// Categories with probabilities p_k ≥ 0 that sum to 1 within 1e-8 along the last axis.
  public init(probabilities: some TensorConvertible) { parameter = .probabilities(probabilities.tensor) }

  /// Categories with probabilities proportional to exp(η_k) along the last axis.
  public init(logits: some TensorConvertible) { parameter = .logits(logits.tensor) }

  /// p or η.
  public var parameters: [DistributionParameter] {
    switch parameter {
    case .probabilities(let p): [DistributionParameter("probabilities", p, .simplex)]
    case .logits(let eta): [DistributionParameter("logits", eta, .logits)]
    }
  }
  /// 0, …, K − 1.
  public var support: Support { .integers(lower: 0, upper: Tensor(Double(categoryCount - 1))) }
  /// That of the parameter without its last axis.
  public var shape: Shape { categories.shape.droppingLast(1) }

  /// The number K of categories.
  public var categoryCount: Int { categories.shape.dimensions.last ?? 0 }

  /// The most categories, each of which is compared with each value.
  private static let mostCategories = 1 << 24

  private var categories: Tensor { parameters[0].value }

  // MARK: Log density

  /// The log probability of each index; −∞ where it is none.
  public func logDensity(_ value: Tensor) -> Tensor {
    guard categories.shape.rank > 0, let batch = Shape.common([value.shape, shape]) else {
      return poisoned(value, "the value does not broadcast to the categories' shape without its last axis")
    }
    guard categoryCount <= Self.mostCategories else {
      return poisoned(value, "there are more than \(Self.mostCategories) categories")
    }
    let x = value.asFloat64
    let isOutside = x.isFractional .| (x .< 0) .| (x .> Tensor(Double(categoryCount - 1)))
    let isPicked = x.replacing(isOutside, with: 0).withLastAxis .== Tensor((0..<categoryCount).map(Double.init))
    let logProbability: Tensor
    switch parameter {
    case .probabilities(let p):
      let picked = sum(select(isPicked, p, Tensor(0)), axes: [-1])
      logProbability = log(picked).valid(where: abs(sum(p, axes: [-1]) - 1) .<= 1e-8)
    case .logits(let eta):
      logProbability = sum(select(isPicked, eta, Tensor(0)), axes: [-1]) - logSumExp(eta, axes: [-1])
    }
    return (logProbability + 0 * x).minusInfinity(where: isOutside).broadcast(to: batch)
  }

  // MARK: Draws

  /// Indices, drawn in proportion to their probabilities.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let weights: NDArray
    switch parameter {
    case .probabilities: weights = parameters[0]
    case .logits: weights = parameters[0].exponentialWeights
    }
    return drawIndices(shape, weights: weights, using: &generator)
  }
}
