// The plate diagram: nothing overlaps, plates hold what is theirs, arrows lead from edge to edge.

import ApusReport
import ApusTestSupport
import ReportPages
import Testing

@Suite struct DiagramTests {
  private struct Box {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    func touches(_ other: Box) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
    func holds(_ other: Box) -> Bool {
      left <= other.left && top <= other.top && right >= other.right && bottom >= other.bottom
    }
  }

  private func box(_ element: SVGElement) throws -> Box {
    if let x = element.number("cx"), let y = element.number("cy"), let a = element.number("rx"),
      let b = element.number("ry")
    {
      return Box(left: x - a, top: y - b, right: x + a, bottom: y + b)
    }
    let x = try #require(element.number("x"))
    let y = try #require(element.number("y"))
    return Box(
      left: x, top: y, right: x + (try #require(element.number("width"))),
      bottom: y + (try #require(element.number("height"))))
  }

  private static let diagrams = [
    ExampleFits.schoolsDiagram, ExampleFits.hostileDiagram, ExampleFits.largeDiagram, chain, random,
  ]

  /// A long chain with arrows across it.
  private static let chain = ModelDiagram(
    nodes: (0..<12).map { .init("x\($0)", .parameter, family: "Normal") },
    edges: (0..<11).map { .init("x\($0)", "x\($0 + 1)") } + [.init("x0", "x11"), .init("x2", "x9"), .init("x11", "x0")])

  /// Arrows and plates without sense.
  private static let random: ModelDiagram = {
    var numbers = TestNumbers(seed: 4)
    let plates = [
      [], [ModelDiagram.Plate("i", length: 3)], [ModelDiagram.Plate("i", length: 3), .init("j", length: 100)],
    ]
    let roles: [ModelDiagram.Role] = [.parameter, .deterministic, .observed, .data]
    return ModelDiagram(
      nodes: (0..<40).map {
        .init("node \($0)", numbers.element(of: roles), family: "F", plates: numbers.element(of: plates))
      },
      edges: (0..<70).map { _ in
        .init("node \(numbers.integer(below: 40))", "node \(numbers.integer(below: 40))")
      })
  }()

  @Test(arguments: diagrams.indices) func `nodes do not overlap, and plates hold theirs alone`(index: Int) throws {
    let diagram = Self.diagrams[index]
    let root = try SVGElement(DiagramDrawing(diagram).svg)
    let whole = Box(
      left: 0, top: 0, right: try #require(root.number("width")), bottom: try #require(root.number("height")))
    let nodes = try root.all(class: "node").map { try box($0.children[0]) }
    let frames = try root.all(class: "plate").map(box)
    #expect(nodes.count == diagram.nodes.count && nodes.allSatisfy(whole.holds) && frames.allSatisfy(whole.holds))
    for (place, node) in nodes.enumerated() {
      #expect(nodes[(place + 1)...].allSatisfy { !$0.touches(node) })
      let around = frames.filter { $0.holds(node) }
      #expect(around.count == (diagram.nodes[place].plates.isEmpty ? 0 : 1))
      #expect(frames.allSatisfy { $0.holds(node) || !$0.touches(node) })
    }
    for (place, frame) in frames.enumerated() { #expect(frames[(place + 1)...].allSatisfy { !$0.touches(frame) }) }
  }

  @Test(arguments: [0, 2, 3]) func `no arrow passes under a node`(index: Int) throws {
    let diagram = Self.diagrams[index]
    let root = try SVGElement(DiagramDrawing(diagram).svg)
    var boxes: [String: Box] = [:]
    for node in root.all(class: "node") { boxes[node.attributes["data-name"] ?? ""] = try box(node.children[0]) }
    for arrow in root.all(class: "arrow") {
      let places = arrow.vertices
      for (start, end) in try neighbours(places) {
        for step in 0...50 {
          let part = Double(step) / 50
          let (x, y) = (start.x + part * (end.x - start.x), start.y + part * (end.y - start.y))
          for (name, box) in boxes where name != arrow.attributes["data-from"] && name != arrow.attributes["data-to"] {
            // Within the ellipse of the box.
            let across = (2 * x - box.left - box.right) / (box.right - box.left)
            let along = (2 * y - box.top - box.bottom) / (box.bottom - box.top)
            let isInside = across * across + along * along < 0.95
            #expect(
              !isInside, "\(arrow.attributes["data-from"] ?? "") to \(arrow.attributes["data-to"] ?? "") under \(name)")
          }
        }
      }
    }
  }

  @Test func `arrows lead downwards from edge to edge, and unknown names are passed over`() throws {
    let root = try SVGElement(DiagramDrawing(ExampleFits.schoolsDiagram).svg)
    let arrows = root.all(class: "arrow")
    #expect(arrows.count == 5)
    for arrow in arrows {
      let places = arrow.vertices
      #expect(try #require(places.last).y > places[0].y)
    }
    let hostile = try SVGElement(DiagramDrawing(ExampleFits.hostileDiagram).svg)
    // A loop and an arrow from nobody are not drawn.
    #expect(hostile.all(class: "arrow").count == 4)
    #expect(try SVGElement(DiagramDrawing(ModelDiagram(nodes: [], edges: [])).svg).all(class: "node").isEmpty)
  }
}
