// What a fit says of a star: its planets, its instruments, and what speaks for and against them.

public import ApusDiagnostics
internal import ApusModel
internal import RealModule

/// A fit as text of at most 80 columns.
public struct PlanetReport: Sendable {
  private let fit: RadialVelocityFit
  private let search: PlanetSearch
  private let quantities: [String: ScalarDraws]
  private let hasMasses: Bool

  /// - Parameters:
  ///   - quantities: ``RadialVelocityModel/quantities(_:epoch:stellarMass:)``.
  public init(
    _ fit: RadialVelocityFit, _ search: PlanetSearch, _ quantities: [(name: String, draws: ScalarDraws)]
  ) {
    (self.fit, self.search) = (fit, search)
    self.quantities = Dictionary(quantities.map { ($0.name, $0.draws) }, uniquingKeysWith: { first, _ in first })
    hasMasses = quantities.contains { $0.name.hasPrefix("m sin i") }
  }

  private var model: RadialVelocityModel { fit.model }

  private func text(_ name: String) -> String? { quantities[name].map { Measured($0).text } }

  /// The planets, three beside each other: a line for each quantity.
  public var planets: String {
    let letters = model.letters
    guard !letters.isEmpty else { return "no planet" }
    var blocks: [String] = []
    for first in stride(from: 0, to: letters.count, by: 3) {
      let group = Array(letters[first..<min(first + 3, letters.count)])
      let rows: [(label: String, unit: String, name: (String) -> String)] = [
        ("P", "d", { "P_\($0) [d]" }), ("K", "m/s", { "K_\($0) [m/s]" }), ("e", "", { "e_\($0)" }),
        ("ω", "deg", { "omega_\($0) [deg]" }), ("Tp", "", { "Tp_\($0) [BJD]" }), ("Tc", "", { "Tc_\($0) [BJD]" }),
        ("m sin i", "M_Jup", { "m sin i_\($0) [M_Jup]" }), ("a", "AU", { "a_\($0) [AU]" }),
      ]
      var lines: [[String]] = [["", ""] + group]
      for row in rows where quantities[row.name(group[0])] != nil {
        lines.append([row.label, row.unit] + group.map { text(row.name($0)) ?? "" })
        if row.label == "m sin i" {
          lines.append(
            ["", "M_Earth"]
              + group.map { letter in
                quantities[row.name(letter)].map { Measured($0.scaled(by: Self.jupiterInEarths)).text } ?? ""
              })
        }
      }
      blocks.append(Self.table(lines))
    }
    return blocks.joined(separator: "\n\n")
  }

  /// GM of Jupiter over GM of the Earth: nominal values of IAU 2015 resolution B3.
  private static let jupiterInEarths = 1.2668653e17 / 3.986004e14

  /// The instruments: their offsets, jitters, median errors, and the scatter of what the fit leaves.
  public var instruments: String {
    var lines = [["instrument", "n", "offset [m/s]", "jitter [m/s]", "error [m/s]", "rms [m/s]"]]
    let residuals = fit.residuals
    for (index, name) in model.table.instruments.enumerated() {
      let rows = model.table.instrumentIndices.indices.filter { model.table.instrumentIndices[$0] == index }
      let squares = rows.reduce(0.0) { $0 + residuals[$1] * residuals[$1] }
      let shown = name.count > 24 ? name.prefix(23) + "…" : Substring(name)
      lines.append([
        String(shown), "\(rows.count)", text("gamma_\(name) [m/s]") ?? "", text("jitter_\(name) [m/s]") ?? "",
        OrbitPrior.short(Measured.rounded(SearchData.median(rows.map { model.table.errors[$0] }), digits: 3)),
        OrbitPrior.short(Measured.rounded((squares / Double(max(rows.count, 1))).squareRoot(), digits: 3)),
      ])
    }
    return Self.table(lines)
  }

  /// The trend, a line for each coefficient; nil without one.
  public var trend: String? {
    let lines = quantities.keys.filter { $0.contains(" trend") }.sorted().map { name -> String in
      let parts = name.split(separator: "[")
      let unit = parts.last.map { $0.dropLast() } ?? ""
      return "\(parts[0].trimmed): \(text(name) ?? "") \(unit)"
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  /// The activity's hyperparameters; nil without them.
  public var activity: String? {
    let names = [
      ("σ", "gp_sigma [m/s]", " m/s"), ("period", "gp_period [d]", " d"), ("Q", "gp_Q", ""), ("Q0", "gp_Q0", ""),
      ("dQ", "gp_dQ", ""), ("f", "gp_f", ""),
    ]
    let parts = names.compactMap { label, name, unit in text(name).map { "\(label) \($0)\(unit)" } }
    return parts.isEmpty ? nil : "activity: " + parts.joined(separator: ", ")
  }

  /// For each planet that the search found: how sure it is.
  public var evidence: String {
    let letters = model.letters
    var lines = [["planet", "false-alarm probability", "ΔBIC", "ln evidence ratio"]]
    for (stage, letter) in zip(search.stages.filter(\.isAccepted), letters) {
      let alarm = stage.falseAlarmProbability
      lines.append([
        letter, alarm < 1e-300 ? "< 1e-300" : Self.power(alarm),
        Measured.fixed(stage.bicChange, stage.bicChange.magnitude < 10 ? 1 : 0),
        Measured.fixed(stage.logEvidenceRatio, stage.logEvidenceRatio.magnitude < 10 ? 1 : 0),
      ])
    }
    return Self.table(lines)
  }

  /// The priors in force, those that are not fixed and those that are.
  public static func priors(_ model: RadialVelocityModel) -> String {
    let entries = model.priors.entries
    let width = entries.map(\.name.count).max() ?? 0
    return entries.map { entry in
      let value = entry.prior.fixedValue.map { "fixed at \(OrbitPrior.short($0))" } ?? entry.prior.description
      return "  \(entry.name.padded(to: width))  \(value)\(entry.unit.isEmpty ? "" : " \(entry.unit)")"
    }.joined(separator: "\n")
  }

  /// A probability: `0.12`, `3.1e-8`.
  static func power(_ value: Double) -> String {
    value >= 0.01 ? NumberText.fixed(value, decimals: 2) : NumberText.scientific(value, decimals: 1)
  }

  /// Columns under each other, the first to the left.
  private static func table(_ lines: [[String]]) -> String {
    let count = lines.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return lines.map { line in
      let cells = line.enumerated().map { column, cell in
        column == line.count - 1 ? cell : cell.padded(to: widths[column])
      }
      return cells.joined(separator: "  ").trimmedEnd
    }.joined(separator: "\n")
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }).trimmedEnd
  }

  fileprivate var trimmedEnd: String {
    var text = String(self)
    while text.last == " " { text.removeLast() }
    return text
  }
}

extension ScalarDraws {
  fileprivate func scaled(by factor: Double) -> ScalarDraws {
    ScalarDraws(values: values.map { $0 * factor }, chainCount: chainCount)
  }
}
