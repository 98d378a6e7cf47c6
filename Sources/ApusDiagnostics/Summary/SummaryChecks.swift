// The list of checks: what speaks against draws, their diagnostics and their sampler.

/// The checks of a summary.
///
/// Law: a parameter with a number that is NaN in its row is named by a concern, or belongs to one about all parameters: too few draws,
/// one chain, no chain that moved.
struct SummaryChecks {
  private let columns: [SummaryColumn]
  private let sampler: SamplerStatistics?
  private let frozenChains: [Int]

  init(_ columns: [SummaryColumn], _ sampler: SamplerStatistics?, frozenChains: [Int]) {
    self.columns = columns
    self.sampler = sampler
    self.frozenChains = frozenChains
  }

  /// Numbers that are missing, and chains that say nothing.
  var ofDraws: [Concern] {
    var concerns = [Concern]()
    let broken = names(\.hasNaN)
    if !broken.isEmpty { concerns.append(.notANumber(parameters: broken)) }
    let infinite = names(\.hasInfinite)
    if !infinite.isEmpty { concerns.append(.infinite(parameters: infinite)) }
    if let fewest = columns.map(\.drawCount).min(), fewest < ScalarDraws.fewestDraws {
      concerns.append(.tooFewDraws(drawCount: fewest))
    }
    if columns.contains(where: { $0.chainCount == 1 && $0.isLong }) { concerns.append(.oneChain) }
    if !frozenChains.isEmpty { concerns.append(.frozenChains(frozenChains, chainCount: chainCount)) }
    if !isAllFrozen {
      let constant = names { $0.isLong && $0.isConstant }
      if !constant.isEmpty { concerns.append(.constant(parameters: constant)) }
    }
    let unknown = names(\.isUnknown)
    if !unknown.isEmpty { concerns.append(.withoutDiagnostics(parameters: unknown)) }
    return concerns
  }

  /// Diagnostics beyond their thresholds.
  var ofDiagnostics: [Concern] {
    var concerns = [Concern]()
    if let apart = Concern.chainsApart(columns, without: Set(frozenChains)) { concerns.append(apart) }
    let apart = columns.map(\.row).filter { $0.rHat > Concern.greatestRHat }
    if let worst = apart.max(by: { $0.rHat < $1.rHat }) {
      concerns.append(
        .chainsDisagree(parameters: apart.map(\.name), worst: Concern.Worst(name: worst.name, value: worst.rHat)))
    }
    func sampleSize(_ row: SummaryRow) -> Double { min(row.bulkSampleSize, row.tailSampleSize) }
    let few = columns.filter {
      sampleSize($0.row) < Concern.leastSampleSizePerChain * Double($0.chainCount) && !$0.isConstant
    }
    if let worst = few.min(by: { sampleSize($0.row) < sampleSize($1.row) }) {
      concerns.append(
        .fewEffectiveDraws(
          parameters: few.map(\.row.name), worst: Concern.Worst(name: worst.row.name, value: sampleSize(worst.row)),
          chainCount: worst.chainCount))
    }
    return concerns
  }

  /// What the sampler reported.
  ///
  /// - Parameter regions: where transitions diverged.
  func ofSampler(_ regions: [DivergentRegion]) -> [Concern] {
    guard let sampler else { return [] }
    var concerns = [Concern]()
    if sampler.divergenceCounts.contains(where: { $0 > 0 }) {
      concerns.append(
        .divergences(
          counts: sampler.divergenceCounts, transitionCount: sampler.transitionCount, regions: regions,
          targetAcceptance: sampler.higherTargetAcceptance))
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

  private var chainCount: Int { columns.map(\.chainCount).max() ?? 0 }

  private var isAllFrozen: Bool { chainCount > 0 && frozenChains.count == chainCount }

  private func names(_ isConcerned: (SummaryColumn) -> Bool) -> [String] {
    columns.filter(isConcerned).map(\.row.name)
  }
}
