// The summary of a fit: a row for each parameter, and reasons not to trust them.

/// Estimates, Monte Carlo errors and diagnostics of named scalar parameters.
///
/// `description` is a table with aligned columns followed by the concerns, one sentence or two each.
public struct Summary: Sendable {
  /// One row for each parameter, in the order given.
  public let rows: [SummaryRow]
  /// Reasons not to trust the draws; empty if there are none.
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
    var halves: SplitChains?
    rows = parameters.map { name, draws in
      let hasNaN = draws.values.contains { $0.isNaN }
      let sorted = hasNaN ? nil : SortedDraws(draws.values)
      var diagnostics = ConvergenceDiagnostics()
      if let sorted, draws.canBeDiagnosed() {
        if halves?.fits(draws) != true { halves = SplitChains(for: draws) }
        diagnostics = halves?.diagnostics(of: draws, sorted: sorted) ?? diagnostics
      }
      return SummaryRow(name, draws, sorted: sorted?.values, probability: probability, diagnostics)
    }
    concerns =
      Self.concerns(draws: parameters, frozenChains: sampler?.frozenChains)
      + Self.concerns(rows: rows, parameters.map(\.draws))
      + Self.concerns(sampler: sampler)
  }

  /// A summary with a concern before those that it has.
  package init(_ summary: Summary, _ concern: Concern) {
    rows = summary.rows
    concerns = [concern] + summary.concerns
  }

  /// The row of a parameter; nil where there is none of that name.
  public subscript(name: String) -> SummaryRow? { rows.first { $0.name == name } }

  private static func concerns(
    draws parameters: [(name: String, draws: ScalarDraws)], frozenChains: [Int]?
  ) -> [Concern] {
    var concerns = [Concern]()
    let broken = parameters.filter { $0.draws.values.contains(where: \.isNaN) }.map(\.name)
    if !broken.isEmpty { concerns.append(.notANumber(parameters: broken)) }
    let infinite = parameters.filter { $0.draws.values.contains(where: \.isInfinite) }.map(\.name)
    if !infinite.isEmpty { concerns.append(.infinite(parameters: infinite)) }
    if let fewest = parameters.map(\.draws.drawCount).min(), fewest < ScalarDraws.fewestDraws {
      concerns.append(.tooFewDraws(drawCount: fewest))
      return concerns
    }
    if parameters.contains(where: { $0.draws.chainCount == 1 }) { concerns.append(.oneChain) }
    let chainCount = parameters.map(\.draws.chainCount).max() ?? 0
    let frozen =
      frozenChains
      ?? (0..<chainCount).filter { chain in
        parameters.allSatisfy { chain >= $0.draws.chainCount || $0.draws.isConstant(chain: chain) }
      }
    if !frozen.isEmpty { concerns.append(.frozenChains(frozen, chainCount: chainCount)) }
    return concerns
  }

  /// What the rows give rise to.
  ///
  /// A column whose draws are all equal (R-hat NaN) raises no concern as long as others move: it may be a constant, such as
  /// the zeros of a Cholesky factor.
  private static func concerns(rows: [SummaryRow], _ draws: [ScalarDraws]) -> [Concern] {
    var concerns = [Concern]()
    let chainCounts = draws.map(\.chainCount)
    let unknown = zip(rows, draws).filter { row, draws in
      guard draws.drawCount >= ScalarDraws.fewestDraws, draws.values.allSatisfy(\.isFinite) else { return false }
      let isConstant = draws.values.allSatisfy { $0 == draws.values[0] }
      return !isConstant
        && (row.bulkSampleSize.isNaN || row.tailSampleSize.isNaN || draws.chainCount > 1 && row.rHat.isNaN)
    }
    if !unknown.isEmpty { concerns.append(.withoutDiagnostics(parameters: unknown.map(\.0.name))) }
    let apart = rows.filter { $0.rHat > Concern.greatestRHat }
    if let worst = apart.max(by: { $0.rHat < $1.rHat }) {
      concerns.append(
        .chainsDisagree(parameters: apart.map(\.name), worst: Concern.Worst(name: worst.name, value: worst.rHat)))
    }
    func sampleSize(_ row: SummaryRow) -> Double { min(row.bulkSampleSize, row.tailSampleSize) }
    let few = zip(rows, chainCounts).filter { sampleSize($0) < Concern.leastSampleSizePerChain * Double($1) }
    if let worst = few.min(by: { sampleSize($0.0) < sampleSize($1.0) }) {
      concerns.append(
        .fewEffectiveDraws(
          parameters: few.map(\.0.name), worst: Concern.Worst(name: worst.0.name, value: sampleSize(worst.0)),
          chainCount: worst.1))
    }
    return concerns
  }

  private static func concerns(sampler: SamplerStatistics?) -> [Concern] {
    guard let sampler else { return [] }
    var concerns = [Concern]()
    if sampler.divergenceCounts.contains(where: { $0 > 0 }) {
      concerns.append(
        .divergences(counts: sampler.divergenceCounts, transitionCount: sampler.transitionCount))
    }
    if sampler.maximumTreeDepthCounts.contains(where: { $0 > 0 }) {
      concerns.append(
        .maximumTreeDepth(
          counts: sampler.maximumTreeDepthCounts, depth: sampler.maximumTreeDepth,
          transitionCount: sampler.transitionCount))
    }
    let fractions = sampler.energies?.fractionsOfMissingInformation() ?? []
    if let energies = sampler.energies, energies.drawCount >= ScalarDraws.fewestDraws,
      fractions.contains(where: \.isNaN)
    {
      concerns.append(.withoutDiagnostics(parameters: ["the energy"]))
    }
    let low = fractions.enumerated().filter { $0.element < Concern.leastFraction }
    if !low.isEmpty {
      concerns.append(
        .missingInformation(fractions: low.map { Concern.ChainFraction(chain: $0.offset, fraction: $0.element) }))
    }
    return concerns
  }
}
