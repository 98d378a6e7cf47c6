// The figure of velocities against time, on real and on hostile data.

import ApusFigures
import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

/// Velocities for figures.
enum FigureData {
  /// The velocities of HD 164922, with a mean of 0 for each instrument.
  static func real() throws -> [FigureVelocities] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Examples/Data/hd164922.csv")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",")
    }
    let groups = Dictionary(grouping: rows) { String($0[3]) }
    return groups.keys.sorted().map { name in
      let numbers = (groups[name] ?? []).map { $0.prefix(3).map { Double($0) ?? .nan } }
      let mean = numbers.reduce(0) { $0 + $1[1] } / Double(numbers.count)
      return FigureVelocities(
        instrument: name, times: numbers.map { $0[0] }, velocities: numbers.map { $0[1] - mean },
        errors: numbers.map { $0[2] }, jitter: 2, residuals: numbers.map { 0.5 * ($0[1] - mean) })
    }
  }

  /// Random velocities of so many instruments.
  static func random(_ names: [String], count: Int, scale: Double = 1, seed: UInt64 = 1) -> [FigureVelocities] {
    var numbers = TestNumbers(seed: seed)
    return names.map { name in
      FigureVelocities(
        instrument: name, times: (0..<count).map { _ in numbers.uniform(2_452_000, 2_456_000) },
        velocities: (0..<count).map { _ in numbers.uniform(-5, 5) * scale },
        errors: (0..<count).map { _ in numbers.uniform(0.5, 1) * scale },
        residuals: (0..<count).map { _ in numbers.uniform(-1, 1) * scale })
    }
  }
}

@Suite struct FigureTimeSeriesTests {
  @Test func `each instrument has all of its points in both panels, where the ticks say`() throws {
    let data = try FigureData.real()
    #expect(data.reduce(0) { $0 + $1.times.count } == 401)
    let root = try SVGElement(TimeSeriesFigure(star: "HD 164922", instruments: data).picture().svg)
    let panels = root.all(class: "panel")
    #expect(panels.map { $0.attributes["data-name"] } == ["velocities", "residuals"])
    for (panel, key) in [(panels[0], \FigureVelocities.velocities), (panels[1], \.residuals)] {
      for (series, instrument) in try paired(panel.all(class: "points"), data) {
        #expect(series.attributes["data-name"] == instrument.instrument)
        #expect(series.attributes["data-count"] == "\(instrument.times.count)")
        for (index, start) in try paired(instrument.times.indices, series.all(class: "markers")[0].starts) {
          let time = try #require(panels[1].number(at: start.x, axis: "x"))
          let value = try #require(panel.number(at: start.y, axis: "y"))
          #expect(abs(time - instrument.times[index]) < 2)
          #expect(abs(value - instrument[keyPath: key][index]) < 0.05)
        }
      }
    }
    let titles = root.all(class: "axis-title").map(\.text)
    #expect(titles == ["velocity [m/s]", "BJD − 2450000 [d]", "residual [m/s]"])
    let years = root.all(class: "top").flatMap { $0.all(class: "tick") }.compactMap { Int($0.text) }
    #expect(years == Array(stride(from: 1998, through: 2016, by: 2)))
  }

  @Test func `errors with jitter are the roots of the sums of squares`() throws {
    let data = try FigureData.real()
    let panel = try SVGElement(TimeSeriesFigure(star: "", instruments: data).picture().svg).all(class: "panel")[0]
    let path = panel.all(class: "points")[0].all(class: "extended-errors")[0].attributes["d"] ?? ""
    let bars = path.split(separator: "M").map { $0.split { " V".contains($0) }.compactMap { Double($0) } }
    for (bar, error) in try paired(bars, data[0].errors) {
      let low = try #require(panel.number(at: bar[1], axis: "y"))
      let high = try #require(panel.number(at: bar[2], axis: "y"))
      #expect(abs(0.5 * (high - low) - hypot(error, 2)) < 0.1)
    }
  }

  @Test func `the model is a curve in a band, and a fast one is shaded`() throws {
    var figure = TimeSeriesFigure(star: "", instruments: try FigureData.real())
    let times = (0..<40_000).map { 2_450_000 + 0.2 * Double($0) }
    for (period, isShaded) in [(1000.0, false), (4.23, true)] {
      let median = times.map { 7 * sin($0 * 2 * .pi / period) }
      figure.curve = FigureCurve(
        times: times, median: median, lower: median.map { $0 - 1 }, upper: median.map { $0 + 1 })
      let picture = figure.picture()
      let root = try SVGElement(picture.svg)
      #expect(root.all(class: "line").map { $0.attributes["data-count"] } == ["40000"])
      #expect(root.all(class: "band").count == 1)
      #expect(root.all(class: "envelope").count == (isShaded ? 1 : 0))
      #expect(root.all(class: "legend-entry").first?.attributes["data-name"] == "model, 90 % interval")
      #expect(picture.svg.utf8.count < 300_000)
      #expect(picture.description.contains("401 radial velocities") && picture.description.contains("90 % interval"))
    }
  }

  @Test func `reduced dates are shown in full, and unknown ones without years`() throws {
    var figure = TimeSeriesFigure(star: "", instruments: FigureData.random(["A"], count: 9))
    figure.instruments[0].times = (0..<9).map { 52_000 + 100 * Double($0) }
    figure.timeScale = TimeScale(name: "BJD", zeroPoint: 2_400_000)
    let full = try SVGElement(figure.picture().svg)
    #expect(full.all(class: "axis-title").map(\.text).contains("BJD − 2452000 [d]"))
    #expect(full.all(class: "top").flatMap { $0.all(class: "tick") }.map(\.text) == ["2002", "2003"])
    figure.timeScale = .days
    let unknown = try SVGElement(figure.picture().svg)
    #expect(unknown.all(class: "top").isEmpty)
    #expect(unknown.all(class: "axis-title").map(\.text).contains("time [d]"))
  }

  @Test func `anything is drawn: nothing, one point, equal times, bad numbers, 100,000 points, hostile names`() throws {
    let many = FigureData.random(["A"], count: 100_000)
    let bad = FigureVelocities(
      instrument: "bad\u{1B}[2J</svg>", times: [.nan, 1e19, -.infinity, 2_450_000], velocities: [1, 2, 3, .nan],
      errors: [1, 1, 1, 1])
    let cases: [([FigureVelocities], Int)] = [
      ([], 0), (FigureData.random(["A"], count: 1), 1), (many, 100_000), ([bad], 1),
      (FigureData.random((0..<8).map { "instrument \($0) " + String(repeating: "x", count: 60) }, count: 20), 160),
      ([FigureVelocities(instrument: "same", times: [5, 5], velocities: [1, 1], errors: [0, 0])], 2),
    ]
    for (instruments, count) in cases {
      let picture = TimeSeriesFigure(star: "a & b", instruments: instruments).picture()
      let root = try SVGElement(picture.svg)
      let panel = try #require(root.all(class: "panel").first)
      let shown = panel.all(class: "points").compactMap { $0.number("data-count") }.reduce(0, +)
      #expect(Int(shown) == count)
      #expect(picture.svg.utf8.count < 2_000_000)
      #expect(picture == TimeSeriesFigure(star: "a & b", instruments: instruments).picture())
    }
  }
}
