// A curve in pixels, with at most four points in each column of pixels.

/// The pixels of a curve.
struct PixelTrace {
  /// A stretch without gaps.
  private typealias Part = [(x: Double, y: Double)]

  /// How many points of the data can be shown.
  private(set) var count = 0
  /// How often the curve changes between rising and falling, for each column of pixels that it crosses.
  private(set) var turnsPerColumn = 0.0
  private var parts: [Part] = []
  private let bottom: Double
  private let top: Double

  /// Above so many points curves are thinned.
  static let thinningCount = 2000

  /// The trace of points in their order. Those beyond the panel's sides are left out, but for the neighbours of the sides.
  init(x: [Double], y: [Double], frame: Frame) {
    (bottom, top) = (frame.bottom, frame.top)
    var part: Part = []
    var left: (x: Double, y: Double)?
    for index in x.indices {
      guard let place = frame.place(x[index], y[index]) else {
        finish(&part)
        left = nil
        continue
      }
      if frame.x.shows(x[index]) {
        if let before = left, part.isEmpty { part.append(before) }
        part.append(place)
        count += 1
        left = nil
      } else {
        if left == nil && !part.isEmpty {
          part.append(place)
          finish(&part)
        }
        left = place
      }
    }
    finish(&part)
    let columns = parts.reduce(0) { sum, part in sum + max(1, abs((part.last?.x ?? 0) - (part.first?.x ?? 0))) }
    turnsPerColumn = Double(parts.reduce(0) { $0 + Self.turns($1) }) / max(1, columns)
    let total = parts.reduce(0) { $0 + $1.count }
    if total > Self.thinningCount { parts = parts.map(Self.thinned) }
  }

  private mutating func finish(_ part: inout Part) {
    if !part.isEmpty { parts.append(part) }
    part = []
  }

  private static func turns(_ part: Part) -> Int {
    var (turns, direction) = (0, 0.0)
    for (left, right) in zip(part, part.dropFirst()) where abs(right.y - left.y) > 0.05 {
      let rises = right.y > left.y ? 1.0 : -1
      if direction != 0 && rises != direction { turns += 1 }
      direction = rises
    }
    return turns
  }

  /// The first, lowest, highest and last point of each column of pixels, in their order. A path that goes back and forth
  /// has as many columns as it crosses.
  private static func thinned(_ part: Part) -> Part {
    var result: Part = []
    var start = 0
    while start < part.count {
      let column = part[start].x.rounded(.down)
      var (end, low, high) = (start, start, start)
      while end < part.count && part[end].x.rounded(.down) == column {
        if part[end].y < part[low].y { low = end }
        if part[end].y > part[high].y { high = end }
        end += 1
      }
      for index in Set([start, low, high, end - 1]).sorted() { result.append(part[index]) }
      start = end
    }
    return result
  }

  /// The curve as a path.
  var path: PathData {
    var path = PathData()
    for part in parts {
      for (index, point) in part.enumerated() {
        index == 0 ? path.move(to: point.x, point.y) : path.line(to: point.x, point.y)
      }
    }
    return path
  }

  /// The area between the highest and lowest points of each column, as a path.
  var envelope: PathData {
    var path = PathData()
    for part in parts {
      var columns: [(x: Double, low: Double, high: Double)] = []
      for point in part {
        let column = (point.x * 0.5).rounded(.down) * 2 + 1
        if let last = columns.last, last.x == column {
          columns[columns.count - 1].low = min(last.low, point.y)
          columns[columns.count - 1].high = max(last.high, point.y)
        } else {
          columns.append((column, point.y, point.y))
        }
      }
      for (index, column) in columns.enumerated() {
        index == 0 ? path.move(to: column.x, column.low) : path.line(to: column.x, column.low)
      }
      for column in columns.reversed() { path.line(to: column.x, column.high) }
      path.close()
    }
    return path
  }
}
