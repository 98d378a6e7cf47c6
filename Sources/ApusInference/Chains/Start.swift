// Where chains begin.

internal import ApusRandom

/// Where the chains begin.
public enum Start: Sendable, Hashable {
  /// The given positions, one for each chain.
  case positions([[Double]])
  /// Around a position (the origin where it is nil): each coordinate has a uniform number from (−width, width), times
  /// its scale (1 where it is nil), added, drawn again, up to so many times, until the log density and its gradient are
  /// finite.
  case jittered(around: [Double]? = nil, width: Double = 1, scales: [Double]? = nil, attempts: Int = 100)

  /// Throws where a position has another dimension, or a setting is outside its domain.
  func validate(dimension: Int, chainCount: Int) throws(SamplingError) {
    switch self {
    case .positions(let positions):
      try require(
        positions.count == chainCount, "the number of starts", positions.count, "there are \(chainCount) chains")
      for (chain, position) in positions.enumerated() where position.count != dimension {
        throw .wrongDimension(of: "the start of chain \(chain)", expected: dimension, given: position.count)
      }
    case .jittered(let center, let width, let scales, let attempts):
      if let center, center.count != dimension {
        throw .wrongDimension(of: "the start", expected: dimension, given: center.count)
      }
      if let scales, scales.count != dimension {
        throw .wrongDimension(of: "the scales of the jitter", expected: dimension, given: scales.count)
      }
      try require(width >= 0 && width.isFinite, "the width of the jitter", width, "it must be finite, and not negative")
      try require(attempts > 0, "the number of starts to try", attempts, "it must be positive")
    }
  }

  /// Puts a chain to its start.
  ///
  /// - Throws: ``SamplingError/badStart(_:)`` where no start has a finite log density and gradient.
  func place(
    _ hamiltonian: Hamiltonian, chain: Int, of density: any LogDensity, using generator: inout Philox4x64
  ) throws(SamplingError) {
    let attempts: Int
    switch self {
    case .positions(let positions):
      if hamiltonian.start(at: positions[chain]) { return }
      attempts = 1
    case .jittered(let center, let width, let scales, let limit):
      for _ in 0..<limit {
        let position = (0..<hamiltonian.dimension).map { index in
          (center?[index] ?? 0) + width * (scales?[index] ?? 1) * (2 * generator.openUniform() - 1)
        }
        if hamiltonian.start(at: position) { return }
      }
      attempts = limit
    }
    throw .badStart(
      BadStart(
        chain: chain, attemptCount: attempts, position: hamiltonian.position, logDensity: hamiltonian.logDensity,
        gradient: hamiltonian.gradient, diagnosis: density.diagnose(at: hamiltonian.positionBuffer)))
  }
}
