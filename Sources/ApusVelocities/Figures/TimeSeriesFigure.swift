// Velocities against time with the model's curve, and what the model leaves below.

internal import ApusFigures

/// The figure of velocities against time.
///
/// The instruments' offsets are removed. Bars are the measured errors; lighter ones have the jitter, too. Residuals stand in
/// a panel below, which shares the axis of time.
public struct TimeSeriesFigure: Sendable {
  /// The star's name; empty: no title.
  public var star: String
  /// The instruments in the order of their colors.
  public var instruments: [FigureVelocities]
  /// The model; nil: not drawn.
  public var curve: FigureCurve?
  /// The probability within the curve's band.
  public var probability = 0.9
  /// What the times count.
  public var timeScale = TimeScale.bjd
  /// What identifiers in the file begin with: figures on one page need different ones.
  public var identifier = "velocities"

  /// The figure of a star's velocities.
  public init(star: String, instruments: [FigureVelocities], curve: FigureCurve? = nil) {
    (self.star, self.instruments, self.curve) = (star, instruments, curve)
  }

  /// The figure, drawn.
  public func picture() -> Picture {
    var marks: [any Mark] = []
    if let curve {
      let name = curve.lower.isEmpty ? "model" : "model, \(Percentage(probability)) interval"
      marks += curve.marks(name, x: timeScale.shown(curve.times))
    }
    var residuals: [any Mark] = []
    let count = instruments.reduce(0) { $0 + $1.times.count }
    for (index, instrument) in instruments.enumerated() {
      let times = timeScale.shown(instrument.times)
      marks.append(instrument.points(index: index, of: count, x: times, y: instrument.velocities))
      if !instrument.residuals.isEmpty {
        residuals.append(instrument.points(index: index, of: count, x: times, y: instrument.residuals))
      }
    }
    var velocities = Axis("velocity", unit: "m/s")
    velocities.padding = (0.06, 0.06)
    var panel = Panel("velocities", x: timeScale.axis, y: velocities, marks: marks)
    panel.topTicks = timeScale.calendarTicks
    var rows: [[Panel?]] = [[panel]]
    if !residuals.isEmpty {
      var axis = Axis("residual", unit: "m/s")
      axis.padding = (0.08, 0.08)
      var below = Panel("residuals", x: timeScale.axis, y: axis, marks: residuals)
      below.horizontalLines = [ReferenceLine(0, dashes: "")]
      rows.append([below])
    }
    var figure = Figure(title, description: description, rows: rows)
    figure.rowHeights = [3, 1.25]
    figure.sharesX = true
    figure.showsTitle = !star.isEmpty
    figure.gap = 6
    (figure.width, figure.height) = (760, residuals.isEmpty ? 400 : 500)
    figure.identifier = identifier
    return Picture(svg: figure.svg, description: description)
  }

  private var title: String { star.isEmpty ? "Radial velocities" : "\(star): radial velocities" }

  private var description: String {
    let count = instruments.reduce(0) { $0 + $1.times.count }
    let names = instruments.map { "\($0.instrument) (\($0.times.count))" }.joined(separator: ", ")
    var text = "\(count) radial velocities against time, offsets removed: \(names.isEmpty ? "no instruments" : names)."
    if let curve {
      text +=
        curve.lower.isEmpty
        ? " The curve is the model."
        : " The curve is the model's median, the band its"
          + " \(Percentage(probability)) interval."
    }
    if instruments.contains(where: { $0.jitter > 0 }) { text += " Lighter bars have the jitter added in quadrature." }
    if instruments.contains(where: { !$0.residuals.isEmpty }) { text += " Below: velocities minus model." }
    return text
  }
}
