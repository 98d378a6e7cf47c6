// When a telescope on the ground observes a star: in seasons, by night, sometimes in runs, sometimes several times a night.

internal import ApusRandom
internal import Foundation

/// Times of observations.
struct SyntheticSchedule {
  /// The times in days, sorted.
  let times: [Double]

  /// A schedule over some years.
  init(count: Int, years: Double, _ random: inout Philox4x64) {
    let year = 365.2422
    let start = 2_450_000 + 7000 * random.uniform()
    let span = years * year
    let midnight = random.uniform()
    let center = year * random.uniform()
    let halfSeason = 60 + 70 * random.uniform()
    let isInRuns = random.uniform() < 0.5
    func fromCenter(_ night: Double) -> Double {
      let turns = (night - center) / year
      return (turns - turns.rounded()) * year
    }
    func isInSeason(_ night: Double) -> Bool { fromCenter(night).magnitude < halfSeason }
    var runs: [(first: Double, length: Double)] = []
    let runCount = max(4, Int(2 * years), count / 15)
    while isInRuns && runs.count < runCount {
      let first = (span * random.uniform()).rounded(.down)
      if isInSeason(first) { runs.append((first, 4 + 9 * random.uniform())) }
    }
    var times: [Double] = []
    while times.count < count {
      var night = (span * random.uniform()).rounded(.down)
      if isInRuns {
        let run = runs[random.integer(below: runs.count)]
        night = run.first + (run.length * random.uniform()).rounded(.down)
      }
      guard night <= span, isInSeason(night) else { continue }
      // The star culminates at midnight in the middle of its season, and four minutes earlier each night.
      let culmination = -fromCenter(night) / year
      let fromMidnight = culmination + random.standardNormal() * 1.7 / 24
      guard fromMidnight.magnitude < 0.2, (fromMidnight - culmination).magnitude < 0.2 else { continue }
      var time = start + night + midnight + fromMidnight
      times.append(time)
      guard random.uniform() < 0.15 else { continue }
      for _ in 0..<(1 + random.integer(below: 3)) where times.count < count {
        time += (5 + 55 * random.uniform()) / 1440
        times.append(time)
      }
    }
    self.times = times.sorted()
  }
}
