// Where transitions diverge, which chains agree, what the prior and the observations say; how much each weighs.

import ApusData
import ApusDiagnostics
import ApusGraph
import Testing

@Suite struct VerdictTests {
  private func columns(_ seed: UInt64, chains: Int = 4, draws: Int = 1000, count: Int) -> [[[Double]]] {
    var generator = TestGenerator(seed: seed)
    return (0..<count).map { _ in (0..<chains).map { _ in (0..<draws).map { _ in generator.normal() } } }
  }

  private func divergences(_ summary: Summary) -> (
    regions: [DivergentRegion], text: String, severity: Concern.Severity
  )? {
    for concern in summary.concerns {
      if case .divergences(_, _, let regions, _) = concern { return (regions, concern.description, concern.severity) }
    }
    return nil
  }

  private func sampler(_ divergent: [[Int]], total: Int = 4000, targetAcceptance: Double? = nil) -> SamplerStatistics {
    SamplerStatistics(
      transitionCount: total, divergenceCounts: divergent.map(\.count), divergentDraws: divergent,
      targetAcceptance: targetAcceptance)
  }

  @Test func `divergences in the neck of a funnel are found there`() throws {
    let x = columns(1, count: 4)
    // A chain diverges where the second parameter is among its lowest.
    let divergent = x[1].map { chain in chain.indices.filter { chain[$0] < -1.9 } }
    let named = zip(["mu", "tau", "z[0]", "z[1]"], x).map { ($0, ScalarDraws($1)) }
    let found = try #require(divergences(Summary(named, sampler: sampler(divergent))))
    let region = try #require(found.regions.first)
    #expect(found.regions.map(\.name) == ["tau"] && found.severity == .serious)
    let sorted = x[1].joined().sorted()
    let count = divergent.joined().count
    #expect(region.lower > sorted[0] && region.upper < -1.9 && region.standardizedDifference < -10)
    #expect(
      region.lowerShare < 0.01 && abs(region.upperShare - 0.95 * Double(count) / 4000) < 0.002, "\(region)")
    #expect(
      found.text.contains("mostly where tau is between -") && found.text.contains("(quantiles 0.2 to 2.6 %)"),
      "\(found.text)")
    #expect(found.text.contains("`targetAcceptance: 0.95`"))
  }

  @Test func `divergences in the middle of a parameter are found as well`() throws {
    let x = columns(2, count: 2)
    let divergent = x[0].map { chain in chain.indices.filter { chain[$0].magnitude < 0.05 } }
    let found = try #require(
      divergences(Summary([("a", ScalarDraws(x[0])), ("b", ScalarDraws(x[1]))], sampler: sampler(divergent))))
    let region = try #require(found.regions.first)
    #expect(found.regions.count == 1 && region.name == "a")
    #expect(region.lower > -0.05 && region.upper < 0.05 && region.lowerShare > 0.45 && region.upperShare < 0.55)
  }

  @Test func `at most three parameters are named, those that tell most first`() throws {
    let x = columns(3, count: 1)[0]
    var generator = TestGenerator(seed: 30)
    let columns = [3.0, 0.1, 1, 0.3, 2].enumerated().map { place, noise in
      ("x\(place)", ScalarDraws(x.map { $0.map { $0 + noise * generator.normal() } }))
    }
    let divergent = x.map { chain in chain.indices.filter { chain[$0] > 1.5 } }
    let found = try #require(divergences(Summary(columns, sampler: sampler(divergent))))
    #expect(found.regions.map(\.name) == ["x1", "x3", "x2"])
  }

  @Test func `divergences that lie anywhere name no parameter, in 99 of 100 runs`() throws {
    var namedCount = 0
    for seed in 0..<200 {
      let x = columns(UInt64(100 + seed), draws: 250, count: 20)
      var generator = TestGenerator(seed: UInt64(seed))
      let divergent = (0..<4).map { _ in (0..<10).map { _ in Int(generator.uniform() * 250) } }
      let named = x.enumerated().map { ("x\($0)", ScalarDraws($1)) }
      let found = try #require(divergences(Summary(named, sampler: sampler(divergent, total: 1000))))
      if !found.regions.isEmpty { namedCount += 1 }
    }
    #expect(namedCount <= 2)
  }

  @Test func `many divergences that lie almost anywhere tell no place, however sure the difference is`() throws {
    let x = columns(14, count: 1)[0]
    // A half of the draws below the median, and a third of those above.
    let divergent = x.map { chain in chain.indices.filter { $0.isMultiple(of: chain[$0] < 0 ? 2 : 3) } }
    let found = try #require(divergences(Summary([("x", ScalarDraws(x))], sampler: sampler(divergent))))
    #expect(found.regions.isEmpty)
  }

  @Test func `four divergences, all of them, and numbers that are no draws tell no place`() throws {
    let x = columns(4, draws: 50, count: 1)[0]
    let lowest = x[0].indices.sorted { x[0][$0] < x[0][$1] }
    for divergent in [Array(lowest.prefix(4)), Array(0..<50), [-1, 50, 999, .max, .min, 60, 70]] {
      let all = divergent.count == 50 ? [[Int]](repeating: divergent, count: 4) : [divergent, [], [], []]
      let found = try #require(
        divergences(Summary([("x", ScalarDraws(x))], sampler: sampler(all, total: 200))))
      #expect(found.regions.isEmpty)
    }
  }

  @Test func `one divergence in 8,000 is a note, 20 are a warning, 100 are serious`() throws {
    let weights: [(Int, Concern.Severity)] = [
      (1, .note), (8, .note), (9, .warning), (20, .warning), (80, .warning), (81, .serious), (100, .serious),
      (400, .serious),
    ]
    for (count, severity) in weights {
      let sampler = SamplerStatistics(transitionCount: 8000, divergenceCounts: [count, 0, 0, 0])
      let found = try #require(divergences(Summary([], sampler: sampler)))
      #expect(found.severity == severity, "\(count)")
      #expect(found.text.contains("so few rarely matter") == (severity == .note))
    }
  }

  @Test func `the acceptance to try is above that in force, and none where there is no room`() throws {
    for (inForce, advice) in [(nil, "0.95"), (0.8, "0.95"), (0.9, "0.95"), (0.95, "0.99"), (0.98, "0.99")]
      as [(Double?, String)]
    {
      let text = try #require(
        divergences(Summary([], sampler: sampler([[1, 2, 3]], total: 200, targetAcceptance: inForce)))?.text)
      #expect(text.contains("Try `targetAcceptance: \(advice)`"), "\(text)")
    }
    let text = try #require(
      divergences(Summary([], sampler: sampler([[1, 2, 3]], total: 200, targetAcceptance: 0.99)))?.text)
    #expect(text.contains("Do not raise the target acceptance"))
  }

  @Test func `chains in different modes are said to agree with each other`() {
    let x = columns(5, count: 3)
    func moved(_ draws: [[Double]], by shifts: [Double]) -> ScalarDraws {
      ScalarDraws(zip(draws, shifts).map { chain, shift in chain.map { $0 + shift } })
    }
    let summary = Summary([
      ("mu", moved(x[0], by: [0, 50, 0, 50])), ("tau", moved(x[1], by: [9, 0, 9, 0])), ("z", ScalarDraws(x[2])),
    ])
    guard case .chainsApart(let parameters, let groups) = summary.concerns.first else {
      Issue.record("\(summary.concerns)")
      return
    }
    #expect(Set(parameters) == ["mu", "tau"] && groups.map(\.chains) == [[0, 2], [1, 3]])
    #expect(summary.concerns[0].severity == .serious)
    let text = summary.concerns[0].description
    #expect(text.contains("chains 0 and 2 (") && text.contains("; chains 1 and 3 (near "), "\(text)")
    let median = parameters[0] == "mu" ? 50.0 : 0
    #expect(abs(groups[1].median - median) < 0.2)
  }

  @Test func `chains that overlap are in one place, and a chain that never moved is in none`() {
    let x = columns(6, count: 1)[0]
    let shifted = ScalarDraws(x.enumerated().map { chain, draws in draws.map { $0 + Double(chain) * 2 } })
    #expect(!Summary([("x", shifted)]).concerns.contains { if case .chainsApart = $0 { true } else { false } })
    var frozen = x
    frozen[3] = [Double](repeating: 100, count: 1000)
    let concerns = Summary([("x", ScalarDraws(frozen))]).concerns
    #expect(concerns.contains(.frozenChains([3], chainCount: 4)))
    #expect(!concerns.contains { if case .chainsApart = $0 { true } else { false } })
  }

  @Test func `an integer that each chain holds still is in different places`() {
    let x = columns(7, count: 1)[0]
    let labels = ScalarDraws([0, 0, 1, 1].map { [Double](repeating: $0, count: 1000) })
    let concerns = Summary([("k", labels), ("x", ScalarDraws(x))]).concerns
    #expect(
      concerns.contains { concern in
        if case .chainsApart(["k"], let groups) = concern { groups.map(\.chains) == [[0, 1], [2, 3]] } else { false }
      })
  }

  @Test func `a posterior mean beyond the prior is a conflict, one within is none`() throws {
    let x = columns(8, count: 3)
    let prior = try DataGroup(
      .prior,
      try ["a", "b", "c", "d"].map {
        try DataArray(scalar: $0, ScalarDraws($0 == "d" ? x[0].map { $0.map { _ in 1.0 } } : x[0]))
      })
    let posterior = try DataGroup(
      .posterior,
      [
        DataArray(scalar: "a", ScalarDraws(x[1].map { $0.map { 0.1 * $0 + 6 } })),
        DataArray(scalar: "b", ScalarDraws(x[2].map { $0.map { 0.1 * $0 + 1.5 } })),
        DataArray(scalar: "c", ScalarDraws(x[2].map { $0.map { 0.1 * $0 - 2.95 } })),
        DataArray(scalar: "d", ScalarDraws(x[2].map { $0.map { 0.1 * $0 - 5 } })),
        DataArray(scalar: "e", ScalarDraws(x[2])),
      ])
    let concerns = Dataset([posterior, prior]).summary().concerns
    guard case .priorConflict(let parameters, 4000) = concerns.first, concerns.count == 1 else {
      Issue.record("\(concerns)")
      return
    }
    #expect(parameters.map(\.name) == ["a", "c"] && parameters[0].value == 0 && parameters[1].value > 0)
    #expect(concerns[0].severity == .warning)
    #expect(concerns[0].description.contains("a (beyond all but 0 of 4000 prior draws)"))
    #expect(Dataset([posterior, prior]).summary(["c"]).concerns.map(\.severity) == [.note])
    // Too few draws of the prior to say so.
    let few = try DataGroup(.prior, [DataArray(scalar: "a", ScalarDraws([Array(x[0][0].prefix(399))]))])
    #expect(Dataset([posterior, few]).summary().concerns.isEmpty)
  }

  @Test func `draws of the prior are no conflict with it, integers neither`() throws {
    var conflictCount = 0
    for seed in 0..<100 {
      let x = columns(UInt64(1000 + seed), draws: 250, count: 6)
      func group(_ name: DataGroup.Name, _ first: Int) throws -> DataGroup {
        try DataGroup(
          name,
          (0..<3).map { place in
            let values = x[first + place].map { $0.map { place == 2 ? ($0 > 2.5 ? 1.0 : 0) : $0 } }
            return try DataArray(scalar: "x\(place)", ScalarDraws(values))
          })
      }
      let summary = try Dataset([group(.posterior, 0), group(.prior, 3)]).summary()
      if summary.concerns.contains(where: { if case .priorConflict = $0 { true } else { false } }) {
        conflictCount += 1
      }
    }
    #expect(conflictCount == 0)
  }

  @Test func `an observation that decides the fit has its Pareto shape named`() throws {
    let x = columns(9, count: 1)[0]
    // Nine observations of a normal mean, a constant one, and one far away, whose weight has a heavy tail.
    func density(_ mu: Double, _ y: Double, precision: Double = 1) -> Double { -0.5 * precision * (mu - y) * (mu - y) }
    let values = x.joined().flatMap { mu in
      (0..<9).map { density(mu, Double($0) / 10) } + [2, density(mu, 4, precision: 1.8)]
    }
    let array = try DataArray("y", NDArray(values, shape: [4, 1000, 11]), dims: ["chain", "draw", "i"])
    let posterior = try DataGroup(.posterior, [DataArray(scalar: "mu", ScalarDraws(x))])
    let concerns = try Dataset([posterior, DataGroup(.logLikelihood, [array])]).summary().concerns
    guard case .unreliableLeaveOneOut(let count, 11, let worst, let greatest) = concerns.first else {
      Issue.record("\(concerns)")
      return
    }
    let direct = try #require(LeaveOneOut(array, posterior: posterior).observations.last).paretoShape
    #expect(worst.name == "y[10]" && abs(worst.value - direct) < 0.05 && abs(greatest - 0.7) < 0.01)
    #expect(count >= 1 && count < 10)
  }

  @Test func `of very many observations some are looked at, evenly spaced`() throws {
    let x = columns(10, draws: 100, count: 1)[0]
    // Every second of 5,000 observations is far away, and the others say little.
    func density(_ mu: Double, _ index: Int) -> Double {
      index.isMultiple(of: 2) ? -0.02 * mu * mu : -0.9 * (mu - 5) * (mu - 5)
    }
    let values: [Double] = x.joined().flatMap { mu in (0..<5000).map { density(mu, $0) } }
    let array = try DataArray("y", NDArray(values, shape: [4, 100, 5000]), dims: ["chain", "draw", "i"])
    let posterior = try DataGroup(.posterior, [DataArray(scalar: "mu", ScalarDraws(x))])
    let concerns = try Dataset([posterior, DataGroup(.logLikelihood, [array])]).summary().concerns
    let isThere = concerns.contains { concern in
      if case .unreliableLeaveOneOut(let count, 2000, _, _) = concern { (900...1100).contains(count) } else { false }
    }
    #expect(isThere, "\(concerns)")
  }
}
