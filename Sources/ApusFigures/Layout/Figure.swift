// A figure: panels in a grid, with a title, a legend, and a description for those who cannot see it.

/// A figure, drawn as SVG by ``svg``.
package struct Figure: Sendable {
  /// What is written above the panels, and what screen readers say first.
  package var title: String
  /// What the figure shows, in a few sentences that nobody sees but screen readers say.
  package var description: String
  /// The panels, row by row; nil: an empty place. Rows may differ in length.
  package var rows: [[Panel?]]
  /// How high rows are in relation to each other; rows without a number have 1.
  package var rowHeights: [Double] = []
  /// The size in pixels.
  package var width = 720.0
  package var height = 420.0
  /// Whether panels above each other have the same limits of x, with labels below the lowest only.
  package var sharesX = false
  /// Whether names of series are explained above the panels.
  package var hasLegend = true
  /// Whether the title is written, rather than only said by screen readers.
  package var showsTitle = true
  /// The pixels between neighbouring panels.
  package var gap = 12.0
  /// The size of the labels at ticks in pixels; titles of axes are a pixel larger.
  package var fontSize = 11.0
  /// What identifiers begin with: figures on one page of HTML need different ones.
  package var identifier = "figure"

  /// A figure.
  package init(_ title: String, description: String, rows: [[Panel?]]) {
    (self.title, self.description, self.rows) = (title, description, rows)
  }

  /// The number of columns.
  var columnCount: Int { rows.map(\.count).max() ?? 0 }

  /// The legend's entries: each name once.
  var legendEntries: [LegendEntry] {
    guard hasLegend else { return [] }
    var names: Set<String> = []
    return rows.joined().compactMap { $0 }.flatMap(\.marks).compactMap(\.legendEntry).filter {
      names.insert($0.name).inserted
    }
  }
}
