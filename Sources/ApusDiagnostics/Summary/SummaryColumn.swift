// What a summary keeps of one parameter: its row and what the checks ask, but not its draws.

/// A parameter's row, with the facts of its draws by which it is judged.
struct SummaryColumn: Sendable {
  let row: SummaryRow
  let chainCount: Int
  let drawCount: Int
  let hasNaN: Bool
  let hasInfinite: Bool
  /// Whether all draws are equal.
  let isConstant: Bool
  /// The chains in groups that are apart; looked for where R-hat is seriously large.
  let groups: [Concern.ChainGroup]

  init(_ row: SummaryRow, _ draws: ScalarDraws) {
    self.row = row
    (chainCount, drawCount) = (draws.chainCount, draws.drawCount)
    hasNaN = draws.values.contains(where: \.isNaN)
    hasInfinite = draws.values.contains(where: \.isInfinite)
    isConstant = draws.values.allSatisfy { $0 == draws.values[0] }
    groups = row.rHat > Concern.seriousRHat ? draws.groupsApart() : []
  }

  /// Whether there are draws enough for diagnostics.
  var isLong: Bool { drawCount >= ScalarDraws.fewestDraws }

  /// Whether an estimate or a diagnostic of finite draws that move is missing; an infinite R-hat is one.
  var isUnknown: Bool {
    guard isLong, !hasNaN, !hasInfinite, !isConstant else { return false }
    let numbers = [
      row.mean, row.standardDeviation, row.q05, row.q50, row.q95, row.meanError, row.standardDeviationError,
      row.bulkSampleSize, row.tailSampleSize,
    ]
    return !numbers.allSatisfy(\.isFinite) || chainCount > 1 && row.rHat.isNaN
  }
}

/// Makes a summary parameter by parameter, so that the draws of one are in memory at a time.
package struct SummaryBuilder {
  private let sampler: SamplerStatistics?
  private let probability: Double
  private var halves: SplitChains?
  private var regions: [DivergentRegion] = []
  private var columns: [SummaryColumn] = []
  /// For each chain whether it was constant in all parameters that are long enough.
  private var constantChains: (common: Set<Int>, chainCount: Int)?

  package init(sampler: SamplerStatistics?, probability: Double = 0.94) {
    self.sampler = sampler
    self.probability = probability
  }

  /// Adds a parameter, which is shown.
  package mutating func add(_ name: String, _ draws: ScalarDraws) {
    let hasNaN = draws.values.contains { $0.isNaN }
    let sorted = hasNaN ? nil : SortedDraws(draws.values)
    var diagnostics = ConvergenceDiagnostics()
    if let sorted, draws.canBeDiagnosed() {
      if halves?.fits(draws) != true { halves = SplitChains(for: draws) }
      diagnostics = halves?.diagnostics(of: draws, sorted: sorted) ?? diagnostics
    }
    if let sorted, let places = sampler?.divergentPlaces(among: draws),
      let region = DivergentRegion(name, draws.values, divergentAt: places, sorted: sorted.values)
    {
      regions.append(region)
    }
    columns.append(
      SummaryColumn(SummaryRow(name, draws, sorted: sorted?.values, probability: probability, diagnostics), draws))
    note(draws)
  }

  /// Takes account of a parameter that is not shown: whether a chain moved is seen in all of them.
  package mutating func note(_ draws: ScalarDraws) {
    guard draws.drawCount >= ScalarDraws.fewestDraws else { return }
    let count = max(constantChains?.chainCount ?? 0, draws.chainCount)
    // A chain that this parameter does not have is not shown to move by it.
    let constant = Set((0..<count).filter { $0 >= draws.chainCount || draws.isConstant(chain: $0) })
    let before = constantChains.map { $0.common.union($0.chainCount..<count) } ?? Set(0..<count)
    constantChains = (before.intersection(constant), count)
  }

  /// The summary of the parameters that were added.
  package func summary() -> Summary {
    let checks = SummaryChecks(
      columns, sampler, frozenChains: sampler?.frozenChains ?? constantChains?.common.sorted() ?? [])
    return Summary(
      columns.map(\.row),
      checks.ofDraws + checks.ofDiagnostics + checks.ofSampler(DivergentRegion.telling(regions, of: columns.count)))
  }
}
