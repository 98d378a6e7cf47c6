// Figures as a browser draws them; only on machines that have one.

import ApusFigures
import ApusTestSupport
import Foundation
import Testing

@Suite(.serialized, .enabled(if: RenderedFigure.browser != nil, "needs Chromium"))
struct RenderingTests {
  @Test func `points, panels and texts are seen, and no two texts overlap`() throws {
    let browser = try #require(RenderedFigure.browser)
    var first = Points("first", x: [1, 2, 3, 4, 5], y: [1, 4, 2, 5, 3])
    first.radius = 4
    var second = Points("second", x: [1.5, 2.5, 3.5], y: [3, 2, 4.5])
    second.color = Palette.series[1]
    second.marker = .square
    second.radius = 4
    let panels = [[first as any Mark, second], [Points("below", x: [1], y: [1])]].map { marks in
      [Optional(Panel("p", x: Axis("time"), y: Axis("velocity", unit: "m/s"), marks: marks))]
    }
    var figure = Figure("Two panels", description: "d", rows: panels)
    figure.sharesX = true
    figure.hasLegend = false
    let drawn = try RenderedFigure.draw(figure.svg, colors: [Palette.series[1], "#1A1A1A"], browser: browser)
    #expect(drawn.panelCount == 2)
    #expect(drawn.spots[Palette.series[1]] == 3)
    #expect(drawn.textCount > 10)
    #expect(drawn.overlaps.isEmpty && drawn.outside.isEmpty, "\(drawn)")
  }

  @Test(arguments: [1e-6, 1, 1e6, 1e19])
  func `labels have room at every scale`(scale: Double) throws {
    let browser = try #require(RenderedFigure.browser)
    var numbers = TestNumbers(seed: 8)
    let rows = (0..<3).map { row in
      (0..<3).map { column -> Panel? in
        let center = [0, 1e4, -2.45e6][column]
        let x = (0..<10).map { _ in (center + numbers.uniform()) * scale }
        let y = (0..<10).map { _ in (center + numbers.uniform()) * scale * [1, -1, 1e-3][row] }
        return Panel("p", x: Axis("time", unit: "d"), y: Axis("y", unit: "m/s"), marks: [Points("p", x: x, y: y)])
      }
    }
    var figure = Figure("Scales", description: "d", rows: rows)
    (figure.width, figure.height, figure.hasLegend) = (900, 700, false)
    let drawn = try RenderedFigure.draw(figure.svg, browser: browser)
    #expect(drawn.panelCount == 9)
    #expect(drawn.overlaps.isEmpty && drawn.outside.isEmpty, "\(drawn)")
  }
}
