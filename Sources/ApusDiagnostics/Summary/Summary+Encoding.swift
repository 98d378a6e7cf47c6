// The summary as JSON: rows with ArviZ's column names, and the concerns as sentences.

extension Summary: Encodable {
  private enum CodingKeys: String, CodingKey {
    case rows, warnings, concerns
  }

  private struct Judgement: Encodable {
    let severity, text: String
  }

  /// Encodes `rows`; `warnings`: the sentences of the concerns; `concerns`: each with its `severity` and its `text`.
  ///
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rows, forKey: .rows)
    try container.encode(concerns.map(\.description), forKey: .warnings)
    try container.encode(
      concerns.map { Judgement(severity: $0.severity.rawValue, text: $0.description) }, forKey: .concerns)
  }
}

extension SummaryRow: Encodable {
  private enum CodingKeys: String, CodingKey {
    case name, mean, sd, q05, q50, q95
    case lower = "hdi_lower"
    case upper = "hdi_upper"
    case probability = "hdi_prob"
    case meanError = "mcse_mean"
    case standardDeviationError = "mcse_sd"
    case bulkSampleSize = "ess_bulk"
    case tailSampleSize = "ess_tail"
    case rHat = "r_hat"
  }

  /// Encodes the row under ArviZ's column names; NaN and infinities as the strings `NaN`, `Infinity`, `-Infinity`.
  ///
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    let numbers: [(CodingKeys, Double)] = [
      (.mean, mean), (.sd, standardDeviation), (.q05, q05), (.q50, q50), (.q95, q95),
      (.lower, interval.lower), (.upper, interval.upper), (.probability, interval.probability),
      (.meanError, meanError), (.standardDeviationError, standardDeviationError),
      (.bulkSampleSize, bulkSampleSize), (.tailSampleSize, tailSampleSize), (.rHat, rHat),
    ]
    for (key, number) in numbers {
      if number.isFinite {
        try container.encode(number, forKey: key)
      } else {
        try container.encode(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity", forKey: key)
      }
    }
  }
}
