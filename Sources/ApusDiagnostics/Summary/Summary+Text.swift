// The summary as a table of text, digits chosen by the Monte Carlo error.

extension Summary: CustomStringConvertible {
  /// Which interval a table shows.
  public enum Interval: Hashable, Sendable {
    /// The quantiles at 5, 50 and 95 %.
    case quantiles
    /// The ends of the highest density interval.
    case highestDensity
  }

  /// The table with quantiles, and the concerns below it, the most serious first.
  public var description: String { text(interval: .quantiles) }

  /// The table, and the concerns below it, each with the word for its severity.
  ///
  /// Means, standard deviations, quantiles and errors of a row have as many decimals as show the first two digits of the
  /// Monte Carlo error of the mean; very small and very large numbers are written with powers of ten. Effective sample
  /// sizes are rounded to integers, R-hat to three decimals.
  public func text(interval: Interval) -> String {
    var columns: [[String]] = [[""] + rows.map(\.name)]
    let styles = rows.map(NumberStyle.init)
    func add(_ title: String, _ value: (SummaryRow) -> Double, _ text: (NumberStyle, Double) -> String) {
      columns.append([title] + zip(rows, styles).map { text($1, value($0)) })
    }
    func estimate(_ title: String, _ value: (SummaryRow) -> Double) { add(title, value) { $0.text($1) } }
    estimate("mean") { $0.mean }
    estimate("sd") { $0.standardDeviation }
    switch interval {
    case .quantiles:
      estimate("q05") { $0.q05 }
      estimate("q50") { $0.q50 }
      estimate("q95") { $0.q95 }
    case .highestDensity:
      let outside = (100 - 100 * (rows.first?.interval.probability ?? 1)) / 2
      estimate("hdi_\(NumberText.percent(outside))") { $0.interval.lower }
      estimate("hdi_\(NumberText.percent(100 - outside))") { $0.interval.upper }
    }
    estimate("mcse_mean") { $0.meanError }
    estimate("mcse_sd") { $0.standardDeviationError }
    add("ess_bulk", { $0.bulkSampleSize }, { NumberText.fixed($1, decimals: 0) })
    add("ess_tail", { $0.tailSampleSize }, { NumberText.fixed($1, decimals: 0) })
    add("r_hat", { $0.rHat }, { NumberText.fixed($1, decimals: 3) })
    let lines = NumberText.table(columns)
    let notes = concerns.map { "- \($0.severity.rawValue): \($0)" }
    return (lines + (notes.isEmpty ? [] : [""] + notes)).joined(separator: "\n")
  }
}

private struct NumberStyle {
  /// The place of the last digit shown: so many places after the point, negative before it.
  private let place: Int
  private let isScientific: Bool

  /// The style that shows two digits of the error of the mean; else three of the standard deviation, else four of the mean.
  init(_ row: SummaryRow) {
    let greatest = [row.mean, row.q05, row.q95].map(\.magnitude).filter(\.isFinite).max() ?? 0
    if let exponent = NumberText.exponent(row.meanError) {
      place = 1 - exponent
    } else if let exponent = NumberText.exponent(row.standardDeviation) {
      place = 2 - exponent
    } else {
      place = 3 - (NumberText.exponent(row.mean) ?? 0)
    }
    isScientific = place > 6 || greatest >= 1e9
  }

  func text(_ x: Double) -> String {
    guard isScientific else { return NumberText.fixed(x, decimals: place) }
    guard let exponent = NumberText.exponent(x) else { return NumberText.fixed(x, decimals: 0) }
    return NumberText.scientific(x, decimals: max(exponent + place, 0))
  }
}
