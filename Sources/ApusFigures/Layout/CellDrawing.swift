// Draws a panel in its place: marks, lines, then axes over them.

/// A panel that is drawn.
struct CellDrawing {
  let cell: FigureLayout.Cell
  let figure: Figure

  private var size: Double { figure.fontSize }
  private var frame: Frame { cell.frame }

  func draw(to svg: inout SVGWriter) {
    svg.open("g", ["class": "panel", "data-name": cell.panel.name])
    svg.open("clipPath", ["id": frame.clip])
    svg.element("rect", box)
    svg.close()
    svg.element("rect", rectangle("plot"))
    drawHorizontalLines(to: &svg)
    drawVerticalLines(to: &svg)
    for mark in cell.panel.marks { mark.draw(in: frame, to: &svg) }
    svg.element("rect", rectangle("frame"))
    drawX(to: &svg)
    drawY(to: &svg)
    drawTop(to: &svg)
    drawTitle(to: &svg)
    if cell.isEmpty { drawAbsence(to: &svg) }
    svg.close()
  }

  private var box: KeyValuePairs<String, String> {
    [
      "x": PathData.text(frame.left), "y": PathData.text(frame.top), "width": PathData.text(frame.x.length),
      "height": PathData.text(frame.y.length),
    ]
  }

  /// The panel's area without, or its edge with a stroke.
  private func rectangle(_ name: String) -> KeyValuePairs<String, String> {
    [
      "class": name, "x": PathData.text(frame.left), "y": PathData.text(frame.top),
      "width": PathData.text(frame.x.length), "height": PathData.text(frame.y.length), "fill": "none",
      "stroke": name == "frame" ? Palette.ink : "none",
    ]
  }

  // MARK: Axes

  /// Opens the group of an axis, which says how numbers become pixels.
  private func open(_ name: String, _ map: AxisMap, _ svg: inout SVGWriter) {
    svg.open(
      "g",
      [
        "class": "axis \(name)", "data-lower": "\(map.limits.lower)", "data-upper": "\(map.limits.upper)",
        "data-scale": map.isLogarithmic ? "logarithmic" : "linear",
      ])
  }

  private func drawX(to svg: inout SVGWriter) {
    open("x", frame.x, &svg)
    let hasTop = !cell.topTicks.isEmpty
    for (values, length, name) in [
      (cell.xTicks.major.map(\.value), 6.0, "ticks"), (cell.xTicks.minor, 3, "minor-ticks"),
    ] {
      var path = PathData()
      for value in values where frame.x.shows(value) {
        let x = frame.x.pixel(value)
        path.move(to: x, frame.bottom)
        path.vertical(to: frame.bottom - length)
        guard !hasTop else { continue }
        path.move(to: x, frame.top)
        path.vertical(to: frame.top + length)
      }
      svg.path(path, ["class": name, "fill": "none", "stroke": Palette.ink])
    }
    if cell.labelsX {
      let y = frame.bottom + FigureLayout.tickRoom + size * 0.95
      for tick in cell.xTicks.major {
        let place = TextPlacement(x: frame.x.pixel(tick.value), y: y, anchor: .middle, size: size)
        svg.text(tick.label, place, class: "tick", value: tick.value)
      }
      let lines = cell.panel.x.fullTitle(cell.xTicks).lines(within: max(frame.x.length, 40), size: size + 1)
      for (index, line) in lines.enumerated() {
        let place = TextPlacement(
          x: 0.5 * (frame.left + frame.right), y: y + size + 6 + Double(index) * (size + 4), anchor: .middle,
          size: size + 1)
        svg.text(line, place, class: "axis-title")
      }
    }
    svg.close()
  }

  private func drawY(to svg: inout SVGWriter) {
    open("y", frame.y, &svg)
    for (values, length, name) in [
      (cell.yTicks.major.map(\.value), 6.0, "ticks"), (cell.yTicks.minor, 3, "minor-ticks"),
    ] {
      var path = PathData()
      for value in values where frame.y.shows(value) {
        let y = frame.y.pixel(value)
        path.move(to: frame.left, y)
        path.horizontal(to: frame.left + length)
        path.move(to: frame.right, y)
        path.horizontal(to: frame.right - length)
      }
      svg.path(path, ["class": name, "fill": "none", "stroke": Palette.ink])
    }
    if cell.panel.y.isLabelled {
      let x = frame.left - FigureLayout.tickRoom
      for tick in cell.yTicks.major {
        let place = TextPlacement(x: x, y: frame.y.pixel(tick.value) + 0.36 * size, anchor: .end, size: size)
        svg.text(tick.label, place, class: "tick", value: tick.value)
      }
      let widest = cell.yTicks.major.map { $0.label.width(size: size) }.max() ?? 0
      let lines = cell.panel.y.fullTitle(cell.yTicks).lines(within: max(frame.y.length, 40), size: size + 1)
      for (index, line) in lines.reversed().enumerated() {
        let place = TextPlacement(
          x: x - widest - 6 - Double(index) * (size + 4), y: 0.5 * (frame.top + frame.bottom), anchor: .middle,
          size: size + 1, isVertical: true)
        svg.text(line, place, class: "axis-title")
      }
    }
    svg.close()
  }

  private func drawTop(to svg: inout SVGWriter) {
    guard !cell.topTicks.isEmpty else { return }
    open("top", frame.x, &svg)
    var path = PathData()
    for tick in cell.topTicks where frame.x.shows(tick.value) {
      let x = frame.x.pixel(tick.value)
      path.move(to: x, frame.top)
      path.vertical(to: frame.top + 6)
      let place = TextPlacement(x: x, y: frame.top - 5, anchor: .middle, size: size)
      svg.text(tick.label, place, class: "tick", value: tick.value)
    }
    svg.path(path, ["class": "ticks", "fill": "none", "stroke": Palette.ink])
    svg.close()
  }

  private func drawTitle(to svg: inout SVGWriter) {
    let hasLabels = cell.panel.verticalLines.contains { !$0.label.isEmpty }
    let base = frame.top - (cell.topTicks.isEmpty ? 0 : size + 6) - (hasLabels ? size + 8 : 0) - 6
    let widest = figure.width - 2 * FigureLayout.edge
    var lines = [cell.panel.title.truncated(to: widest, size: size + 1)]
    var left = frame.left
    if cell.panel.titleOverflows {
      // A title that would leave the figure begins further left.
      left = min(left, figure.width - FigureLayout.edge - lines[0].width(size: size + 1))
    } else {
      lines = cell.panel.title.lines(within: frame.x.length, size: size + 1)
      if lines.count > 2 { lines = [lines[0], lines[1] + "…"] }
      lines = lines.map { $0.truncated(to: frame.x.length, size: size + 1) }
    }
    for (index, line) in lines.reversed().enumerated() {
      let y = base - Double(index) * (size + 5)
      svg.text(line, TextPlacement(x: left, y: y, size: size + 1), class: "panel-title")
    }
    let note = cell.panel.note.truncated(to: frame.x.length - 16, size: size)
    svg.text(
      note, TextPlacement(x: frame.left + 10, y: frame.top + size + 7, size: size, hasHalo: true), class: "note")
  }

  /// Says that there is nothing to see.
  private func drawAbsence(to svg: inout SVGWriter) {
    let place = TextPlacement(
      x: 0.5 * (frame.left + frame.right), y: 0.5 * (frame.top + frame.bottom), anchor: .middle, size: size + 1,
      color: Palette.shade)
    svg.text("no data", place, class: "absence")
  }

  // MARK: Lines

  private func drawHorizontalLines(to svg: inout SVGWriter) {
    let lines = cell.panel.horizontalLines.filter { frame.y.shows($0.value) }
    let labelled = lines.filter { !$0.label.isEmpty }
    let places = labelled.map { frame.y.pixel($0.value) }
    let spread = LabelSpread(
      places, extents: [Double](repeating: size + 2, count: places.count),
      range: frame.top - 4...max(frame.top, frame.bottom))
    for line in lines {
      let y = frame.y.pixel(line.value)
      draw(line, from: (frame.left, y), to: (frame.right, y), &svg)
    }
    for ((line, y), center) in zip(zip(labelled, places), spread.centers) {
      drawLeader(from: (frame.right, y), to: (frame.right + 9, center), line.color, &svg)
      let place = TextPlacement(x: frame.right + 11, y: center + 0.36 * size, size: size)
      svg.text(line.label, place, class: "line-label", value: line.value)
    }
  }

  private func drawVerticalLines(to svg: inout SVGWriter) {
    let lines = cell.panel.verticalLines.filter { frame.x.shows($0.value) }
    let labelled = lines.filter { !$0.label.isEmpty }
    let places = labelled.map { frame.x.pixel($0.value) }
    let base = frame.top - (cell.topTicks.isEmpty ? 0 : size + 6)
    let spread = LabelSpread(
      places, extents: labelled.map { $0.label.width(size: size - 1) + 6 }, range: frame.left - 4...figure.width - 4)
    for line in lines {
      let x = frame.x.pixel(line.value)
      draw(line, from: (x, frame.bottom), to: (x, frame.top), &svg)
    }
    for ((line, x), center) in zip(zip(labelled, places), spread.centers) {
      drawLeader(from: (x, base), to: (center, base - 7), line.color, &svg)
      let place = TextPlacement(x: center, y: base - 9, anchor: .middle, size: size - 1)
      svg.text(line.label, place, class: "line-label", value: line.value)
    }
  }

  private func draw(
    _ line: ReferenceLine, from start: (Double, Double), to end: (Double, Double), _ svg: inout SVGWriter
  ) {
    var path = PathData()
    path.move(to: start.0, start.1)
    path.line(to: end.0, end.1)
    svg.path(
      path,
      [
        "class": "reference", "data-value": "\(line.value)", "fill": "none", "stroke": line.color,
        "stroke-dasharray": line.dashes.isEmpty ? "none" : line.dashes,
      ])
  }

  private func drawLeader(
    from start: (Double, Double), to end: (Double, Double), _ color: String, _ svg: inout SVGWriter
  ) {
    var path = PathData()
    path.move(to: start.0, start.1)
    path.line(to: end.0, end.1)
    svg.path(path, ["class": "leader", "fill": "none", "stroke": color, "stroke-width": "0.7"])
  }
}
