// Diagnostics that are not numbers are said in words: too few draws, one chain, chains that never move, infinities.

import ApusDiagnostics
import Testing

@Suite struct ConcernTests {
  private func moving(chains: Int = 4, draws: Int = 300) -> ScalarDraws {
    var generator = TestGenerator(seed: 8)
    return ScalarDraws((0..<chains).map { _ in (0..<draws).map { _ in generator.normal() } })
  }

  private func texts(_ draws: [(String, ScalarDraws)], _ sampler: SamplerStatistics? = nil) -> [String] {
    Summary(draws, sampler: sampler).concerns.map(\.description)
  }

  @Test(arguments: 0...3) func `fewer than four draws`(count: Int) {
    let texts = texts([("x", moving(draws: count))])
    #expect(texts.count == 1 && texts[0].contains("\(count) draw") && texts[0].contains("at least 4"), "\(texts)")
  }

  @Test func `one chain`() {
    let texts = texts([("x", moving(chains: 1))])
    #expect(texts.count == 1 && texts[0].contains("one chain"), "\(texts)")
  }

  @Test func `chains that never move`() {
    let still = ScalarDraws([[Double]](repeating: [Double](repeating: 1.5, count: 100), count: 4))
    let all = texts([("x", still), ("y", still)])
    #expect(all.count == 1 && all[0].contains("No chain ever moved"), "\(all)")
    let one = ScalarDraws([[Double](repeating: 2, count: 100)])
    #expect(texts([("x", one)]).contains { $0.contains("The chain never moved") })
    // Chains that stand at different places.
    let apart = ScalarDraws((0..<4).map { [Double](repeating: Double($0), count: 100) })
    #expect(texts([("x", apart)]).contains { $0.contains("No chain ever moved") })
    var chains = moving().chains
    chains[2] = [Double](repeating: 0.1, count: 300)
    let third = texts([("x", ScalarDraws(chains)), ("constant", ScalarDraws(chains.map { $0.map { _ in 1.0 } }))])
    #expect(third.contains { $0.contains("Chain 2 never moved") }, "\(third)")
  }

  @Test func `a constant among draws that move raises no concern`() {
    let constant = ScalarDraws([[Double]](repeating: [Double](repeating: 0, count: 300), count: 4))
    #expect(texts([("L[0, 1]", constant), ("x", moving())]).isEmpty)
  }

  @Test func `infinite draws`() {
    var chains = moving().chains
    chains[1][7] = .infinity
    #expect(
      texts([("x", ScalarDraws(chains)), ("y", moving())]).contains { $0.hasPrefix("x has draws that are infinite") })
    chains[0][3] = -.infinity
    #expect(texts([("x", ScalarDraws(chains))]).contains { $0.hasPrefix("x has draws that are infinite") })
    chains[0][4] = .nan
    #expect(texts([("x", ScalarDraws(chains))]).first == "x has draws that are not a number.")
  }

  @Test func `energies that are not numbers`() {
    let flat = ScalarDraws([[Double]](repeating: [Double](repeating: 3, count: 300), count: 4))
    let sampler = SamplerStatistics(transitionCount: 1200, energies: flat)
    #expect(texts([("x", moving())], sampler).contains { $0.contains("the energy") })
  }

  @Test func `whatever has a diagnostic that is NaN has a concern`() {
    let kinds: [ScalarDraws] = [
      moving(draws: 2), moving(draws: 3), moving(chains: 1), moving(chains: 1, draws: 1),
      ScalarDraws([[Double](repeating: 4, count: 50)]), ScalarDraws([[1e308, -1e308, 1e308, -1e308, 1e308, 3]]),
      ScalarDraws([[0, 0, 0, .infinity], [1, 2, 3, 4]]), ScalarDraws([[.nan, .nan, .nan, .nan]]),
      ScalarDraws([[1, 1, 1, 1], [1, 1, 1, 2]]),
    ]
    for draws in kinds {
      let summary = Summary([("x", draws)])
      let row = summary.rows[0]
      let isKnown = [row.mean, row.rHat, row.bulkSampleSize, row.tailSampleSize].allSatisfy { !$0.isNaN }
      #expect(isKnown || !summary.concerns.isEmpty, "\(draws.chains)")
    }
  }
}
