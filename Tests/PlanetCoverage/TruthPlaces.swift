// Where the truth lies in a posterior, quantity by quantity.

internal import ApusExtension
internal import ApusVelocities
internal import Foundation

/// The places of all true values of a fit.
struct TruthPlaces {
  private(set) var places: [SystemOutcome.Place] = []

  init(
    _ system: SyntheticSystem, _ fit: RadialVelocityFit, _ quantities: [(name: String, draws: ScalarDraws)],
    _ match: [Int?], _ injected: [SystemOutcome.Injected]
  ) {
    let isRight = match.allSatisfy { $0 != nil }
    let isComplete =
      isRight && injected.allSatisfy(\.isFound) && (system.trend == 0 || !fit.model.trendNames.isEmpty)
    func draws(_ name: String) -> [Double] { quantities.first { $0.name == name }?.draws.values ?? [] }
    func add(_ quantity: String, _ draws: [Double], _ truth: Double, _ significance: Double?) {
      guard draws.count > 1, truth.isFinite else { return }
      let sorted = draws.sorted()
      let mean = draws.reduce(0, +) / Double(draws.count)
      let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count - 1)
      // Ties, as of values that rounding makes equal, count half.
      let below = Double(draws.count { $0 < truth }) + 0.5 * Double(draws.count { $0 == truth })
      places.append(
        SystemOutcome.Place(
          quantity: quantity, significance: significance, share: below / Double(draws.count),
          deviation: (truth - sorted[sorted.count / 2]) / max(variance.squareRoot(), 1e-300), isComplete: isComplete))
    }
    for (index, letter) in fit.model.letters.enumerated() {
      guard let place = match[index] else { continue }
      let (truth, significance) = (injected[place].orbit, injected[place].significance)
      add("P", draws("P_\(letter) [d]"), truth.period, significance)
      add("K", draws("K_\(letter) [m/s]"), truth.amplitude, significance)
      add("e", draws("e_\(letter)"), truth.eccentricity, significance)
      add("e cos ω", draws("e_\(letter) cos w_\(letter)"), truth.eccentricity * cos(truth.omega), significance)
      add("e sin ω", draws("e_\(letter) sin w_\(letter)"), truth.eccentricity * sin(truth.omega), significance)
      let periastron = draws("Tp_\(letter) [BJD]")
      let median = periastron.sorted()[periastron.count / 2]
      let turns = ((median - truth.periastron) / truth.period).rounded()
      add("Tp", periastron, truth.periastron + turns * truth.period, significance)
      let phases = fit.posterior.draws["phase"]?.scalarDraws[index].values ?? []
      let omegas = fit.posterior.draws["omega"]?.scalarDraws[index].values ?? []
      let longitude = truth.meanAnomaly(at: fit.model.epoch) + truth.omega
      add("λ", Self.differences(zip(phases, omegas).map { $0 + $1 - longitude }), 0, significance)
    }
    guard isRight else { return }
    for instrument in system.instruments {
      add("γ", draws("gamma_\(instrument.name) [m/s]"), instrument.offset, nil)
      add("jitter", draws("jitter_\(instrument.name) [m/s]"), instrument.jitter, nil)
    }
  }

  /// Angles by whole turns to within half a turn of their circular mean, itself in (−π, π].
  private static func differences(_ angles: [Double]) -> [Double] {
    let center = atan2(angles.reduce(0) { $0 + sin($1) }, angles.reduce(0) { $0 + cos($1) })
    return angles.map { angle in
      let turns = ((angle - center) / (2 * .pi)).rounded()
      return angle - 2 * .pi * turns
    }
  }
}
