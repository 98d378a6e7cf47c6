// Traces: the draws of each chain in their order.

internal import ApusFigures

extension Chart {
  /// The traces of a parameter, with a row of ticks where transitions diverged.
  ///
  /// - Parameters:
  ///   - isDivergent: of each draw, chain by chain; empty: not known.
  ///   - step: how many draws are shown as one stroke.
  static func trace(_ parameter: FitView.Parameter, isDivergent: [Bool], step: Int) -> Chart {
    let draws = parameter.draws
    let shown = min(draws.chainCount, ReportStyle.greatestChainCount)
    var marks: [any Mark] = (0..<shown).map { chain in
      TraceLine(name: "chain \(chain)", draws: Array(draws[chain]), color: ReportStyle.color(chain), step: step)
    }
    let divergent = isDivergent.indices.filter { isDivergent[$0] }.map { Double($0 % max(draws.drawCount, 1)) }
    var ticks = TickRow(name: "divergent transitions", x: divergent)
    ticks.isZoomed = true
    marks.append(ticks)
    var x = Axis("draw", limits: Interval(0, Double(max(draws.drawCount - 1, 1))))
    x.padding = (0, 0)
    var y = Axis(parameter.label(width: 150))
    y.padding = (below: 0.1, above: 0.04)
    let folded = draws.chainCount > shown ? " The first \(shown) of \(draws.chainCount) chains are drawn." : ""
    let coarse = step > 1 ? " Each stroke spans the range of \(step) draws." : ""
    let ends =
      divergent.isEmpty
      ? "" : " Ticks at the lower edge mark the \(ReportStyle.count(divergent.count, "divergent transition"))."
    return Chart(
      "Trace of \(parameter.name)",
      description: "\(ReportStyle.count(draws.chainCount, "chain")) of \(ReportStyle.count(draws.drawCount, "draw")), "
        + "from \(ReportStyle.number(draws.values.min() ?? .nan)) to \(ReportStyle.number(draws.values.max() ?? .nan)); "
        + "R-hat \(ReportStyle.fixed(parameter.row.rHat, 3)). \(ReportStyle.count(divergent.count, "divergent transition")).",
      caption:
        "The draws in their order: chains that agree look like one band of noise without drift.\(ends)\(coarse)\(folded)",
      rows: [[Panel("trace", x, y, marks)]], isWide: true)
  }

  /// How many draws make one stroke of the traces, so that all of them have at most so many strokes.
  static func traceStep(_ parameters: [FitView.Parameter], strokeCount: Int = 25_000) -> Int {
    let total = parameters.reduce(0) {
      $0 + min($1.draws.chainCount, ReportStyle.greatestChainCount) * $1.draws.drawCount
    }
    // A stroke takes as many bytes as two draws.
    return total <= 3 * strokeCount / 2 ? 1 : max(2, (total + strokeCount - 1) / strokeCount)
  }
}
