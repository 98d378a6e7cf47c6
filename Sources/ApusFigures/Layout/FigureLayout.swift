// Where the panels of a figure stand, so that every label has room.

/// The places of panels, and the ticks that fit there.
struct FigureLayout {
  /// A panel in its place.
  struct Cell {
    var panel: Panel
    var row: Int
    var column: Int
    var xLimits: Interval
    var yLimits: Interval
    /// Whether the labels of x stand below it.
    var labelsX: Bool
    /// Whether there are no data to draw.
    var isEmpty: Bool
    var frame = Frame(
      x: AxisMap(Interval(0, 1), isLogarithmic: false, start: 0, end: 1),
      y: AxisMap(Interval(0, 1), isLogarithmic: false, start: 1, end: 0), clip: "")
    var xTicks = TickSet()
    var yTicks = TickSet()
    var topTicks: [Tick] = []
  }

  /// Room around a panel in pixels.
  private struct Margins {
    var left = 0.0
    var right = 0.0
    var top = 0.0
    var bottom = 0.0
  }

  private let figure: Figure
  private(set) var cells: [Cell] = []
  let legend: LegendLayout
  /// Where the legend begins.
  let legendTop: Double
  /// The pixels of the figure's edge that stay free.
  static let edge = 8.0
  /// The length of a tick, and the room between it and its label.
  static let tickRoom = 5.0

  init(_ figure: Figure) {
    self.figure = figure
    legendTop = Self.edge + (figure.showsTitle ? 24 : 0)
    legend = LegendLayout(
      figure.legendEntries, width: figure.width - 6 * Self.edge, size: figure.fontSize)
    resolveLimits()
    place([:])
    // Margins depend on labels, labels on lengths, lengths on margins; they settle at once or in a few rounds.
    for _ in 0..<3 {
      var margins: [Int: Margins] = [:]
      for index in cells.indices { margins[index] = self.margins(cells[index]) }
      place(margins)
    }
  }

  private mutating func resolveLimits() {
    var shared: [Int: Interval] = [:]
    for (row, panels) in figure.rows.enumerated() {
      for (column, panel) in panels.enumerated() {
        guard let panel else { continue }
        let extents = panel.extents()
        let isLowest = !figure.rows[(row + 1)...].contains { $0.count > column && $0[column] != nil }
        cells.append(
          Cell(
            panel: panel, row: row, column: column, xLimits: panel.x.resolvedLimits(extents.x),
            yLimits: panel.y.resolvedLimits(extents.y),
            labelsX: panel.x.isLabelled && (!figure.sharesX || isLowest), isEmpty: extents.x == nil || extents.y == nil)
        )
        // A panel without data follows the others.
        if extents.x != nil || panel.x.limits != nil {
          shared[column] = cells[cells.count - 1].xLimits.union(shared[column])
        }
      }
    }
    guard figure.sharesX else { return }
    for index in cells.indices { cells[index].xLimits = shared[cells[index].column] ?? cells[index].xLimits }
  }

  /// Gives each panel its frame and the ticks that fit.
  private mutating func place(_ margins: [Int: Margins]) {
    func greatest(_ key: KeyPath<Margins, Double>, where isWanted: (Cell) -> Bool) -> Double {
      cells.indices.filter { isWanted(cells[$0]) }.map { (margins[$0] ?? Margins())[keyPath: key] }.max() ?? 0
    }
    let columns = max(1, figure.columnCount)
    let rows = max(1, figure.rows.count)
    let lefts = (0..<columns).map { column in greatest(\.left) { $0.column == column } }
    let rights = (0..<columns).map { column in greatest(\.right) { $0.column == column } }
    let tops = (0..<rows).map { row in greatest(\.top) { $0.row == row } }
    let bottoms = (0..<rows).map { row in greatest(\.bottom) { $0.row == row } }

    let gaps = figure.gap * Double(columns - 1)
    let freeWidth = figure.width - 2 * Self.edge - lefts.reduce(0, +) - rights.reduce(0, +) - gaps
    let panelWidth = max(20, freeWidth / Double(columns))
    let top = legendTop + legend.height
    let used = tops.reduce(0, +) + bottoms.reduce(0, +) + figure.gap * Double(rows - 1)
    let freeHeight = max(20 * Double(rows), figure.height - top - Self.edge - used)
    let ratios = (0..<rows).map { $0 < figure.rowHeights.count ? figure.rowHeights[$0] : 1 }
    let ratioSum = ratios.reduce(0, +)

    for index in cells.indices {
      let (row, column) = (cells[index].row, cells[index].column)
      let before = lefts[...column].reduce(0, +) + rights[..<column].reduce(0, +)
      let x = Self.edge + before + (panelWidth + figure.gap) * Double(column)
      let above = tops[...row].reduce(0, +) + bottoms[..<row].reduce(0, +) + figure.gap * Double(row)
      let y = top + above + freeHeight * ratios[..<row].reduce(0, +) / ratioSum
      let frame = Frame(
        x: AxisMap(
          cells[index].xLimits, isLogarithmic: cells[index].panel.x.isLogarithmic, start: x, end: x + panelWidth),
        y: AxisMap(
          cells[index].yLimits, isLogarithmic: cells[index].panel.y.isLogarithmic,
          start: y + freeHeight * ratios[row] / ratioSum, end: y),
        clip: "\(figure.identifier)-clip-\(row)-\(column)")
      cells[index].frame = frame
      cells[index].xTicks = ticks(cells[index].panel.x, frame.x, isHorizontal: true)
      cells[index].yTicks = ticks(cells[index].panel.y, frame.y, isHorizontal: false)
      cells[index].topTicks = cells[index].panel.topTicks?(cells[index].xLimits, panelWidth) ?? []
    }
  }

  private func ticks(_ axis: Axis, _ map: AxisMap, isHorizontal: Bool) -> TickSet {
    guard axis.hasTicks else { return TickSet() }
    if let ticks = axis.ticks { return TickSet(major: ticks.filter { map.shows($0.value) }) }
    let room = TickRoom(
      map: map, isHorizontal: isHorizontal, size: figure.fontSize, staysInside: axis.labelsStayInside,
      digitLimit: axis.digitLimit)
    var ticks =
      axis.isLogarithmic ? TickSet(logarithmic: map.limits, room: room) : TickSet(linear: map.limits, room: room)
    if !axis.hasMinorTicks { ticks.minor = [] }
    return ticks
  }

  /// The room that a panel's labels take.
  private func margins(_ cell: Cell) -> Margins {
    let (size, panel) = (figure.fontSize, cell.panel)
    var margins = Margins()
    if panel.y.isLabelled {
      let widest = cell.yTicks.major.map { $0.label.width(size: size) }.max() ?? 0
      margins.left = (widest > 0 ? widest + Self.tickRoom : 0) + titleHeight(panel.y, cell.yTicks, cell.frame.y.length)
    }
    if cell.labelsX {
      margins.bottom = Self.tickRoom + size * 1.15 + titleHeight(panel.x, cell.xTicks, cell.frame.x.length)
      if let last = cell.xTicks.major.last {
        let place = cell.frame.x.pixel(last.value) + 0.5 * last.label.width(size: size)
        margins.right = max(0, place - cell.frame.right - 2)
      }
    }
    let labels = panel.horizontalLines.map { $0.label.width(size: size) }.max() ?? 0
    if labels > 0 { margins.right = max(margins.right, labels + 14) }
    if let last = cell.topTicks.last {
      let place = cell.frame.x.pixel(last.value) + 0.5 * last.label.width(size: size)
      margins.right = max(margins.right, place - cell.frame.right - 2)
    }
    margins.top = cellTop(cell)
    return margins
  }

  /// The room for the title of an axis along a panel of the given length.
  private func titleHeight(_ axis: Axis, _ ticks: TickSet, _ length: Double) -> Double {
    let lines = axis.fullTitle(ticks).lines(within: max(length, 40), size: figure.fontSize + 1)
    return lines.isEmpty ? 0 : Double(lines.count) * (figure.fontSize + 4) + 5
  }

  /// The number of lines of a panel's title.
  private func titleLines(_ cell: Cell) -> Int {
    if cell.panel.titleOverflows { return cell.panel.title.isEmpty ? 0 : 1 }
    return min(2, cell.panel.title.lines(within: cell.frame.x.length, size: figure.fontSize + 1).count)
  }

  /// The room above a panel: from below for labels of lines, a second scale, and the title.
  private func cellTop(_ cell: Cell) -> Double {
    var height = cell.topTicks.isEmpty ? 0 : figure.fontSize + 6
    if cell.panel.verticalLines.contains(where: { !$0.label.isEmpty }) { height += figure.fontSize + 8 }
    let lines = titleLines(cell)
    if lines > 0 { height += Double(lines) * (figure.fontSize + 5) + 4 }
    return height
  }
}
