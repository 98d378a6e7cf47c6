// What the legend says of a series.

/// A line of the legend.
package struct LegendEntry: Sendable {
  /// What stands before the name.
  package enum Sample: Sendable {
    case marker(Marker, color: String)
    /// A marker without an error bar.
    case point(Marker, color: String)
    case line(color: String, width: Double, dashes: String)
    case band(color: String, opacity: Double, lineColor: String?)
  }

  package var name: String
  package var sample: Sample

  package init(name: String, sample: Sample) { (self.name, self.sample) = (name, sample) }
}
