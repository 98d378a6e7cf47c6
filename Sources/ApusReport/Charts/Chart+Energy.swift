// Energies of a Hamiltonian sampler: those of the posterior beside those that one transition adds.

internal import ApusDiagnostics
internal import ApusFigures

extension Chart {
  /// The densities of centred energies and of their changes; nil where no energies are known.
  static func energy(_ energies: [[Double]]) -> Chart? {
    guard !energies.isEmpty else { return nil }
    let all = energies.joined().filter(\.isFinite)
    guard all.count > 1 else { return nil }
    let mean = all.reduce(0) { $0 + $1 / Double(all.count) }
    let centred = all.map { $0 - mean }
    let changes = energies.flatMap { zip($0.dropFirst(), $0).map { $0 - $1 } }
    let fractions = ScalarDraws(energies).fractionsOfMissingInformation()
    var marks: [any Mark] = []
    let series = [
      ("energies of the draws", centred, ReportStyle.chains[0], ""),
      ("changes by a transition", changes, ReportStyle.chains[1], "6 3"),
    ]
    for (name, values, color, dashes) in series {
      guard let density = KernelDensity(values, pointCount: 120) else { continue }
      var band = Band("", x: density.x, lower: density.x.map { _ in 0 }, upper: density.y)
      (band.color, band.opacity, band.isInLegend) = (color, 0.12, false)
      let line = Curve(name, x: density.x, y: density.y, color: color, dashes: dashes, width: 1.6)
      marks += [band, line]
    }
    let texts = fractions.enumerated().map { chain, fraction in
      "chain \(chain) \(ReportStyle.fixed(fraction, 2))\(fraction < Concern.leastFraction ? " (low)" : "")"
    }
    let listed =
      texts.count > 12 ? "at least \(ReportStyle.fixed(fractions.min() ?? .nan, 2))" : texts.joined(separator: ", ")
    var chart = Chart(
      "Energy", description: "Fraction of missing information (BFMI) by chain: \(listed).",
      caption:
        "Energies of the draws, and how far one transition changes them: where the dashed curve is much the narrower, chains "
        + "move slowly between energies. BFMI, which should be above \(ReportStyle.fixed(Concern.leastFraction, 1)): \(listed).",
      rows: [[Panel("energy", Axis("energy less its mean"), .density("density"), marks)]], isWide: true)
    (chart.figure.hasLegend, chart.figure.height) = (true, 240)
    return chart
  }
}
