// Models compared by how well they predict: ranks, differences with their errors, and weights.

/// Models in the order of their expected log predictive density (elpd), with differences and weights.
///
/// `description` is a table like that of ArviZ's `compare`.
public struct ModelComparison: Sendable {
  /// One model.
  public struct Row: Hashable, Sendable {
    /// The name that it was given.
    public let name: String
    /// Its place, counted from 0: the one with the greatest elpd.
    public let rank: Int
    /// elpd.
    public let expectedLogDensity: Double
    /// The standard error of elpd.
    public let standardError: Double
    /// The effective number of parameters.
    public let effectiveParameterCount: Double
    /// By how much elpd is less than that of the first model.
    public let difference: Double
    /// The standard error of the difference, from the differences of the single observations.
    public let differenceError: Double
    /// The weight in the mixture of all models' predictions that predicts best (stacking).
    public let weight: Double
    /// The weight by pseudo-BMA+: Akaike's, averaged over a Bayesian bootstrap of the observations.
    public let pseudoWeight: Double
    /// Whether nothing speaks against the estimate of elpd.
    public let isReliable: Bool
  }

  /// The estimate of elpd: `loo` or `waic`.
  public let criterion: String
  /// The models, the best first; those whose elpd is NaN last.
  public let rows: [Row]
  /// The number of observations.
  public let observationCount: Int

  /// The row of a model; nil where there is none of that name.
  public subscript(name: String) -> Row? { rows.first { $0.name == name } }

  init<Accuracy: PredictiveAccuracy>(
    _ models: [String: Accuracy], bootstrap: ([[Double]]) -> [Double]
  ) throws(ComparisonError) {
    let named = models.map { (name: $0.key, accuracy: $0.value, terms: $0.value.expectedLogDensities) }
    let sorted = named.sorted { a, b in
      let (x, y) = (a.accuracy.expectedLogDensity, b.accuracy.expectedLogDensity)
      if x.isNaN != y.isNaN { return y.isNaN }
      return x == y || x.isNaN ? a.name < b.name : x > y
    }
    guard let best = sorted.first else { throw .noModels }
    let count = best.terms.count
    if sorted.contains(where: { $0.terms.count != count }) {
      let counts = named.map { ComparisonError.Count(name: $0.name, observations: $0.terms.count) }
      throw .differentObservations(counts.sorted { ($0.observations, $0.name) < ($1.observations, $1.name) })
    }
    guard count > 0 else { throw .noObservations }
    let terms = sorted.map(\.terms)
    let (stacking, pseudo) = (StackingWeights.optimal(for: terms), bootstrap(terms))
    criterion = Accuracy.criterion
    observationCount = count
    rows = sorted.enumerated().map { rank, model in
      let differences = zip(best.terms, model.terms).map { $0 - $1 }
      return Row(
        name: model.name, rank: rank, expectedLogDensity: model.accuracy.expectedLogDensity,
        standardError: model.accuracy.standardError,
        effectiveParameterCount: model.accuracy.effectiveParameterCount,
        difference: rank == 0 ? 0 : differences.reduce(0, +),
        differenceError: rank == 0 ? 0 : standardErrorOfSum(differences), weight: stacking[rank],
        pseudoWeight: pseudo[rank], isReliable: model.accuracy.isReliable)
    }
  }
}

/// Compares models by how well they predict observations that they have not seen: the same observations for all.
///
/// ```swift
/// print(try compare(["pooled": a.leaveOneOut(first), "hierarchical": b.leaveOneOut(second)]))
/// ```
///
/// The weights are those of stacking, ``ModelComparison/Row/weight``, and of pseudo-BMA+ with 1000 resamples of a fixed seed,
/// ``ModelComparison/Row/pseudoWeight``. They are NaN where the density of an observation is not finite.
///
/// - Parameter models: the cross-validations, or the criteria (`waic`), of several models by the models' names.
/// - Throws: ``ComparisonError`` where the models have not as many observations, or there are none.
///
/// Reference: Vehtari, Gelman, Gabry (2017), Stat. Comput. 27, 1413; Yao, Vehtari, Simpson, Gelman (2018), Bayesian Anal. 13, 917.
/// Checked against: ArviZ 0.23 `compare`.
public func compare(_ models: [String: some PredictiveAccuracy]) throws(ComparisonError) -> ModelComparison {
  try ModelComparison(models) { PseudoWeights.bootstrapped($0, resamplings: 1000, seed: 0) }
}

/// The same with given weights of the observations, as a Bayesian bootstrap draws them.
package func compare(
  _ models: [String: some PredictiveAccuracy], bootstrap: [[Double]]
) throws(ComparisonError) -> ModelComparison {
  try ModelComparison(models) { PseudoWeights.averaged($0, over: bootstrap) }
}
