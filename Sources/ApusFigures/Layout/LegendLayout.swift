// The legend: samples and names in rows above the panels.

/// Where the entries of a legend stand.
struct LegendLayout {
  private struct Item {
    var entry: LegendEntry
    var text: RichText
    var x: Double
    var row: Int
  }

  private static let sampleWidth = 26.0
  private static let rowHeight = 17.0
  private let size: Double
  private var items: [Item] = []

  /// The height in pixels.
  private(set) var height = 0.0

  /// Entries side by side in as many rows as a width needs; longer names are cut.
  init(_ entries: [LegendEntry], width: Double, size: Double) {
    self.size = size
    var (x, row) = (0.0, 0)
    for entry in entries {
      let text = RichText(entry.name).truncated(to: width - Self.sampleWidth, size: size)
      let itemWidth = Self.sampleWidth + text.width(size: size)
      if x > 0 && x + itemWidth > width { (x, row) = (0, row + 1) }
      items.append(Item(entry: entry, text: text, x: x, row: row))
      x += itemWidth + 16
    }
    if !items.isEmpty { height = Double(row + 1) * Self.rowHeight + 4 }
  }

  func draw(x left: Double, y top: Double, to svg: inout SVGWriter) {
    guard !items.isEmpty else { return }
    svg.open("g", ["class": "legend", "data-count": "\(items.count)"])
    for item in items {
      let (x, y) = (left + item.x, top + (Double(item.row) + 0.5) * Self.rowHeight)
      svg.open("g", ["class": "legend-entry", "data-name": item.entry.name])
      svg.element("title", text: item.entry.name)
      Self.draw(item.entry.sample, x: x, y: y, to: &svg)
      svg.text(item.text, TextPlacement(x: x + Self.sampleWidth, y: y + 0.36 * size, size: size))
      svg.close()
    }
    svg.close()
  }

  private static func draw(_ sample: LegendEntry.Sample, x: Double, y: Double, to svg: inout SVGWriter) {
    var path = PathData()
    switch sample {
    case .marker(let marker, let color):
      var bar = PathData()
      bar.move(to: x + 11, y - 7)
      bar.vertical(to: y + 7)
      svg.path(bar, ["stroke": color, "stroke-opacity": "0.8"])
      draw(marker, color, x: x, y: y, to: &svg)
    case .point(let marker, let color): draw(marker, color, x: x, y: y, to: &svg)
    case .line(let color, let width, let dashes):
      path.move(to: x + 1, y)
      path.horizontal(to: x + 21)
      svg.path(
        path,
        [
          "fill": "none", "stroke": color, "stroke-width": "\(width)",
          "stroke-dasharray": dashes.isEmpty ? "none" : dashes,
        ])
    case .band(let color, let opacity, let lineColor):
      svg.element(
        "rect",
        [
          "x": PathData.text(x + 1), "y": PathData.text(y - 5), "width": "20", "height": "10", "fill": color,
          "fill-opacity": "\(opacity)",
        ])
      guard let lineColor else { return }
      path.move(to: x + 1, y)
      path.horizontal(to: x + 21)
      svg.path(path, ["stroke": lineColor, "stroke-width": "1.3"])
    }
  }

  private static func draw(_ marker: Marker, _ color: String, x: Double, y: Double, to svg: inout SVGWriter) {
    var path = PathData()
    path.move(to: x + 11, y)
    path.append(relative: marker.commands(radius: 3.2))
    let fill = marker.isOpen ? "#FFFFFF" : color
    svg.path(path, ["fill": fill, "stroke": marker.isOpen ? color : "#FFFFFF", "stroke-width": "1"])
  }
}
