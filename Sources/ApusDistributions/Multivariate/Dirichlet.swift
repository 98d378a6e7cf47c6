// The Dirichlet distribution on the simplex.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Dirichlet distribution with concentrations α_k > 0 along the last axis, on vectors x of nonnegative elements with sum 1.
///
/// log f(x) = Σ (α_k − 1) log x_k + log Γ(Σ α_k) − Σ log Γ(α_k), a density in the first K − 1 elements. Vectors whose sum
/// differs from 1 by more than 1e-8 are outside the support.
///
/// Reference: Kotz, Balakrishnan and Johnson (2000), Continuous Multivariate Distributions 1, chapter 49.
/// Checked against: mpmath, scipy.stats.dirichlet.
public struct Dirichlet: DistributionWithMoments, BuiltInFormula {
  /// The concentrations α_k > 0.
  public let concentration: Tensor

  /// A Dirichlet distribution.
  public init(_ concentration: some TensorConvertible) { self.concentration = concentration.tensor }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("concentration", concentration, .positive, eventRank: 1)]
  }
  public func rebuilt(on operands: [Tensor]) -> Dirichlet { Dirichlet(operands[0]) }
  public var support: Support { .simplex(count: concentration.lastExtent) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard concentration.shape.rank > 0, value.shape.rank > 0, value.shape[-1] == concentration.shape[-1],
      value.shape.broadcast(with: concentration.shape) != nil
    else { return poisoned(value, "the last axes differ or the shapes do not broadcast") }
    let x = value.asFloat64
    let alpha = concentration.valid(where: concentration .> 0)
    let isBelow = x .< 0
    let total = sum(alpha, axes: [-1])
    let powers = sum(xlogy(alpha - 1, x.replacing(isBelow, with: 1)), axes: [-1])
    let plain = powers + lgamma(total) - sum(lgamma(alpha), axes: [-1])
    let isOutside = any(isBelow, axes: [-1]) .| (abs(sum(x, axes: [-1]) - 1) .> 1e-8)
    // Small concentrations that are constants need no other form.
    if let all = concentration.constantValue?.doubles, all.reduce(0, +) <= 1000 {
      return plain.minusInfinity(where: isOutside)
    }
    let isConcentrated = (total .> 1000) .& ApusOps.all(x .> 0, axes: [-1])
    return select(isConcentrated, concentrated(x, where: isConcentrated), plain).minusInfinity(where: isOutside)
  }

  /// The multinomial kernel in Loader's saddle-point form times Π α_k/x_k over Σα: nothing cancels for large α.
  ///
  /// With x_k = (1 + e_k) α_k/Σα the sum of the α_k log(1 + e_k) is that of the α_k (log(1 + e_k) − e_k), and Σα (Σx − 1).
  private func concentrated(_ x: Tensor, where condition: Tensor) -> Tensor {
    let isTaken = condition.withLastAxis
    let (alpha, x) = (select(isTaken, concentration, 1), select(isTaken, x, 1))
    let total = sum(alpha, axes: [-1])
    let excess = (total.withLastAxis * x - alpha) / alpha
    let terms = logPoissonPeak(alpha) + alpha * (log1p(excess) - excess) + log(alpha / x)
    // The leading digits of the elements add up exactly.
    let leading = round(x * 0x1p26) * 0x1p-26
    let defect = (sum(leading, axes: [-1]) - 1) + sum(x - leading, axes: [-1])
    return sum(terms, axes: [-1]) + total * defect - (logPoissonPeak(total) + log(total))
  }

  public var mean: Tensor { concentration / sum(concentration, axes: [-1], keepingDimensions: true) }
  public var variance: Tensor { mean * (1 - mean) / (1 + sum(concentration, axes: [-1], keepingDimensions: true)) }

  /// Gamma-distributed numbers divided by their sum, by way of logarithms.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawEvents(shape, parameters) { blocks -> [Double] in
      let logs = blocks[0].map { generator.logGamma(shape: $0) }
      let peak = logs.max() ?? .nan
      let weights: [Double] = logs.map { Stable.exp($0 - peak) }
      let total: Double = weights.reduce(0, +)
      return weights.map { $0 / total }
    }
  }
}
