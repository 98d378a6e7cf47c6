// The Dirichlet-multinomial distribution of counts in several categories.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of the counts in K categories of n trials whose probabilities are drawn once from a Dirichlet distribution
/// with concentrations α_k > 0, on vectors of counts with the sum n.
///
/// log P(x) = log n! Γ(A)/Γ(n + A) + Σ log Γ(x_k + α_k)/(x_k! Γ(α_k)) with A = Σ α_k. The categories lie along the last axis. It
/// is computed as a ratio of the peaks of Poisson distributions, in which nothing cancels for large n or α.
///
/// PyMC's order is the same, n and a. Stan's `dirichlet_multinomial` has no n: it is the sum of the counts.
///
/// Reference: Johnson, Kotz and Balakrishnan (1997), Discrete Multivariate Distributions, section 35.13.
/// Checked against: mpmath, scipy.stats.dirichlet_multinomial.
public struct DirichletMultinomial: DistributionWithMoments, BuiltInFormula {
  /// The number n of trials.
  public let trials: Tensor
  /// The concentrations α_k > 0.
  public let concentration: Tensor

  /// `trials` trials with probabilities from Dirichlet(`concentration`).
  public init(trials: some TensorConvertible, concentration: some TensorConvertible) {
    self.trials = trials.tensor
    self.concentration = concentration.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("trials", trials, .count),
      DistributionParameter("concentration", concentration, .positive, eventRank: 1),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> DirichletMultinomial {
    DirichletMultinomial(trials: operands[0], concentration: operands[1])
  }
  public var support: Support { .counts(count: concentration.lastExtent, total: trials) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard let counts = Counts(value, total: trials, categories: concentration) else {
      return poisoned(value, "the last axes differ or the shapes do not broadcast")
    }
    let (x, n) = (counts.counts, counts.total)
    let a = concentration.valid(where: concentration .> 0)
    let total = sum(a, axes: [-1])
    // The expectations of x and α in a table with the rows n and A differ from them by d and −d.
    let (each, whole) = (n.withLastAxis, total.withLastAxis)
    let difference = a * (each / (each + whole)) - x * (whole / (each + whole))
    let both = x + a
    let ratios =
      scaledLogRatio(both * (each / (each + whole)), x, difference: difference)
      + scaledLogRatio(both * (whole / (each + whole)), a, difference: -difference)
    let peaks = (logPoissonPeak(x) + (logPoissonPeak(a) - logPoissonPeak(both))) - log1p(x / a)
    let margin = (logPoissonPeak(n) + (logPoissonPeak(total) - logPoissonPeak(n + total))) - log1p(n / total)
    return (sum(ratios + peaks, axes: [-1]) - margin).minusInfinity(where: counts.isOutside)
  }

  private var total: Tensor { sum(concentration, axes: [-1], keepingDimensions: true) }

  public var mean: Tensor { trials.withLastAxis * (concentration / total) }
  public var variance: Tensor {
    mean * (1 - concentration / total) * ((trials.withLastAxis + total) / (1 + total))
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawEvents(shape, parameters) { blocks in
      guard let count = Int(exactly: blocks[0][blocks[0].startIndex]) else { return [] }
      let logs = blocks[1].map { generator.logGamma(shape: $0) }
      let peak = logs.max() ?? .nan
      return generator.multinomial(count: count, weights: logs.map { Stable.exp($0 - peak) })
    }
  }
}
