// The figure of periodograms: stages, levels, peaks, aliases.

import ApusFigures
import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

@Suite struct FigurePeriodogramTests {
  /// A spectrum with a peak of the given height at a period.
  private func stage(_ name: String, peak: Double, height: Double, count: Int = 20_000) -> PeriodogramFigure.Stage {
    let periods = (0..<count).map { 1 / (1e-4 + Double($0) * 0.99 / Double(count)) }
    let powers = periods.map { height * exp(-pow((1 / $0 - 1 / peak) * 2e3, 2)) + 0.01 * (1 + sin(3e4 / $0)) }
    return PeriodogramFigure.Stage(
      name: name, periods: periods, powers: powers,
      levels: [(0.1, 0.062), (0.01, 0.071), (0.001, 0.081)], peaks: [peak], aliases: [(365.25, "1 yr"), (1e9, "never")])
  }

  @Test func `each stage has its panel with levels, peak and alias at their numbers`() throws {
    var figure = PeriodogramFigure(
      star: "HD 164922", stages: [stage("data", peak: 1201, height: 0.6), stage("after b", peak: 75.76, height: 0.2)])
    figure.window = (figure.stages[0].periods, figure.stages[0].powers)
    let root = try SVGElement(figure.picture().svg)
    let panels = root.all(class: "panel")
    #expect(panels.map { $0.attributes["data-name"] } == ["data", "after b", "spectral window"])
    for (panel, stage) in try paired(panels.prefix(2), figure.stages) {
      #expect(panel.all(class: "line")[0].attributes["data-count"] == "20000")
      let labels = panel.all(class: "line-label")
      #expect(labels.map(\.text) == ["FAP 10 %", "FAP 1 %", "FAP 0.1 %", "1 yr"])
      for line in panel.all(class: "reference").prefix(3) {
        let power = try #require(panel.number(at: line.starts[0].y, axis: "y"))
        #expect(abs(power - (try #require(line.number("data-value")))) < 2e-3)
      }
      let callout = try #require(panel.all(class: "callout").first)
      #expect(callout.text == (stage.name == "data" ? "1201 d" : "75.76 d"))
      let wedge = panel.all(class: "wedges")[0].starts[0]
      let period = try #require(panel.number(at: wedge.x, axis: "x", labels: panels[2]))
      #expect(abs(period / stage.peaks[0] - 1) < 0.01)
      // It points at the greatest power near its period.
      let power = try #require(panel.number(at: wedge.y + 6, axis: "y"))
      let near = stage.periods.indices.filter { abs(stage.periods[$0] / stage.peaks[0] - 1) < 0.002 }
      let distances = stage.periods.map { abs($0 - stage.peaks[0]) }
      let nearest = try #require(distances.indices.min { distances[$0] < distances[$1] })
      let expected = near.map { stage.powers[$0] }.max() ?? stage.powers[nearest]
      #expect(abs(power - expected) < 0.01)
    }
    #expect(
      root.all(class: "axis").filter { $0.has(class: "x") }.allSatisfy { $0.attributes["data-scale"] == "logarithmic" })
    #expect(root.all(class: "axis-title").map(\.text) == ["power", "power", "period [d]", "window"])
  }

  @Test func `a million frequencies stay small, and the peak stays seen`() throws {
    let one = stage("data", peak: 4.23, height: 0.9, count: 1_000_000)
    let picture = PeriodogramFigure(star: "", stages: [one]).picture()
    #expect(picture.svg.utf8.count < 200_000)
    let root = try SVGElement(picture.svg)
    let panel = root.all(class: "panel")[0]
    let top = try #require(panel.all(class: "curve")[0].vertices.min { $0.y < $1.y })
    #expect(abs(try #require(panel.number(at: top.x, axis: "x")) / 4.23 - 1) < 0.01)
  }

  @Test func `no stages, no powers and peaks without numbers give whole figures`() throws {
    #expect(try SVGElement(PeriodogramFigure(star: "", stages: []).picture().svg).all(class: "panel").isEmpty)
    let empty = PeriodogramFigure.Stage(
      name: "<none>", periods: [], powers: [], peaks: [.nan, 3], aliases: [(.nan, "x")])
    let root = try SVGElement(PeriodogramFigure(star: "", stages: [empty]).picture().svg)
    #expect(root.all(class: "callout").isEmpty && root.all(class: "absence").count == 1)
  }
}
