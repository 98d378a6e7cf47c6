// Where observations lie among their predictions: uniform if the model predicts well.

internal import ApusDiagnostics
internal import ApusSystem

/// The probability integral transforms of observations: the share of predictions below each.
package enum ProbabilityIntegral {
  /// The rank of an observation among its predictions as a part of all ranks, ties and the place within a rank left to chance; nil
  /// without predictions. It is uniform in (0, 1) if the observation is one more prediction.
  ///
  /// - Parameters:
  ///   - logWeights: the logarithms of the predictions' weights, which sum to one; nil: equal ones.
  ///   - chance: a uniform number in (0, 1).
  package static func share(
    _ observed: Double, among predictions: [Double], logWeights: [Double]? = nil, chance: Double
  ) -> Double? {
    guard observed.isFinite else { return nil }
    var (below, equal, total, count) = (0.0, 0.0, 0.0, 0.0)
    for (index, prediction) in predictions.enumerated() where !prediction.isNaN {
      let weight = logWeights.map { exp($0[index]) } ?? 1
      guard !weight.isNaN else { continue }
      total += weight
      count += 1
      if prediction < observed { below += weight } else if prediction == observed { equal += weight }
    }
    guard total > 0, total.isFinite else { return nil }
    // The observation itself has the mean weight.
    let own = total / count
    return (below + chance * (equal + own)) / (total + own)
  }

  /// The distribution of numbers in [0, 1], less that of uniform ones.
  static func differences(_ numbers: [Double], placeCount: Int = 100) -> (places: [Double], differences: [Double]) {
    let sorted = numbers.sorted()
    var index = 0
    let places = (0...placeCount).map { Double($0) / Double(placeCount) }
    let differences = places.map { place in
      while index < sorted.count && sorted[index] <= place { index += 1 }
      return sorted.isEmpty ? 0 : Double(index) / Double(sorted.count) - place
    }
    return (places, differences)
  }
}

/// A fixed sequence of numbers in [0, 1), for parts of ties that chance decides (SplitMix64; Steele, Lea and Flood 2014).
struct TieBreaker {
  private var state: UInt64 = 0x5EED

  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }
}
