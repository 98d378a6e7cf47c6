// The result of a fit as one JSON object.

internal import ApusExtension
internal import ApusProgram
internal import ApusVelocities

/// What `--json` prints and `--out` saves.
struct FitReport: Encodable {
  let star: String
  let summary: Summary
  let warnings: [String]
  let divergences: Int
  let seconds: Double
  private let notes: [String]
  private let fit: RadialVelocityFit
  private let search: PlanetSearch
  /// Whether a signal stopped the chains before they had all draws.
  private let isInterrupted: Bool

  init(
    star: String, fit: RadialVelocityFit, search: PlanetSearch, quantities: [(name: String, draws: ScalarDraws)],
    reading: VelocityReading, isInterrupted: Bool, seconds: Double
  ) {
    (self.star, self.fit, self.search) = (star, fit, search)
    (notes, self.isInterrupted, self.seconds) = (reading.notes, isInterrupted, seconds)
    summary = Summary(quantities, sampler: fit.posterior.samplerStatistics)
    divergences = fit.posterior.divergenceCount
    let concerns = FitConcerns(fit, search, quantities).sentences
    // Notes, such as a divergence among a thousand transitions, are no reason for concern.
    let grave = summary.concerns.filter { $0.severity > .note }
    warnings = reading.warnings + concerns + grave.map(\.description)
  }

  private enum CodingKeys: String, CodingKey {
    case star, parameters, priors, search, trend, divergences, gradients, draws, interrupted, seconds, notes, warnings
  }

  private struct Row: Encodable {
    let mean, sd, q05, q50, q95, rhat, ess_bulk, ess_tail: Double
  }

  private struct Prior: Encodable {
    let prior, unit: String
  }

  private struct Alternative: Encodable {
    let period, log_evidence_ratio: Double
    let relation: String
  }

  private struct Stage: Encodable {
    let period, false_alarm_probability, delta_bic, log_evidence_ratio, log_likelihood_gain: Double
    let accepted: Bool
    let alternatives: [Alternative]
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let rows = summary.rows.map { row in
      (
        row.name,
        Row(
          mean: row.mean, sd: row.standardDeviation, q05: row.q05, q50: row.q50, q95: row.q95, rhat: row.rHat,
          ess_bulk: row.bulkSampleSize, ess_tail: row.tailSampleSize)
      )
    }
    try container.encode(star, forKey: .star)
    try container.encode(Dictionary(uniqueKeysWithValues: rows), forKey: .parameters)
    let priors = fit.model.priors.entries.map { ($0.name, Prior(prior: $0.prior.description, unit: $0.unit)) }
    try container.encode(Dictionary(priors, uniquingKeysWith: { first, _ in first }), forKey: .priors)
    try container.encode(stages, forKey: .search)
    try container.encode(search.trend.rawValue, forKey: .trend)
    try container.encode(divergences, forKey: .divergences)
    try container.encode(fit.posterior.gradientReport, forKey: .gradients)
    try container.encode(fit.posterior.chains.drawCount, forKey: .draws)
    try container.encode(isInterrupted, forKey: .interrupted)
    try container.encode(seconds, forKey: .seconds)
    try container.encode(notes, forKey: .notes)
    try container.encode(warnings, forKey: .warnings)
  }

  private var stages: [Stage] {
    var accepted = 0
    return search.stages.map { stage in
      defer { if stage.isAccepted { accepted += 1 } }
      let others = stage.isAccepted && accepted < search.alternatives.count ? search.alternatives[accepted] : []
      // JSON has no infinities: a ratio that is none is a large negative number.
      return Stage(
        period: stage.period, false_alarm_probability: stage.falseAlarmProbability, delta_bic: stage.bicChange,
        log_evidence_ratio: max(stage.logEvidenceRatio, -1e300), log_likelihood_gain: stage.logLikelihoodGain,
        accepted: stage.isAccepted,
        alternatives: others.map {
          Alternative(period: $0.period, log_evidence_ratio: $0.logEvidenceRatio, relation: $0.relation)
        })
    }
  }

  /// The object with sorted keys.
  func text() throws(ProgramFailure) -> String {
    do { return try jsonText(self) } catch {
      throw ProgramFailure(.software, "the result cannot be encoded: \(error)")
    }
  }
}
