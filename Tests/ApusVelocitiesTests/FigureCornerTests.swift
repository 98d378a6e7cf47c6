// The corner plot: panels, counts, intervals, truths.

import ApusFigures
import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

@Suite struct FigureCornerTests {
  private func parameters(_ count: Int, draws: Int = 2000) -> [CornerFigure.Parameter] {
    var numbers = TestNumbers(seed: 3)
    return (0..<count).map { index in
      let values = (0..<draws).map { _ in
        75.765 + 0.01 * Double(index) + (numbers.uniform() + numbers.uniform() + numbers.uniform())
      }
      return CornerFigure.Parameter(
        symbol: "P", index: "\(index)", unit: "d", draws: values, truth: index == 0 ? 77 : nil)
    }
  }

  @Test(arguments: [1, 2, 5, 12])
  func `n parameters have n histograms and n(n − 1)/2 pairs`(count: Int) throws {
    let root = try SVGElement(CornerFigure(star: "x", parameters: parameters(count)).picture().svg)
    #expect(root.all(class: "steps").count == count)
    #expect(root.all(class: "dots").count == count * (count - 1) / 2)
    #expect(root.all(class: "contours").count == count * (count - 1) / 2)
    for contours in root.all(class: "contours") {
      let contents = contours.all(class: "contour").compactMap { $0.number("data-content") }
      for (content, sigmas) in try paired(contents, [2.0, 1]) {
        #expect(abs(content - (1 - exp(-0.5 * sigmas * sigmas))) < 1e-12)
      }
    }
    #expect(root.all(class: "panel-title").count == count)
    let labels = root.all(class: "axis-title").map(\.text)
    #expect(labels.filter { $0.hasPrefix("P0") }.count == 1)
  }

  @Test func `lines stand at the median and at the ends of the interval`() throws {
    let parameter = parameters(1)[0]
    let root = try SVGElement(CornerFigure(star: "x", parameters: [parameter]).picture().svg)
    let panel = root.all(class: "panel")[0]
    let sorted = parameter.draws.sorted()
    let values = root.all(class: "reference").compactMap { $0.number("data-value") }
    for (value, place) in try paired(values.prefix(3), [0.05, 0.5, 0.95]) {
      // The share of draws below it, to one draw.
      let share = Double(sorted.count { $0 < value }) / Double(sorted.count)
      #expect(abs(share - place) <= 1.0 / 2000)
    }
    #expect(values.last == 77)
    for line in root.all(class: "reference") {
      let place = try #require(panel.number(at: line.starts[0].x, axis: "x"))
      #expect(abs(place - (try #require(line.number("data-value")))) < 0.02)
    }
  }

  @Test func `more than 12 parameters are cut, and the description says so`() throws {
    let picture = CornerFigure(star: "x", parameters: parameters(14, draws: 50)).picture()
    #expect(try SVGElement(picture.svg).all(class: "steps").count == 12)
    #expect(picture.description.contains("Only the first 12 are drawn."))
  }

  @Test func `constant, missing and no draws give whole figures`() throws {
    let draws: [[Double]] = [
      [Double](repeating: 3, count: 100), [Double](repeating: .nan, count: 100), (0..<100).map(Double.init),
    ]
    let parameters = draws.map { CornerFigure.Parameter(symbol: "x", draws: $0) }
    let root = try SVGElement(CornerFigure(star: "", parameters: parameters).picture().svg)
    #expect(root.all(class: "panel").count == 6 && root.all(class: "contours").isEmpty)
    #expect(try SVGElement(CornerFigure(star: "", parameters: []).picture().svg).all(class: "panel").isEmpty)
    let none = [CornerFigure.Parameter(symbol: "x", draws: [])]
    #expect(try SVGElement(CornerFigure(star: "", parameters: none).picture().svg).all(class: "panel").count == 1)
  }

  @Test func `100,000 draws of 12 parameters stay below 2 MB`() {
    #expect(CornerFigure(star: "", parameters: parameters(12, draws: 100_000)).picture().svg.utf8.count < 2_000_000)
  }
}
