// One synthetic system through search and fit, as `apus fit rv FILE` would take it.

internal import ApusExtension
internal import ApusVelocities
internal import Foundation

/// How systems are made and fitted.
struct CoverageRun: Sendable {
  let seed: UInt64
  /// Whether posteriors are sampled; if not, periods alone are tested.
  let isSampling: Bool
  let draws, warmup: Int
  /// The least and the greatest K of a planet in units of its error.
  let amplitudes: ClosedRange<Double>

  /// The outcome of one system.
  func outcome(_ number: Int) -> SystemOutcome {
    let system = SyntheticSystem(seed: seed, number: number, amplitudes: amplitudes)
    do { return try outcome(system, try system.table()) } catch {
      var outcome = SystemOutcome(
        number: number, count: system.count, instrumentCount: system.instruments.count, span: system.span,
        eccentricities: system.eccentricities, trend: system.trend, foundTrend: "none", injected: [], found: [])
      outcome.failure = "\(error)"
      return outcome
    }
  }

  private func outcome(_ system: SyntheticSystem, _ table: VelocityTable) throws -> SystemOutcome {
    let clock = ContinuousClock()
    let began = clock.now
    let search = PlanetSearch(table)
    let searched = clock.now
    let match = PlanetMatch(system, search.orbits)
    let information = TruthInformation(system)
    var outcome = SystemOutcome(
      number: system.number, count: system.count, instrumentCount: system.instruments.count, span: system.span,
      eccentricities: system.eccentricities, trend: system.trend, foundTrend: search.trend.rawValue,
      injected: system.orbits.enumerated().map { index, orbit in
        SystemOutcome.Injected(
          orbit: orbit, amplitudeError: information.amplitudeErrors[index], isFound: match.injected.contains(index))
      },
      found: zip(search.orbits, search.stages.filter(\.isAccepted)).enumerated().map { index, found in
        let (orbit, stage) = found
        return SystemOutcome.Found(
          period: orbit.period, amplitude: orbit.amplitude, eccentricity: orbit.eccentricity,
          logEvidenceRatio: stage.logEvidenceRatio, injected: match.injected[index],
          reason: match.injected[index] == nil ? match.reason(orbit.period) : nil,
          alternatives: search.alternatives[index].map(\.period))
      })
    outcome.searchSeconds = (searched - began) / .seconds(1)
    for index in outcome.injected.indices where !outcome.injected[index].isFound {
      guard outcome.injected[index].significance > 5 else { continue }
      outcome.injected[index].evidenceFromTruth = evidence(system, table, index)
    }
    guard isSampling else { return outcome }
    let start = clock.now
    try sample(&outcome, system, table, search, match)
    outcome.fitSeconds = (clock.now - start) / .seconds(1)
    return outcome
  }

  /// The log evidence ratio of a planet where the search begins at the true periods.
  private func evidence(_ system: SyntheticSystem, _ table: VelocityTable, _ planet: Int) -> Double {
    var settings = PlanetSearch.Settings()
    let others = system.orbits.indices.filter { $0 != planet }
    settings.starts = (others + [planet]).map { PlanetSearch.Start(period: system.orbits[$0].period, tolerance: 0) }
    settings.planetCount = system.orbits.count
    settings.trend = system.trend == 0 ? Trend.none : .linear
    return PlanetSearch(table, settings).stages.last?.logEvidenceRatio ?? -.infinity
  }

  private func sample(
    _ outcome: inout SystemOutcome, _ system: SyntheticSystem, _ table: VelocityTable, _ search: PlanetSearch,
    _ match: PlanetMatch
  ) throws {
    var settings = RadialVelocityModel.Settings()
    settings.trend = search.trend
    var sampling = RadialVelocityFit.Settings()
    (sampling.draws, sampling.warmup, sampling.seed) = (draws, warmup, UInt64(system.number) + 1)
    let model = try RadialVelocityModel(table, search, settings)
    let fit = try RadialVelocityFit(model, sampling, verifying: false)
    let quantities = model.quantities(fit.posterior.draws)
    let summary = Summary(quantities, sampler: fit.posterior.samplerStatistics)
    outcome.divergences = fit.posterior.divergenceCount
    outcome.largestRHat = summary.rows.map(\.rHat).filter { !$0.isNaN }.max()
    // As `apus fit rv` does: one divergence among a thousand transitions is no reason for concern.
    let concerns = summary.concerns.filter { $0.severity > .note }
    outcome.warnings = FitConcerns(fit, search, quantities).sentences + concerns.map(\.description)
    for (index, letter) in model.letters.enumerated() {
      outcome.found[index].isFitted = true
      outcome.found[index].warnings = outcome.warnings.filter { warning in
        // Days are d as well.
        [
          "_\(letter)", "period of \(letter),", "planet \(letter) ", "Planet \(letter) ", "of \(letter) ",
          "of \(letter):",
          "rotation: beside", "another planet", "may move with it", "R-hat is above", "numbers are fitted",
        ]
        .contains {
          warning.contains($0)
        }
      }
    }
    outcome.places = TruthPlaces(system, fit, quantities, match.injected, outcome.injected).places
  }
}
