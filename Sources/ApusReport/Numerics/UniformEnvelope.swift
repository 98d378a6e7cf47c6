// How far the distribution of uniform numbers strays from the diagonal: a band that holds the whole curve with a given probability.

internal import ApusNumerics
internal import ApusSystem

/// The band around the empirical distribution function of independent uniform numbers, for all places at once.
///
/// At each of the places 1/K, …, (K − 1)/K the count of numbers below is binomial; the band has the same probability at each place,
/// chosen so that the whole curve stays within with the given probability. That probability is computed exactly, by the recursion
/// over places (Säilynoja, Bürkner and Vehtari 2022, Stat. Comput. 32, 32), for up to 200 numbers, and taken over for more.
package struct UniformEnvelope {
  /// The probability outside of the band at each place.
  private let outside: Double
  private let recursion: Recursion
  private let count: Int

  private static let greatestCount = 200
  /// Above so many numbers their counts are taken for normal.
  private static let greatestExactCount = 2000

  /// The envelope of so many numbers.
  ///
  /// - Parameters:
  ///   - coverage: the probability that the whole curve lies within.
  ///   - placeCount: K.
  package init(count: Int, coverage: Double = 0.95, placeCount: Int = 100) {
    self.count = max(count, 1)
    let small = Recursion(count: min(self.count, Self.greatestCount), placeCount: placeCount)
    // By bisection of the logarithm.
    var (low, high) = (log(1e-6), log(max(1 - coverage, 1e-6)))
    for _ in 0..<12 {
      let middle = 0.5 * (low + high)
      if small.coverage(outside: exp(middle)) >= coverage { low = middle } else { high = middle }
    }
    outside = exp(low)
    recursion = Recursion(count: min(self.count, Self.greatestExactCount), placeCount: placeCount)
  }

  /// The envelope of the ranks of chains, all of whose curves stay within with probability 0.95.
  static func ofRanks(chainCount: Int) -> UniformEnvelope {
    UniformEnvelope(count: greatestCount, coverage: 1 - 0.05 / Double(max(chainCount, 1)), placeCount: 40)
  }

  /// The half-width of the band in standard deviations, where counts are large.
  package var halfWidth: Double { -Special.normalQuantile(0.5 * outside) }

  /// How far the curve may be below and above the diagonal at a place in [0, 1].
  package func bounds(at z: Double) -> (lower: Double, upper: Double) {
    guard z > 0, z < 1 else { return (0, 0) }
    guard count <= Self.greatestExactCount else {
      let reach = reach(at: z, count: Double(count))
      return (-reach, reach)
    }
    let band = recursion.band(z, outside: outside)
    return (Double(band.lowerBound) / Double(count) - z, Double(band.upperBound) / Double(count) - z)
  }

  /// How far a curve that is worth `count` independent numbers may be from the diagonal: by a normal distribution.
  package func reach(at z: Double, count: Double) -> Double {
    halfWidth * (max(z * (1 - z), 0) / max(count, 1)).squareRoot()
  }
}

/// The probability that binomial counts stay within their bands at all places.
private struct Recursion {
  let count: Int
  let placeCount: Int
  /// ln k!
  private let logFactorials: [Double]

  init(count: Int, placeCount: Int) {
    (self.count, self.placeCount) = (count, placeCount)
    var sums = [0.0]
    for k in 1...max(count, 1) { sums.append(sums[k - 1] + log(Double(k))) }
    logFactorials = sums
  }

  /// The binomial probability of k of n, where the logarithms are those of p and of 1 − p.
  private func probability(_ k: Int, of n: Int, _ logs: (p: Double, q: Double)) -> Double {
    let logChoose = logFactorials[n] - logFactorials[k] - logFactorials[n - k]
    return exp(logChoose + Double(k) * logs.p + Double(n - k) * logs.q)
  }

  /// The counts at a place that leave at most half of `outside` on each side.
  func band(_ z: Double, outside: Double) -> ClosedRange<Int> {
    let logs = (p: log(z), q: log(1 - z))
    var sum = 0.0
    var (low, high) = (0, count)
    for k in 0...count {
      sum += probability(k, of: count, logs)
      if sum > 0.5 * outside {
        low = k
        break
      }
    }
    sum = 0
    for k in stride(from: count, through: 0, by: -1) {
      sum += probability(k, of: count, logs)
      if sum > 0.5 * outside {
        high = k
        break
      }
    }
    return low...max(low, high)
  }

  func coverage(outside: Double) -> Double {
    var range = 0...0
    var weights = [1.0]
    for place in 1..<placeCount {
      let next = band(Double(place) / Double(placeCount), outside: outside)
      let step = 1 / Double(placeCount - place + 1)
      let logs = (p: log(step), q: log(1 - step))
      var sums = [Double](repeating: 0, count: next.count)
      for (offset, weight) in weights.enumerated() where weight > 1e-14 {
        let k = range.lowerBound + offset
        for m in max(k, next.lowerBound)...max(k, next.upperBound) where next.contains(m) {
          sums[m - next.lowerBound] += weight * probability(m - k, of: count - k, logs)
        }
      }
      (range, weights) = (next, sums)
    }
    return weights.reduce(0, +)
  }
}
