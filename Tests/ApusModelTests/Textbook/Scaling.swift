// The four ways in which users hand over a column of data.

/// What was done to the data before they came to the model.
enum Scaling: String, CaseIterable, Sendable {
  /// Less their mean, divided by their standard deviation: sums are zero up to rounding. Groups and answers are balanced.
  case standardised
  /// Less their mean, in their own unit. Groups and answers are balanced.
  case centred
  /// As they were measured: heights in cm, times in days.
  case raw
  /// In a unit a million times too small, at times such as Julian dates.
  case huge

  /// Whether groups and answers are balanced, so that gradients at the start are zero up to rounding.
  var isBalanced: Bool { self == .standardised || self == .centred }

  /// What the unit of measurement is worth.
  var unit: Double { self == .huge ? 1e6 : 1 }

  /// The size of counts, and the number of trials.
  var countSizes: (count: Double, trials: Int) {
    switch self {
    case .standardised: (2, 10)
    case .centred: (5, 12)
    case .raw: (20, 50)
    case .huge: (1e6, 1_000_000)
    }
  }

  /// A column of measurements.
  func column(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    switch self {
    case .standardised: return values.map { ($0 - mean) / variance.squareRoot() }
    case .centred: return values.map { $0 - mean }
    case .raw: return values
    case .huge: return values.map { 1e6 * $0 }
    }
  }

  /// A column of positive measurements, such as waiting times: in parts of their mean where they are standardised.
  func positiveColumn(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    switch self {
    case .standardised: return values.map { $0 / mean }
    case .centred, .raw: return values
    case .huge: return values.map { 1e6 * $0 }
    }
  }
}
