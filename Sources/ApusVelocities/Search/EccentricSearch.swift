// Candidates for eccentric orbits: velocities against templates of orbits on a grid of periods, eccentricities and phases.

internal import ApusSystem
internal import RealModule

/// Looks for orbits whose velocities are far from a sine.
///
/// At a fixed period, eccentricity and phase the velocity A cos f + B sin f is linear in A and B, so that each point of the grid
/// costs a few sums. The Keplerian periodogram of Cumming 2004, MNRAS 354, 1165.
struct EccentricSearch: Sendable {
  struct Candidate: Sendable {
    let period: Double
    let eccentricity: Double
    /// The mean anomaly at the reference time.
    let meanAnomaly: Double
    let a: Double
    let b: Double
    /// The share of χ² that is taken away.
    let power: Double

    var orbit: SearchOrbit {
      SearchOrbit(period: period, eccentricity: eccentricity, meanAnomaly: meanAnomaly, a: a, b: b)
    }
  }

  /// cos f and sin f of a table of mean anomalies.
  private struct Template: Sendable {
    static let size = 4096
    let eccentricity: Double
    let phaseCount: Int
    let values: [SIMD2<Double>]

    init(_ eccentricity: Double, phaseCount: Int) {
      self.eccentricity = eccentricity
      self.phaseCount = phaseCount
      values = (0..<Self.size).map { index in
        let (c, s, _) = SearchOrbit.anomaly(2 * .pi * (Double(index) + 0.5) / Double(Self.size), eccentricity)
        return [c, s]
      }
    }
  }

  private static let templates = [
    Template(0.3, phaseCount: 10), Template(0.55, phaseCount: 16), Template(0.75, phaseCount: 28),
    Template(0.88, phaseCount: 56),
  ]

  /// The most sums of one search: beyond, the grid of periods is coarser.
  private static let mostSums = 100_000_000.0

  private let null: NullModel

  init(_ null: NullModel) { self.null = null }

  /// The best candidates, the best first, none within 1/span of a better one.
  ///
  /// - Parameter periods: the periods in days.
  func candidates(_ count: Int, periods: ClosedRange<Double>, oversampling: Double = 6) -> [Candidate] {
    let span = null.data.span
    let first = 1 / periods.upperBound
    let width = max(0, 1 / periods.lowerBound - first)
    let phases = Double(Self.templates.reduce(0) { $0 + $1.phaseCount })
    let most = max(1, Self.mostSums / (phases * Double(null.data.count)))
    let frequencyCount = Int(min(most, width * span * oversampling + 1).rounded(.up))
    let step = frequencyCount > 1 ? width / Double(frequencyCount - 1) : 0
    let found = evaluated(first, step, frequencyCount)
    let separation = 1 / span
    var chosen: [Candidate] = []
    for candidate in found.sorted(by: { $0.power > $1.power }) {
      if chosen.count == count { break }
      if chosen.allSatisfy({ (1 / $0.period - 1 / candidate.period).magnitude > separation }) {
        chosen.append(candidate)
      }
    }
    return chosen
  }

  /// The best candidates on a grid as fine as it has to be, of the longest periods only where all would cost too much; none is below 4
  /// days, where orbits are circles by tides.
  func quickCandidates(_ count: Int, periods: ClosedRange<Double>) -> [Candidate] {
    let sums = 4e7
    let phases = Double(Self.templates.reduce(0) { $0 + $1.phaseCount })
    let shortest = max(4, periods.lowerBound, 6 * null.data.span * phases * Double(null.data.count) / sums)
    guard shortest < periods.upperBound else { return [] }
    return candidates(count, periods: shortest...periods.upperBound)
  }

  /// The best candidate at one period and the eccentricities of all templates.
  func best(at period: Double) -> Candidate { Self.best(null, period) }

  private func evaluated(_ first: Double, _ step: Double, _ count: Int) -> [Candidate] {
    let none = Candidate(period: 1, eccentricity: 0, meanAnomaly: 0, a: 0, b: 0, power: -1)
    var found = [Candidate](repeating: none, count: count)
    found.withUnsafeMutableBufferPointer { found in
      nonisolated(unsafe) let found = found
      @Sendable func compute(_ part: Range<Int>) {
        for index in part { found[index] = Self.best(null, 1 / (first + Double(index) * step)) }
      }
      let middle = count / 2
      WorkerThread.pair({ compute(0..<middle) }, { compute(middle..<count) })
    }
    return found
  }

  private static func best(_ null: NullModel, _ period: Double) -> Candidate {
    let data = null.data
    let size = Double(Template.size)
    let turns = data.times.map { time in
      let turns = time / period
      return (turns - turns.rounded(.down)) * size
    }
    var best = Candidate(period: period, eccentricity: 0, meanAnomaly: 0, a: 0, b: 0, power: -1)
    var sums = null.noSums
    for template in templates {
      for phase in 0..<template.phaseCount {
        let shift = size * Double(phase) / Double(template.phaseCount)
        add(null, template, turns, shift, &sums)
        let (power, a, b) = null.power(sums)
        if power > best.power {
          best = Candidate(
            period: period, eccentricity: template.eccentricity, meanAnomaly: 2 * .pi * shift / size, a: a, b: b,
            power: power)
        }
      }
    }
    return best
  }

  private static func add(
    _ null: NullModel, _ template: Template, _ turns: [Double], _ shift: Double, _ sums: inout NullModel.Sums
  ) {
    let mask = Template.size - 1
    template.values.withUnsafeBufferPointer { values in
      null.weights.withUnsafeBufferPointer { weights in
        null.residuals.withUnsafeBufferPointer { residuals in
          turns.withUnsafeBufferPointer { turns in
            var (cc, cs) = (0.0, 0.0)
            var products = SIMD2<Double>.zero
            for (index, segment) in null.data.segments.enumerated() {
              var offset = SIMD2<Double>.zero
              for row in segment {
                let value = values[Int(turns[row] + shift) & mask]
                let weighted = weights[row] * value
                offset += weighted
                products += residuals[row] * weighted
                cc += weighted.x * value.x
                cs += weighted.x * value.y
              }
              sums.offsets[index] = (offset.x, offset.y)
            }
            (sums.cc, sums.cs, sums.yc, sums.ys) = (cc, cs, products.x, products.y)
            for (index, column) in null.columns.enumerated() {
              var offset = SIMD2<Double>.zero
              for row in column.indices {
                offset += weights[row] * column[row] * values[Int(turns[row] + shift) & mask]
              }
              sums.trend[index] = (offset.x, offset.y)
            }
          }
        }
      }
    }
  }
}
