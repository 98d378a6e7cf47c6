// The posterior's distributions of each parameter and of each pair of parameters.

internal import ApusFigures

/// The corner plot of a posterior.
///
/// The diagonal has histograms with medians and intervals. Below it are thinned draws with contours that hold 39.3 % and
/// 86.5 % of them: what one and two standard deviations hold of a normal distribution in a plane.
public struct CornerFigure: Sendable {
  /// A parameter.
  public struct Parameter: Sendable {
    /// The symbol, such as "P", shown in italics.
    public var symbol: String
    /// The index below it, such as "b"; empty: none.
    public var index: String
    /// The unit; empty: none.
    public var unit: String
    /// The draws of all chains.
    public var draws: [Double]
    /// The true value, where it is known.
    public var truth: Double?

    /// A parameter.
    public init(symbol: String, index: String = "", unit: String = "", draws: [Double], truth: Double? = nil) {
      (self.symbol, self.index, self.unit, self.draws, self.truth) = (symbol, index, unit, draws, truth)
    }
  }

  /// The star's name; empty: no title.
  public var star: String
  /// The parameters.
  public var parameters: [Parameter]
  /// The probability within the intervals that histograms show.
  public var probability = 0.9
  /// What identifiers in the file begin with: figures on one page need different ones.
  public var identifier = "corner"

  /// More parameters than this cannot be read in one figure: only the first ones are drawn, and the description says so.
  public static let maximumCount = 12

  /// The corner plot of parameters.
  ///
  /// - Precondition: all have the same number of draws.
  public init(star: String, parameters: [Parameter]) {
    precondition(
      parameters.allSatisfy { $0.draws.count == parameters[0].draws.count },
      "numbers of draws: \(parameters.map(\.draws.count))")
    (self.star, self.parameters) = (star, parameters)
  }

  /// The figure, drawn.
  public func picture() -> Picture {
    let shown = Array(parameters.prefix(Self.maximumCount))
    let axes = shown.map { parameter in
      var axis = Self.axis(parameter)
      if shown.count > 3 { axis.digitLimit = 4 }
      return axis
    }
    let rows = shown.indices.map { row in
      shown.indices.map { column -> Panel? in
        if column > row { return nil }
        return column == row
          ? diagonal(shown[row], axes[row]) : pair(shown, axes, row: row, column: column)
      }
    }
    var figure = Figure(title, description: description, rows: rows)
    figure.showsTitle = !star.isEmpty
    figure.hasLegend = false
    figure.sharesX = true
    figure.gap = shown.count > 6 ? 5 : 7
    figure.fontSize = shown.count > 6 ? 9 : shown.count > 3 ? 10 : 11
    figure.width = min(1120, 120 + Double(max(shown.count, 1)) * (shown.count > 6 ? 84 : shown.count > 3 ? 120 : 170))
    figure.height = figure.width
    figure.identifier = identifier
    return Picture(svg: figure.svg, description: description)
  }

  /// The axis of a parameter, from its lowest to its highest draw, or without the outermost 0.1 % if these are far out.
  private static func axis(_ parameter: Parameter) -> Axis {
    let name = RichText.italic(parameter.symbol) + .lowered(parameter.index)
    var axis = Axis(name, unit: parameter.unit)
    axis.labelsStayInside = true
    axis.padding = (0.05, 0.05)
    let sorted = parameter.draws.filter(\.isFinite).sorted()
    guard let first = sorted.first, let last = sorted.last else { return axis }
    let rest = sorted.count / 1000
    let inner = Interval(sorted[rest], sorted[sorted.count - 1 - rest])
    let (room, span) = (0.3 * (inner.upper - inner.lower), inner.upper - inner.lower)
    var limits = Interval(max(first, inner.lower - room), min(last, inner.upper + room))
    if let truth = parameter.truth, truth.isFinite,
      abs(truth - limits.lower) < 3 * span + abs(limits.upper - limits.lower)
    {
      limits = limits.union(Interval(truth, truth))
    }
    axis.limits = limits.padded(below: 0.05, above: 0.05)
    return axis
  }

  private func diagonal(_ parameter: Parameter, _ axis: Axis) -> Panel {
    let inside = parameter.draws.filter { axis.limits?.contains($0) ?? false }
    let binCount = min(40, max(8, Int(Double(inside.count).squareRoot() / 2)))
    var vertical = Axis()
    (vertical.isLabelled, vertical.hasTicks, vertical.padding) = (false, false, (0, 0.1))
    var panel = Panel(
      Self.plain(parameter), x: axis, y: vertical,
      marks: [Steps(Self.plain(parameter), counting: inside, binCount: binCount)])
    if let estimate = Self.estimate(parameter.draws, probability) {
      panel.verticalLines = [estimate.lower, estimate.median, estimate.upper].map {
        ReferenceLine($0, color: Palette.ink, dashes: $0 == estimate.median ? "" : "4 3")
      }
      let unit = parameter.unit.isEmpty ? "" : " \(parameter.unit)"
      panel.title = RichText(
        joining: .italic(parameter.symbol), .lowered(parameter.index), " = ", estimate.text, RichText(unit))
    }
    if let truth = parameter.truth { panel.verticalLines.append(Self.truthLine(truth)) }
    for index in panel.verticalLines.indices { panel.verticalLines[index].widensAxis = false }
    panel.titleOverflows = true
    return panel
  }

  private func pair(_ parameters: [Parameter], _ axes: [Axis], row: Int, column: Int) -> Panel {
    let (x, y) = (parameters[column], parameters[row])
    let name = "\(Self.plain(y)) against \(Self.plain(x))"
    var dots = Dots(name, x: x.draws, y: y.draws)
    dots.opacity = 0.5
    let pairCount = max(1, parameters.count * (parameters.count - 1) / 2)
    dots.maximumCount = min(2000, 30_000 / pairCount)
    var marks: [any Mark] = [dots]
    if let density = DrawDensity(x: x.draws, y: y.draws) {
      marks.append(
        Contours(name, levels: [density.level(0.864_664_716_763_387_3), density.level(0.393_469_340_287_366_6)]))
    }
    var vertical = axes[row]
    vertical.isLabelled = column == 0
    var panel = Panel(name, x: axes[column], y: vertical, marks: marks)
    if let truth = x.truth { panel.verticalLines = [Self.truthLine(truth)] }
    if let truth = y.truth { panel.horizontalLines = [Self.truthLine(truth)] }
    return panel
  }

  private static func truthLine(_ value: Double) -> ReferenceLine {
    var line = ReferenceLine(value, color: Palette.series[1], dashes: "")
    line.widensAxis = false
    return line
  }

  /// The median and the ends of the central interval; nil without finite draws.
  static func estimate(_ draws: [Double], _ probability: Double) -> FigureEstimate? {
    let sorted = draws.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return nil }
    func quantile(_ part: Double) -> Double {
      let place = part * Double(sorted.count - 1)
      let below = Int(place)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
    let tail = 0.5 * (1 - probability)
    return FigureEstimate(median: quantile(0.5), lower: quantile(tail), upper: quantile(1 - tail))
  }

  private static func plain(_ parameter: Parameter) -> String {
    parameter.index.isEmpty ? parameter.symbol : "\(parameter.symbol)_\(parameter.index)"
  }

  private var title: String { star.isEmpty ? "Posterior" : "\(star): posterior" }

  private var description: String {
    var text =
      "The posterior of \(parameters.count) parameters: histograms with medians and \(Percentage(probability)) intervals;"
      + " for pairs, draws and the contours of 39.3 % and 86.5 %."
    if parameters.count > Self.maximumCount { text += " Only the first \(Self.maximumCount) are drawn." }
    for parameter in parameters.prefix(Self.maximumCount) {
      guard let estimate = Self.estimate(parameter.draws, probability) else { continue }
      text += " \(Self.plain(parameter)) = \(estimate.plainText)\(parameter.unit.isEmpty ? "" : " \(parameter.unit)")."
    }
    return text
  }
}
