// The draws of one scalar quantity by chain: what every diagnostic of this module looks at.

/// The draws of one scalar quantity, chain by chain; all chains have the same number of draws.
///
/// Diagnostics are methods: `draws.rHat()`, `draws.effectiveSampleSize(for: .mean)`, `draws.quantile(0.95)`. NaN and
/// infinite draws are data: they give NaN where ArviZ gives NaN, and never trap.
public struct ScalarDraws: Hashable, Sendable {
  /// All draws: those of the first chain, then those of the second, and so on.
  public let values: [Double]
  /// The number of chains.
  public let chainCount: Int
  /// The number of draws of each chain.
  public let drawCount: Int

  /// The draws of some chains, as `[chain][draw]`. Where chains have different numbers of draws, all are NaN, as many as the
  /// shortest chain has.
  public init(_ chains: [[Double]]) {
    let counts = chains.map(\.count)
    let least = counts.min() ?? 0
    let isEven = counts.allSatisfy { $0 == least }
    self.values = isEven ? Array(chains.joined()) : Array(repeating: .nan, count: least * chains.count)
    self.chainCount = chains.count
    self.drawCount = least
  }

  /// The draws of some chains, one chain after the other. Where the number of values is no multiple of `chainCount`, they are
  /// one chain of NaN.
  public init(values: [Double], chainCount: Int) {
    let isEven = chainCount > 0 && values.count.isMultiple(of: chainCount)
    self.values = isEven ? values : Array(repeating: .nan, count: values.count)
    self.chainCount = isEven ? chainCount : 1
    self.drawCount = isEven ? values.count / chainCount : values.count
  }

  /// The draws of one chain.
  public subscript(chain: Int) -> ArraySlice<Double> { values[chain * drawCount..<(chain + 1) * drawCount] }

  /// The draws as `[chain][draw]`.
  public var chains: [[Double]] { (0..<chainCount).map { Array(self[$0]) } }
}

extension ScalarDraws {
  /// The fewest draws a chain needs for split-chain diagnostics, as in ArviZ: each half has at least two.
  static let fewestDraws = 4

  /// Whether all draws of a chain are equal; true where it has none.
  func isConstant(chain: Int) -> Bool {
    let draws = self[chain]
    return draws.first.map { first in draws.allSatisfy { $0 == first } } ?? true
  }

  /// Whether a diagnostic of this many chains can be computed: enough chains, enough draws, and no NaN among them.
  func canBeDiagnosed(fewestChains: Int = 1) -> Bool {
    chainCount >= fewestChains && drawCount >= Self.fewestDraws && !values.contains { $0.isNaN }
  }
}
