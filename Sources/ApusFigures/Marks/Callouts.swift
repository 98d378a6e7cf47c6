// Small wedges with a label above them: peaks of a curve.

/// Labelled places.
package struct Callouts: Mark {
  /// A place and what is written above it.
  package struct Item: Sendable {
    package var x: Double
    package var y: Double
    package var label: RichText

    package init(x: Double, y: Double, label: RichText) { (self.x, self.y, self.label) = (x, y, label) }
  }

  /// The places, the most important first: of labels that overlap the later ones are left out.
  package var items: [Item]
  package var color = Palette.series[1]

  package init(_ items: [Item]) { self.items = items }

  package func extents(_ axes: Scales) -> (x: Interval?, y: Interval?) {
    (
      Interval(items.map(\.x), isPositive: axes.isLogarithmicX),
      Interval(items.map(\.y), isPositive: axes.isLogarithmicY)
    )
  }

  package func draw(in frame: Frame, to svg: inout SVGWriter) {
    let shown = items.filter { frame.x.shows($0.x) && frame.y.shows($0.y) }
    svg.open("g", ["class": "series callouts", "data-count": "\(shown.count)"])
    let shape = Marker.wedge.commands(radius: 3.2)
    var wedges = PathData()
    for item in shown {
      wedges.move(to: frame.x.pixel(item.x), frame.y.pixel(item.y) - 6)
      wedges.append(relative: shape)
    }
    svg.path(wedges, ["class": "wedges", "fill": color])
    let size = 10.5
    var taken: [(left: Double, right: Double, y: Double)] = []
    for item in shown {
      let half = 0.5 * item.label.width(size: size) + 2
      let center = min(max(frame.x.pixel(item.x), frame.left + half), frame.right - half)
      let base = frame.y.pixel(item.y) - 12
      let rows = [base, base - 13, base + 13].filter { $0 - size >= frame.top - 2 }
      let free = rows.first { y in
        taken.allSatisfy { $0.right < center - half || $0.left > center + half || abs($0.y - y) >= 12 }
      }
      guard let y = free else { continue }
      taken.append((center - half, center + half, y))
      let placement = TextPlacement(x: center, y: y, anchor: .middle, size: size, color: color, hasHalo: true)
      svg.text(item.label, placement, class: "callout", value: item.x)
    }
    svg.close()
  }

  package var legendEntry: LegendEntry? { nil }
}
