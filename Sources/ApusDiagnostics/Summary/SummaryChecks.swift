// The list of checks: what speaks against draws, their diagnostics and their sampler.

/// The checks of a summary.
///
/// Law: a parameter with a number that is NaN in its row is named by a concern, or belongs to one about all parameters: too few draws,
/// one chain, no chain that moved.
struct SummaryChecks {
  private let parameters: [(row: SummaryRow, draws: ScalarDraws)]
  private let sampler: SamplerStatistics?
  private let frozenChains: [Int]

  init(_ rows: [SummaryRow], _ draws: [ScalarDraws], _ sampler: SamplerStatistics?) {
    parameters = zip(rows, draws).map { ($0, $1) }
    self.sampler = sampler
    frozenChains = sampler?.frozenChains ?? Self.frozenChains(draws)
  }

  /// The chains in which all draws of each parameter are equal.
  static func frozenChains(_ draws: [ScalarDraws]) -> [Int] {
    let draws = draws.filter { $0.drawCount >= ScalarDraws.fewestDraws }
    return (0..<(draws.map(\.chainCount).max() ?? 0)).filter { chain in
      draws.allSatisfy { chain >= $0.chainCount || $0.isConstant(chain: chain) }
    }
  }

  /// Numbers that are missing, and chains that say nothing.
  var ofDraws: [Concern] {
    var concerns = [Concern]()
    let broken = names { _, draws in draws.values.contains(where: \.isNaN) }
    if !broken.isEmpty { concerns.append(.notANumber(parameters: broken)) }
    let infinite = names { _, draws in draws.values.contains(where: \.isInfinite) }
    if !infinite.isEmpty { concerns.append(.infinite(parameters: infinite)) }
    if let fewest = parameters.map(\.draws.drawCount).min(), fewest < ScalarDraws.fewestDraws {
      concerns.append(.tooFewDraws(drawCount: fewest))
    }
    if parameters.contains(where: { $0.draws.chainCount == 1 && isLong($0.draws) }) { concerns.append(.oneChain) }
    if !frozenChains.isEmpty { concerns.append(.frozenChains(frozenChains, chainCount: chainCount)) }
    if !isAllFrozen {
      let constant = names { _, draws in isLong(draws) && isConstant(draws) }
      if !constant.isEmpty { concerns.append(.constant(parameters: constant)) }
    }
    let unknown = names { row, draws in
      isLong(draws) && draws.values.allSatisfy(\.isFinite) && !isConstant(draws) && isUnknown(row, draws)
    }
    if !unknown.isEmpty { concerns.append(.withoutDiagnostics(parameters: unknown)) }
    return concerns
  }

  /// Diagnostics beyond their thresholds.
  var ofDiagnostics: [Concern] {
    var concerns = [Concern]()
    if let apart = Concern.chainsApart(parameters, without: Set(frozenChains)) { concerns.append(apart) }
    let apart = parameters.map(\.row).filter { $0.rHat > Concern.greatestRHat }
    if let worst = apart.max(by: { $0.rHat < $1.rHat }) {
      concerns.append(
        .chainsDisagree(parameters: apart.map(\.name), worst: Concern.Worst(name: worst.name, value: worst.rHat)))
    }
    func sampleSize(_ row: SummaryRow) -> Double { min(row.bulkSampleSize, row.tailSampleSize) }
    let few = parameters.filter {
      sampleSize($0.row) < Concern.leastSampleSizePerChain * Double($0.draws.chainCount) && !isConstant($0.draws)
    }
    if let worst = few.min(by: { sampleSize($0.row) < sampleSize($1.row) }) {
      concerns.append(
        .fewEffectiveDraws(
          parameters: few.map(\.row.name), worst: Concern.Worst(name: worst.row.name, value: sampleSize(worst.row)),
          chainCount: worst.draws.chainCount))
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
    if let energies = sampler.energies, isLong(energies), fractions.contains(where: \.isNaN) {
      concerns.append(.withoutDiagnostics(parameters: ["the energy"]))
    }
    let low = fractions.enumerated().filter { $0.element < Concern.leastFraction }
    if !low.isEmpty {
      concerns.append(
        .missingInformation(fractions: low.map { Concern.ChainFraction(chain: $0.offset, fraction: $0.element) }))
    }
    return concerns
  }

  private var chainCount: Int { parameters.map(\.draws.chainCount).max() ?? 0 }

  private var isAllFrozen: Bool { chainCount > 0 && frozenChains.count == chainCount }

  private func names(_ isConcerned: (SummaryRow, ScalarDraws) -> Bool) -> [String] {
    parameters.filter { isConcerned($0.row, $0.draws) }.map(\.row.name)
  }

  private func isLong(_ draws: ScalarDraws) -> Bool { draws.drawCount >= ScalarDraws.fewestDraws }

  private func isConstant(_ draws: ScalarDraws) -> Bool { draws.values.allSatisfy { $0 == draws.values[0] } }

  /// Whether an estimate or a diagnostic of finite draws that move is missing; an infinite R-hat is one.
  private func isUnknown(_ row: SummaryRow, _ draws: ScalarDraws) -> Bool {
    let numbers = [
      row.mean, row.standardDeviation, row.q05, row.q50, row.q95, row.meanError, row.standardDeviationError,
      row.bulkSampleSize, row.tailSampleSize,
    ]
    return !numbers.allSatisfy(\.isFinite) || draws.chainCount > 1 && row.rHat.isNaN
  }
}
