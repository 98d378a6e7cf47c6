// The writer of SVG: what it writes is read back as it was meant.

import ApusFigures
import ApusTestSupport
import Testing

@Suite struct SVGWriterTests {
  @Test func `text and attributes come back as they were`() throws {
    let name = #"a & b < c > d " e ' f ]]> &amp; é 日本 🪐"#
    var svg = SVGWriter()
    svg.open("svg", ["data-name": name])
    svg.element("title", text: name)
    svg.element("rect", ["width": "1"])
    svg.close()
    let root = try SVGElement(svg.text)
    #expect(root.attributes["data-name"] == name)
    #expect(root.all(named: "title").map(\.text) == [name])
    #expect(root.all(named: "rect").count == 1)
  }

  @Test func `control characters are dropped, and line ends are spaces`() throws {
    let hostile = "a\u{0}b\u{1B}[31mc\u{7F}d\u{9B}e\u{202E}f\ng\th\u{FFFE}"
    #expect(SVGWriter.escaped(hostile) == "ab[31mcdef g h")
  }

  @Test func `markup in rich text is escaped, and the baseline comes back`() throws {
    var svg = SVGWriter()
    svg.open("svg")
    let text = RichText(joining: .italic("<K>"), .lowered("b&"), " = 3", .raised("+1"), .lowered("−2"), " m/s")
    svg.text(text, TextPlacement(x: 1, y: 2, size: 10))
    svg.close()
    let element = try #require(try SVGElement(svg.text).all(named: "text").first)
    #expect(element.text == "<K>b& = 3+1−2 m/s")
    #expect(element.text == text.plain)
    // Shifts are in ems of the piece's own size; they sum to nothing.
    let shifts = element.all(named: "tspan").map { piece in
      (Double((piece.attributes["dy"] ?? "0em").dropLast(2)) ?? .nan)
        * (piece.attributes["font-size"] == nil ? 1 : 0.72)
    }
    #expect(abs(shifts.reduce(0, +)) < 2e-3)
    #expect(shifts.count == 6)
  }
}

@Suite struct PathDataTests {
  @Test func `coordinates are rounded to tenths`() {
    #expect(PathData.text(12.34) == "12.3")
    #expect(PathData.text(12.96) == "13")
    #expect(PathData.text(-0.04) == "0")
    #expect(PathData.text(-0.26) == "-0.3")
    #expect(PathData.text(100) == "100")
    #expect(PathData.text(1e300) == "1000000")
    #expect(PathData.text(-Double.infinity) == "-1000000")
    #expect(PathData.text(.nan) == "0")
  }

  @Test func `relative lines lead to where absolute ones would, however many there are`() throws {
    var path = PathData()
    var (x, y) = (10.04, -3.26)
    path.relativeMove(to: x, y)
    var numbers = TestNumbers(seed: 2)
    for _ in 0..<1000 {
      (x, y) = (x + numbers.uniform(-1, 1), y + numbers.uniform(-0.1, 0.1))
      path.relativeLine(to: x, y)
    }
    var svg = SVGWriter()
    svg.open("svg")
    svg.path(path, [:])
    svg.close()
    let text = try #require(try SVGElement(svg.text).all(named: "path").first?.attributes["d"])
    #expect(text.hasPrefix("M10 -3.3"))
    var end = (x: 10.0, y: -3.3)
    var parts: [(Character, String)] = []
    for character in text {
      if character.isLetter {
        parts.append((character, ""))
      } else {
        parts[parts.count - 1].1.append(character == "-" ? " -" : String(character))
      }
    }
    for (command, argument) in parts.dropFirst() {
      let steps = argument.split(separator: " ").compactMap { Double($0) }
      switch command {
      case "h": end.x += steps[0]
      case "v": end.y += steps[0]
      default: end = (end.x + steps[0], end.y + steps[1])
      }
    }
    #expect(abs(end.x - x) < 0.051 && abs(end.y - y) < 0.051)
  }

  @Test func `a path has its commands in order`() throws {
    var path = PathData()
    path.move(to: 1, 2.5)
    path.line(to: -3, 0)
    path.horizontal(to: 4)
    path.vertical(to: 5)
    path.close()
    var svg = SVGWriter()
    svg.open("svg")
    svg.path(path, [:])
    svg.path(PathData(), ["class": "nothing"])
    svg.close()
    let root = try SVGElement(svg.text)
    #expect(root.all(named: "path").map { $0.attributes["d"] } == ["M1 2.5L-3 0H4V5Z"])
  }
}
