// Chains in different places: which of them agree with each other.

extension ScalarDraws {
  /// The chains in groups that are apart: the middle 90 % of a chain's draws overlaps those of its group, and of no other group.
  ///
  /// Empty where all agree, or a chain has fewer than 50 draws, with which it could happen by chance. The groups are in ascending order
  /// of their chains.
  func groupsApart() -> [Concern.ChainGroup] {
    guard drawCount >= 50 else { return [] }
    let ranges = (0..<chainCount).map { chain in
      let sorted = self[chain].sorted()
      return (
        chain: chain, lower: interpolatedQuantile(0.05, ofSorted: sorted),
        upper: interpolatedQuantile(0.95, ofSorted: sorted)
      )
    }
    var groups: [(chains: [Int], upper: Double)] = []
    for range in ranges.sorted(by: { ($0.lower, $0.chain) < ($1.lower, $1.chain) }) {
      if let last = groups.indices.last, range.lower <= groups[last].upper {
        groups[last].chains.append(range.chain)
        groups[last].upper = max(groups[last].upper, range.upper)
      } else {
        groups.append(([range.chain], range.upper))
      }
    }
    guard groups.count > 1 else { return [] }
    return groups.map { group in
      let draws = SortedDraws(group.chains.flatMap { self[$0] })
      return Concern.ChainGroup(chains: group.chains.sorted(), median: draws.median)
    }.sorted { $0.chains[0] < $1.chains[0] }
  }
}

extension Concern {
  /// The concern that chains are apart, in the groups that are those of the most parameters; nil where they are apart for none.
  ///
  /// - Parameters:
  ///   - columns: the parameters, with the groups of each.
  ///   - frozen: the chains that never moved, of which nothing is said here.
  static func chainsApart(_ columns: [SummaryColumn], without frozen: Set<Int>) -> Concern? {
    typealias Apart = (row: SummaryRow, groups: [ChainGroup])
    var places: [[[Int]]: [Apart]] = [:]
    for column in columns {
      let groups = column.groups.compactMap { group in
        let moving = group.chains.filter { !frozen.contains($0) }
        return moving.isEmpty ? nil : ChainGroup(chains: moving, median: group.median)
      }
      if groups.count > 1 { places[groups.map(\.chains), default: []].append((column.row, groups)) }
    }
    // What is said shall not depend on the order of a dictionary.
    func isLess(_ a: [Apart], _ b: [Apart]) -> Bool {
      (a.count, a.map(\.row.rHat).max() ?? 0, b[0].row.name) < (b.count, b.map(\.row.rHat).max() ?? 0, a[0].row.name)
    }
    guard var apart = places.values.max(by: isLess) else { return nil }
    let worst = apart.indices.max { apart[$0].row.rHat < apart[$1].row.rHat } ?? 0
    apart.insert(apart.remove(at: worst), at: 0)
    return .chainsApart(parameters: apart.map(\.row.name), groups: apart[0].groups)
  }
}
