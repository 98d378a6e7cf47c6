// One diagram of a figure: two axes and what is drawn between them.

/// A diagram.
package struct Panel: Sendable {
  /// What it is called in `data-name`.
  package var name: String
  /// What is written above it, in at most two lines.
  package var title: RichText = ""
  package var x: Axis
  package var y: Axis
  /// What is drawn, the lowest first.
  package var marks: [any Mark]
  /// Lines at values of y, with labels on the right.
  package var horizontalLines: [ReferenceLine] = []
  /// Lines at values of x, with labels above.
  package var verticalLines: [ReferenceLine] = []
  /// The ticks of a second scale on top, for limits and a length in pixels.
  package var topTicks: (@Sendable (Interval, Double) -> [Tick])?
  /// A short text in the upper left corner of the panel.
  package var note: RichText = ""
  /// Whether the title may be wider than the panel, as far as the figure's edge.
  package var titleOverflows = false

  package init(_ name: String, x: Axis, y: Axis, marks: [any Mark]) {
    (self.name, self.x, self.y, self.marks) = (name, x, y, marks)
  }

  /// The extents of all marks and lines.
  func extents() -> (x: Interval?, y: Interval?) {
    let axes = Scales(isLogarithmicX: x.isLogarithmic, isLogarithmicY: y.isLogarithmic)
    var across: Interval?
    var along: Interval?
    for mark in marks {
      let extents = mark.extents(axes)
      across = extents.x?.union(across) ?? across
      along = extents.y?.union(along) ?? along
    }
    func include(_ lines: [ReferenceLine], _ isPositive: Bool, _ interval: inout Interval?) {
      let values = lines.lazy.filter(\.widensAxis).map(\.value)
      interval = Interval(values, isPositive: isPositive)?.union(interval) ?? interval
    }
    include(horizontalLines, y.isLogarithmic, &along)
    include(verticalLines, x.isLogarithmic, &across)
    return (across, along)
  }
}
