// The highest density interval: the shortest interval that holds a given share of the draws.

/// An interval of the real line with the probability it is meant to hold.
public struct DensityInterval: Hashable, Sendable {
  /// The lower end.
  public let lower: Double
  /// The upper end.
  public let upper: Double
  /// The share of the draws that the interval holds, in (0, 1].
  public let probability: Double
}

extension ScalarDraws {
  /// The shortest interval that holds a share `probability` of all draws; the lowest of equally short ones.
  ///
  /// It spans ⌊n p⌋ steps between order statistics, as in ArviZ, and is one interval even where the posterior has several
  /// modes. Where ⌊n p⌋ = n (ArviZ raises an error) it is the range of the draws. Both ends are NaN where a draw is NaN
  /// (ArviZ: the upper one only) or there is no draw.
  ///
  /// Both ends are NaN where `probability` does not lie in (0, 1].
  ///
  /// Checked against: ArviZ 0.23 `hdi`.
  public func highestDensityInterval(_ probability: Double = 0.94) -> DensityInterval {
    if values.contains(where: { $0.isNaN }) {
      return DensityInterval(lower: .nan, upper: .nan, probability: probability)
    }
    return shortestInterval(probability, ofSorted: values.sorted())
  }
}

/// The shortest interval that holds a share of ascending numbers; see `ScalarDraws.highestDensityInterval(_:)`.
func shortestInterval(_ probability: Double, ofSorted sorted: [Double]) -> DensityInterval {
  let count = sorted.count
  guard count > 0, probability > 0, probability <= 1 else {
    return DensityInterval(lower: .nan, upper: .nan, probability: probability)
  }
  let span = min(Int((probability * Double(count)).rounded(.down)), count - 1)
  var best = 0
  var width = sorted[span] - sorted[0]
  for first in 1..<max(count - span, 1) {
    let next = sorted[first + span] - sorted[first]
    if next < width || width.isNaN {
      best = first
      width = next
    }
  }
  return DensityInterval(lower: sorted[best], upper: sorted[best + span], probability: probability)
}
