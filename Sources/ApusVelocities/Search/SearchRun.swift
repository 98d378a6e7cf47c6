// The steps of a search for planets with one trend.

internal import ApusSystem
internal import RealModule

/// A search on its way.
struct SearchRun: Sendable {
  let settings: PlanetSearch.Settings
  let data: SearchData
  let periods: ClosedRange<Double>
  private(set) var fit: OrbitFit
  var solution: OrbitSolution
  private(set) var stages: [PlanetSearch.Stage] = []
  /// Of each planet what looking for it anew beside all others found, with scores.
  var rivals: [[(solution: OrbitSolution, score: Double)]] = []
  /// Sets of planets that come near to those that were taken, or are better than those that were found one after the other.
  var jointRivals: [OrbitSolution] = []

  init(_ table: VelocityTable, _ settings: PlanetSearch.Settings, _ trend: Trend) {
    self.settings = settings
    data = SearchData(table, trend: trend, isTrendShared: settings.isTrendShared)
    let reference = data.reference
    let standard = Periodogram.defaultPeriods(span: data.span)
    let shortest = settings.shortestPeriod ?? min(standard.lowerBound, (settings.longestPeriod ?? .infinity) / 2)
    periods = shortest...max(settings.longestPeriod ?? standard.upperBound, 1.01 * shortest)
    fit = OrbitFit(data: data)
    fit.isJitterShared = settings.isJitterShared
    fit.transits = settings.transits.map {
      SearchTransit(planet: $0.planet, time: $0.time - reference, error: $0.error)
    }
    for (planet, start) in settings.starts.enumerated() where start.isFixed { fit.fixedPeriods.insert(planet) }
    fit.fixedEccentricities = Set(settings.eccentricities.keys)
    if settings.isCircular { fit.fixedEccentricities.formUnion(0..<64) }
    solution = fit.refined(OrbitSolution(data))
  }

  /// The log evidence ratio beyond which a planet is not looked for anew.
  private static let beyondDoubt = 120.0

  /// Whether a planet is kept only if the evidence says so.
  private func isOptional(_ planet: Int) -> Bool { settings.planetCount == nil && planet >= settings.starts.count }

  mutating func search(_ progress: ((String) -> Void)?) {
    let most = settings.planetCount ?? max(settings.mostPlanets, settings.starts.count)
    for round in 0..<3 {
      while solution.orbits.count < most {
        let trend = data.trendColumns.isEmpty ? "" : " beside a trend"
        progress?("looking for planet \(solution.orbits.count + 1)\(trend)")
        guard addPlanet() else { break }
      }
      if round == 0, takeJointSet(progress) { continue }
      settle()
      prune()
      guard !solution.orbits.isEmpty, round < 2 else { break }
      progress?("looking for each planet anew beside the others")
      // A planet that moved may uncover others.
      guard reconsider() else { break }
    }
    describePlanets()
  }

  /// Takes away planets that are not needed beside the others, or whose orbits came to lie outside of what is searched.
  private mutating func prune() {
    while true {
      let optional = solution.orbits.indices.filter { isOptional($0) }
      let lost = optional.first { !solution.determinesPeriod($0) }
      let evidences = optional.map { planet in
        let crossing = SearchPriors.logCrossing * Double(solution.crossings(of: planet))
        return (planet: planet, evidence: evidence(of: planet).evidence + crossing)
      }
      let weakest = evidences.min { $0.evidence < $1.evidence }
      guard let planet = lost ?? (weakest.flatMap { $0.evidence > settings.threshold ? nil : $0.planet }) else {
        return
      }
      solution = without(planet)
      stages[acceptedStages[planet]].isAccepted = false
    }
  }

  private var acceptedStages: [Int] { stages.indices.filter { stages[$0].isAccepted } }

  /// The likeliest solution without one of the planets.
  private func without(_ planet: Int) -> OrbitSolution {
    var rest = solution
    rest.orbits.remove(at: planet)
    return fit.refined(rest)
  }

  /// What speaks for a planet beside all others.
  private func evidence(of planet: Int) -> (bic: Double, evidence: Double, gain: Double) {
    let rest = without(planet)
    let (bic, evidence) = comparison(of: solution, with: rest, planet)
    return (bic, evidence, solution.logLikelihood - rest.logLikelihood)
  }

  /// Says of each planet that is kept what is true at the end: its period, and what speaks for it beside all others.
  private mutating func describePlanets() {
    for (planet, stage) in acceptedStages.enumerated() where planet < solution.orbits.count {
      let (bic, evidence, gain) = evidence(of: planet)
      stages[stage].period = solution.orbits[planet].period
      stages[stage].crossesAnother = solution.crossings(of: planet) > 0
      (stages[stage].bicChange, stages[stage].logEvidenceRatio, stages[stage].logLikelihoodGain) = (bic, evidence, gain)
    }
  }

  /// Looks for one more planet; whether it was accepted.
  private mutating func addPlanet() -> Bool {
    let place = solution.orbits.count
    // Only the last stage may be of a planet that was not accepted at once.
    if let last = stages.last, !last.isAccepted { stages.removeLast() }
    let null = NullModel(data, jitters: solution.jitters, values: residuals(of: solution, without: nil))
    let periodogram = Periodogram(null, periods: periods)
    let start = place < settings.starts.count ? settings.starts[place] : nil
    guard let best = trials(at: place, null, periodogram, start).first else { return false }
    var stage = stage(of: best, periodogram)
    stage.isAccepted =
      !isOptional(place)
      || stage.logEvidenceRatio > settings.threshold && best.solution.determinesPeriod(place) && !stage.crossesAnother
    stages.append(stage)
    if stage.isAccepted { solution = best.solution }
    return stage.isAccepted
  }

  private func stage(of trial: Trial, _ periodogram: Periodogram) -> PlanetSearch.Stage {
    let place = solution.orbits.count
    let (bic, evidence) = comparison(of: trial.solution, with: solution, place)
    let period = trial.solution.orbits[place].period
    let power = periodogram.power(near: 1 / period)
    return PlanetSearch.Stage(
      periodogram: periodogram, period: period, isEccentric: trial.isEccentric,
      falseAlarmProbability: periodogram.falseAlarm.probability(of: power),
      logLikelihoodGain: trial.solution.logLikelihood - solution.logLikelihood, bicChange: bic,
      logEvidenceRatio: evidence, crossesAnother: trial.solution.crossings(of: place) > 0, isAccepted: false)
  }

  /// Looks for each planet anew beside all others, and moves it where that is better; whether one has moved.
  private mutating func reconsider() -> Bool {
    var hasMoved = false
    rivals = []
    for planet in solution.orbits.indices {
      // Nothing else comes near to a signal that is very strong.
      guard planet >= settings.starts.count, evidence(of: planet).evidence < Self.beyondDoubt else {
        rivals.append([])
        continue
      }
      let found = relocations(of: planet)
      let own = score(solution, planet, isCircular: fit.fixedEccentricities.contains(planet))
      if let best = found.first, best.score > own + 0.5, best.solution.determinesPeriod(planet) {
        let change = 1 / best.solution.orbits[planet].period - 1 / solution.orbits[planet].period
        solution = best.solution
        hasMoved = hasMoved || change.magnitude > 0.5 / data.span
      }
      rivals.append(found.map { (solution: $0.solution, score: $0.score) })
    }
    return hasMoved
  }

  /// The likeliest solutions with one planet anywhere, the others moving with it; the best first.
  private func relocations(of planet: Int) -> [Trial] {
    let null = besideOthers(solution, without: planet)
    let isCircular = fit.fixedEccentricities.contains(planet)
    let search = EccentricSearch(null)
    let peaks = Periodogram(null, periods: periods, oversampling: 4).peaks(10).filter {
      !data.isSampling(1 / $0.period)
    }
    let candidates = WorkerThread.map(peaks) { peak -> [(orbit: SearchOrbit, power: Double)] in
      let circle = null.circularOrbit(at: peak.period)
      guard !isCircular else { return [circle] }
      let eccentric = search.best(at: peak.period)
      return [circle, (eccentric.orbit, eccentric.power)]
    }
    var all = Array(candidates.joined())
    if !isCircular {
      let alone = NullModel(data, jitters: solution.jitters, values: residuals(of: solution, without: planet))
      all += eccentricOrbits(alone, beside: null, periods)
    }
    all.removeAll { promisedLoss(null, $0.power) > 40 }
    let run = self
    return WorkerThread.map(Array(all.sorted { $0.power > $1.power }.prefix(10))) { candidate -> Trial in
      var trial = run.solution
      trial.orbits[planet] = candidate.orbit
      trial = run.fit.refined(trial, rounds: 2, tolerance: 0.1)
      if trial.logLikelihood > run.solution.logLikelihood - 12 { trial = run.fit.refined(trial) }
      return (trial, run.score(trial, planet, isCircular: isCircular), candidate.orbit.eccentricity > 0.4)
    }.sorted { $0.score > $1.score }
  }

  /// Puts other planets in place of all; each stage then shows what all others leave.
  mutating func replaceAll(_ other: OrbitSolution) {
    solution = other
    solution.orbits.sort { $0.amplitude > $1.amplitude }
    solution = fit.refined(solution)
    stages = solution.orbits.enumerated().map { place, orbit in
      let null = NullModel(data, jitters: solution.jitters, values: residuals(of: solution, without: place))
      let periodogram = Periodogram(null, periods: periods)
      return PlanetSearch.Stage(
        periodogram: periodogram, period: orbit.period, isEccentric: orbit.eccentricity > 0.4,
        falseAlarmProbability: periodogram.falseAlarm.probability(of: periodogram.power(near: 1 / orbit.period)),
        logLikelihoodGain: 0, bicChange: 0, logEvidenceRatio: 0, crossesAnother: false, isAccepted: true)
    }
    describePlanets()
  }

  /// The velocities without the planets, or all but one; offsets and trend are fitted anew beside each candidate.
  func residuals(of solution: OrbitSolution, without planet: Int?) -> [Double] {
    data.velocities.indices.map { data.velocities[$0] - solution.velocity(at: data.times[$0], without: planet) }
  }

  /// A solution with one planet more, or one planet elsewhere.
  private typealias Trial = (solution: OrbitSolution, score: Double, isEccentric: Bool)
  private typealias Candidate = (orbit: SearchOrbit, isEccentric: Bool)

  /// The likeliest solutions with a planet at a place, the best first, and whether they came from the grid of eccentric orbits.
  private func trials(
    at place: Int, _ null: NullModel, _ periodogram: Periodogram, _ start: PlanetSearch.Start?
  ) -> [Trial] {
    let eccentricSearch = EccentricSearch(null)
    var candidates: [Candidate] = []
    let mayBeEccentric = !fit.fixedEccentricities.contains(place)
    if let start {
      candidates += orbits(at: refinedPeriods(start, periodogram), place, null, eccentricSearch)
    } else {
      candidates += orbits(at: periodogram.peaks(8).map(\.period), place, null, eccentricSearch)
      if mayBeEccentric {
        // Shorter orbits are circles by tides, and the grid is fine enough only for longer ones.
        let shortest = max(periods.lowerBound, min(4, data.span / 10))
        if shortest < periods.upperBound {
          for candidate in eccentricSearch.candidates(8, periods: shortest...periods.upperBound) {
            candidates.append((candidate.orbit, true))
          }
        }
      }
    }
    return likeliest(
      of: candidates.filter { start != nil || !data.isSampling(1 / $0.orbit.period) }, at: place, start != nil)
  }

  /// The best of the candidates: each fitted to what the other planets leave, the best of these together with the others.
  private func likeliest(
    of candidates: [Candidate], at place: Int, _ isAskedFor: Bool
  ) -> [Trial] {
    let isCircular = fit.fixedEccentricities.contains(place)
    let run = self
    let screened = WorkerThread.map(candidates) { candidate -> Trial in
      let (trial, score) = run.screened(candidate.orbit, at: place, beside: run.solution)
      return (trial, score, candidate.isEccentric)
    }.filter { trial in
      let period = trial.solution.orbits[place].period
      return isAskedFor || (period > 0.8 * periods.lowerBound && period < 2 * periods.upperBound)
    }
    var chosen: [Trial] = []
    for candidate in screened.sorted(by: { $0.score > $1.score }) where chosen.count < 4 {
      // Candidates that came to the same orbit are fitted once.
      let frequency = 1 / candidate.solution.orbits[place].period
      let isNew = chosen.allSatisfy { other in
        (1 / other.solution.orbits[place].period - frequency).magnitude > 0.3 / data.span
          || (other.solution.orbits[place].eccentricity - candidate.solution.orbits[place].eccentricity).magnitude > 0.1
      }
      if isNew { chosen.append(candidate) }
    }
    return WorkerThread.map(chosen) { candidate -> Trial in
      let trial = run.fit.refined(candidate.solution)
      let isEccentric = candidate.isEccentric && trial.orbits[place].eccentricity > 0.4
      return (trial, run.score(trial, place, isCircular: isCircular), isEccentric)
    }.sorted { $0.score > $1.score }
  }

  /// A solution with one planet more, which alone is fitted, beside offsets, trend and jitters, to what the others leave; with its score.
  private func screened(
    _ orbit: SearchOrbit, at place: Int, beside solution: OrbitSolution
  ) -> (solution: OrbitSolution, score: Double) {
    var alone = fit
    alone.data = data.replacing(residuals(of: solution, without: nil))
    alone.fixedEccentricities = fit.fixedEccentricities.contains(place) ? [0] : []
    alone.fixedPeriods = fit.fixedPeriods.contains(place) ? [0] : []
    alone.transits = fit.transits.filter { $0.planet == place }.map {
      SearchTransit(planet: 0, time: $0.time, error: $0.error)
    }
    var trial = solution
    trial.orbits = [orbit]
    trial = alone.refined(trial, rounds: 2, tolerance: 0.05)
    let score = score(trial, 0, isCircular: fit.fixedEccentricities.contains(place))
    trial.orbits = solution.orbits + trial.orbits
    return (trial, score)
  }

  /// The log evidence of a planet, but for what is the same for all of its candidates.
  func score(_ trial: OrbitSolution, _ planet: Int, isCircular: Bool) -> Double {
    guard trial.isInside(planet) else { return trial.logLikelihood - 1000 }
    let prior = SearchPriors(data, periods: periods).logDensity(
      trial.orbits[planet], errors: { trial.error(planet, $0) },
      isCircular: isCircular)
    let crossing = SearchPriors.logCrossing * Double(trial.crossings(of: planet))
    return trial.logLikelihood + prior + crossing - trial.halfLogDeterminant
  }

  /// A circle by linear least squares at each period and, where it may be, the best eccentric orbit there.
  private func orbits(
    at periods: [Double], _ place: Int, _ null: NullModel, _ eccentric: EccentricSearch
  ) -> [Candidate] {
    let e = settings.eccentricities[place] ?? 0
    let isFree = !fit.fixedEccentricities.contains(place)
    return WorkerThread.map(periods) { period -> [Candidate] in
      let (_, a, b) = null.circle(at: period)
      let circle = SearchOrbit(period: period, eccentricity: e, meanAnomaly: 0, a: a, b: b)
      return isFree ? [(circle, false), (eccentric.best(at: period).orbit, true)] : [(circle, false)]
    }.flatMap { $0 }
  }

  /// The highest peaks of the periodogram near a start, or the start where it is fixed or has none.
  private func refinedPeriods(_ start: PlanetSearch.Start, _ periodogram: Periodogram) -> [Double] {
    if start.isFixed { return [start.period] }
    // The width of a peak, in periods, on both sides.
    let width = start.period * min(0.5, 0.75 * start.period / data.span)
    let reach = max(start.tolerance, width)
    let inside = periodogram.peaks(40, within: (start.period - reach)...(start.period + reach))
    return inside.prefix(2).map(\.period) + [start.period]
  }

  /// The change of the BIC, and the log evidence ratio, of a solution with one planet more.
  private func comparison(
    of next: OrbitSolution, with old: OrbitSolution, _ place: Int
  ) -> (bic: Double, evidence: Double) {
    let gain = next.logLikelihood - old.logLikelihood
    let isCircular = fit.fixedEccentricities.contains(place)
    let parameterCount = (isCircular ? 3.0 : 5.0) - (fit.fixedPeriods.contains(place) ? 1 : 0)
    let bic = parameterCount * .log(Double(data.count)) - 2 * gain
    // Of as many numbers as velocities nothing can be said.
    guard next.isInside(place), old.halfLogDeterminant.isFinite, data.count > next.coordinateCount + 1 else {
      return (bic, -.infinity)
    }
    let priors = SearchPriors(data, periods: periods)
    let prior = priors.logDensity(next.orbits[place], errors: { next.error(place, $0) }, isCircular: isCircular)
    let volume = 0.5 * parameterCount * .log(2 * .pi) - (next.halfLogDeterminant - old.halfLogDeterminant)
    return (bic, gain + prior + volume)
  }
}
