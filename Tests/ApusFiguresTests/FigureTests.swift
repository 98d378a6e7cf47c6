// Figures as files: what is in them, where it stands, and that every input gives a whole file.

import ApusFigures
import ApusTestSupport
import Foundation
import Testing

@Suite struct FigureTests {
  private func figure(_ marks: [any Mark], x: Axis = Axis("x"), y: Axis = Axis("y", unit: "m/s")) -> Figure {
    Figure("Title", description: "Description.", rows: [[Panel("panel", x: x, y: y, marks: marks)]])
  }

  private func points(_ count: Int, scale: Double = 1, seed: UInt64 = 1) -> Points {
    var numbers = TestNumbers(seed: seed)
    let x = (0..<count).map { _ in numbers.uniform(-3, 7) * scale }
    var points = Points("HIRES", x: x, y: (0..<count).map { _ in numbers.uniform(-1, 1) * scale })
    points.errors = (0..<count).map { _ in numbers.uniform(0.1, 0.2) * scale }
    points.extendedErrors = points.errors.map { 2 * $0 }
    return points
  }

  @Test func `a figure says what it shows, and has its panel, axes and series`() throws {
    let root = try SVGElement(figure([points(337)]).svg)
    #expect(root.name == "svg" && root.attributes["role"] == "img")
    #expect(root.attributes["xmlns"] == "http://www.w3.org/2000/svg")
    let ids = (root.attributes["aria-labelledby"] ?? "").split(separator: " ").map(String.init)
    let named = root.children.filter { ids.contains($0.attributes["id"] ?? "") }
    #expect(named.map(\.name) == ["title", "desc"] && named.map(\.text) == ["Title", "Description."])
    let series = try #require(root.all(class: "series").first)
    #expect(series.attributes["data-name"] == "HIRES" && series.attributes["data-count"] == "337")
    for part in ["markers", "errors", "extended-errors"] { #expect(series.all(class: part)[0].starts.count == 337) }
    #expect(series.all(named: "path").count == 3)
    #expect(root.all(class: "axis").map { $0.attributes["class"] } == ["axis x", "axis y"])
    #expect(root.all(class: "axis-title").map(\.text) == ["x", "y [m/s]"])
    #expect(root.all(class: "legend-entry").map { $0.attributes["data-name"] } == ["HIRES"])
    #expect(root.all(class: "title").map(\.text) == ["Title"])
  }

  @Test func `an axis of names has these ticks, and an axis without minor ticks none`() throws {
    var names = Axis(limits: Interval(0, 3))
    names.ticks = [Tick(1, "one & all"), Tick(2, "two"), Tick(4, "outside")]
    var plain = Axis("x")
    plain.hasMinorTicks = false
    let root = try SVGElement(figure([points(20)], x: plain, y: names).svg)
    let axes = root.all(class: "axis")
    #expect(axes[1].all(class: "tick").map(\.text) == ["one & all", "two"])
    #expect(axes.allSatisfy { $0.all(class: "minor-ticks").isEmpty })
    #expect(!(try SVGElement(figure([points(20)]).svg)).all(class: "minor-ticks").isEmpty)
  }

  @Test func `the legend shows a bar only where points have bars`() throws {
    var bare = points(5)
    bare.hasBarInLegend = false
    let counts = try [points(5), bare].map {
      try SVGElement(figure([$0]).svg).all(class: "legend-entry")[0].all(named: "path").count
    }
    #expect(counts == [2, 1])
  }

  @Test(arguments: [1e-6, 1, 1e6, 1e19])
  func `every point stands where the ticks say that its numbers are`(scale: Double) throws {
    let series = points(200, scale: scale)
    let root = try SVGElement(figure([series]).svg)
    let panel = try #require(root.all(class: "panel").first)
    let starts = panel.all(class: "markers")[0].starts
    for (index, start) in try paired(series.x.indices, starts) {
      let x = try #require(panel.number(at: start.x, axis: "x"))
      let y = try #require(panel.number(at: start.y, axis: "y"))
      // A tenth of a pixel is half a thousandth of some 600, and the ticks are rounded, too.
      #expect(abs(x - series.x[index]) < 0.0005 * 10 * scale)
      #expect(abs(y - series.y[index]) < 0.001 * 2 * scale)
    }
    let bars = panel.all(class: "errors")[0]
    let ends = (bars.attributes["d"] ?? "").split(separator: "M").compactMap { $0.split(separator: "V").last }
    for (index, end) in try paired(series.y.indices, ends) {
      let pixel = try #require(Double(end))
      let y = try #require(panel.number(at: pixel, axis: "y"))
      #expect(abs(y - series.y[index] - series.errors[index]) < 0.002 * scale)
    }
  }

  @Test func `logarithmic axes place points by their logarithms, and leave out what has none`() throws {
    let x = [0.7, 3, 75.7, 1201, 9000, -1, 0, .nan]
    let y = [1e-9, 1e-4, 1, 20, 3e5, 1, 1, 1]
    let axes = (Axis("period", unit: "d", isLogarithmic: true), Axis("power", isLogarithmic: true))
    let root = try SVGElement(figure([Points("p", x: x, y: y)], x: axes.0, y: axes.1).svg)
    let panel = try #require(root.all(class: "panel").first)
    let starts = panel.all(class: "markers")[0].starts
    for (index, start) in try paired(0..<5, starts) {
      #expect(abs(try #require(panel.number(at: start.x, axis: "x")) / x[index] - 1) < 0.004)
      #expect(abs(try #require(panel.number(at: start.y, axis: "y")) / y[index] - 1) < 0.04)
    }
  }

  @Test func `numbers that are not finite are left out, of every mark`() throws {
    let hole: [Double] = [.nan, .infinity, -.infinity]
    let x = [1, 2, 3] + hole + [4, 5, 6]
    let y = hole + [1, 2, 3] + [1, 2, 3]
    var points = Points("p", x: x, y: y)
    points.errors = [1, 1, 1, 1, 1, 1, .nan, -1, .infinity]
    let marks: [any Mark] = [
      points, Line("l", x: x, y: y), Band("b", x: x, lower: y, upper: y.map { $0 + 1 }), Dots("d", x: x, y: y),
      Steps("s", edges: [0, 1, 2, 3], heights: [1, .nan, 2]), Callouts([.init(x: .nan, y: 1, label: "n")]),
    ]
    let root = try SVGElement(figure(marks).svg)
    #expect(root.all(class: "points")[0].attributes["data-count"] == "3")
    #expect(root.all(class: "points")[0].all(class: "markers")[0].starts.count == 3)
    #expect(root.all(class: "errors").isEmpty)
    #expect(root.all(class: "line")[0].attributes["data-count"] == "3")
    #expect(root.all(class: "curve")[0].vertices.count == 3)
    #expect(root.all(class: "dots")[0].attributes["data-count"] == "3")
    #expect(root.all(class: "area")[0].vertices.count == 6)
    for path in root.all(named: "path") { #expect(!(path.attributes["d"] ?? "").contains("1000000")) }
  }

  @Test func `empty, single, constant and vast data give whole figures`() throws {
    let cases: [(String, [Double], [Double])] = [
      ("empty", [], []), ("one", [2_460_000.5], [5]), ("constant", [1, 2, 3], [7, 7, 7]), ("same", [4, 4], [0, 0]),
      ("vast", [-1e308, 1e308], [-1.7e308, 1.7e308]), ("small", [0, 5e-324], [1e-310, 2e-310]),
      ("no numbers", [.nan, .infinity], [1, 2]),
    ]
    for (name, x, y) in cases {
      for isLogarithmic in [false, true] {
        var axis = Axis("x")
        axis.isLogarithmic = isLogarithmic
        let root = try SVGElement(figure([Points("p", x: x, y: y), Line("l", x: x, y: y)], x: axis, y: axis).svg)
        let shown = x.indices.count {
          x[$0].isFinite && y[$0].isFinite && (!isLogarithmic || (x[$0] > 0 && y[$0] > 0))
        }
        #expect(root.all(class: "points")[0].attributes["data-count"] == "\(shown)", "\(name)")
        #expect(root.all(class: "absence").count == (shown == 0 ? 1 : 0), "\(name)")
        #expect(root.all(class: "axis").count == 2)
        let frame = try #require(root.all(class: "frame").first)
        let left = try #require(frame.number("x"))
        let width = try #require(frame.number("width"))
        for start in root.all(class: "markers").flatMap(\.starts) {
          #expect(start.x >= left && start.x <= left + width, "\(name)")
        }
      }
    }
  }

  @Test func `a figure without panels, and one with an empty place, are whole`() throws {
    #expect(try SVGElement(Figure("", description: "", rows: []).svg).name == "svg")
    let panel = Panel("p", x: Axis(), y: Axis(), marks: [])
    let root = try SVGElement(Figure("", description: "", rows: [[nil, panel], [], [panel]]).svg)
    #expect(root.all(class: "panel").count == 2)
  }

  @Test func `the same figure has the same bytes`() {
    let series = points(500)
    let line = Line("l", x: (0..<9000).map { Double($0) / 1000 }, y: (0..<9000).map { sin(Double($0)) })
    #expect(figure([series, line]).svg == figure([series, line]).svg)
  }

  @Test func `hostile names do no harm`() throws {
    let name = "</g><script>alert(1)</script>\u{1B}[2J\" onload=\"x' & ]]>"
    var series = points(3)
    series.name = name
    var figure = figure([series], x: Axis(RichText(name), unit: name))
    figure.title = name
    figure.description = name
    let root = try SVGElement(figure.svg)
    #expect(root.all(named: "script").isEmpty)
    #expect(root.all(class: "series")[0].attributes["data-name"] == name.replacing("\u{1B}", with: ""))
    #expect(root.all(class: "series")[0].attributes["onload"] == nil)
  }

  @Test func `panels that share x have the same limits, and labels below the lowest`() throws {
    let panels = [points(20, seed: 1), points(30, scale: 2, seed: 2)].map { series in
      [Optional(Panel("p", x: Axis("time"), y: Axis("y"), marks: [series]))]
    }
    var figure = Figure("f", description: "d", rows: panels)
    figure.sharesX = true
    figure.rowHeights = [3, 1]
    let root = try SVGElement(figure.svg)
    let axes = root.all(class: "axis").filter { $0.has(class: "x") }
    #expect(axes.count == 2 && axes[0].attributes["data-lower"] == axes[1].attributes["data-lower"])
    #expect(axes[0].all(class: "tick").isEmpty && axes[1].all(class: "tick").count >= 3)
    #expect(root.all(class: "axis-title").map(\.text).filter { $0 == "time" }.count == 1)
    let heights = root.all(class: "frame").compactMap { $0.number("height") }
    #expect(abs(heights[0] / heights[1] - 3) < 0.02)
  }

  @Test func `points outside of given limits are counted, not drawn`() throws {
    let root = try SVGElement(
      figure([Points("p", x: [0, 1, 2, 3], y: [0, 0, 0, 9])], x: Axis("x", limits: Interval(0.5, 3.5))).svg)
    let series = root.all(class: "points")[0]
    #expect(series.attributes["data-count"] == "3" && series.attributes["data-outside"] == "1")
    #expect(series.all(class: "markers")[0].starts.count == 3)
  }

  @Test func `reference lines stand at their values, with labels that do not touch`() throws {
    var panel = Panel("p", x: Axis("x"), y: Axis("y"), marks: [Points("p", x: [0, 10], y: [0, 100])])
    panel.horizontalLines = [50, 51, 52].map { ReferenceLine($0, label: RichText("FAP \($0)")) }
    panel.verticalLines = [5, 5.01].map { ReferenceLine($0, label: RichText("\($0) d")) }
    let root = try SVGElement(Figure("f", description: "d", rows: [[panel]]).svg)
    let drawn = root.all(class: "panel")[0]
    for line in root.all(class: "reference").prefix(3) {
      let y = try #require(drawn.number(at: line.starts[0].y, axis: "y"))
      #expect(abs(y - (try #require(line.number("data-value")))) < 0.3)
    }
    let labels = root.all(class: "line-label")
    #expect(labels.count == 5)
    let heights = labels.prefix(3).compactMap { $0.number("y") }
    for (a, b) in zip(heights, heights.dropFirst()) { #expect(abs(a - b) >= 12) }
  }
}
