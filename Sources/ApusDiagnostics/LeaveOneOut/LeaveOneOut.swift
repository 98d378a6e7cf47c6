// Leave-one-out cross-validation from one fit: the expected log predictive density of each observation.

internal import RealModule

/// The expected log pointwise predictive density (elpd) by Pareto-smoothed leave-one-out cross-validation (PSIS-LOO).
///
/// `description` is the report that ArviZ prints.
///
/// Reference: Vehtari, Gelman, Gabry (2017), Stat. Comput. 27, 1413. Checked against: ArviZ 0.23 `loo`.
public struct LeaveOneOut: Sendable {
  /// What was found for one observation.
  public struct Observation: Hashable, Sendable {
    /// The log predictive density of the observation given all others.
    public let expectedLogDensity: Double
    /// The log predictive density of the observation given all, itself included.
    public let logDensity: Double
    /// The shape k̂ of the tail of its importance weights; above `LeaveOneOut.goodShape` the value is not reliable.
    public let paretoShape: Double
  }

  /// The observations, in the order given.
  public let observations: [Observation]
  /// The number of posterior draws.
  public let sampleCount: Int

  /// p_loo: the effective number of parameters, by which the density given all observations exceeds elpd.
  public var effectiveParameterCount: Double { observations.reduce(0) { $0 + $1.logDensity } - expectedLogDensity }

  /// The greatest reliable shape for this many draws S: min(1 − 1/log₁₀ S, 0.7).
  public var goodShape: Double { Self.goodShape(sampleCount) }

  static func goodShape(_ sampleCount: Int) -> Double { min(1 - 1 / .log10(Double(sampleCount)), 0.7) }

  /// Whether all shapes are below the greatest reliable one and no density is NaN.
  public var isReliable: Bool {
    observations.allSatisfy { $0.paretoShape <= goodShape && !$0.expectedLogDensity.isNaN }
  }

  /// The cross-validation of a fit from the log likelihood of each observation at each posterior draw.
  ///
  /// - Parameters:
  ///   - logLikelihoods: for each observation its log likelihood at the draws; all of the same shape.
  ///   - relativeEfficiency: the effective over the actual number of draws; see
  ///     `ScalarDraws.relativeEfficiency(of:)`. ArviZ takes 1 for a single chain.
  ///
  /// An observation whose log likelihood is NaN or infinite at a draw has a NaN density, and so has one that has not as many
  /// draws as the first.
  public init(logLikelihoods: [ScalarDraws], relativeEfficiency: Double = 1) {
    let sampleCount = logLikelihoods.first?.values.count ?? 0
    self.sampleCount = sampleCount
    observations = logLikelihoods.map { logLikelihood in
      let values = logLikelihood.values
      guard values.count == sampleCount else {
        return Observation(expectedLogDensity: .nan, logDensity: .nan, paretoShape: .nan)
      }
      let smoothed = ParetoSmoothedWeights(smoothing: values.map { -$0 }, relativeEfficiency: relativeEfficiency)
      return Observation(
        expectedLogDensity: logSumOfExponentials(zip(smoothed.logWeights, values).map { $0 + $1 }),
        logDensity: logSumOfExponentials(values) - .log(Double(sampleCount)), paretoShape: smoothed.paretoShape)
    }
  }
}

extension ScalarDraws {
  /// The relative efficiency of a fit: the mean over its parameters of the effective sample size of the mean, over the
  /// number of draws; 1 for a single chain, as ArviZ has it.
  package static func relativeEfficiency(of parameters: [ScalarDraws]) -> Double {
    guard let first = parameters.first, first.chainCount > 1 else { return 1 }
    let total = parameters.reduce(0) { $0 + $1.effectiveSampleSize(for: .mean) }
    return total / Double(parameters.count) / Double(first.values.count)
  }
}
