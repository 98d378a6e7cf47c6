// Periodograms of the data and of the residuals after each planet.

internal import ApusFigures

/// The figure of periodograms: a panel for each stage of a search.
public struct PeriodogramFigure: Sendable {
  /// A stage of the search.
  public struct Stage: Sendable {
    /// What was searched, such as "residuals after b".
    public var name: String
    /// The periods in days, in ascending or descending order.
    public var periods: [Double]
    /// The power at each period.
    public var powers: [Double]
    /// The powers that noise alone exceeds with a given probability.
    public var levels: [(falseAlarmProbability: Double, power: Double)]
    /// The periods of peaks in days, the most important first.
    public var peaks: [Double]
    /// Periods at which a peak can be a mirror of another, and what is written there, such as "1 d".
    public var aliases: [(period: Double, label: String)]

    /// A stage.
    ///
    /// - Precondition: `periods` and `powers` have the same count.
    public init(
      name: String, periods: [Double], powers: [Double],
      levels: [(falseAlarmProbability: Double, power: Double)] = [], peaks: [Double] = [],
      aliases: [(period: Double, label: String)] = []
    ) {
      precondition(periods.count == powers.count, "\(periods.count) periods and \(powers.count) powers")
      (self.name, self.periods, self.powers) = (name, periods, powers)
      (self.levels, self.peaks, self.aliases) = (levels, peaks, aliases)
    }
  }

  /// The star's name; empty: no title.
  public var star: String
  /// The stages from above.
  public var stages: [Stage]
  /// The spectral window of the times, shown below; nil: not shown.
  public var window: (periods: [Double], powers: [Double])?
  /// What power is, such as "Δ ln L" or "power".
  public var powerName = "power"
  /// What identifiers in the file begin with: figures on one page need different ones.
  public var identifier = "periodogram"

  /// The figure of a star's periodograms.
  public init(star: String, stages: [Stage]) { (self.star, self.stages) = (star, stages) }

  /// The figure, drawn.
  public func picture() -> Picture {
    var rows: [[Panel?]] = stages.map { [panel($0)] }
    if let window {
      var line = Line("spectral window", x: window.periods, y: window.powers)
      (line.color, line.width, line.isInLegend) = (Palette.shade, 1, false)
      var panel = Panel("spectral window", x: Self.periodAxis, y: Self.powerAxis("window"), marks: [line])
      panel.title = "spectral window"
      rows.append([panel])
    }
    var figure = Figure(title, description: description, rows: rows)
    figure.rowHeights = stages.map { _ in 1 } + [0.7]
    figure.sharesX = true
    figure.showsTitle = !star.isEmpty
    figure.gap = 8
    figure.width = 760
    figure.height = 100 + 180 * Double(stages.count) + (window == nil ? 0 : 130)
    figure.identifier = identifier
    return Picture(svg: figure.svg, description: description)
  }

  private static var periodAxis: Axis {
    var axis = Axis("period", unit: "d", isLogarithmic: true)
    axis.padding = (0, 0)
    return axis
  }

  private static func powerAxis(_ name: String) -> Axis {
    var axis = Axis(RichText(name))
    axis.padding = (0.03, 0.22)
    return axis
  }

  private func panel(_ stage: Stage) -> Panel {
    var line = Line(stage.name, x: stage.periods, y: stage.powers)
    (line.color, line.width, line.isInLegend) = (Palette.series[0], 1, false)
    let peaks = stage.peaks.compactMap { period -> Callouts.Item? in
      guard let power = Self.power(of: stage, at: period) else { return nil }
      return Callouts.Item(x: period, y: power, label: RichText("\(Decimal.significant(period, digits: 4)) d"))
    }
    var panel = Panel(
      stage.name, x: Self.periodAxis, y: Self.powerAxis(powerName), marks: [line, Callouts(peaks)])
    panel.title = RichText(stage.name)
    panel.horizontalLines = stage.levels.map { level in
      ReferenceLine(
        level.power, label: RichText("FAP \(Percentage(level.falseAlarmProbability))"), color: "#5A5A5A", dashes: "5 3")
    }
    panel.verticalLines = stage.aliases.map { alias in
      var line = ReferenceLine(alias.period, label: RichText(alias.label), color: "#8A5A83", dashes: "1 3")
      line.widensAxis = false
      return line
    }
    return panel
  }

  /// The greatest power within 0.2 % of a period, or else that of the nearest period.
  private static func power(of stage: Stage, at period: Double) -> Double? {
    guard period.isFinite, period > 0 else { return nil }
    var (near, nearest, greatest) = (Double.infinity, -1, -Double.infinity)
    for (index, other) in stage.periods.enumerated() where other > 0 && stage.powers[index].isFinite {
      let distance = max(other / period, period / other)
      if distance < 1.002 { greatest = max(greatest, stage.powers[index]) }
      if distance < near { (near, nearest) = (distance, index) }
    }
    if greatest.isFinite { return greatest }
    return nearest >= 0 ? stage.powers[nearest] : nil
  }

  private var title: String { star.isEmpty ? "Periodograms" : "\(star): periodograms" }

  private var description: String {
    var text = "\(powerName) against period on a logarithmic axis."
    for stage in stages {
      text += " \(stage.name): \(stage.periods.count) periods"
      let peaks = stage.peaks.map { "\(Decimal.significant($0, digits: 4)) d" }
      text += peaks.isEmpty ? "." : ", peaks at \(peaks.joined(separator: ", "))."
    }
    if window != nil { text += " Below: the spectral window of the times." }
    return text
  }
}
