// The categorical distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of an index among K categories, by their probabilities or by their logits, on {0, …, K − 1}.
///
/// log P(k) = log p_k, or η_k − log Σ exp η_j. The categories lie along the last axis of the parameter.
///
/// Checked against: mpmath, scipy.stats.rv_discrete.
public struct Categorical: UnivariateDistribution, BuiltInFormula {
  private enum Parameter: Sendable {
    case probabilities(Tensor)
    case logits(Tensor)
  }
  private let parameter: Parameter

  /// Categories with probabilities p_k ≥ 0 that sum to 1 within 1e-8 along the last axis.
  public init(probabilities: some TensorConvertible) { parameter = .probabilities(probabilities.tensor) }

  /// Categories with probabilities proportional to exp(η_k) along the last axis.
  public init(logits: some TensorConvertible) { parameter = .logits(logits.tensor) }

  public var parameters: [DistributionParameter] {
    switch parameter {
    case .probabilities(let p): [DistributionParameter("probabilities", p, .simplex)]
    case .logits(let eta): [DistributionParameter("logits", eta, .logits)]
    }
  }
  public func rebuilt(on operands: [Tensor]) -> Categorical {
    switch parameter {
    case .probabilities: Categorical(probabilities: operands[0])
    case .logits: Categorical(logits: operands[0])
    }
  }
  public var support: Support { .integers(lower: 0, upper: Tensor(Double(categoryCount - 1))) }

  /// The number K of categories.
  package var categoryCount: Int { categories.shape.dimensions.last ?? 0 }

  /// The most categories, each of which is compared with each value.
  private static let mostCategories = 1 << 24

  private var categories: Tensor { parameters[0].value }

  public func logDensity(_ value: Tensor) -> Tensor {
    if let fault = fault(value, "logDensity") { return fault }
    let x = value.asFloat64
    let isOutside = x.isNoCount .| (x .> Tensor(Double(categoryCount - 1)))
    let isPicked = x.replacing(isOutside, with: 0).withLastAxis .== Tensor((0..<categoryCount).map(Double.init))
    let logProbability: Tensor
    switch parameter {
    case .probabilities(let p):
      let picked =
        knownLogarithms.map { sum(select(isPicked, $0, Tensor(0)), axes: [-1]) }
        ?? log(sum(select(isPicked, p, Tensor(0)), axes: [-1]))
      logProbability = picked.valid(where: Self.areProbabilities(p))
    case .logits(let eta):
      logProbability = sum(select(isPicked, eta, Tensor(0)), axes: [-1]) - logSumExp(eta, axes: [-1])
    }
    return (logProbability + 0 * x).minusInfinity(where: isOutside)
      .broadcast(to: Shape.common([value.shape, shape]) ?? shape)
  }

  /// The logarithms of the probabilities, where these are made of functions whose logarithms are known.
  private var knownLogarithms: Tensor? {
    guard case .probabilities(let p) = parameter else { return nil }
    return StableLogarithm(at: p.node?.location).logarithm(ofPositive: p)
  }

  /// Whether numbers along the last axis are at least 0, with the sum 1.
  private static func areProbabilities(_ p: Tensor) -> Tensor {
    (abs(sum(p, axes: [-1]) - 1) .<= 1e-8) .& all(p .>= 0, axes: [-1])
  }

  /// A poisoned tensor where the value's shape does not fit, or there are too many categories.
  private func fault(_ value: Tensor, _ function: String) -> Tensor? {
    guard categories.shape.rank > 0, Shape.common([value.shape, shape]) != nil else {
      return poisoned(
        value, "the value does not broadcast to the categories' shape without its last axis", in: function)
    }
    guard categoryCount <= Self.mostCategories else {
      return poisoned(value, "there are more than \(Self.mostCategories) categories", in: function)
    }
    return nil
  }

  public func logCDF(_ value: Tensor) -> Tensor { logSum(value, "logCDF") { $0 .<= $1 } }

  /// The log of the sum of the probabilities beyond x.
  public func logSurvival(_ value: Tensor) -> Tensor { logSum(value, "logSurvival") { $0 .> $1 } }

  /// The log probability of the indices that are in a relation to x, by whichever of the sum and the rest is smaller.
  private func logSum(_ value: Tensor, _ function: String, _ isIn: (Tensor, Tensor) -> Tensor) -> Tensor {
    if let fault = fault(value, function) { return fault }
    let x = value.asFloat64.broadcast(to: Shape.common([value.shape, shape]) ?? shape)
    let isPart = isIn(Tensor((0..<categoryCount).map(Double.init)), x.withLastAxis)
    let (part, rest): (Tensor, Tensor)
    switch parameter {
    case .probabilities(let p):
      let (isValid, shares) = (Self.areProbabilities(p), knownLogarithms.map { exp($0) } ?? p)
      part = sum(select(isPart, shares, Tensor(0)), axes: [-1]).valid(where: isValid)
      rest = sum(select(isPart, Tensor(0), shares), axes: [-1]).valid(where: isValid)
    case .logits(let eta):
      let shares = exp(eta - logSumExp(eta, axes: [-1], keepingDimensions: true))
      part = sum(select(isPart, shares, Tensor(0)), axes: [-1])
      rest = sum(select(isPart, Tensor(0), shares), axes: [-1])
    }
    let isMost = rest .< 0.5
    return select(isMost, log1p(-select(isMost, rest, 0)), log(part.replacing(isMost, with: 1)))
      .valid(where: x .== x)
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let weights: NDArray
    switch parameter {
    case .probabilities: weights = parameters[0].validProbabilities
    case .logits: weights = parameters[0].exponentialWeights
    }
    return drawIndices(shape, weights: weights, using: &generator)
  }
}
