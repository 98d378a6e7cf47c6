// Which of many chains are shown where a terminal has too few lines, and what is said of the others.

/// The chains that have a line each, and those that share one.
struct ChainFold {
  let shown: [ChainProgress]
  let others: [ChainProgress]

  /// Chains in their order: of so many places half for those with the most divergences, the rest for those that are farthest behind.
  ///
  /// How far a chain is counts in tenths, so that the choice does not change with each reading.
  init(_ chains: [ChainProgress], places: Int) {
    func tenths(_ chain: ChainProgress) -> Int { 10 * chain.iteration / max(chain.iterationCount, 1) }
    func rank(_ chain: ChainProgress) -> Int {
      switch chain.phase {
      case .finished: 2
      case .waiting: 1
      default: 0
      }
    }
    let divergent = chains.indices.filter { chains[$0].divergenceCount > 0 }.sorted {
      (-chains[$0].divergenceCount, $0) < (-chains[$1].divergenceCount, $1)
    }
    var chosen = Set(divergent.prefix((places + 1) / 2))
    let behind = chains.indices.sorted {
      (rank(chains[$0]), tenths(chains[$0]), $0) < (rank(chains[$1]), tenths(chains[$1]), $1)
    }
    for index in behind where chosen.count < places { chosen.insert(index) }
    shown = chains.indices.filter { chosen.contains($0) }.map { chains[$0] }
    others = chains.indices.filter { !chosen.contains($0) }.map { chains[$0] }
  }

  /// `31 % to 33 %`: how far chains are.
  static func shares(_ chains: [ChainProgress]) -> String {
    let percents = chains.map { chain in
      chain.iterationCount > 0 ? 100 * chain.iteration / chain.iterationCount : 100
    }
    guard let least = percents.min(), let most = percents.max() else { return "0 %" }
    return least == most ? "\(least) %" : "\(least) % to \(most) %"
  }

  static func divergences(_ chains: [ChainProgress]) -> String {
    let count = chains.reduce(0) { $0 + $1.divergenceCount }
    return "\(count) divergence\(count == 1 ? "" : "s")"
  }

  /// The line of the chains that have none of their own, as much of it as there is room for.
  func line(width: Int) -> String {
    let beginning = shown.isEmpty ? "\(others.count) chains" : "… and \(others.count) more"
    let shares = Self.shares(others)
    let forms = [
      "\(beginning): \(shares), \(Self.divergences(others))", "\(beginning): \(shares)", "\(others.count): \(shares)",
    ]
    return forms.first { $0.count <= width } ?? String(forms[2].prefix(width))
  }
}
