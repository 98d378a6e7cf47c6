// A figure with the sentence that says how to read it.

internal import ApusFigures

/// A chart of a report. The kinds are the extensions beside this file.
struct Chart {
  /// What is drawn; its description gives the numbers to those who cannot see it.
  var figure: Figure
  /// How to read it, in a sentence.
  var caption: String
  /// Whether it takes the page's width.
  var isWide = false

  /// A chart of the report's usual size.
  init(_ title: String, description: String, caption: String, rows: [[Panel?]], isWide: Bool = false) {
    let plain = rows.map { row in
      row.map { panel in
        var panel = panel
        panel?.x.hasMinorTicks = false
        panel?.y.hasMinorTicks = false
        return panel
      }
    }
    figure = Figure(title, description: description, rows: plain)
    (figure.width, figure.height) = isWide ? (760, 190) : (370, 240)
    (figure.showsTitle, figure.hasLegend) = (false, false)
    (self.caption, self.isWide) = (caption, isWide)
  }

  /// Charts as one file, one below the other, each with its title and legend.
  static func stacked(_ charts: [Chart]) -> String {
    var (top, width) = (0.0, 0.0)
    var parts: [(figure: Figure, top: Double)] = []
    for (index, chart) in charts.enumerated() {
      var figure = chart.figure
      (figure.showsTitle, figure.hasLegend, figure.identifier) = (true, true, "figure-\(index)")
      figure.height += 40
      if !chart.isWide { (figure.width, figure.height) = (1.5 * figure.width, 1.3 * figure.height) }
      parts.append((figure, top))
      top += figure.height
      width = max(width, figure.width)
    }
    if parts.count == 1 { return parts[0].figure.svg }
    var svg = SVGWriter()
    let (w, h) = (PathData.text(width), PathData.text(top))
    svg.open("svg", ["xmlns": "http://www.w3.org/2000/svg", "width": w, "height": h, "viewBox": "0 0 \(w) \(h)"])
    for part in parts {
      svg.open("g", ["transform": "translate(0 \(PathData.text(part.top)))"])
      svg.write(part.figure.svg)
      svg.close()
    }
    svg.close()
    return svg.text
  }
}

extension Panel {
  /// A panel with as much room above its marks as below.
  init(_ name: String, _ x: Axis, _ y: Axis, _ marks: [any Mark]) { self.init(name, x: x, y: y, marks: marks) }
}

extension Axis {
  /// An axis of densities: without ticks, from 0.
  static func density(_ title: RichText) -> Axis {
    var axis = Axis(title)
    axis.hasTicks = false
    axis.padding = (below: 0, above: 0.08)
    return axis
  }
}
