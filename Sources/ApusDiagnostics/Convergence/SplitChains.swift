// Chains cut into halves: where each draw goes, and work space for what is computed from the halves.

internal import ApusNumerics

/// The cut of chains into halves, and work space for the statistics of halves.
///
/// Chain c becomes the chains 2c and 2c + 1. Of an odd number of draws the middle one is left out, as in ArviZ.
struct SplitChains {
  let chainCount: Int
  let drawCount: Int
  let half: Int
  /// The values that are being looked at, one half after the other.
  var values: [Double]
  private var autocovariance: Autocovariance

  /// Halves of chains of at least four draws.
  init(chainCount: Int, drawCount: Int) {
    self.chainCount = chainCount
    self.drawCount = drawCount
    half = drawCount / 2
    values = Array(repeating: 0, count: 2 * chainCount * half)
    autocovariance = Autocovariance(chainCount: 2 * chainCount, drawCount: half)
  }

  init(for draws: ScalarDraws) { self.init(chainCount: draws.chainCount, drawCount: draws.drawCount) }

  /// The place among the halves of the draw at a place among the whole chains; nil for a draw in the middle.
  func place(_ place: Int) -> Int? {
    if drawCount == 2 * half { return place }
    let (chain, draw) = place.quotientAndRemainder(dividingBy: drawCount)
    if draw < half { return 2 * half * chain + draw }
    return draw == half ? nil : 2 * half * chain + draw - 1
  }

  /// Puts `transform` of each draw into the halves.
  mutating func fill(_ draws: [Double], _ transform: (Double) -> Double) {
    let skip = drawCount - half
    for chain in 0..<chainCount {
      let from = chain * drawCount
      let to = 2 * chain * half
      for draw in 0..<half {
        values[to + draw] = transform(draws[from + draw])
        values[to + half + draw] = transform(draws[from + skip + draw])
      }
    }
  }

  /// The sorted draws of the halves, with their places there: all but those in the middle.
  func sorted(_ whole: SortedDraws) -> SortedDraws {
    if drawCount == 2 * half { return whole }
    var sorted = SortedDraws(values: [], places: [])
    for (value, place) in zip(whole.values, whole.places) {
      guard let place = self.place(place) else { continue }
      sorted.values.append(value)
      sorted.places.append(place)
    }
    return sorted
  }

  /// Puts the z-scores of the ranks of all draws into the halves.
  ///
  /// z = Φ⁻¹((rank − ⅜) / (S + ¼)) for S draws, equal draws having the mean of their ranks.
  ///
  /// Reference: Vehtari, Gelman, Simpson, Carpenter, Bürkner (2021), Bayesian Anal. 16, 667, eq. 14; Blom (1958).
  mutating func fillWithRankScores(of sorted: SortedDraws) {
    let count = sorted.values.count
    let denominator = Double(count) + 0.25
    var first = 0
    while first < count {
      var end = first + 1
      while end < count, sorted.values[end] == sorted.values[first] { end += 1 }
      let rank = Double(first + 1 + end) / 2
      let score = Special.normalQuantile((rank - 0.375) / denominator)
      for index in first..<end { values[sorted.places[index]] = score }
      first = end
    }
  }

  /// The potential scale reduction √(((n − 1) W + B) / nW) of the values in the halves.
  ///
  /// W is the mean of the halves' variances, B = n times the variance of their means. NaN where W and B are zero.
  func scaleReduction() -> Double {
    let (means, variances) = values.withUnsafeBufferPointer { values in
      let halves = (0..<2 * chainCount).map { UnsafeBufferPointer(rebasing: values[$0 * half..<($0 + 1) * half]) }
      return (halves.map(LaneSums.mean), halves.map(LaneSums.variance))
    }
    let count = Double(half)
    let between = count * means.withUnsafeBufferPointer(LaneSums.variance)
    let within = variances.withUnsafeBufferPointer(LaneSums.mean)
    return ((between / within + count - 1) / count).squareRoot()
  }

  mutating func effectiveSampleSize() -> Double {
    guard let least = values.min(), let greatest = values.max() else { return .nan }
    // As in ArviZ: what does not vary beyond rounding counts in full.
    if greatest - least < 1e-15 { return Double(values.count) }
    values.withUnsafeBufferPointer { autocovariance.update($0) }
    return geyerSampleSize(autocovariance)
  }
}
