// How probable it is that the empirical distribution function of a uniform sample stays inside a band, exactly.

internal import RealModule

/// The counts at some points that the empirical distribution function of a sample from the uniform distribution may have.
package struct ECDFBand {
  package let sampleCount: Int
  /// Ascending points in (0, 1).
  package let points: [Double]
  /// The distribution of the count at or below each point.
  let tails: [CountTails]

  package init(sampleCount: Int, points: [Double]) {
    self.sampleCount = sampleCount
    self.points = points
    let logFactorials = CountTails.logFactorials(upTo: sampleCount)
    tails = points.map { CountTails.binomial(count: sampleCount, probability: $0, logFactorials) }
  }

  /// The intervals that hold each count with a probability of at least `probability`, by equal tails.
  package func pointwise(_ probability: Double) -> [ClosedRange<Int>] {
    tails.map { tails in
      let low = tails.quantile((1 - probability) / 2)
      return low...max(low, tails.quantile((1 + probability) / 2))
    }
  }

  /// The counts whose tail is above a depth; nil where a point has none.
  func deeper(than depth: Double) -> [ClosedRange<Int>]? {
    var ranges: [ClosedRange<Int>] = []
    for tails in tails {
      guard let inside = tails.counts(where: { $0 > depth }) else { return nil }
      ranges.append(inside)
    }
    return ranges
  }

  /// The probability that all counts lie in their intervals.
  ///
  /// A sample of n points is a Poisson process of rate n on [0, 1] given that it has n points. So the counts at successive points are
  /// sums of independent Poisson counts: one convolution a point, and at the end a division by the probability of n points.
  ///
  /// Reference: Säilynoja, Bürkner, Vehtari (2022), Stat. Comput. 32, 32, section 3.2, for the recursion over counts. Checked against:
  /// ArviZ 0.23 `ecdf_utils`.
  package func probability(inside ranges: [ClosedRange<Int>]) -> Double {
    let rate = Double(sampleCount)
    var counts = 0...0
    var masses = [1.0]
    var from = 0.0
    let steps = zip(points, ranges) + [(1, sampleCount...sampleCount)]
    for (point, range) in steps {
      let most = range.upperBound - counts.lowerBound
      guard most >= 0 else { return 0 }
      let jumps = Self.poisson(mean: rate * (point - from), upTo: most)
      var next = [Double](repeating: 0, count: range.count)
      for (place, count) in range.enumerated() {
        var sum = 0.0
        for before in counts.lowerBound..<(min(counts.upperBound, count) + 1) where before <= count {
          sum += masses[before - counts.lowerBound] * jumps[count - before]
        }
        next[place] = sum
      }
      (masses, counts, from) = (next, range, point)
    }
    // Stirling: the probability of n events where n are expected.
    let all = sampleCount == 0 ? 1 : .exp(-stirlingRemainder(rate)) / (2 * .pi * rate).squareRoot()
    return min(1, masses[0] / all)
  }

  /// The pointwise probability for which all counts lie in their intervals with a probability of at least `probability`: the least one,
  /// to 1e-10.
  package func pointwiseProbability(simultaneous probability: Double) -> Double {
    var (low, high) = (probability, 1.0)
    for _ in 0..<40 where high - low > 1e-10 {
      let middle = (low + high) / 2
      if self.probability(inside: pointwise(middle)) >= probability { high = middle } else { low = middle }
    }
    return high
  }

  /// The probability that a uniform sample has a count in as thin a tail as the thinnest of these, anywhere.
  package func pValue(of counts: [Int]) -> Double {
    guard let least = zip(tails, counts).map({ $0.depth($1) }).min() else { return 1 }
    // Tails that are equal but for rounding count as equal.
    guard let ranges = deeper(than: least * (1 + 1e-10)) else { return 1 }
    return max(least, 1 - probability(inside: ranges))
  }

  /// The probabilities of 0, 1, …, n events: products from the most probable number on, which lose no digits where numbers are large.
  private static func poisson(mean: Double, upTo n: Int) -> [Double] {
    guard mean > 0 else { return (0...n).map { $0 == 0 ? 1 : 0 } }
    let mode = Int(mean)
    let last = max(n, mode + Int(14 * mean.squareRoot()) + 40)
    var masses = [Double](repeating: 0, count: last + 1)
    masses[mode] = 1
    for k in (mode + 1)...last { masses[k] = masses[k - 1] * mean / Double(k) }
    for k in stride(from: mode, to: 0, by: -1) { masses[k - 1] = masses[k] * Double(k) / mean }
    let total = masses.reduce(0, +)
    return masses.prefix(n + 1).map { $0 / total }
  }
}
