// The steps of a search for planets with one trend.

internal import RealModule

/// A search on its way.
struct SearchRun {
  let settings: PlanetSearch.Settings
  let data: SearchData
  let periods: ClosedRange<Double>
  private(set) var fit: OrbitFit
  var solution: OrbitSolution
  private(set) var stages: [PlanetSearch.Stage] = []

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

  /// Whether a planet is kept only if the evidence says so.
  private func isOptional(_ planet: Int) -> Bool { settings.planetCount == nil && planet >= settings.starts.count }

  mutating func search(_ progress: ((String) -> Void)?) {
    let most = settings.planetCount ?? max(settings.mostPlanets, settings.starts.count)
    while solution.orbits.count < most {
      let trend = data.trendColumns.isEmpty ? "" : " beside a trend"
      progress?("looking for planet \(solution.orbits.count + 1)\(trend)")
      guard addPlanet() else { break }
    }
    settle()
    prune()
  }

  /// Takes away planets whose orbits, with all others fitted beside them, came to lie outside of what is searched.
  private mutating func prune() {
    while let planet = solution.orbits.indices.first(where: { isOptional($0) && !solution.determinesPeriod($0) }) {
      solution.orbits.remove(at: planet)
      solution = fit.refined(solution)
      let accepted = stages.indices.filter { stages[$0].isAccepted }
      stages[accepted[planet]].isAccepted = false
    }
  }

  /// Looks for one more planet; whether it was accepted.
  private mutating func addPlanet() -> Bool {
    let place = solution.orbits.count
    let null = NullModel(data, jitters: solution.jitters, values: residualsWithLinearPart)
    let periodogram = Periodogram(null, periods: periods)
    let start = place < settings.starts.count ? settings.starts[place] : nil
    let (best, isEccentric) = bestCandidate(null, periodogram, start)
    guard let best else { return false }
    let (bic, evidence) = comparison(of: best, with: solution)
    let isAccepted = !isOptional(place) || evidence > settings.threshold && best.determinesPeriod(place)
    let period = best.orbits[place].period
    let power = periodogram.power(near: 1 / period)
    stages.append(
      PlanetSearch.Stage(
        periodogram: periodogram, period: period, isEccentric: isEccentric,
        falseAlarmProbability: periodogram.falseAlarm.probability(of: power),
        logLikelihoodGain: best.logLikelihood - solution.logLikelihood, bicChange: bic, logEvidenceRatio: evidence,
        isAccepted: isAccepted))
    if isAccepted { solution = best }
    return isAccepted
  }

  /// The velocities without the planets; offsets and trend are fitted anew beside each candidate.
  private var residualsWithLinearPart: [Double] {
    data.velocities.indices.map { data.velocities[$0] - solution.velocity(at: data.times[$0]) }
  }

  /// The likeliest solution with one planet more, and whether it came from the grid of eccentric orbits.
  private func bestCandidate(
    _ null: NullModel, _ periodogram: Periodogram, _ start: PlanetSearch.Start?
  ) -> (OrbitSolution?, isEccentric: Bool) {
    let place = solution.orbits.count
    let eccentricSearch = EccentricSearch(null)
    var candidates: [(orbit: SearchOrbit, isEccentric: Bool)] = []
    let mayBeEccentric = !fit.fixedEccentricities.contains(place)
    if let start {
      for period in refinedPeriods(start, periodogram) {
        candidates += orbits(at: period, null, eccentricSearch, mayBeEccentric)
      }
    } else {
      for peak in periodogram.peaks(8) {
        candidates += orbits(at: peak.period, null, eccentricSearch, mayBeEccentric)
      }
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
    return likeliest(of: candidates.filter { start != nil || !data.isSampling(1 / $0.orbit.period) }, start != nil)
  }

  /// The best of the candidates: each fitted to what the other planets leave, the best three of these together with the others.
  private func likeliest(
    of candidates: [(orbit: SearchOrbit, isEccentric: Bool)], _ isAskedFor: Bool
  ) -> (OrbitSolution?, isEccentric: Bool) {
    let place = solution.orbits.count
    let screened = candidates.compactMap { candidate -> (trial: OrbitSolution, score: Double, isEccentric: Bool)? in
      let (trial, score) = self.screened(candidate.orbit, at: place, beside: solution)
      let period = trial.orbits[place].period
      guard isAskedFor || (period > 0.8 * periods.lowerBound && period < 2 * periods.upperBound) else { return nil }
      return (trial, score, candidate.isEccentric)
    }
    var best: (solution: OrbitSolution, score: Double, isEccentric: Bool)?
    for candidate in screened.sorted(by: { $0.score > $1.score }).prefix(3) {
      let trial = fit.refined(candidate.trial)
      let score = score(trial, place, isCircular: fit.fixedEccentricities.contains(place))
      if score > (best?.score ?? -.infinity) { best = (trial, score, candidate.isEccentric) }
    }
    guard let best else { return (nil, false) }
    return (best.solution, best.isEccentric && best.solution.orbits[place].eccentricity > 0.4)
  }

  /// A solution with one planet more, or another one at its place, which alone is fitted, beside offsets, trend and jitters, to
  /// what the others leave; with its score.
  func screened(
    _ orbit: SearchOrbit, at place: Int, beside solution: OrbitSolution
  ) -> (solution: OrbitSolution, score: Double) {
    var alone = fit
    alone.data = data.replacing(
      data.velocities.indices.map { data.velocities[$0] - solution.velocity(at: data.times[$0], without: place) })
    alone.fixedEccentricities = fit.fixedEccentricities.contains(place) ? [0] : []
    alone.fixedPeriods = fit.fixedPeriods.contains(place) ? [0] : []
    alone.transits = fit.transits.filter { $0.planet == place }.map {
      SearchTransit(planet: 0, time: $0.time, error: $0.error)
    }
    var trial = solution
    trial.orbits = [orbit]
    trial = alone.refined(trial, rounds: 2, tolerance: 0.05)
    let score = score(trial, 0, isCircular: fit.fixedEccentricities.contains(place))
    var orbits = solution.orbits
    if place < orbits.count { orbits[place] = trial.orbits[0] } else { orbits.append(trial.orbits[0]) }
    trial.orbits = orbits
    return (trial, score)
  }

  /// The log evidence of a planet, but for what is the same for all of its candidates.
  func score(_ trial: OrbitSolution, _ planet: Int, isCircular: Bool) -> Double {
    guard trial.isInside(planet) else { return trial.logLikelihood - 1000 }
    let prior = SearchPriors(data, periods: periods).logDensity(
      trial.orbits[planet], errors: { trial.error(planet, $0) },
      isCircular: isCircular)
    return trial.logLikelihood + prior - trial.halfLogDeterminant
  }

  /// A circle by linear least squares at a period and, where it may be, the best eccentric orbit there.
  private func orbits(
    at period: Double, _ null: NullModel, _ eccentric: EccentricSearch, _ mayBeEccentric: Bool
  ) -> [(SearchOrbit, Bool)] {
    let place = solution.orbits.count
    let (_, a, b) = null.circle(at: period)
    let e = settings.eccentricities[place] ?? 0
    let circle = SearchOrbit(period: period, eccentricity: e, meanAnomaly: 0, a: a, b: b)
    guard mayBeEccentric else { return [(circle, false)] }
    return [(circle, false), (eccentric.best(at: period).orbit, true)]
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
  private func comparison(of next: OrbitSolution, with old: OrbitSolution) -> (bic: Double, evidence: Double) {
    let place = old.orbits.count
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

extension Periodogram {
  /// The highest power within half a peak's width of a frequency.
  func power(near frequency: Double) -> Double {
    let place = (frequency - firstFrequency) / step
    let reach = powers.indices.clamped(to: Int(max(0, place - 3))..<Int(max(1, min(place + 4, Double(powers.count)))))
    return reach.map { powers[$0] }.max() ?? 0
  }

  /// The highest peaks within a range of periods, its ends included.
  func peaks(_ count: Int, within periods: ClosedRange<Double>) -> [Peak] {
    let low = ((1 / periods.upperBound - firstFrequency) / step).rounded(.down)
    let high =
      periods.lowerBound > 0 ? ((1 / periods.lowerBound - firstFrequency) / step).rounded(.up) : Double(powers.count)
    let first = Int(max(0, min(low, Double(powers.count))))
    let end = Int(max(0, min(high + 1, Double(powers.count))))
    guard first < end else { return [] }
    return Periodogram(self, part: first..<end).peaks(count)
  }

  private init(_ whole: Periodogram, part: Range<Int>) {
    firstFrequency = whole.frequency(part.lowerBound)
    step = whole.step
    oversampling = whole.oversampling
    powers = Array(whole.powers[part])
    falseAlarm = whole.falseAlarm
  }
}

extension NullModel {
  /// The power of a sine of one period, with A and B of A cos M + B sin M, M = 0 at the reference time.
  func circle(at period: Double) -> (power: Double, a: Double, b: Double) {
    var sums = noSums
    for (instrument, segment) in data.segments.enumerated() {
      for row in segment {
        let turns = data.times[row] / period
        let angle = 2 * .pi * (turns - turns.rounded())
        let (c, s) = (Double.cos(angle), Double.sin(angle))
        let (wc, ws) = (weights[row] * c, weights[row] * s)
        sums.cc += wc * c
        sums.cs += wc * s
        sums.yc += wc * residuals[row]
        sums.ys += ws * residuals[row]
        sums.offsets[instrument].c += wc
        sums.offsets[instrument].s += ws
        for (index, column) in columns.enumerated() {
          sums.trend[index].c += wc * column[row]
          sums.trend[index].s += ws * column[row]
        }
      }
    }
    return power(sums)
  }
}
