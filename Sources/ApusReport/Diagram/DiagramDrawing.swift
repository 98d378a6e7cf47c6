// Draws a model as a plate diagram.

internal import ApusFigures

/// The diagram of a model as SVG.
package struct DiagramDrawing {
  private struct Block {
    var plates: [ModelDiagram.Plate]
    var members: [Int]
    var layout: LayeredLayout
    var size: LayeredLayout.Size
    /// For members that arrows from outside lead to past others: the places that these pass, by node.
    var ways: [Int: Way] = [:]
  }

  /// The places within a block that arrows pass, by which they enter to a node and leave from it.
  private struct Way {
    var entry: [(x: Double, y: Double)] = []
    var exit: [(x: Double, y: Double)] = []
  }

  private let diagram: ModelDiagram
  private let arrows: [(from: Int, to: Int)]
  private var blocks: [Block] = []
  private var blockOf: [Int] = []
  private let sizes: [LayeredLayout.Size]

  private static let fontSize = 13.0
  private static let margin = 14.0
  private static let innerGap = (x: 18.0, y: 30.0)
  /// The room in a plate: at its sides, and at its foot for the label.
  private static let padding = (side: 12.0, top: 12.0, bottom: 26.0)

  package init(_ diagram: ModelDiagram) {
    self.diagram = diagram
    arrows = diagram.arrows
    sizes = diagram.nodes.map { node in
      let lines = Self.lines(node)
      let text = lines.map { $0.width(size: Self.fontSize) }.max() ?? 0
      let isRound = node.role == .parameter || node.role == .observed
      return LayeredLayout.Size(
        width: max(isRound ? 1.2 * text + 26 : text + 20, 60), height: Double(lines.count) * 17 + (isRound ? 22 : 12))
    }
    group()
  }

  private static func lines(_ node: ModelDiagram.Node) -> [RichText] {
    let name = RichText(node.name).truncated(to: 190, size: fontSize)
    guard !node.family.isEmpty else { return [name] }
    let isDrawn = node.role == .parameter || node.role == .observed
    return [name, RichText(isDrawn ? "~ \(node.family)" : node.family).truncated(to: 190, size: fontSize)]
  }

  /// Puts nodes with the same plates into one block, or into several where arrows would lead back into one.
  private mutating func group() {
    let count = diagram.nodes.count
    var keys = (0..<count).map { diagram.nodes[$0].plates.isEmpty ? "free \($0)" : "\(diagram.nodes[$0].plates)" }
    if !Self.isOrdered(keys, arrows) {
      // The number of times that a path to the node has left a block.
      var stage = [Int](repeating: 0, count: count)
      for _ in 0..<count {
        for arrow in arrows {
          let next = stage[arrow.from] + (keys[arrow.from] == keys[arrow.to] ? 0 : 1)
          stage[arrow.to] = max(stage[arrow.to], min(next, count))
        }
      }
      keys = keys.indices.map { "\(keys[$0]) \(stage[$0])" }
    }
    var places: [String: Int] = [:]
    for node in 0..<count {
      let place = places[keys[node]] ?? places.count
      places[keys[node]] = place
      blockOf.append(place)
    }
    for place in 0..<places.count {
      let members = (0..<count).filter { blockOf[$0] == place }
      let (layout, ways) = inside(members)
      let plates = diagram.nodes[members[0]].plates
      var size = layout.size
      if !plates.isEmpty {
        let label = Self.label(plates).width(size: Self.fontSize) + 20
        size.width = max(size.width + 2 * Self.padding.side, label)
        size.height += Self.padding.top + Self.padding.bottom
      }
      blocks.append(Block(plates: plates, members: members, layout: layout, size: size, ways: ways))
    }
  }

  /// The layout of a block. Arrows from and to the outside have lanes of their own beside the members that they pass.
  private func inside(_ members: [Int]) -> (layout: LayeredLayout, ways: [Int: Way]) {
    let inner = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1, $0) })
    var links = arrows.compactMap { arrow -> (from: Int, to: Int)? in
      guard let from = inner[arrow.from], let to = inner[arrow.to] else { return nil }
      return (from, to)
    }
    var boxes = members.map { sizes[$0] }
    let plain = LayeredLayout(boxes, arrows: links, gap: Self.innerGap)
    let last = plain.layers.max() ?? 0
    var lanes: [(node: Int, isEntry: Bool, box: Int, link: Int)] = []
    for (place, node) in members.enumerated() {
      let isEntered = arrows.contains { $0.to == node && inner[$0.from] == nil }
      let isLeft = arrows.contains { $0.from == node && inner[$0.to] == nil }
      for isEntry in [true, false]
      where isEntry ? isEntered && plain.layers[place] > 0 : isLeft && plain.layers[place] < last {
        lanes.append((node, isEntry, boxes.count, links.count))
        links.append(isEntry ? (boxes.count, place) : (place, boxes.count))
        boxes.append(LayeredLayout.Size(width: 10, height: 2))
      }
    }
    guard !lanes.isEmpty else { return (plain, [:]) }
    let layout = LayeredLayout(
      boxes, arrows: links, gap: Self.innerGap, top: Set(lanes.filter(\.isEntry).map(\.box)),
      bottom: Set(lanes.filter { !$0.isEntry }.map(\.box)))
    var ways: [Int: Way] = [:]
    for lane in lanes {
      // From the block's edge straight into the lane.
      let (bends, x) = (layout.bends[lane.link], layout.centers[lane.box].x)
      if lane.isEntry {
        ways[lane.node, default: Way()].entry = [(x, -4), layout.centers[lane.box]] + bends
      } else {
        ways[lane.node, default: Way()].exit = bends + [layout.centers[lane.box], (x, layout.size.height + 4)]
      }
    }
    return (layout, ways)
  }

  /// Whether no path leaves a block and comes back.
  private static func isOrdered(_ keys: [String], _ arrows: [(from: Int, to: Int)]) -> Bool {
    var next: [String: Set<String>] = [:]
    for arrow in arrows where keys[arrow.from] != keys[arrow.to] {
      next[keys[arrow.from], default: []].insert(keys[arrow.to])
    }
    // Blocks that nothing leads to are taken away until none is left, or all have a predecessor.
    var rest = Set(keys)
    while !rest.isEmpty {
      let targets = rest.reduce(into: Set<String>()) { $0.formUnion(next[$1] ?? []) }
      let free = rest.subtracting(targets)
      if free.isEmpty { return false }
      rest.subtract(free)
    }
    return true
  }

  private static func label(_ plates: [ModelDiagram.Plate]) -> RichText {
    RichText(plates.map { "\($0.name) \($0.length)" }.joined(separator: " × ")).truncated(to: 260, size: fontSize)
  }

  /// The diagram.
  package var svg: String {
    var outer: [(from: Int, to: Int)] = []
    var outerPlace: [[Int]: Int] = [:]
    for arrow in arrows where blockOf[arrow.from] != blockOf[arrow.to] {
      let key = [blockOf[arrow.from], blockOf[arrow.to]]
      guard outerPlace[key] == nil else { continue }
      outerPlace[key] = outer.count
      outer.append((key[0], key[1]))
    }
    let layout = LayeredLayout(blocks.map(\.size), arrows: outer, gap: (26, 38))
    var centers = [(x: Double, y: Double)](repeating: (0, 0), count: diagram.nodes.count)
    var ways: [Int: Way] = [:]
    for (place, block) in blocks.enumerated() {
      let isFramed = !block.plates.isEmpty
      let left = layout.centers[place].x - 0.5 * block.layout.size.width + Self.margin
      let top = layout.centers[place].y - 0.5 * block.size.height + (isFramed ? Self.padding.top : 0) + Self.margin
      for (member, center) in zip(block.members, block.layout.centers) {
        centers[member] = (left + center.x, top + center.y)
      }
      for (node, way) in block.ways {
        ways[node] = Way(
          entry: way.entry.map { (left + $0.x, top + $0.y) }, exit: way.exit.map { (left + $0.x, top + $0.y) })
      }
    }
    let (width, height) = (layout.size.width + 2 * Self.margin, layout.size.height + 2 * Self.margin)
    var svg = SVGWriter()
    svg.open(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "diagram", "width": PathData.text(width),
        "height": PathData.text(height), "viewBox": "0 0 \(PathData.text(width)) \(PathData.text(height))",
        "role": "img",
        "aria-labelledby": "diagram-title diagram-desc", "fill": Palette.ink,
        "font-family": "Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif",
      ])
    svg.element("title", ["id": "diagram-title"], text: "The model as a plate diagram")
    svg.element("desc", ["id": "diagram-desc"], text: diagram.sentences.prefix(40).joined(separator: " "))
    svg.element(
      "rect",
      ["class": "background", "width": PathData.text(width), "height": PathData.text(height), "fill": "#FFFFFF"])
    for (place, block) in blocks.enumerated() where !block.plates.isEmpty {
      draw(block, center: layout.centers[place], to: &svg)
    }
    for arrow in arrows {
      let key = [blockOf[arrow.from], blockOf[arrow.to]]
      var bends: [(x: Double, y: Double)] = []
      if let place = outerPlace[key] {
        bends = (ways[arrow.from]?.exit ?? []) + layout.bends[place].map { ($0.x + Self.margin, $0.y + Self.margin) }
        bends += ways[arrow.to]?.entry ?? []
      }
      draw(arrow, centers, bends: bends, to: &svg)
    }
    // Over the arrows, on a halo.
    for (place, block) in blocks.enumerated() where !block.plates.isEmpty {
      drawLabel(block, center: layout.centers[place], to: &svg)
    }
    for node in diagram.nodes.indices { draw(node, at: centers[node], to: &svg) }
    svg.close()
    return svg.text
  }

  private func draw(_ block: Block, center: (x: Double, y: Double), to svg: inout SVGWriter) {
    let (left, top) = (
      center.x - 0.5 * block.size.width + Self.margin, center.y - 0.5 * block.size.height + Self.margin
    )
    svg.element(
      "rect",
      [
        "class": "plate", "x": PathData.text(left), "y": PathData.text(top), "width": PathData.text(block.size.width),
        "height": PathData.text(block.size.height), "rx": "8", "fill": "none", "stroke": Palette.shade,
        "stroke-width": "1.2",
      ])
  }

  private func drawLabel(_ block: Block, center: (x: Double, y: Double), to svg: inout SVGWriter) {
    let place = TextPlacement(
      x: center.x + 0.5 * block.size.width + Self.margin - 9, y: center.y + 0.5 * block.size.height + Self.margin - 8,
      anchor: .end, size: Self.fontSize, hasHalo: true)
    svg.text(Self.label(block.plates), place, class: "plate-label")
  }

  private func draw(_ node: Int, at center: (x: Double, y: Double), to svg: inout SVGWriter) {
    let (role, size) = (diagram.nodes[node].role, sizes[node])
    svg.open("g", ["class": "node \(role.rawValue)", "data-name": diagram.nodes[node].name])
    let fill = role == .observed || role == .data ? "#DCDCDC" : "#FFFFFF"
    if role == .parameter || role == .observed {
      svg.element(
        "ellipse",
        [
          "cx": PathData.text(center.x), "cy": PathData.text(center.y), "rx": PathData.text(0.5 * size.width),
          "ry": PathData.text(0.5 * size.height), "fill": fill, "stroke": Palette.ink, "stroke-width": "1.2",
        ])
    } else {
      svg.element(
        "rect",
        [
          "x": PathData.text(center.x - 0.5 * size.width), "y": PathData.text(center.y - 0.5 * size.height),
          "width": PathData.text(size.width), "height": PathData.text(size.height), "rx": role == .data ? "0" : "6",
          "fill": fill, "stroke": Palette.ink, "stroke-width": "1.2",
          "stroke-dasharray": role == .deterministic ? "5 3" : "none",
        ])
    }
    let lines = Self.lines(diagram.nodes[node])
    for (index, line) in lines.enumerated() {
      let y = center.y + (Double(index) - 0.5 * Double(lines.count - 1)) * 17 + 0.36 * Self.fontSize
      svg.text(
        line,
        TextPlacement(
          x: center.x, y: y, anchor: .middle, size: index == 0 ? Self.fontSize : Self.fontSize - 1, isBold: index == 0))
    }
    svg.close()
  }

  /// A curve through the bends, from edge to edge, with a head.
  private func draw(
    _ arrow: (from: Int, to: Int), _ centers: [(x: Double, y: Double)], bends: [(x: Double, y: Double)],
    to svg: inout SVGWriter
  ) {
    let from = edge(of: arrow.from, centers[arrow.from], towards: bends.first ?? centers[arrow.to])
    let to = edge(of: arrow.to, centers[arrow.to], towards: bends.last ?? centers[arrow.from])
    var path = PathData()
    path.move(to: from.x, from.y)
    for bend in bends { path.line(to: bend.x, bend.y) }
    path.line(to: to.x, to.y)
    svg.path(
      path,
      [
        "class": "arrow", "data-from": diagram.nodes[arrow.from].name, "data-to": diagram.nodes[arrow.to].name,
        "fill": "none", "stroke": Palette.ink, "stroke-width": "1.1", "stroke-linejoin": "round",
      ])
    let last = bends.last ?? from
    let length = max(((to.x - last.x) * (to.x - last.x) + (to.y - last.y) * (to.y - last.y)).squareRoot(), 1e-9)
    let (ux, uy) = ((to.x - last.x) / length, (to.y - last.y) / length)
    var head = PathData()
    head.move(to: to.x, to.y)
    head.line(to: to.x - 9 * ux - 4 * uy, to.y - 9 * uy + 4 * ux)
    head.line(to: to.x - 9 * ux + 4 * uy, to.y - 9 * uy - 4 * ux)
    head.close()
    svg.path(head, ["class": "head", "fill": Palette.ink])
  }

  /// Where the line from a node's centre to a place leaves the node.
  private func edge(
    of node: Int, _ center: (x: Double, y: Double), towards place: (x: Double, y: Double)
  ) -> (x: Double, y: Double) {
    let (dx, dy) = (place.x - center.x, place.y - center.y)
    let (a, b) = (0.5 * sizes[node].width + 1, 0.5 * sizes[node].height + 1)
    guard dx != 0 || dy != 0 else { return center }
    let role = diagram.nodes[node].role
    let part =
      role == .parameter || role == .observed
      ? 1 / ((dx / a) * (dx / a) + (dy / b) * (dy / b)).squareRoot()
      : min(a / max(abs(dx), 1e-9), b / max(abs(dy), 1e-9))
    return (center.x + min(part, 1) * dx, center.y + min(part, 1) * dy)
  }
}
