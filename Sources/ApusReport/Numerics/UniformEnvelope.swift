// How far the distribution of uniform numbers strays from the diagonal: a band that holds the whole curve with a given probability.

internal import ApusNumerics
internal import ApusSystem

/// The band around the empirical distribution function of independent uniform numbers, for all places at once.
///
/// At each of the places 1/K, …, (K − 1)/K the count of numbers below is binomial; the band has the same probability at each place,
/// chosen so that the whole curve stays within with the given probability. That is computed exactly, by the recursion over places
/// (Säilynoja, Bürkner and Vehtari 2022, Stat. Comput. 32, 32), for up to 250 numbers; for more the width is that of 250 in units of
/// the standard deviation.
package struct UniformEnvelope {
  /// The half-width of the band in standard deviations.
  package let halfWidth: Double

  private static let placeCount = 40
  private static let greatestCount = 250

  /// The envelope of so many numbers.
  ///
  /// - Parameter coverage: the probability that the whole curve lies within.
  package init(count: Int, coverage: Double = 0.95) {
    let n = min(max(count, 1), Self.greatestCount)
    let recursion = Recursion(count: n, placeCount: Self.placeCount)
    // The probability outside at one place, by bisection of its logarithm.
    var (low, high) = (log(1e-6), log(max(1 - coverage, 1e-6)))
    for _ in 0..<12 {
      let middle = 0.5 * (low + high)
      if recursion.coverage(outside: exp(middle)) >= coverage { low = middle } else { high = middle }
    }
    halfWidth = -Special.normalQuantile(0.5 * exp(low))
  }

  /// How far the curve of `count` numbers may be from the diagonal at a place in [0, 1].
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

  /// The binomial probability of k of n.
  private func probability(_ k: Int, of n: Int, _ p: Double) -> Double {
    if p >= 1 { return k == n ? 1 : 0 }
    let logChoose = logFactorials[n] - logFactorials[k] - logFactorials[n - k]
    return exp(logChoose + Double(k) * log(p) + Double(n - k) * log(1 - p))
  }

  /// The counts at a place that leave at most half of `outside` on each side.
  private func band(_ z: Double, outside: Double) -> ClosedRange<Int> {
    var sum = 0.0
    var (low, high) = (0, count)
    for k in 0...count {
      sum += probability(k, of: count, z)
      if sum > 0.5 * outside {
        low = k
        break
      }
    }
    sum = 0
    for k in stride(from: count, through: 0, by: -1) {
      sum += probability(k, of: count, z)
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
      var sums = [Double](repeating: 0, count: next.count)
      for (offset, weight) in weights.enumerated() where weight > 1e-14 {
        let k = range.lowerBound + offset
        for m in max(k, next.lowerBound)...max(k, next.upperBound) where next.contains(m) {
          sums[m - next.lowerBound] += weight * probability(m - k, of: count - k, step)
        }
      }
      (range, weights) = (next, sums)
    }
    return weights.reduce(0, +)
  }
}
