// Where transitions diverge: the parameters whose divergent draws lie elsewhere than the others.

internal import RealModule

/// A parameter whose divergent draws lie elsewhere than its other draws.
public struct DivergentRegion: Hashable, Sendable {
  /// The parameter.
  public let name: String
  /// The ends of the middle 90 % of the divergent draws; of all of them where they are fewer than 20.
  public let lower: Double
  /// The upper end.
  public let upper: Double
  /// The share of all draws below the lower end.
  public let lowerShare: Double
  /// The share of all draws up to the upper end.
  public let upperShare: Double
  /// The difference between the mean ranks of divergent and other draws, or between their mean distances from the median rank,
  /// whichever is larger, in standard errors.
  public let standardizedDifference: Double

  /// The region of a parameter; nil where fewer than five draws or all draws are divergent.
  ///
  /// - Parameters:
  ///   - places: the places of the divergent draws among `draws`, each once.
  ///   - sorted: all draws in ascending order.
  init?(_ name: String, _ draws: [Double], divergentAt places: [Int], sorted: [Double]) {
    let count = Double(draws.count)
    guard places.count >= 5, places.count < draws.count else { return nil }
    let values = places.map { draws[$0] }.sorted()
    // Ranks in (0, 1), equal draws in the middle of theirs: uniform where the divergences lie anywhere.
    let ranks = values.map { value in
      let (below, through) = (sorted.countBelow(value), sorted.countThrough(value))
      return Double(below + through) / 2 / count
    }
    let own = Double(places.count)
    // The standard deviation of the mean of so many of a finite number of uniform numbers.
    let error = ((1 - own / count) / (12 * own)).squareRoot()
    let shift = ranks.reduce(0) { $0 + $1 - 0.5 } / own / error
    let spread = ranks.reduce(0) { $0 + (2 * $1 - 1).magnitude - 0.5 } / own / error
    standardizedDifference = spread.magnitude > shift.magnitude ? spread : shift
    let cut = places.count < 20 ? 0 : 0.05
    self.name = name
    lower = interpolatedQuantile(cut, ofSorted: values)
    upper = interpolatedQuantile(1 - cut, ofSorted: values)
    lowerShare = Double(sorted.countBelow(lower)) / count
    upperShare = Double(sorted.countThrough(upper)) / count
  }

  /// The regions that tell where, at most three, those that tell most first: each holds at most three quarters of all draws.
  ///
  /// Where divergences lie anywhere, a parameter is named in one run of a thousand at most: of P parameters those count with P times
  /// the tails' probability, 2 exp(−z²/2) for each of two differences, below 0.001.
  static func telling(_ regions: [DivergentRegion], of parameterCount: Int) -> [DivergentRegion] {
    let least = (2 * Double.log(4 * Double(max(parameterCount, 1)) / 0.001)).squareRoot()
    let found = regions.filter { region in
      region.standardizedDifference.magnitude > least && region.upperShare - region.lowerShare <= 0.75
    }
    return Array(found.sorted { $0.standardizedDifference.magnitude > $1.standardizedDifference.magnitude }.prefix(3))
  }
}

extension DivergentRegion: CustomStringConvertible {
  /// `tau is between 0.01 and 0.3 (quantiles 0 to 9 %)`.
  public var description: String {
    func percent(_ share: Double) -> String { NumberText.short((1000 * share).rounded() / 10) }
    return "\(name) is between \(NumberText.short(lower)) and \(NumberText.short(upper)) "
      + "(quantiles \(percent(lowerShare)) to \(percent(upperShare)) %)"
  }
}

extension [Double] {
  /// How many of ascending numbers are below a number.
  fileprivate func countBelow(_ number: Double) -> Int { firstIndex { $0 >= number } }

  /// How many of ascending numbers are at most a number.
  fileprivate func countThrough(_ number: Double) -> Int { firstIndex { $0 > number } }

  private func firstIndex(where isBeyond: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
