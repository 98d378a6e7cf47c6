// What else could be: trends in place of planets beyond the span, and aliases of the periods that were found.

internal import ApusSystem
internal import RealModule

extension SearchRun {
  /// The search again with a trend, where the data support one in place of a planet of a period beyond the span.
  ///
  /// Of no trend, a linear and a quadratic one that with the least information criterion is taken, the simpler one unless the other is
  /// better by more than 6.
  func choosingTrend(
    _ table: VelocityTable, _ settings: PlanetSearch.Settings, _ progress: ((String) -> Void)?
  ) -> (SearchRun, Trend) {
    // A planet whose period was asked for stays.
    let isLong = hasLongOrbit
    if !settings.starts.isEmpty || settings.planetCount != nil && isLong { return (self, .none) }
    guard isLong || hasLongStage || trendGain(table) > 3 else { return (self, .none) }
    var best = (run: self, trend: Trend.none, bic: informationCriterion)
    for trend in [Trend.linear, .quadratic] {
      // Only an orbit beyond the span looks like a parabola.
      if trend == .quadratic, !isLong, !best.run.hasLongOrbit, !best.run.hasLongStage { break }
      var run = SearchRun(table, settings, trend)
      run.search(progress)
      let bic = run.informationCriterion
      let isSimpler = run.solution.orbits.count < best.run.solution.orbits.count
      let isPlain = run.solution.orbits.count == best.run.solution.orbits.count && !run.hasLongOrbit
      if bic < best.bic - (isSimpler || isPlain ? 4 : 6) { best = (run, trend, bic) }
    }
    return (best.run, best.trend)
  }

  private var hasLongOrbit: Bool { solution.orbits.contains { $0.period > 0.7 * data.span } }

  /// How much log likelihood a linear trend gains, beside the planets that were found without one, or in their place.
  private func trendGain(_ table: VelocityTable) -> Double {
    var other = SearchRun(table, settings, .linear)
    let alone = other.solution.logLikelihood - SearchRun(table, settings, .none).solution.logLikelihood
    var beside = solution
    beside.trend = [0]
    other.solution = other.fit.refined(beside)
    return max(alone, other.solution.logLikelihood - solution.logLikelihood)
  }

  var informationCriterion: Double {
    let jitterCount = settings.isJitterShared ? 1 : data.segments.count
    // Each pair of orbits that cross counts twice here.
    let crossings = 0.5 * Double(solution.orbits.indices.reduce(0) { $0 + solution.crossings(of: $1) })
    return Double(solution.coordinateCount + jitterCount) * .log(Double(data.count))
      - 2 * (solution.logLikelihood + SearchPriors.logCrossing * crossings)
  }

  /// Whether a signal that was not taken for a planet is longer than the span.
  private var hasLongStage: Bool { stages.contains { !$0.isAccepted && $0.period > 0.7 * data.span } }

  /// Takes an alias in place of a period where its evidence is greater, until none is. Periods that were asked for stay.
  mutating func settle() {
    rivals = []
    for _ in 0..<4 {
      let better = alternatives(within: -0.5).dropFirst(settings.starts.count).joined().first
      guard let better else { return }
      // The order of its planets, and with it that of its errors, may have changed.
      solution = fit.refined(better.solution)
    }
  }

  /// For each planet the aliases, harmonics and other periods whose evidence comes within a factor of exp 7 of its own.
  func alternatives() -> [[PlanetSearch.Alternative]] {
    alternatives(within: 7).map { others in
      others.map {
        PlanetSearch.Alternative(
          period: $0.solution.orbits[$0.planet].period, logEvidenceRatio: $0.ratio, relation: $0.relation)
      }
    }
  }

  private typealias Other = (planet: Int, relation: String, ratio: Double, solution: OrbitSolution)

  /// The others whose log evidence is at most so much below that of the solution.
  private func alternatives(within width: Double) -> [[Other]] {
    let run = self
    return WorkerThread.map(Array(solution.orbits.indices)) { run.alternatives(to: $0, within: width) }
  }

  private func alternatives(to planet: Int, within width: Double) -> [Other] {
    guard !fit.fixedPeriods.contains(planet), solution.isInside(planet) else { return [] }
    let frequency = 1 / solution.orbits[planet].period
    let isCircular = fit.fixedEccentricities.contains(planet)
    let own = score(solution, planet, isCircular: isCircular)
    var found: [Other] = []
    for (relation, other) in Self.relatives(of: frequency) {
      let period = 1 / other
      guard other > 0, periods.contains(period), (other - frequency).magnitude > 1.5 / data.span,
        !data.isSampling(other), let trial = solution(with: planet, at: period, within: max(6, width + 7))
      else { continue }
      let refined = 1 / trial.orbits[planet].period
      // It may have moved back to the period itself, to another planet's, or to that of an alternative before.
      let others = trial.orbits.indices.filter { $0 != planet }.map { 1 / trial.orbits[$0].period }
      let taken = [frequency] + others + found.map { 1 / $0.solution.orbits[planet].period }
      guard taken.allSatisfy({ ($0 - refined).magnitude > 1 / data.span }) else { continue }
      let ratio = score(trial, planet, isCircular: isCircular) - own
      if ratio > -width { found.append((planet, relation, ratio, trial)) }
    }
    // What looking for the planet anew beside all others found, be it related or not.
    for rival in planet < rivals.count ? rivals[planet] : []
    where rival.solution.orbits.count == solution.orbits.count {
      let refined = 1 / rival.solution.orbits[planet].period
      let others = solution.orbits.indices.filter { $0 != planet }.map { 1 / solution.orbits[$0].period }
      let taken = [frequency] + others + found.map { 1 / $0.solution.orbits[planet].period }
      guard taken.allSatisfy({ ($0 - refined).magnitude > 1 / data.span }) else { continue }
      let ratio = rival.score - own
      if ratio > -width { found.append((planet, "unrelated", ratio, rival.solution)) }
    }
    let whole = logEvidence(solution)
    for set in jointRivals where set.orbits.count == solution.orbits.count {
      let rival = aligned(set)
      let refined = 1 / rival.orbits[planet].period
      let others = solution.orbits.indices.filter { $0 != planet }.map { 1 / solution.orbits[$0].period }
      let taken = [frequency] + others + found.map { 1 / $0.solution.orbits[planet].period }
      guard taken.allSatisfy({ ($0 - refined).magnitude > 1 / data.span }) else { continue }
      let ratio = logEvidence(set) - whole
      if ratio > -width { found.append((planet, "unrelated", ratio, rival)) }
    }
    return found.sorted { $0.ratio > $1.ratio }
  }

  /// Frequencies that sampling by day and year, or an eccentric orbit's harmonics, may have in its place.
  private static func relatives(of frequency: Double) -> [(String, Double)] {
    // Per day: the solar day, the sidereal day, the synodic month, the year.
    let (day, sidereal, month, year) = (1.0, 1.002_737_909, 1 / 29.530_589, 1 / 365.2422)
    var result: [(String, Double)] = []
    for (name, window) in [("1 day", day), ("1 sidereal day", sidereal), ("1 month", month), ("1 year", year)] {
      for other in [frequency + window, (frequency - window).magnitude] {
        result.append(("its alias by sampling of \(name)", other))
      }
    }
    for (number, part, multiple) in [
      (2.0, "half", "twice"), (3, "a third of", "thrice"), (4, "a quarter of", "four times"),
    ] {
      result.append(("\(part) its period", number * frequency))
      result.append(("\(multiple) its period", frequency / number))
    }
    return result
  }

  /// A set of as many planets in another order, not refined: each at the place of the one whose period it shares, to the width of a peak; the rest in any order.
  private func aligned(_ rival: OrbitSolution) -> OrbitSolution {
    var rest = rival.orbits
    var places = [SearchOrbit?](repeating: nil, count: solution.orbits.count)
    for (place, orbit) in solution.orbits.enumerated() {
      let distances = rest.map { (1 / $0.period - 1 / orbit.period).magnitude }
      guard let nearest = distances.indices.min(by: { distances[$0] < distances[$1] }),
        distances[nearest] < 1 / data.span
      else { continue }
      places[place] = rest.remove(at: nearest)
    }
    var result = rival
    result.orbits = places.map { $0 ?? rest.removeFirst() }
    return result
  }

  /// The likeliest solution with one planet's period near another one; nil where it promises to lose more log likelihood than so much.
  private func solution(with planet: Int, at period: Double, within reach: Double) -> OrbitSolution? {
    let null = besideOthers(solution, without: planet)
    var candidates = [null.circularOrbit(at: period)]
    if !fit.fixedEccentricities.contains(planet) {
      // An eccentric orbit's peak is narrower than 1/span: its place is found by what the others leave, and judged beside them.
      let alone = EccentricSearch(
        NullModel(data, jitters: solution.jitters, values: residuals(of: solution, without: planet)))
      let near = (-3...3).map { alone.best(at: 1 / (1 / period + 0.2 * Double($0) / data.span)) }
        .filter { $0.period > 0 }.max { $0.power < $1.power }
      let eccentric = EccentricSearch(null).best(at: near?.period ?? period)
      candidates.append((eccentric.orbit, eccentric.power))
    }
    var best: OrbitSolution?
    for candidate in candidates {
      guard promisedLoss(null, candidate.power) < reach else { continue }
      var trial = solution
      trial.orbits[planet] = candidate.orbit
      trial = fit.refined(trial, rounds: 2, tolerance: 0.1)
      guard trial.logLikelihood > solution.logLikelihood - reach else { continue }
      trial = fit.refined(trial)
      if trial.logLikelihood > (best?.logLikelihood ?? -.infinity) { best = trial }
    }
    return best
  }
}
