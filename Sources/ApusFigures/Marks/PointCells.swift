// Very many points as cells that are the darker the more points they have.

internal import RealModule

/// Counts of points in square cells of two pixels.
struct PointCells {
  private static let cell = 2.0
  /// How many shades there are.
  private static let levelCount = 5

  private let counts: [Int32]
  private let columnCount: Int
  private let left: Double
  private let top: Double

  init(_ places: some Sequence<(Double, Double)>, frame: Frame) {
    let columnCount = max(1, Int((frame.x.length / Self.cell).rounded(.up)))
    let rowCount = max(1, Int((frame.y.length / Self.cell).rounded(.up)))
    var counts = [Int32](repeating: 0, count: columnCount * rowCount)
    for (x, y) in places {
      let column = min(max(Int((x - frame.left) / Self.cell), 0), columnCount - 1)
      let row = min(max(Int((y - frame.top) / Self.cell), 0), rowCount - 1)
      counts[row * columnCount + column] += 1
    }
    (self.counts, self.columnCount, left, top) = (counts, columnCount, frame.left, frame.top)
  }

  /// Draws one path for each shade; neighbours in a row are one rectangle.
  func draw(color: String, to svg: inout SVGWriter) {
    let greatest = Double.log(Double(counts.max() ?? 1) + 1)
    let levels = counts.map { count in
      count == 0 ? 0 : min(Self.levelCount, 1 + Int(Double.log(Double(count)) / greatest * Double(Self.levelCount)))
    }
    for level in 1...Self.levelCount {
      var path = PathData()
      var index = 0
      while index < levels.count {
        guard levels[index] == level else {
          index += 1
          continue
        }
        let (row, column) = index.quotientAndRemainder(dividingBy: columnCount)
        var end = column
        while end < columnCount && levels[row * columnCount + end] == level { end += 1 }
        path.move(to: left + Self.cell * Double(column), top + Self.cell * (Double(row) + 0.5))
        path.horizontal(to: left + Self.cell * Double(end))
        index = row * columnCount + end
      }
      let opacity = SVGWriter.part(0.2 + 0.8 * Double(level - 1) / Double(Self.levelCount - 1))
      svg.path(
        path,
        ["class": "cells", "fill": "none", "stroke": color, "stroke-width": "2", "stroke-opacity": opacity])
    }
  }
}
