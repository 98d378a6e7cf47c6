// Colors that people with any kind of color vision tell apart.

/// Colors of series, in the order in which they are given out (Okabe and Ito 2008).
package enum Palette {
  /// The colors as hexadecimal RGB.
  package static let series = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
}
