// Where chains begin.

/// Where the chains begin.
///
/// Positions are those of the sampler: of a model, on its unconstrained space, as `model.unconstrain(_:)` gives them.
public enum Start: Sendable, Hashable {
  /// The given positions, one for each chain.
  case positions([[Double]])
  /// Around a position (default: the origin): each coordinate adds a uniform number in (−width, width) times its scale
  /// (default: 1), and is drawn again, at most so many times, until log density and gradient are finite.
  case jittered(around: [Double]? = nil, width: Double = 1, scales: [Double]? = nil, attempts: Int = 100)

  func validate(dimension: Int, chainCount: Int) throws(SamplingError) {
    switch self {
    case .positions(let positions):
      try require(
        positions.count == chainCount, "the number of starts", positions.count, "there are \(chainCount) chains")
      for (chain, position) in positions.enumerated() where position.count != dimension {
        throw .wrongDimension(of: "the start of chain \(chain)", expected: dimension, given: position.count)
      }
      for (chain, position) in positions.enumerated() {
        try Self.requireFinite(position, "the start of chain \(chain)")
      }
    case .jittered(let center, let width, let scales, let attempts):
      if let center, center.count != dimension {
        throw .wrongDimension(of: "the start", expected: dimension, given: center.count)
      }
      if let scales, scales.count != dimension {
        throw .wrongDimension(of: "the scales of the jitter", expected: dimension, given: scales.count)
      }
      try Self.requireFinite(center ?? [], "the start")
      try Self.requireFinite(scales ?? [], "the scales of the jitter")
      try require(width >= 0 && width.isFinite, "the width of the jitter", width, "it must be finite, and not negative")
      try require(attempts > 0, "the number of starts to try", attempts, "it must be positive")
    }
  }

  private static func requireFinite(_ numbers: [Double], _ name: String) throws(SamplingError) {
    for (index, number) in numbers.enumerated() {
      try require(number.isFinite, "\(name)[\(index)]", number, "it must be finite")
    }
  }

  /// The same with a center and scales where jitter has none.
  package func filled(center: [Double], scales: [Double]) -> Start {
    guard case .jittered(let given, let width, let givenScales, let attempts) = self else { return self }
    return .jittered(around: given ?? center, width: width, scales: givenScales ?? scales, attempts: attempts)
  }

  func position(of chain: Int) -> [Double]? {
    if case .positions(let positions) = self { positions[chain] } else { nil }
  }

  var jitter: (center: [Double]?, width: Double, scales: [Double]?, attempts: Int) {
    if case .jittered(let center, let width, let scales, let attempts) = self {
      (center, width, scales, attempts)
    } else {
      (nil, 0, nil, 0)
    }
  }
}
