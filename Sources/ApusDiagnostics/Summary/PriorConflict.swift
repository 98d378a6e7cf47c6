// Where data and prior disagree: posterior means far out in the prior.

internal import ApusData

extension Concern {
  /// The concern about parameters whose posterior mean lies beyond all but a small share of the prior's draws; nil where there is none,
  /// or there are fewer than 400 prior draws.
  ///
  /// A parameter that the prior's draws leave where it is says nothing.
  static func priorConflict(_ rows: [SummaryRow], prior: DataGroup) -> Concern? {
    let count = prior.chainCount * prior.drawCount
    guard Double(count) * leastPriorShare >= 1 else { return nil }
    let draws = Dictionary(prior.arrays.flatMap(\.scalars).map { ($0.name, $0.draws.values) }) { first, _ in first }
    let found = rows.compactMap { row -> Worst? in
      guard row.mean.isFinite, let values = draws[row.name], values.allSatisfy(\.isFinite),
        values.contains(where: { $0 != values[0] })
      else { return nil }
      // Integers: a mean between two of them is beyond neither.
      let beyond = min(values.count { $0 <= row.mean.rounded(.up) }, values.count { $0 >= row.mean.rounded(.down) })
      let exact = min(values.count { $0 <= row.mean }, values.count { $0 >= row.mean })
      let isWhole = values.allSatisfy { $0 == $0.rounded() }
      let share = Double(isWhole ? beyond : exact) / Double(values.count)
      return share < leastPriorShare ? Worst(name: row.name, value: share) : nil
    }
    return found.isEmpty ? nil : .priorConflict(parameters: found, priorDrawCount: count)
  }
}
