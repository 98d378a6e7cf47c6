// Where observations lie among their predictions: uniform if the model predicts well.

internal import ApusDiagnostics
internal import ApusSystem

/// The probability integral transforms of observations: the share of predictions below each.
enum ProbabilityIntegral {
  /// The share of predictions below an observation, with a random part of those equal to it; nil without finite predictions.
  ///
  /// - Parameter weights: the logarithms of the predictions' weights, which sum to one; nil: equal ones.
  static func share(
    _ observed: Double, among predictions: [Double], logWeights: [Double]? = nil, chance: Double
  ) -> Double? {
    guard observed.isFinite else { return nil }
    var (below, equal, total) = (0.0, 0.0, 0.0)
    for (index, prediction) in predictions.enumerated() where !prediction.isNaN {
      let weight = logWeights.map { exp($0[index]) } ?? 1
      guard !weight.isNaN else { continue }
      total += weight
      if prediction < observed { below += weight } else if prediction == observed { equal += weight }
    }
    return total > 0 ? (below + chance * equal) / total : nil
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
