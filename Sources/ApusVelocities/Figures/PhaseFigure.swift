// Velocities folded with each planet's period.

internal import ApusFigures

/// The figure of velocities against orbital phase: a panel for each planet, in which the others are removed.
public struct PhaseFigure: Sendable {
  /// A planet's panel.
  public struct Planet: Sendable {
    /// The planet's letter: b, c, …
    public var letter: String
    /// The period in days.
    public var period: FigureEstimate
    /// The semi-amplitude in m/s.
    public var amplitude: FigureEstimate
    /// The eccentricity.
    public var eccentricity: FigureEstimate
    /// The instruments, with phases in periods as times; phases may lie anywhere.
    public var instruments: [FigureVelocities]
    /// The planet's curve against phase, over one period; nil: not drawn.
    public var curve: FigureCurve?

    /// A planet.
    public init(
      letter: String, period: FigureEstimate, amplitude: FigureEstimate, eccentricity: FigureEstimate,
      instruments: [FigureVelocities], curve: FigureCurve? = nil
    ) {
      (self.letter, self.period, self.amplitude, self.eccentricity) = (letter, period, amplitude, eccentricity)
      (self.instruments, self.curve) = (instruments, curve)
    }
  }

  /// The star's name; empty: no title.
  public var star: String
  /// The planets.
  public var planets: [Planet]
  /// What happens at phase 0, such as "periastron"; empty: not said.
  public var phaseOrigin = ""
  /// The probability within bands and within the intervals of P, K and e.
  public var probability = 0.9
  /// What identifiers in the file begin with: figures on one page need different ones.
  public var identifier = "phases"

  /// The figure of a star's planets.
  public init(star: String, planets: [Planet]) { (self.star, self.planets) = (star, planets) }

  /// The figure, drawn: planets side by side, two in a row.
  public func picture() -> Picture {
    let panels = planets.map { panel($0) }
    let columns = planets.count > 1 ? 2 : 1
    let rows = stride(from: 0, to: max(panels.count, 1), by: columns).map { start in
      (start..<min(start + columns, panels.count)).map { Optional(panels[$0]) }
    }
    var figure = Figure(title, description: description, rows: rows)
    figure.showsTitle = !star.isEmpty
    figure.gap = 14
    figure.width = columns == 1 ? 600 : 860
    figure.height = 80 + Double(rows.count) * (columns == 1 ? 360 : 320)
    figure.identifier = identifier
    return Picture(svg: figure.svg, description: description)
  }

  private func panel(_ planet: Planet) -> Panel {
    var marks: [any Mark] = []
    // The curve stands before the points, its band behind them.
    var line: [any Mark] = []
    if let curve = planet.curve {
      let folded = Self.folded(curve)
      let name = curve.lower.isEmpty ? "model" : "model, \(Percentage(probability)) interval"
      let curveMarks = folded.marks(name, x: folded.times)
      marks += curveMarks.dropLast()
      line += curveMarks.suffix(1)
    }
    let count = planet.instruments.reduce(0) { $0 + $1.times.count }
    for (index, instrument) in planet.instruments.enumerated() {
      var points = instrument.points(
        index: index, of: count, x: instrument.times.map(Self.wrapped), y: instrument.velocities)
      // The means of bins stand out.
      points.opacity = 0.75
      marks.append(points)
    }
    marks += line
    if let means = PhaseBins(planet.instruments) {
      var points = Points("mean in \(means.binCount) bins", x: means.phases, y: means.velocities)
      points.errors = means.errors
      points.marker = .openCircle
      points.color = "#000000"
      points.radius = 4
      marks.append(points)
    }
    let origin = phaseOrigin.isEmpty ? "" : ", 0 at \(phaseOrigin)"
    var panel = Panel(
      "planet \(planet.letter)",
      x: Axis(RichText("phase\(origin)"), limits: Interval(-0.5, 0.5)), y: Axis("velocity", unit: "m/s"), marks: marks)
    panel.y.padding = (0.06, 0.06)
    func phrase(_ symbol: String, _ estimate: FigureEstimate, _ rest: String) -> RichText {
      RichText(joining: .italic(symbol), .lowered(planet.letter), " = ", estimate.text, RichText(rest)).unbroken
    }
    panel.title = RichText(
      joining: phrase("P", planet.period, " d,"), " ", phrase("K", planet.amplitude, " m/s,"), " ",
      phrase("e", planet.eccentricity, ""))
    return panel
  }

  /// The phase in [−0.5, 0.5).
  static func wrapped(_ phase: Double) -> Double {
    let rest = phase - phase.rounded(.down)
    return rest >= 0.5 ? rest - 1 : rest
  }

  /// The curve in order of phases from −0.5 to 0.5, closed at both ends by its own periodicity.
  static func folded(_ curve: FigureCurve) -> FigureCurve {
    let order = curve.times.indices.filter { curve.times[$0].isFinite }
      .sorted { wrapped(curve.times[$0]) < wrapped(curve.times[$1]) }
    guard let first = order.first, let last = order.last else { return curve }
    let indices = [last] + order + [first]
    var phases = indices.map { wrapped(curve.times[$0]) }
    phases[0] -= 1
    phases[phases.count - 1] += 1
    func picked(_ values: [Double]) -> [Double] { values.isEmpty ? [] : indices.map { values[$0] } }
    return FigureCurve(
      times: phases, median: picked(curve.median), lower: picked(curve.lower), upper: picked(curve.upper))
  }

  private var title: String { star.isEmpty ? "Velocities against phase" : "\(star): velocities against phase" }

  private var description: String {
    var text = "Radial velocities folded with the period of each planet, other planets removed."
    for planet in planets {
      text +=
        " Planet \(planet.letter): P = \(planet.period.plainText) d, K = \(planet.amplitude.plainText) m/s,"
        + " e = \(planet.eccentricity.plainText)."
    }
    if planets.contains(where: { $0.curve?.lower.isEmpty == false }) {
      text += " Bands and intervals hold \(Percentage(probability)) of the posterior."
    }
    return text
  }
}
