// Planets that hide each other: sets of orbits that are found together, many at a time.

internal import ApusSystem
internal import RealModule

/// Where few velocities see several planets of like amplitude, none of them alone is the highest peak: the others are its noise. And a
/// peak that several planets make together can pass for a planet. Sets of orbits therefore grow by one at a time, many beside each
/// other, and a set is kept though no orbit of it is a discovery; what counts is the evidence of the whole.
extension SearchRun {
  /// The most planets that are looked for together.
  private static let mostTogether = 3
  /// Of more velocities none hides a planet from another, and sets of orbits take long to fit.
  private static let mostVelocities = 2000
  /// The peaks that may follow one set.
  private static let mostFollowers = 6

  /// The sets, the best ones, beside which eccentric orbits are looked for.
  private var mostOnGrid: Int { data.count > 200 ? 1 : 4 }

  /// How many sets are kept: fewer where velocities are many, which hide little.
  private var keptCount: Int { max(6, min(40, 3000 / max(data.count, 1))) }

  /// Takes planets that describe the velocities together in place of those that were found one after the other, where they have
  /// more evidence; whether it did.
  mutating func takeJointSet(_ progress: ((String) -> Void)?) -> Bool {
    let most = min(settings.planetCount ?? settings.mostPlanets, Self.mostTogether)
    let isFree = fit.fixedEccentricities.isEmpty || settings.isCircular
    guard settings.starts.isEmpty, settings.transits.isEmpty, isFree, most > 0, data.count <= Self.mostVelocities else {
      return false
    }
    progress?("looking for planets together")
    var sets = jointSets(upTo: most)
    if let count = settings.planetCount { sets.removeAll { $0.orbits.count != count } }
    let own = logEvidence(solution)
    let evidences = sets.map { logEvidence($0) }
    jointRivals = zip(sets, evidences).filter { $0.1 > own - 8 }.sorted { $0.1 > $1.1 }.prefix(12).map { $0.0 }
    guard let best = evidences.indices.max(by: { evidences[$0] < evidences[$1] }), evidences[best] > own + 1 else {
      return false
    }
    replaceAll(sets[best])
    return true
  }

  /// The log evidence of a solution, but for what is the same for all; −∞ where the period of an orbit is open.
  func logEvidence(_ solution: OrbitSolution) -> Double {
    guard data.count > solution.coordinateCount + 1,
      solution.orbits.indices.allSatisfy({ solution.determinesPeriod($0) })
    else { return -.infinity }
    return setScore(solution)
  }

  /// The log evidence also of sets of which an orbit is open yet.
  private func setScore(_ solution: OrbitSolution) -> Double {
    let priors = SearchPriors(data, periods: periods)
    guard solution.halfLogDeterminant.isFinite else { return solution.logLikelihood - 1000 }
    var sum = solution.logLikelihood - solution.halfLogDeterminant
    for (planet, orbit) in solution.orbits.enumerated() {
      let isCircular = fit.fixedEccentricities.contains(planet)
      sum += priors.logDensity(orbit, errors: { solution.error(planet, $0) }, isCircular: isCircular)
      sum += 0.5 * (isCircular ? 3 : 5) * .log(2 * .pi) - (solution.isInside(planet) ? 0 : 30)
      // Each pair counts twice here.
      sum += 0.5 * SearchPriors.logCrossing * Double(solution.crossings(of: planet))
    }
    return sum
  }

  /// The best sets of one, two, … orbits.
  private func jointSets(upTo most: Int) -> [OrbitSolution] {
    let run = self
    let shortest = max(periods.lowerBound, min(0.9, periods.upperBound / 4))
    let range = shortest...periods.upperBound
    var kept = [fit.refined(OrbitSolution(data))]
    var result: [OrbitSolution] = []
    for size in 1...most {
      guard data.count > 5 * size + data.segments.count + data.trendColumns.count + 2 else { break }
      let count = size == 1 ? keptCount : Self.mostFollowers
      let found = WorkerThread.map(Array(kept.enumerated())) { place, set in
        run.followers(of: set, range, count, isOnGrid: place < run.mostOnGrid)
      }
      var chosen: [Follower] = []
      for follower in found.joined().sorted(by: { $0.score > $1.score }) where chosen.count < keptCount {
        if chosen.allSatisfy({ !isSame($0.start, follower.start) }) { chosen.append(follower) }
      }
      let fitted = WorkerThread.map(chosen) { run.fitted($0.start) }
        .map { (solution: $0, score: setScore($0)) }.sorted { $0.score > $1.score }
      kept = []
      for trial in fitted where kept.allSatisfy({ !isSame($0, trial.solution) }) { kept.append(trial.solution) }
      result += kept
    }
    return result
  }

  /// A set with one orbit more, not fitted yet, and what it promises.
  private typealias Follower = (start: OrbitSolution, score: Double)

  private func followers(
    of set: OrbitSolution, _ range: ClosedRange<Double>, _ count: Int, isOnGrid: Bool
  ) -> [Follower] {
    let null = besideOthers(set, without: nil)
    let freedom = Double(data.count - null.parameterCount)
    guard freedom > 4 else { return [] }
    let periodogram = Periodogram(null, periods: range, oversampling: 4)
    var orbits = periodogram.peaks(count).map { null.circularOrbit(at: $0.period) }
    if set.orbits.isEmpty, !settings.isCircular {
      let longest = max(range.upperBound, 8)
      orbits += EccentricSearch(null).candidates(8, periods: 4...longest).map { ($0.orbit, $0.power) }
    } else if isOnGrid, !settings.isCircular {
      let alone = NullModel(data, jitters: set.jitters, values: set.residuals)
      orbits += eccentricOrbits(alone, beside: null, range)
    }
    return orbits.compactMap { orbit, power in
      let frequency = 1 / orbit.period
      let isApart = set.orbits.allSatisfy { (1 / $0.period - frequency).magnitude > 1 / data.span }
      guard isApart, !data.isSampling(frequency) else { return nil }
      var start = set
      start.orbits.append(orbit)
      return (start, set.logLikelihood - 0.5 * freedom * .log(onePlus: -min(power, 1 - 1e-9)))
    }
  }

  /// Eccentric orbits on the grid in what all others leave, each judged beside these: there the grid would cost too much.
  func eccentricOrbits(
    _ alone: NullModel, beside null: NullModel, _ range: ClosedRange<Double>
  ) -> [(orbit: SearchOrbit, power: Double)] {
    let search = EccentricSearch(null)
    return EccentricSearch(alone).quickCandidates(4, periods: range).filter { !data.isSampling(1 / $0.period) }
      .map { candidate in
        let best = search.best(at: candidate.period)
        return (best.orbit, best.power)
      }
  }

  /// Whether two sets have the same periods, to half the width of a peak.
  private func isSame(_ a: OrbitSolution, _ b: OrbitSolution) -> Bool {
    let (left, right) = (a.orbits.map { 1 / $0.period }.sorted(), b.orbits.map { 1 / $0.period }.sorted())
    return left.count == right.count
      && zip(left, right).allSatisfy { ($0 - $1).magnitude < 0.5 / data.span }
  }

  /// The likeliest orbits near a start, the last of them from a circle and from the best eccentric orbit beside the others.
  private func fitted(_ start: OrbitSolution) -> OrbitSolution {
    let last = start.orbits.count - 1
    let first = fit.refined(start, rounds: 3, tolerance: 0.05)
    guard !fit.fixedEccentricities.contains(last) else { return first }
    var other = start
    other.jitters = first.jitters
    other.orbits[last] = EccentricSearch(besideOthers(first, without: last)).best(at: start.orbits[last].period).orbit
    let second = fit.refined(other, rounds: 3, tolerance: 0.05)
    return setScore(first) >= setScore(second) ? first : second
  }

  /// How much log likelihood a planet elsewhere promises to lose; the jitter would grow with what it leaves.
  ///
  /// - Parameters:
  ///   - null: ``besideOthers(_:without:)`` of the solution.
  ///   - power: that of the planet elsewhere.
  func promisedLoss(_ null: NullModel, _ power: Double) -> Double {
    let residuals = solution.residuals
    let chiSquare = null.weights.indices.reduce(0) { $0 + null.weights[$1] * residuals[$1] * residuals[$1] }
    return 0.5 * Double(data.count) * .log(max(null.chiSquare * (1 - power) / chiSquare, 1e-9))
  }

  /// What a solution leaves of the velocities without one of its planets, beside all that a small change of the others can make.
  func besideOthers(_ solution: OrbitSolution, without planet: Int?) -> NullModel {
    let others = solution.orbits.indices.filter { $0 != planet }
    var columns: [[Double]] = []
    for other in others {
      let velocity = SearchVelocity(solution.orbits[other])
      let rows = data.times.map { velocity.derivatives(at: $0) }
      if !fit.fixedPeriods.contains(other) { columns.append(rows.map(\.0)) }
      columns.append(rows.map(\.1))
      if !fit.fixedEccentricities.contains(other) { columns += [rows.map(\.2), rows.map(\.3)] }
      columns.append(rows.map(\.4))
    }
    return NullModel(
      data, jitters: solution.jitters, values: residuals(of: solution, without: planet), beside: columns)
  }
}
