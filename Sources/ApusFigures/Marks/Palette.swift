// Colors that people with any kind of color vision tell apart.

/// Colors of series, in the order in which they are given out (Okabe and Ito 2008).
package enum Palette {
  /// The colors as hexadecimal RGB.
  package static let series = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
  /// Axes, ticks and text.
  package static let ink = "#1A1A1A"
  /// Curves through the data.
  package static let curve = "#333333"
  /// Bands around curves, and lines that only help the eye.
  package static let shade = "#8C8C8C"

  /// The color of the series with this index; the colors repeat.
  package static func color(_ index: Int) -> String { series[index % series.count] }
}
