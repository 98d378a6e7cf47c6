// What the concerns advise can be done: each piece of code in a sentence is a call that works.

import ApusExtension
import Foundation
import Testing

@Suite struct AdviceTests {
  private static func model() throws -> Model {
    try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.observe("y", Normal(x, 1), [0.5, 1])
    }
  }

  /// Every piece of advice in code, and a use of it.
  private static let calls: [String: @Sendable () throws -> Void] = [
    "draws: 1000": { _ = try model().sample(draws: 1000, warmup: 50, chains: 1, seed: 1, showsProgress: false) },
    "chains: 4": { _ = try model().sample(draws: 5, warmup: 50, chains: 4, seed: 1, showsProgress: false) },
    "draws:": { _ = try model().sample(draws: 5, warmup: 50, seed: 1, showsProgress: false) },
    "warmup:": { _ = try model().sample(draws: 5, warmup: 90, seed: 1, showsProgress: false) },
    "start:": {
      _ = try model().sample(
        draws: 5, warmup: 50, chains: 1, seed: 1, start: .positions([[0.5]]), showsProgress: false)
    },
    "targetAcceptance: 0.95": {
      _ = try model().sample(draws: 5, warmup: 50, seed: 1, targetAcceptance: 0.95, showsProgress: false)
    },
    "sampler: NUTS(maxTreeDepth: 12)": {
      _ = try model().sample(draws: 5, warmup: 50, seed: 1, sampler: NUTS(maxTreeDepth: 12), showsProgress: false)
    },
    "sampler: NUTS(metric: .dense)": {
      _ = try model().sample(draws: 5, warmup: 50, seed: 1, sampler: NUTS(metric: .dense), showsProgress: false)
    },
    "NUTS(metric: .dense)": {
      _ = try model().sample(draws: 5, warmup: 50, seed: 1, sampler: NUTS(metric: .dense), showsProgress: false)
    },
    "model.explain(at:)": { _ = try model().explain(at: [0.5]) },
    "model.draws(of:named:at:)": {
      var x = Tensor(0.0)
      let scalar = try Model { m in x = m.parameter("x", Normal(0, 1)) }
      let draws = try scalar.sample(draws: 5, warmup: 50, chains: 1, seed: 1, showsProgress: false).draws
      _ = try scalar.draws(of: exp(x), named: "e", at: draws)
    },
    "model.sampleSMC()": { _ = try model().sampleSMC(particles: 64, runs: 1, seed: 1) },
    "model.priorPredictive(draws:seed:)": { _ = try model().priorPredictive(draws: 3, seed: 1) },
    "Ordered": { _ = try Model { m in _ = m.parameter("c", Ordered(Normal(0, 1), count: 2)) } },
    "StudentT": { _ = try Model { m in _ = m.parameter("t", StudentT(degreesOfFreedom: 4, location: 0, scale: 1)) } },
    "mu + tau * z": {
      _ = try Model { m in
        let (mu, tau) = (m.parameter("mu", Normal(0, 1)), m.parameter("tau", HalfNormal(1)))
        m.deterministic("theta", mu + tau * m.parameter("z", Normal(0, 1), shape: [3]))
      }
    },
  ]

  /// Summaries that raise every concern between them.
  private static func concerns() throws -> [Concern] {
    func noise(_ index: Int) -> Double { Double(index &* 7919 % 1009) / 1009 }
    func draws(_ value: (_ chain: Int, _ draw: Int) -> Double) -> ScalarDraws {
      ScalarDraws((0..<4).map { chain in (0..<500).map { value(chain, $0) } })
    }
    let well = draws { noise($0 * 500 + $1) }
    let sampler = SamplerStatistics(
      transitionCount: 2000, divergenceCounts: [300, 0, 0, 0], maximumTreeDepthCounts: [0, 9, 0, 0],
      maximumTreeDepth: 10, energies: draws { Double($1) * 0.01 + noise($0 + $1) * 1e-3 })
    let group = try DataGroup(
      .posterior,
      [DataArray("x", NDArray(well.values, shape: [4, 500]), dims: ["chain", "draw"])])
    let prior = try DataGroup(
      .prior, [DataArray("x", NDArray(well.values.map { $0 + 9 }, shape: [4, 500]), dims: ["chain", "draw"])])
    let likelihood = try DataGroup(
      .logLikelihood,
      [
        DataArray(
          "y", NDArray(well.values.map { -8 * log($0 + 1e-9) * log($0 + 1e-9) }, shape: [4, 500]),
          dims: ["chain", "draw"])
      ])
    let columns: [(String, ScalarDraws)] = [
      ("nan", draws { $0 + $1 == 0 ? .nan : noise($1) }), ("inf", draws { $0 + $1 == 0 ? .infinity : noise($1) }),
      ("constant", draws { _, _ in 1 }), ("huge", draws { noise($0 * 500 + $1) * 1e308 }),
      ("apart", draws { Double($0) * 9 + noise($0 + $1) }), ("drift", draws { Double($1) + noise($0 + $1) }),
      ("well", well),
    ]
    let frozen = SamplerStatistics(transitionCount: 2000, frozenChains: [2])
    return Summary(columns, sampler: sampler).concerns + Summary(columns, sampler: frozen).concerns
      + Summary([("x", ScalarDraws([[1, 2]]))]).concerns + Summary([("x", ScalarDraws([well.chains[0]]))]).concerns
      + Dataset([group, prior, likelihood]).summary().concerns
  }

  @Test func `whatever is advised works`() throws {
    let texts = try Self.concerns().map(\.description)
    var advised: Set<String> = []
    for text in texts {
      let parts = text.components(separatedBy: "`")
      for place in stride(from: 1, to: parts.count, by: 2) { advised.insert(parts[place]) }
    }
    for code in advised.sorted() {
      let call = try #require(Self.calls[code], "'\(code)' is advised, and has no use here: \(texts)")
      try call()
    }
    // And there is no other.
    #expect(advised == Set(Self.calls.keys), "\(Set(Self.calls.keys).subtracting(advised)) \(texts)")
  }
}
