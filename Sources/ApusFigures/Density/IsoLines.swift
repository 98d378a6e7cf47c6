// Lines of equal height in a grid of heights, by marching squares.

/// The closed lines between the nodes of a grid that are above a level and those that are not.
///
/// Reference: Lorensen and Cline 1987 (SIGGRAPH 21, 163), in two dimensions.
package struct IsoLines {
  /// The loops as places in units of the grid's spacing; the first point is not repeated.
  package private(set) var loops: [[(x: Double, y: Double)]] = []

  /// The lines of a grid of `count` by `count` nodes, the first index running along x. Nodes at the border count as below the
  /// level, so that every line is closed.
  ///
  /// - Precondition: `heights` has count² numbers; the level is positive.
  package init(_ heights: [Double], count: Int, level: Double) {
    precondition(heights.count == count * count && level > 0, "\(heights.count) heights, level \(level)")
    func height(_ column: Int, _ row: Int) -> Double {
      let isInner = column > 0 && row > 0 && column < count - 1 && row < count - 1
      return isInner ? heights[row * count + column] : 0
    }
    // Edges to the right of a node come first, then those above a node. A line leaves each edge once.
    func edge(_ index: Int, _ column: Int, _ row: Int) -> Int {
      switch index {
      case 0: row * count + column
      case 1: count * count + row * count + column + 1
      case 2: (row + 1) * count + column
      default: count * count + row * count + column
      }
    }
    var next = [Int](repeating: -1, count: 2 * count * count)
    for row in 0..<max(count - 1, 0) {
      for column in 0..<(count - 1) {
        let corners = [
          height(column, row), height(column + 1, row), height(column + 1, row + 1), height(column, row + 1),
        ]
        let above = corners.map { $0 > level }
        let exits = (0..<4).filter { above[$0] && !above[($0 + 1) % 4] }
        guard !exits.isEmpty else { continue }
        // In a saddle the mean decides whether the corners above are joined.
        let isJoined = corners.reduce(0, +) > 4 * level
        for exit in exits {
          let step = exits.count == 2 && !isJoined ? 3 : 1
          var entry = (exit + step) % 4
          while !(!above[entry] && above[(entry + 1) % 4]) { entry = (entry + step) % 4 }
          next[edge(exit, column, row)] = edge(entry, column, row)
        }
      }
    }
    func crossing(_ edge: Int) -> (x: Double, y: Double) {
      let (row, column) = (edge % (count * count)).quotientAndRemainder(dividingBy: count)
      let isVertical = edge >= count * count
      let from = height(column, row)
      let to = isVertical ? height(column, row + 1) : height(column + 1, row)
      let part = (level - from) / (to - from)
      return isVertical ? (Double(column), Double(row) + part) : (Double(column) + part, Double(row))
    }
    for first in next.indices where next[first] >= 0 {
      var loop: [(x: Double, y: Double)] = []
      var current = first
      while current >= 0 && next[current] >= 0 {
        loop.append(crossing(current))
        let following = next[current]
        next[current] = -1
        current = following
      }
      loops.append(loop)
    }
  }
}
