// The summary of a fit: a row for each parameter, and reasons not to trust them.

/// Estimates, Monte Carlo errors and diagnostics of named scalar parameters.
///
/// `description` is a table with aligned columns followed by the concerns, one sentence or two each.
public struct Summary: Sendable {
  /// One row for each parameter, in the order given.
  public let rows: [SummaryRow]
  /// Reasons not to trust the draws, the most serious first; empty if there are none.
  public let concerns: [Concern]

  /// The summary of parameters, each with its draws.
  ///
  /// - Parameters:
  ///   - parameters: names and draws; the shapes of the draws may differ.
  ///   - sampler: what the sampler reported, where there was one.
  ///   - probability: the share of the draws in the highest density intervals, in (0, 1]; their ends are NaN for any other.
  ///
  /// Checked against: ArviZ 0.23 `summary` on even numbers of draws; see `ScalarDraws.rHat()` for odd ones.
  public init(
    _ parameters: [(name: String, draws: ScalarDraws)], sampler: SamplerStatistics? = nil, probability: Double = 0.94
  ) {
    var builder = SummaryBuilder(sampler: sampler, probability: probability)
    for (name, draws) in parameters { builder.add(name, draws) }
    self = builder.summary()
  }

  init(_ rows: [SummaryRow], _ concerns: [Concern]) {
    self.rows = rows
    self.concerns = Self.ordered(concerns)
  }

  /// A summary with more concerns.
  package init(_ summary: Summary, _ concerns: [Concern?]) {
    rows = summary.rows
    self.concerns = Self.ordered(concerns.compactMap { $0 } + summary.concerns)
  }

  /// The most serious first, in their order where they weigh as much.
  private static func ordered(_ concerns: [Concern]) -> [Concern] {
    [Concern.Severity.serious, .warning, .note].flatMap { severity in concerns.filter { $0.severity == severity } }
  }

  /// The row of a parameter; nil where there is none of that name.
  public subscript(name: String) -> SummaryRow? { rows.first { $0.name == name } }
}
