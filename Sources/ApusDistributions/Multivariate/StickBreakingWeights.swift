// The distribution of the weights of a stick that is broken again and again.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of the weights of a truncated Dirichlet process: w_k = v_k Π_{j<k} (1 − v_j) with v_k from Beta(1, α) for all weights
/// but the last, which is the rest.
///
/// log f(w) = (K − 1) log α + (α − 1) log w_K − Σ_{k<K−1} log(w_{k+1} + … + w_K) for K weights, a density in the first K − 1. Vectors whose
/// sum differs from 1 by more than 1e-8 are outside the support.
///
/// In PyMC's `StickBreakingWeights(alpha, K)` K is the number of breaks, one less than that of the weights.
///
/// Reference: Ishwaran and James (2001), Gibbs sampling methods for stick-breaking priors. Checked against: mpmath.
public struct StickBreakingWeights: DistributionWithMoments, BuiltInFormula {
  /// The concentration α > 0: the larger it is, the more weights count.
  public let concentration: Tensor
  /// The number K of weights.
  public let count: Int

  /// The distribution of `count` weights; a number below 1 is an error.
  public init(_ concentration: some TensorConvertible, count: Int) {
    self.count = max(1, count)
    self.concentration =
      count >= 1 ? concentration.tensor : .refused(by: "StickBreakingWeights", "there are no \(count) weights")
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("concentration", concentration, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> StickBreakingWeights {
    StickBreakingWeights(operands[0], count: count)
  }
  public var support: Support { .simplex(count: count) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard value.shape.rank > 0, value.shape[-1] == count, Shape.common([value.shape, shape]) != nil else {
      return poisoned(value, "the value's last axis does not have \(count) elements, or its batch does not broadcast")
    }
    let w = value.asFloat64
    let alpha = concentration.valid(where: concentration .> 0)
    let isOutside = any(w .< 0, axes: [-1]) .| (abs(sum(w, axes: [-1]) - 1) .> 1e-8)
    let inside = w.replacing(isOutside.withLastAxis, with: 1 / Double(count))
    // The last rest is the last weight.
    let rests = cumulativeSum(inside, axis: -1, reversed: true)
    let last = sum(xlogy((alpha - 1).withLastAxis, rests.along(count - 1..<count)), axes: [-1])
    let middle = count > 2 ? sum(log(rests.along(1..<count - 1)), axes: [-1]) : Tensor(0.0)
    let density = Double(count - 1) * log(alpha) + (count > 1 ? last : 0 * last) - middle
    return density.minusInfinity(where: isOutside)
  }

  private var breaks: Tensor { Tensor((0..<count).map { Double(min($0, count - 1)) }) }
  private var isLast: Tensor { Tensor((0..<count).map { $0 == count - 1 }) }

  /// α^(k−1)/(1 + α)^k; (α/(1 + α))^(K−1) for the last weight.
  public var mean: Tensor {
    let alpha = concentration.withLastAxis
    return select(isLast, 1, 1 / (1 + alpha)) * pow(alpha / (1 + alpha), breaks)
  }
  public var variance: Tensor {
    let alpha = concentration.withLastAxis
    let square = select(isLast, 1, 2 / ((1 + alpha) * (2 + alpha))) * pow(alpha / (2 + alpha), breaks)
    return square - mean.squared()
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let size = count
    return drawEvents(shape, parameters) { blocks in
      guard let alpha = blocks[0].first, alpha > 0, alpha < .infinity else { return [] }
      var rest = 1.0
      var weights: [Double] = []
      for _ in 0..<size - 1 {
        let share = generator.beta(1, alpha)
        weights.append(share * rest)
        rest *= 1 - share
      }
      return weights + [rest]
    }
  }
}
