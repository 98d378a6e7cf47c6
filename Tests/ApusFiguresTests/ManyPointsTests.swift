// Very many points: files stay small, and nothing that matters is lost.

import ApusFigures
import ApusTestSupport
import Foundation
import Testing

@Suite struct ManyPointsTests {
  private func root(_ marks: [any Mark]) throws -> (SVGElement, bytes: Int) {
    let svg = Figure("f", description: "d", rows: [[Panel("p", x: Axis("x"), y: Axis("y"), marks: marks)]]).svg
    return (try SVGElement(svg), svg.utf8.count)
  }

  @Test func `a million points are cells of less than 2 MB, and every one counts`() throws {
    var numbers = TestNumbers(seed: 1)
    let x = (0..<1_000_000).map { _ in numbers.uniform() }
    let y = x.map { _ in numbers.uniform() * numbers.uniform() }
    var points = Points("p", x: x, y: y)
    points.errors = x.map { _ in 0.01 }
    let (root, bytes) = try root([points])
    #expect(bytes < 2_000_000)
    let series = root.all(class: "points")[0]
    #expect(series.attributes["data-count"] == "1000000" && series.attributes["data-drawn"] == "cells")
    #expect(
      series.all(named: "desc").map(\.text) == ["1000000 points, as cells that are darker where there are more of them"]
    )
    #expect(series.all(class: "cells").count > 2)
  }

  @Test func `cells cover every point`() throws {
    var numbers = TestNumbers(seed: 2)
    let x = (0..<12_000).map { _ in numbers.uniform(0, 10) }
    let y = x.map { sin($0) + numbers.uniform(0, 0.1) }
    let panel = try root([Points("p", x: x, y: y)]).0.all(class: "panel")[0]
    var covered: [Int: [ClosedRange<Double>]] = [:]
    for path in panel.all(class: "cells") {
      for part in (path.attributes["d"] ?? "").split(separator: "M") {
        let numbers = part.split { " H".contains($0) }.compactMap { Double($0) }
        covered[Int((numbers[1] * 10).rounded()), default: []].append(numbers[0]...numbers[2])
      }
    }
    let frame = panel.all(class: "frame")[0]
    let (left, top) = (try #require(frame.number("x")), try #require(frame.number("y")))
    let (width, height) = (try #require(frame.number("width")), try #require(frame.number("height")))
    let xAxis = panel.all(class: "axis")[0], yAxis = panel.all(class: "axis")[1]
    let xLimits = (try #require(xAxis.number("data-lower")), try #require(xAxis.number("data-upper")))
    let yLimits = (try #require(yAxis.number("data-lower")), try #require(yAxis.number("data-upper")))
    for index in stride(from: 0, to: x.count, by: 37) {
      let px = left + (x[index] - xLimits.0) / (xLimits.1 - xLimits.0) * width
      let py = top + height - (y[index] - yLimits.0) / (yLimits.1 - yLimits.0) * height
      let isCovered = covered.contains { row, ranges in
        abs(Double(row) / 10 - py) <= 1.2 && ranges.contains { $0.lowerBound - 0.2 <= px && px <= $0.upperBound + 0.2 }
      }
      #expect(isCovered, "\(px), \(py)")
    }
  }

  @Test func `a thinned curve keeps the extremes of every pixel column`() throws {
    var numbers = TestNumbers(seed: 3)
    let count = 1_000_000
    let x = (0..<count).map { Double($0) }
    let y = (0..<count).map { $0 == 123_456 ? 40 : $0 == 777_777 ? -30 : numbers.uniform() }
    let (root, bytes) = try root([Line("l", x: x, y: y)])
    #expect(bytes < 100_000)
    #expect(root.all(class: "line")[0].attributes["data-count"] == "\(count)")
    let vertices = root.all(class: "curve")[0].vertices
    let panel = root.all(class: "panel")[0]
    let (low, high) = (vertices.max { $0.y < $1.y }, vertices.min { $0.y < $1.y })
    for (vertex, place, value) in [(high, 123_456.0, 40.0), (low, 777_777, -30)] {
      let point = try #require(vertex)
      #expect(abs(try #require(panel.number(at: point.x, axis: "x")) - place) < 1000)
      #expect(abs(try #require(panel.number(at: point.y, axis: "y")) - value) < 0.2)
    }
    #expect(zip(vertices, vertices.dropFirst()).allSatisfy { $0.x <= $1.x })
  }

  @Test func `a curve that turns within pixels is shaded where that is asked for`() throws {
    let x = (0..<50_000).map { Double($0) / 50_000 }
    var fast = Line("fast", x: x, y: x.map { sin($0 * 20_000) })
    fast.envelopeOpacity = 0.2
    var slow = Line("slow", x: x, y: x.map { sin($0 * 20) })
    slow.envelopeOpacity = 0.2
    let root = try root([fast, slow]).0
    #expect(root.all(class: "envelope").count == 1 && root.all(class: "curve").count == 1)
    #expect(root.all(class: "series").map { $0.all(class: "envelope").count } == [1, 0])
  }

  @Test func `dots are thinned evenly, and say so`() throws {
    var dots = Dots("d", x: (0..<5000).map(Double.init), y: (0..<5000).map(Double.init))
    dots.maximumCount = 1000
    let series = try root([dots]).0.all(class: "dots")[0]
    #expect(series.attributes["data-count"] == "1000" && series.attributes["data-of"] == "5000")
    #expect(series.all(class: "markers")[0].starts.count == 1000)
    #expect(series.all(named: "desc").map(\.text) == ["one point in 5"])
  }

  @Test func `a histogram counts every number`() {
    var numbers = TestNumbers(seed: 4)
    let values = (0..<1000).map { _ in numbers.uniform(-5, 5) } + [.nan, .infinity]
    let steps = Steps("s", counting: values, binCount: 20)
    #expect(steps.edges.count == 21 && steps.heights.reduce(0, +) == 1000)
    for bin in 0..<20 {
      let expected = values.count {
        $0 >= steps.edges[bin] && ($0 < steps.edges[bin + 1] || (bin == 19 && $0 <= steps.edges[20]))
      }
      #expect(abs(steps.heights[bin] - Double(expected)) <= 1)
    }
    #expect(Steps("s", counting: [3, 3, 3], binCount: 8).heights.reduce(0, +) == 3)
    #expect(Steps("s", counting: [], binCount: 8).heights.isEmpty)
  }
}
