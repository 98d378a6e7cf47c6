// Places boxes in layers, so that arrows lead downwards and cross seldom.

/// The places of boxes that arrows connect.
///
/// Reference: Sugiyama, Tagawa and Toda (1981), IEEE Trans. Syst. Man Cybern. 11, 109.
struct LayeredLayout {
  /// The size of a box in pixels.
  struct Size {
    var width: Double
    var height: Double
  }

  /// The centres of the boxes.
  private(set) var centers: [(x: Double, y: Double)]
  /// For each arrow the places between its ends where it passes other layers.
  private(set) var bends: [[(x: Double, y: Double)]]
  /// The size of the whole.
  private(set) var size = Size(width: 0, height: 0)

  /// The layer of each box, the uppermost 0.
  let layers: [Int]

  /// Boxes of these sizes with arrows between places; arrows that close a circle count as their reverse.
  ///
  /// - Parameters:
  ///   - top: boxes that nothing leads to, which stand in the uppermost layer.
  ///   - bottom: boxes that lead to nothing, which stand in the lowest layer.
  init(
    _ sizes: [Size], arrows: [(from: Int, to: Int)], gap: (x: Double, y: Double), top: Set<Int> = [],
    bottom: Set<Int> = []
  ) {
    let count = sizes.count
    let forward = Self.withoutCircles(arrows, count: count)
    var layers = Self.layers(forward, count: count)
    let last = layers.max() ?? 0
    for box in top { layers[box] = 0 }
    for box in bottom { layers[box] = last }
    self.layers = layers
    // Arrows across several layers get a narrow box in each.
    var boxes = sizes
    var layerOf = layers
    var steps: [(from: Int, to: Int)] = []
    var chains: [[Int]] = []
    for arrow in forward {
      var chain: [Int] = []
      var last = arrow.from
      if layers[arrow.to] > layers[arrow.from] + 1 {
        for layer in (layers[arrow.from] + 1)..<layers[arrow.to] {
          boxes.append(Size(width: 12, height: 1))
          layerOf.append(layer)
          steps.append((last, boxes.count - 1))
          last = boxes.count - 1
          chain.append(last)
        }
      }
      steps.append((last, arrow.to))
      chains.append(chain)
    }
    var rows = (0..<((layerOf.max() ?? -1) + 1)).map { layer in boxes.indices.filter { layerOf[$0] == layer } }
    Self.order(&rows, steps)

    var places = [(x: Double, y: Double)](repeating: (0, 0), count: boxes.count)
    let widths = rows.map { row in
      row.reduce(0) { $0 + boxes[$1].width } + gap.x * Double(max(row.count - 1, 0))
    }
    size.width = widths.max() ?? 0
    for (row, width) in zip(rows, widths) {
      let height = row.map { boxes[$0].height }.max() ?? 0
      var x = 0.5 * (size.width - width)
      for box in row {
        places[box] = (x + 0.5 * boxes[box].width, size.height + 0.5 * height)
        x += boxes[box].width + gap.x
      }
      size.height += height + gap.y
    }
    size.height = max(size.height - gap.y, 0)
    Self.pull(&places, rows, boxes, steps, gap: gap.x, width: size.width)
    centers = Array(places.prefix(count))
    bends = chains.enumerated().map { index, chain in
      let isTurned = forward[index].from != arrows[index].from
      return (isTurned ? chain.reversed() : chain).map { places[$0] }
    }
  }

  /// The arrows, those that close a circle reversed.
  private static func withoutCircles(_ arrows: [(from: Int, to: Int)], count: Int) -> [(from: Int, to: Int)] {
    var next = [[Int]](repeating: [], count: count)
    for (index, arrow) in arrows.enumerated() { next[arrow.from].append(index) }
    var state = [Int](repeating: 0, count: count)
    var turned = Set<Int>()
    for root in 0..<count where state[root] == 0 {
      var stack = [(node: root, place: 0)]
      state[root] = 1
      while let top = stack.last {
        guard top.place < next[top.node].count else {
          state[top.node] = 2
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].place += 1
        let index = next[top.node][top.place]
        let target = arrows[index].to
        if state[target] == 1 { turned.insert(index) }
        if state[target] == 0 {
          state[target] = 1
          stack.append((target, 0))
        }
      }
    }
    return arrows.enumerated().map { turned.contains($0) ? ($1.to, $1.from) : $1 }
  }

  /// The layer of each box: below all that it depends on; what depends on nothing stands just above its first user.
  private static func layers(_ arrows: [(from: Int, to: Int)], count: Int) -> [Int] {
    var layers = [Int](repeating: 0, count: count)
    for _ in 0..<max(count, 1) {
      var changed = false
      for arrow in arrows where layers[arrow.to] <= layers[arrow.from] {
        layers[arrow.to] = layers[arrow.from] + 1
        changed = true
      }
      if !changed { break }
    }
    for box in 0..<count where !arrows.contains(where: { $0.to == box }) {
      let users = arrows.filter { $0.from == box }.map { layers[$0.to] }
      if let first = users.min() { layers[box] = max(first - 1, 0) }
    }
    return layers
  }

  /// Sorts each row by the mean places of neighbours in the row above, then below, a few times.
  private static func order(_ rows: inout [[Int]], _ steps: [(from: Int, to: Int)]) {
    var rank: [Int: Double] = [:]
    func note(_ row: [Int]) {
      for (place, box) in row.enumerated() { rank[box] = Double(place) / Double(max(row.count - 1, 1)) }
    }
    for row in rows { note(row) }
    for round in 0..<8 {
      let isDown = round % 2 == 0
      for index in isDown ? Array(rows.indices) : rows.indices.reversed() {
        let wishes = rows[index].map { box -> Double in
          let others = steps.compactMap { isDown ? ($0.to == box ? $0.from : nil) : ($0.from == box ? $0.to : nil) }
          let ranks = others.compactMap { rank[$0] }
          return ranks.isEmpty ? rank[box] ?? 0 : ranks.reduce(0, +) / Double(ranks.count)
        }
        let sorted = rows[index].indices.sorted { (wishes[$0], $0) < (wishes[$1], $1) }
        rows[index] = sorted.map { rows[index][$0] }
        note(rows[index])
      }
    }
  }

  /// Moves boxes towards the mean of their neighbours, as far as those beside them leave room.
  private static func pull(
    _ places: inout [(x: Double, y: Double)], _ rows: [[Int]], _ boxes: [Size], _ steps: [(from: Int, to: Int)],
    gap: Double, width: Double
  ) {
    for round in 0..<12 {
      for row in round % 2 == 0 ? rows : rows.reversed() {
        for (index, box) in row.enumerated() {
          let others = steps.compactMap { $0.to == box ? $0.from : $0.from == box ? $0.to : nil }
          guard !others.isEmpty else { continue }
          let wish = others.reduce(0) { $0 + places[$1].x } / Double(others.count)
          let half = 0.5 * boxes[box].width
          let least = index > 0 ? places[row[index - 1]].x + 0.5 * boxes[row[index - 1]].width + gap + half : half
          let most =
            index + 1 < row.count
            ? places[row[index + 1]].x - 0.5 * boxes[row[index + 1]].width - gap - half : width - half
          places[box].x = max(least, min(wish, most))
        }
      }
    }
  }
}
