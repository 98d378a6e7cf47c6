// Diagnostics that are not numbers are said in words: too few draws, one chain, chains that never move, infinities.

import ApusData
import ApusDiagnostics
import ApusGraph
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

  @Test func `a constant among draws that move is a note`() {
    let constant = ScalarDraws([[Double]](repeating: [Double](repeating: 0, count: 300), count: 4))
    let concerns = Summary([("L[0, 1]", constant), ("x", moving())]).concerns
    #expect(concerns == [.constant(parameters: ["L[0, 1]"])] && concerns[0].severity == .note)
  }

  @Test func `whether chains move is seen in all columns, also in those that are not shown`() throws {
    let constant = ScalarDraws([[Double]](repeating: [Double](repeating: 5, count: 300), count: 4))
    let group = try DataGroup(
      .posterior, [DataArray(scalar: "c", constant), DataArray(scalar: "x", moving())])
    #expect(group.summary(["c"]).concerns == [.constant(parameters: ["c"])])
  }

  @Test func `infinite draws`() {
    var chains = moving().chains
    chains[1][7] = .infinity
    #expect(
      texts([("x", ScalarDraws(chains)), ("y", moving())]).contains { $0.hasPrefix("x has draws that are infinite") })
    chains[0][3] = -.infinity
    #expect(texts([("x", ScalarDraws(chains))]).contains { $0.hasPrefix("x has draws that are infinite") })
    chains[0][4] = .nan
    #expect(texts([("x", ScalarDraws(chains))]).first?.hasPrefix("x has draws that are not a number.") == true)
  }

  @Test func `energies that are not numbers`() {
    let flat = ScalarDraws([[Double]](repeating: [Double](repeating: 3, count: 300), count: 4))
    let sampler = SamplerStatistics(transitionCount: 1200, energies: flat)
    #expect(texts([("x", moving())], sampler).contains { $0.contains("the energy") })
  }
}

extension DataArray {
  /// The draws of a scalar as an array of a dataset.
  init(scalar name: String, _ draws: ScalarDraws) throws {
    try self.init(
      name, NDArray(draws.values, shape: [draws.chainCount, draws.drawCount]), dims: DataArray.sampleDims)
  }
}
