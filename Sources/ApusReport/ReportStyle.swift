// The colors, dashes and number formats of a report.

internal import ApusDiagnostics
internal import ApusFigures

/// How a report looks.
enum ReportStyle {
  /// Colors of chains, all told apart from that of divergences (Okabe and Ito 2008).
  static let chains = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#8C6D31", "#6A51A3", "#4D4D4D"]
  /// Dashes of chains: full lines first.
  static let dashes = ["", "6 3", "2 2", "8 3 2 3", "10 4", "4 2 1 2", "1 3", "12 3 3 3"]
  /// Divergent transitions, and what is worse than it should be.
  static let alarm = "#D00000"
  /// Observed data.
  static let observed = "#1A1A1A"
  /// Predictions and bands.
  static let predicted = "#0072B2"
  /// Single predicted data sets.
  static let replicated = "#7FB2DC"

  static func color(_ chain: Int) -> String { chains[chain % chains.count] }
  static func dash(_ chain: Int) -> String { dashes[chain % dashes.count] }

  /// How many chains are drawn one by one; more are folded into those.
  static let greatestChainCount = 16

  /// A number with so many significant digits.
  static func number(_ value: Double, digits: Int = 3) -> String {
    value.isNaN ? "NaN" : Decimal.significant(value, digits: digits)
  }

  /// A number to so many decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    let text = NumberText.fixed(value, decimals: decimals)
    return text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  /// "1 draw", "2 draws".
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
