// The figure of folded velocities, its means in bins, and the numbers in its titles.

import ApusFigures
import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

@Suite struct FigurePhaseTests {
  private func estimate(_ median: Double, _ down: Double, _ up: Double) -> FigureEstimate {
    FigureEstimate(median: median, lower: median - down, upper: median + up)
  }

  private func planet(_ letter: String, count: Int) -> PhaseFigure.Planet {
    var data = FigureData.random(["HARPS", "HIRES"], count: count)
    for index in data.indices { data[index].times = data[index].times.map { ($0 - 2_450_000) / 75.765 } }
    let phases = (0..<100).map { Double($0) / 100 }
    let curve = phases.map { 4 * cos(2 * .pi * $0) }
    return PhaseFigure.Planet(
      letter: letter, period: estimate(75.765, 0.05, 0.05), amplitude: estimate(2.2, 0.31, 0.31),
      eccentricity: estimate(0.126, 0.046, 0.12), instruments: data,
      curve: FigureCurve(times: phases, median: curve, lower: curve.map { $0 - 1 }, upper: curve.map { $0 + 1 }))
  }

  @Test func `each planet has a panel with P, K, e, all points at their phases, and its curve`() throws {
    let planets = [planet("b", count: 60), planet("c", count: 7), planet("d", count: 1)]
    let picture = PhaseFigure(star: "HD 164922", planets: planets).picture()
    let root = try SVGElement(picture.svg)
    let panels = root.all(class: "panel")
    #expect(panels.map { $0.attributes["data-name"] } == ["planet b", "planet c", "planet d"])
    for (panel, planet) in try paired(panels, planets) {
      let title = panel.all(class: "panel-title").map(\.text).reversed().joined(separator: " ")
      let letter = planet.letter
      #expect(
        title.replacing("\u{A0}", with: " ")
          == "P\(letter) = 75.765 ± 0.050 d, K\(letter) = 2.20 ± 0.31 m/s, e\(letter) = 0.126+0.120−0.046")
      let series = panel.all(class: "points").prefix(2)
      for (points, instrument) in try paired(series, planet.instruments) {
        for (index, start) in try paired(instrument.times.indices, points.all(class: "markers")[0].starts) {
          let phase = try #require(panel.number(at: start.x, axis: "x"))
          let turns = phase - instrument.times[index]
          #expect(abs(turns - turns.rounded()) < 1e-3 && phase >= -0.501 && phase <= 0.501)
        }
      }
      // The curve reaches from edge to edge, and is 4 cos 2πφ.
      let vertices = panel.all(class: "curve")[0].vertices
      let frame = panel.all(class: "frame")[0]
      let left = try #require(frame.number("x"))
      let right = left + (try #require(frame.number("width")))
      #expect((vertices.first?.x ?? .infinity) <= left + 0.1 && (vertices.last?.x ?? 0) >= right - 0.1)
      for vertex in vertices {
        let phase = try #require(panel.number(at: vertex.x, axis: "x"))
        let value = try #require(panel.number(at: vertex.y, axis: "y"))
        #expect(abs(value - 4 * cos(2 * .pi * phase)) < 0.05)
      }
    }
    #expect(picture.description.contains("Planet c: P = 75.765 ± 0.050 d"))
    #expect(panels.map { $0.all(class: "points").count } == [3, 2, 2])
  }

  @Test func `means are weighted by errors and jitter`() throws {
    // Three velocities in one bin: weights 1, 1/4 and 1/(9 + 16).
    var first = FigureVelocities(
      instrument: "a", times: [0.01, 0.02], velocities: [10, 20], errors: [1, 2], jitter: 0)
    let second = FigureVelocities(instrument: "b", times: [5.03], velocities: [-5], errors: [3], jitter: 4)
    // The rest lie in another bin.
    first.times += (0..<40).map { _ in 0.31 }
    first.velocities += (0..<40).map { $0 % 2 == 0 ? 1 : 3 }
    first.errors += (0..<40).map { _ in 2 }
    let bins = try #require(PhaseBins([first, second]))
    #expect(bins.binCount == 10 && bins.velocities.count == 2)
    let sum = 1 + 0.25 + 0.04
    #expect(abs(bins.velocities[0] - (10 + 5 - 0.2) / sum) < 1e-12)
    #expect(abs(bins.phases[0] - (0.01 + 0.005 + 0.0012) / sum) < 1e-12)
    #expect(abs(bins.errors[0] - 1 / sum.squareRoot()) < 1e-12)
    #expect(abs(bins.velocities[1] - 2) < 1e-12 && abs(bins.errors[1] - 2 / 40.0.squareRoot()) < 1e-12)
    #expect(PhaseBins([second]) == nil)
  }

  @Test func `estimates have the digits that their uncertainties leave`() {
    let cases: [(Double, Double, Double, String)] = [
      (75.76493, 0.0512, 0.0488, "75.765 +0.049 −0.051"), (75.7649, 0.05, 0.05, "75.765 ± 0.050"),
      (1201.07, 4.8, 4.8, "1201.1 ± 4.8"), (0.0253, 0.023, 0.045, "0.025 +0.045 −0.023"),
      (2_456_778.23, 1.2, 1.2, "2456778.2 ± 1.2"), (129.3, 31, 42, "129 +42 −31"),
      (4321.3, 250, 250, "4321 ± 250"), (5, 0, 0, "5.00000"), (.nan, 1, 1, "–"),
      (3.21e-9, 2e-10, 2e-10, "(3.21 ± 0.20) × 10⁻⁹"),
    ]
    for (median, down, up, text) in cases { #expect(estimate(median, down, up).plainText == text) }
  }

  @Test func `no planets give a whole figure`() throws {
    let root = try SVGElement(PhaseFigure(star: "x", planets: []).picture().svg)
    #expect(root.all(class: "panel").isEmpty)
  }
}
