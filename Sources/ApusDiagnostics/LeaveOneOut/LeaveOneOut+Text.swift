// The report of a leave-one-out cross-validation, laid out as ArviZ lays it out.

extension LeaveOneOut: CustomStringConvertible {
  /// elpd, its error and p_loo, then how many observations have good, bad and very bad shapes.
  public var description: String {
    var lines = estimateLines(sampleCount: sampleCount)
    if !isReliable {
      lines += ["", "Some observations weigh on the fit so much that their densities are not reliable (bad shapes)."]
    }
    lines += ["------", "", "Pareto k diagnostic values:", "                         Count   Pct."]
    let shapes = observations.map(\.paretoShape)
    let good = NumberText.fixed(goodShape, decimals: 2)
    let groups: [(name: String, count: Int)] = [
      ("(-Inf, \(good)]   (good)     ", shapes.count { $0 <= goodShape }),
      ("   (\(good), 1]   (bad)      ", shapes.count { $0 > goodShape && $0 <= 1 }),
      ("   (1, Inf)   (very bad) ", shapes.count { $0 > 1 }),
    ]
    let width = max(4, "\(groups.map(\.count).max() ?? 0)".count)
    for group in groups {
      let share = 100 * Double(group.count) / Double(observations.count)
      lines.append(
        group.name + NumberText.right("\(group.count)", width: width) + " "
          + NumberText.right(NumberText.fixed(share, decimals: 1), width: 6) + "%")
    }
    return lines.joined(separator: "\n")
  }
}
