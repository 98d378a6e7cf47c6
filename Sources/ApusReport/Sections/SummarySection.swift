// The summary as a table that can be sorted.

internal import ApusDiagnostics
internal import ApusFigures

/// A row for each parameter.
struct SummarySection: ReportSection {
  private let fit: FitView

  init(fit: FitView) { self.fit = fit }

  let heading = "Summary"
  let identifier = "summary"
  let isPresent = true

  /// A column of numbers.
  private struct Column {
    let title: String
    /// What the title means.
    let meaning: String
    let value: (SummaryRow) -> Double
    let text: (SummaryRow, Double) -> String
    var isBad: (FitView.Parameter, Double) -> Bool = { _, _ in false }
  }

  private static func estimate(_ row: SummaryRow, _ value: Double) -> String {
    guard value.isFinite else { return ReportStyle.number(value) }
    // Two digits of the error of the mean show; without an error, four of the number.
    let error = row.meanError
    guard error > 0, error.isFinite, let text = Decimal(value, exponent: Decimal.leadingExponent(error) - 1),
      text.exponent <= 0, text.exponent > -7
    else { return ReportStyle.number(value, digits: 4) }
    return text.text
  }

  private let columns: [Column] = [
    Column(title: "mean", meaning: "mean", value: { $0.mean }, text: estimate),
    Column(title: "sd", meaning: "standard deviation", value: { $0.standardDeviation }, text: estimate),
    Column(title: "5 %", meaning: "5 % quantile", value: { $0.q05 }, text: estimate),
    Column(title: "50 %", meaning: "median", value: { $0.q50 }, text: estimate),
    Column(title: "95 %", meaning: "95 % quantile", value: { $0.q95 }, text: estimate),
    Column(
      title: "MCSE", meaning: "Monte Carlo standard error of the mean", value: { $0.meanError },
      text: { _, x in ReportStyle.number(x, digits: 2) }),
    Column(
      title: "ESS bulk", meaning: "bulk effective sample size", value: { $0.bulkSampleSize },
      text: { _, x in ReportStyle.fixed(x, 0) }, isBad: isFew),
    Column(
      title: "ESS tail", meaning: "tail effective sample size", value: { $0.tailSampleSize },
      text: { _, x in ReportStyle.fixed(x, 0) }, isBad: isFew),
    Column(
      title: "R-hat", meaning: "R-hat", value: { $0.rHat }, text: { _, x in ReportStyle.fixed(x, 3) },
      isBad: { _, x in x > Concern.greatestRHat }),
  ]

  private static func isFew(_ parameter: FitView.Parameter, _ value: Double) -> Bool {
    value < Concern.leastSampleSizePerChain * Double(parameter.draws.chainCount)
  }

  func write(to page: inout PageWriter) {
    let isFolded = fit.parameters.count > Report.rowCount
    let shown = isFolded ? Array(fit.worstFirst.prefix(Report.rowCount)) : Array(fit.parameters.indices)
    let linked = Set(fit.worstFirst.prefix(Report.drawnCount))
    page.paragraph(
      isFolded
        ? "The \(Report.rowCount) worst of \(fit.parameters.count) parameters, by R-hat and effective sample size. The others are left "
          + "out of the table and of the plots; all of them are counted in the verdict."
        : "Press a column's title to sort by it. Numbers with ! are worse than they should be.")
    page.open("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-labelledby": "summary-heading"])
    page.open("table", ["id": "summary-table"])
    page.element("caption", ["class": "hidden"], "Estimates and diagnostics of each parameter")
    page.open("thead")
    page.open("tr")
    write(title: "parameter", meaning: "name of the parameter", isText: true, to: &page)
    for column in columns { write(title: column.title, meaning: column.meaning, isText: false, to: &page) }
    page.close()
    page.close()
    page.open("tbody")
    for parameter in shown.map({ fit.parameters[$0] }) {
      page.open("tr")
      page.open("th", ["scope": "row", "data-value": parameter.name])
      if linked.contains(parameter.place) {
        page.element("a", ["href": "#p\(parameter.place)"], parameter.name)
      } else {
        page.element("span", [:], parameter.name)
      }
      page.close()
      for column in columns {
        let value = column.value(parameter.row)
        let text = column.text(parameter.row, value)
        if column.isBad(parameter, value) {
          page.element("td", ["data-value": "\(value)", "class": "bad"], "! " + text)
        } else {
          page.element("td", ["data-value": "\(value)"], text)
        }
      }
      page.close()
    }
    page.close()
    page.close()
    page.close()
    page.element("p", ["id": "sort-status", "class": "hidden", "aria-live": "polite"], "")
  }

  private func write(title: String, meaning: String, isText: Bool, to page: inout PageWriter) {
    page.open("th", ["scope": "col", "aria-sort": "none", "data-kind": isText ? "text" : "number"])
    page.element("button", ["type": "button", "title": meaning], title)
    page.close()
  }
}
