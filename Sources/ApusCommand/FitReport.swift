// The result of a fit as one JSON object.

internal import ApusExtension
internal import ApusProgram

/// What `--json` prints and `--out` saves.
struct FitReport: Encodable {
  let summary: Summary
  let divergences: Int
  let gradients: GradientReport
  /// The draws of each chain.
  let draws: Int
  /// Whether a signal stopped the chains before they had all draws.
  let isInterrupted: Bool
  let seconds: Double

  private enum CodingKeys: String, CodingKey {
    case parameters, divergences, gradients, draws, interrupted, seconds, warnings
  }

  private struct Row: Encodable {
    let mean, sd, q05, q50, q95, rhat, ess_bulk, ess_tail: Double
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
    try container.encode(Dictionary(uniqueKeysWithValues: rows), forKey: .parameters)
    try container.encode(divergences, forKey: .divergences)
    try container.encode(gradients, forKey: .gradients)
    try container.encode(draws, forKey: .draws)
    try container.encode(isInterrupted, forKey: .interrupted)
    try container.encode(seconds, forKey: .seconds)
    try container.encode(summary.concerns.map(\.description), forKey: .warnings)
  }

  /// The object with sorted keys.
  func text() throws(ProgramFailure) -> String {
    do { return try jsonText(self) } catch {
      throw ProgramFailure(.software, "the result cannot be encoded: \(error)")
    }
  }
}
