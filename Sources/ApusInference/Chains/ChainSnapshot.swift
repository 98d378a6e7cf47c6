// The whole state of a chain between two transitions, to be stored.

public import ApusRandom

/// The state from which a chain goes on with the same draws, bit for bit.
public struct ChainSnapshot: Sendable, Hashable, Codable {
  /// The number of the chain.
  public let chain: Int
  /// How many transitions were made, those of the warm-up included.
  public let iteration: Int
  /// The position.
  public let position: [Double]
  /// The generator of the chain.
  public let generator: Philox4x64
  /// What else the sampler's next step depends on: what it has tuned, and what the warm-up has learnt.
  public let state: StoredState
}
