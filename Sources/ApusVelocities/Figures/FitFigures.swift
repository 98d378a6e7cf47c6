// The pictures of a fit: velocities over time, phases of each planet, periodograms, and the corner plot.

public import ApusDiagnostics
internal import ApusModel
internal import RealModule

/// The pictures of a star's planets.
public struct FitFigures: Sendable {
  private let fit: RadialVelocityFit
  private let search: PlanetSearch
  private let quantities: [String: ScalarDraws]
  private let star: String
  private let timeScale: TimeScale
  private let draws: [OrbitDraw]
  private let best: OrbitDraw?
  private let residuals: [Double]

  /// The draws that bands are made of.
  private static let bandDrawCount = 400

  /// - Parameters:
  ///   - quantities: ``RadialVelocityModel/quantities(_:epoch:stellarMass:)``.
  ///   - star: the star's name.
  ///   - timeScale: what the velocities' times count.
  public init(
    _ fit: RadialVelocityFit, _ search: PlanetSearch, _ quantities: [(name: String, draws: ScalarDraws)], star: String,
    timeScale: TimeScale
  ) {
    (self.fit, self.search, self.star, self.timeScale) = (fit, search, star, timeScale)
    self.quantities = Dictionary(quantities.map { ($0.name, $0.draws) }, uniquingKeysWith: { first, _ in first })
    draws = fit.sampledDraws(Self.bandDrawCount)
    best = fit.bestDraw
    residuals = fit.residuals
  }

  /// All pictures with the names of their files, without endings.
  public func pictures() -> [(name: String, picture: Picture)] {
    var result = [("velocities", velocities())]
    if !fit.model.letters.isEmpty {
      result.append(("phases", phases()))
      result.append(("corner", corner()))
    }
    if !search.stages.isEmpty { result.append(("periodogram", Self.periodogram(search, star: star))) }
    return result
  }

  private var table: VelocityTable { fit.model.table }

  /// The rows of each instrument.
  private func rows(_ instrument: Int) -> [Int] {
    table.instrumentIndices.indices.filter { table.instrumentIndices[$0] == instrument }
  }

  private func velocities() -> Picture {
    let instruments = table.instruments.enumerated().map { index, name in
      let rows = rows(index)
      return FigureVelocities(
        instrument: name, times: rows.map { table.times[$0] },
        velocities: rows.map { table.velocities[$0] - (best?.offsets[index] ?? 0) },
        errors: rows.map { table.errors[$0] }, jitter: best?.jitters[index] ?? 0,
        residuals: rows.map { residuals[$0] })
    }
    var figure = TimeSeriesFigure(star: star, instruments: instruments, curve: curve())
    figure.timeScale = timeScale
    return figure.picture()
  }

  /// The model over time with its band, on a grid that follows the shortest period; nil where a page cannot show its waves.
  private func curve() -> FigureCurve? {
    let (first, last) = (table.times.min() ?? 0, table.times.max() ?? 0)
    let margin = 0.02 * (last - first)
    let shortest = search.orbits.map { $0.period * (1 - $0.eccentricity) }.min() ?? (last - first)
    let count = Int(min(6000, max(600, 12 * (last - first) / shortest)))
    // Trends of single instruments have no curve in common.
    guard fit.model.settings.isTrendShared || fit.model.settings.trend == .none else { return nil }
    // Waves closer than two pixels would be a gray area.
    guard (last - first) / shortest < 400 else { return nil }
    let times = (0...count).map { first - margin + (last - first + 2 * margin) * Double($0) / Double(count) }
    return band(times) { draw, time in
      let local = time - fit.model.epoch
      return draw.velocity(at: local) + fit.model.trend(draw, at: local, instrument: 0)
    }
  }

  private func band(_ times: [Double], _ value: (OrbitDraw, Double) -> Double) -> FigureCurve {
    var (median, lower, upper): ([Double], [Double], [Double]) = ([], [], [])
    for time in times {
      let values = draws.map { value($0, time) }.sorted()
      guard !values.isEmpty else { continue }
      median.append(Self.quantile(values, 0.5))
      lower.append(Self.quantile(values, 0.05))
      upper.append(Self.quantile(values, 0.95))
    }
    return FigureCurve(times: median.isEmpty ? [] : times, median: median, lower: lower, upper: upper)
  }

  private func phases() -> Picture {
    let planets = fit.model.letters.enumerated().map { planet, letter in
      let period = estimate("P_\(letter) [d]")
      let conjunction = quantities["Tc_\(letter) [BJD]"].map { SearchData.median($0.values) } ?? fit.model.epoch
      let instruments = table.instruments.enumerated().map { index, name in
        let rows = rows(index)
        return FigureVelocities(
          instrument: name, times: rows.map { (table.times[$0] - conjunction) / period.median },
          velocities: rows.map { row in
            let time = table.times[row] - fit.model.epoch
            let own = best.map { $0.velocity(at: time) - $0.velocity(at: time, without: planet) } ?? 0
            return residuals[row] + own
          }, errors: rows.map { table.errors[$0] }, jitter: best?.jitters[index] ?? 0)
      }
      let phases = (0...400).map { -0.5 + Double($0) / 400 }
      let curve = band(phases) { draw, phase in
        let time = conjunction + phase * period.median - fit.model.epoch
        return draw.velocity(at: time) - draw.velocity(at: time, without: planet)
      }
      return PhaseFigure.Planet(
        letter: letter, period: period, amplitude: estimate("K_\(letter) [m/s]"), eccentricity: estimate("e_\(letter)"),
        instruments: instruments, curve: curve)
    }
    var figure = PhaseFigure(star: star, planets: planets)
    figure.phaseOrigin = "inferior conjunction"
    return figure.picture()
  }

  private func estimate(_ name: String) -> FigureEstimate {
    let sorted = (quantities[name]?.values ?? []).sorted()
    guard !sorted.isEmpty else { return FigureEstimate(median: .nan, lower: .nan, upper: .nan) }
    return FigureEstimate(
      median: Self.quantile(sorted, 0.5), lower: Self.quantile(sorted, 0.05), upper: Self.quantile(sorted, 0.95))
  }

  /// The nearest of sorted values; there is one.
  private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    sorted[Int(share * Double(sorted.count - 1) + 0.5)]
  }

  private func corner() -> Picture {
    // As many planets as there are panels: three quantities each.
    let letters = fit.model.letters.prefix(CornerFigure.maximumCount / 3)
    let parameters = letters.flatMap { letter in
      [("P", "d", "P_\(letter) [d]"), ("K", "m/s", "K_\(letter) [m/s]"), ("e", "", "e_\(letter)")].compactMap {
        symbol, unit, name -> CornerFigure.Parameter? in
        guard let draws = quantities[name], let first = draws.values.first,
          draws.values.contains(where: { $0 != first })
        else { return nil }
        return CornerFigure.Parameter(symbol: symbol, index: letter, unit: unit, draws: draws.values)
      }
    }
    return CornerFigure(star: star, parameters: parameters).picture()
  }

  /// The periodograms of a search's stages.
  public static func periodogram(_ search: PlanetSearch, star: String) -> Picture {
    var letters: [String] = []
    let stages = search.stages.map { stage in
      let name =
        letters.isEmpty ? "velocities" : "residuals after \(letters.joined(separator: ", "))"
      if stage.isAccepted { letters.append(RadialVelocityModel.letter(ofPlanet: letters.count)) }
      return PeriodogramFigure.Stage(
        name: name, periods: stage.periodogram.frequencies.map { 1 / $0 }, powers: stage.periodogram.powers,
        levels: [0.1, 0.01, 0.001].map { ($0, stage.periodogram.falseAlarm.power(of: $0)) }, peaks: [stage.period],
        aliases: [(1, "1 d"), (365.2422, "1 yr")])
    }
    return PeriodogramFigure(star: star, stages: stages).picture()
  }

  /// One periodogram.
  public static func periodogram(_ periodogram: Periodogram, star: String) -> Picture {
    let stage = PeriodogramFigure.Stage(
      name: "velocities", periods: periodogram.frequencies.map { 1 / $0 }, powers: periodogram.powers,
      levels: [0.1, 0.01, 0.001].map { ($0, periodogram.falseAlarm.power(of: $0)) },
      peaks: periodogram.peaks(1).map(\.period), aliases: [(1, "1 d"), (365.2422, "1 yr")])
    return PeriodogramFigure(star: star, stages: [stage]).picture()
  }
}
