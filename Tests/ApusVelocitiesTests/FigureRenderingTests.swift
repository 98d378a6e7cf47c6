// The figures of a planet search as a browser draws them; only on machines that have one.

import ApusFigures
import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

@Suite(.serialized, .enabled(if: RenderedFigure.browser != nil, "needs Chromium"))
struct FigureRenderingTests {
  @Test func `five points are five spots, and the axes' texts have room`() throws {
    let browser = try #require(RenderedFigure.browser)
    let data = FigureVelocities(
      instrument: "A", times: [2_460_000, 2_460_100, 2_460_200, 2_460_300, 2_460_400], velocities: [1, -2, 3, 0.5, -1],
      errors: [0.5, 0.6, 0.5, 0.7, 0.5])
    let picture = TimeSeriesFigure(star: "", instruments: [data]).picture()
    let drawn = try RenderedFigure.draw(picture.svg, colors: [Palette.series[0]], browser: browser)
    // Five points and the legend's.
    #expect(drawn.spots[Palette.series[0]] == 6)
    #expect(drawn.panelCount == 1 && drawn.overlaps.isEmpty && drawn.outside.isEmpty, "\(drawn)")
  }

  @Test func `no texts of the four figures overlap or leave the figure`() throws {
    let browser = try #require(RenderedFigure.browser)
    let real = try FigureData.real()
    let names = (0..<8).map { $0 == 3 ? String(repeating: "long name & ", count: 5) : "instrument \($0)" }
    var numbers = TestNumbers(seed: 6)
    let planets = ["b", "c", "d"].map { letter in
      let estimate = FigureEstimate(median: 1201.07, lower: 1196, upper: 1206.5)
      return PhaseFigure.Planet(
        letter: letter, period: estimate, amplitude: estimate, eccentricity: estimate, instruments: real)
    }
    let periods = (1...3000).map { Double($0) }
    let stages = (0..<3).map { index in
      PeriodogramFigure.Stage(
        name: "stage \(index)", periods: periods, powers: periods.map { exp(-pow(log($0 / 300), 2)) },
        levels: [(0.1, 0.06), (0.01, 0.061), (0.001, 0.062)], peaks: [300, 301, 290],
        aliases: [(29.5, "month"), (28, "27.3 d"), (365, "1 yr")])
    }
    let corner = (0..<12).map { index in
      let (center, width) = ([1201, 7, 0.02, 2_456_778, 75.7651][index % 5], [3, 0.2, 0.01, 1, 4e-4][index % 5])
      let draws = (0..<500).map { _ in center + width * (numbers.uniform() + numbers.uniform() - 1) }
      return CornerFigure.Parameter(symbol: "P", index: "\(index)", unit: "m/s", draws: draws)
    }
    var periodogram = PeriodogramFigure(star: "HD 164922", stages: stages)
    periodogram.window = (periods, periods.map { 1 / $0 })
    let pictures = [
      TimeSeriesFigure(star: "HD 164922", instruments: real).picture(),
      TimeSeriesFigure(star: "Eight", instruments: FigureData.random(names, count: 20)).picture(),
      PhaseFigure(star: "HD 164922", planets: planets).picture(), periodogram.picture(),
      CornerFigure(star: "HD 164922", parameters: corner).picture(),
    ]
    for (picture, panelCount) in try paired(pictures, [2, 2, 3, 4, 78]) {
      let drawn = try RenderedFigure.draw(picture.svg, browser: browser)
      #expect(drawn.panelCount == panelCount)
      #expect(drawn.overlaps.isEmpty && drawn.outside.isEmpty, "\(drawn) \(picture.description.prefix(50))")
    }
  }
}
