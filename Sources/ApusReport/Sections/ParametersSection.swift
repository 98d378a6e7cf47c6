// Each parameter: density, ranks and trace, the worst first.

internal import ApusDiagnostics

/// A part that opens and closes for each parameter.
struct ParametersSection: ReportSection {
  let fit: FitView

  let heading = "Parameters"
  let identifier = "parameters"
  let isPresent = true

  /// How many are open at first.
  private static let openCount = 4

  func write(to page: inout PageWriter) {
    let shown = fit.worstFirst.prefix(Report.drawnCount).map { fit.parameters[$0] }
    let isFolded = shown.count < fit.parameters.count
    page.paragraph(
      isFolded
        ? "The \(shown.count) worst of \(fit.parameters.count) parameters, by R-hat and effective sample size, the worst first; the other "
          + "\(fit.parameters.count - shown.count) are not drawn."
        : "By R-hat and effective sample size, the worst first.")
    writeControls(to: &page)
    let envelope = UniformEnvelope.ofRanks(chainCount: fit.chainCount)
    let step = Chart.traceStep(shown)
    let isDivergent = fit.isDivergent
    for (index, parameter) in shown.enumerated() {
      if index < Self.openCount {
        page.open("details", ["class": "parameter", "id": "p\(parameter.place)", "open": "open"])
      } else {
        page.open("details", ["class": "parameter", "id": "p\(parameter.place)"])
      }
      page.open("summary")
      page.element("h3", [:], parameter.name)
      page.element("span", ["class": "facts"], facts(parameter))
      page.close()
      page.open("div", ["class": "charts"])
      page.figure(.density(parameter, prior: fit.prior(of: parameter), isDivergent: isDivergent))
      // One chain has nothing to be compared with.
      page.figure(
        parameter.draws.chainCount > 1
          ? .rank(parameter, envelope: envelope) : .autocorrelation(parameter, isWide: false))
      page.figure(.trace(parameter, isDivergent: isDivergent, step: step), class: "chart zoomable")
      page.close()
      page.close()
    }
  }

  private func facts(_ parameter: FitView.Parameter) -> String {
    let row = parameter.row
    let rHat = row.rHat.isNaN ? "unknown" : ReportStyle.fixed(row.rHat, 3)
    return
      "R-hat \(rHat), effective sample size \(ReportStyle.fixed(row.bulkSampleSize, 0)) (bulk), "
      + "\(ReportStyle.fixed(row.tailSampleSize, 0)) (tail)"
  }

  /// Buttons that open all parts, and fields that zoom all traces; drawing on a trace zooms too.
  private func writeControls(to page: inout PageWriter) {
    let last = max((fit.parameters.map(\.draws.drawCount).max() ?? 0) - 1, 0)
    page.open("div", ["class": "controls"])
    page.element("button", ["type": "button", "id": "open-all"], "Open all")
    page.element("button", ["type": "button", "id": "close-all"], "Close all")
    page.open("span", ["class": "zoom", "role": "group", "aria-label": "Zoom of all traces"])
    for (name, title, value) in [("zoom-first", "Draws from", 0), ("zoom-last", "to", last)] {
      page.element("label", ["for": name], title)
      page.void(
        "input",
        ["id": name, "type": "number", "min": "0", "max": "\(last)", "value": "\(value)", "data-full": "\(value)"])
    }
    page.element("button", ["type": "button", "id": "zoom-reset"], "Reset zoom")
    page.close()
    page.element("span", ["id": "zoom-status", "class": "hidden", "aria-live": "polite"], "")
    page.close()
    writeChainKey(to: &page)
  }

  /// Which color and dash each chain has.
  private func writeChainKey(to page: inout PageWriter) {
    guard fit.chainCount > 1 else { return }
    page.open("ul", ["class": "keys", "aria-label": "Colors of chains"])
    for chain in 0..<min(fit.chainCount, ReportStyle.greatestChainCount) {
      page.open("li")
      page.open("svg", ["width": "34", "height": "12", "aria-hidden": "true"])
      page.void(
        "line",
        [
          "x1": "1", "y1": "6", "x2": "33", "y2": "6", "stroke": ReportStyle.color(chain), "stroke-width": "2.4",
          "stroke-dasharray": ReportStyle.dash(chain).isEmpty ? "none" : ReportStyle.dash(chain),
        ])
      page.close()
      page.element("span", [:], "chain \(chain)")
      page.close()
    }
    page.close()
  }
}
