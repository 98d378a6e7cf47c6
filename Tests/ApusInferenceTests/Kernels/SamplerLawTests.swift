// The laws of every sampler of chains: steps leave the target invariant, draws have the target's moments, a snapshot goes on.

import ApusInference
import ApusRandom
import ApusTestSupport
import Foundation
import Testing

@Suite struct SamplerLawTests {
  /// Exact draws of a density, each moved by two steps, must still be draws of it: no burn-in, no correlation.
  private func check(
    _ sampler: some ChainSampler, _ density: ClosureLogDensity,
    draw: (inout Philox4x64) -> [Double], moments: [(name: String, function: ([Double]) -> Double, mean: Double)]
  ) throws {
    var values = moments.map { _ in [Double]() }
    var moved = 0
    for seed in 0..<3 {
      var generator = Philox4x64(seed: 77, stream: UInt64(seed))
      let starts = (0..<10_000).map { _ in draw(&generator) }
      let chains = try sample(
        density, sampler: sampler, draws: 2, warmup: 0, chains: starts.count, seed: UInt64(seed + 1),
        start: .positions(starts), showsProgress: false)
      for (start, chain) in zip(starts, chains.chains) {
        let end = Array(chain[1])
        moved += end == start ? 0 : 1
        for (index, moment) in moments.enumerated() { values[index].append(moment.function(end)) }
      }
    }
    #expect(moved > 3000)
    for (moment, values) in try paired(moments, values) {
      Estimate(independent: values).expect(moment.mean, moment.name)
    }
  }

  @Test(arguments: SamplerTable.rows.map(\.name))
  func `a normal stays a normal`(name: String) throws {
    let sampler = try #require(SamplerTable.named(name)).fixed(2)
    try check(
      sampler, Targets.normal([1, 2]), draw: { [$0.standardNormal(), 2 * $0.standardNormal()] },
      moments: [
        ("\(name): mean", { $0[0] }, 0), ("\(name): variance", { $0[0] * $0[0] }, 1),
        ("\(name): fourth moment", { $0[0] * $0[0] * $0[0] * $0[0] }, 3),
        ("\(name): other variance", { $0[1] * $0[1] }, 4), ("\(name): product", { $0[0] * $0[1] }, 0),
        ("\(name): centre", { $0[0].magnitude < 0.5 ? 1 : 0 }, 0.38292492254802624),
      ])
  }

  @Test(arguments: SamplerTable.rows.map(\.name))
  func `an exponential stays one, though its support has an edge`(name: String) throws {
    let sampler = try #require(SamplerTable.named(name)).fixed(2)
    try check(
      sampler, Targets.exponential(2), draw: { [$0.standardExponential(), $0.standardExponential()] },
      moments: [
        ("\(name): mean", { $0[0] }, 1), ("\(name): square", { $0[0] * $0[0] }, 2),
        ("\(name): near the edge", { $0[0] < 0.1 ? 1 : 0 }, 0.09516258196404043),
        ("\(name): product", { $0[0] * $0[1] }, 1),
      ])
  }

  @Test(arguments: SamplerTable.rows.map(\.name))
  func `chains with a warm-up have the moments of a correlated normal`(name: String) throws {
    let row = try #require(SamplerTable.named(name))
    let chains = try sample(
      Targets.correlatedNormal(0.7), sampler: row.adaptive, draws: row.drawCount, warmup: 1500, chains: 4, seed: 11,
      showsProgress: false)
    #expect(chains.isComplete)
    Estimate(chains) { $0.first ?? .nan }.expect(0, "\(name): mean")
    Estimate(chains) { $0[$0.startIndex] * $0[$0.startIndex] }.expect(1, "\(name): variance")
    Estimate(chains) { $0[$0.startIndex] * $0[$0.startIndex + 1] }.expect(0.7, "\(name): covariance")
  }

  @Test(arguments: SamplerTable.rows.map(\.name), [1e-6, 1e6])
  func `the warm-up finds scales that are far from 1`(name: String, scale: Double) throws {
    // From the sizes of a prior that is ten times wider.
    let row = try #require(SamplerTable.named(name))
    guard row.name != "a kernel of one's own" else { return }
    let scales = [scale, 3 * scale]
    let sampler: any ChainSampler = row.adaptive.scaled(by: scales.map { 10 * $0 })
    let chains = try sample(
      Targets.normal(scales), sampler: sampler, draws: row.drawCount / 2,
      warmup: 2000, chains: 4, seed: 5, start: .jittered(width: 1, scales: scales), showsProgress: false)
    for index in 0..<2 {
      Estimate(chains) { $0[$0.startIndex + index] / scales[index] }.expect(0, "\(name): mean")
      Estimate(chains) {
        let z = $0[$0.startIndex + index] / scales[index]
        return z * z
      }.expect(1, "\(name): variance")
    }
  }

  @Test(arguments: SamplerTable.rows.map(\.name), [0, 1, 30, 75, 119, 120, 200])
  func `a stored snapshot of any iteration goes on to the same draws`(name: String, iteration: Int) throws {
    let row = try #require(SamplerTable.named(name))
    let plan = SamplingPlan(sampler: row.adaptive, drawCount: 150, warmupCount: 120, seed: 5)
    let density = Targets.funnel(3)
    let chain = try Chain(2, of: plan, density)
    for _ in 0..<iteration { _ = try chain.advance() }
    let stored = try JSONEncoder().encode(chain.snapshot())
    let restored = try Chain(
      resuming: JSONDecoder().decode(ChainSnapshot.self, from: stored), of: plan, density)
    while !chain.isFinished {
      let (a, b) = (try chain.advance(), try restored.advance())
      #expect(a.statistics == b.statistics)
      #expect(Array(chain.positionBuffer) == Array(restored.positionBuffer))
    }
    #expect(try chain.snapshot() == restored.snapshot())
  }

  @Test(arguments: SamplerTable.rows.map(\.name))
  func `draws do not depend on the number of threads, nor on a stop`(name: String) throws {
    let row = try #require(SamplerTable.named(name))
    let density = Targets.funnel(3)
    func run(_ threads: Int) throws -> Chains {
      try sample(
        density, sampler: row.adaptive, draws: 80, warmup: 60, chains: 3, seed: 4, threads: threads,
        showsProgress: false)
    }
    let whole = try run(1)
    #expect(try run(3).positions == whole.positions)
    // Stopped at once: some chains have begun, some have not.
    let stopped = try sample(
      density, sampler: row.adaptive, draws: 80, warmup: 60, chains: 3, seed: 4, threads: 2, progress: { _ in false })
    let resumed = try resume(stopped, of: density)
    #expect(resumed.positions == whole.positions)
    #expect(resumed.chains.map(\.statistics) == whole.chains.map(\.statistics))
  }

  @Test(arguments: SamplerTable.rows.map(\.name))
  func `no coordinates, no trap`(name: String) throws {
    let row = try #require(SamplerTable.named(name))
    let chains = try sample(
      Targets.standardNormal(0), sampler: row.adaptive, draws: 5, warmup: 30, chains: 2, seed: 1, showsProgress: false)
    #expect(chains.isComplete && chains.drawCount == 5)
  }

  @Test(arguments: SamplerTable.rows.map(\.name), [Double.nan, .infinity, -.infinity])
  func `a region without numbers is never entered`(name: String, value: Double) throws {
    let row = try #require(SamplerTable.named(name))
    let chains = try sample(
      Targets.normalWithHole(2, above: 0.5, value: value, gradient: 0), sampler: row.adaptive, draws: 2000,
      warmup: 300, chains: 2, seed: 3, start: .positions([[0, 0], [-1, 1]]), showsProgress: false)
    #expect(chains.isComplete)
    #expect(chains.chains.allSatisfy { chain in (0..<2000).allSatisfy { (chain[$0].first ?? 1) <= 0.5 } })
    #expect(Set(chains.chains[0].positions).count > 100)
  }

  @Test func `statistics have names`() throws {
    let own = try sample(
      Targets.standardNormal(2), sampler: .kernel(OwnWalk()), draws: 100, warmup: 0, chains: 2, seed: 1,
      showsProgress: false)
    #expect(own.statisticNames.suffix(1) == ["accepted"])
    let accepted = try #require(own.statistic(named: "accepted"))
    #expect(accepted.count == 2 && accepted.allSatisfy { $0.count == 100 && $0.allSatisfy { $0 == 0 || $0 == 1 } })
    #expect(own.statistic(named: "nothing") == nil)
    let tree = try sample(
      Targets.standardNormal(2), sampler: .nuts(), draws: 100, warmup: 50, chains: 2, seed: 1, showsProgress: false)
    #expect(tree.statistic(named: "tree_depth") == tree.statistic { Double($0.treeDepth) })
    #expect(tree.statistic(named: "lp") == tree.statistic(\.logDensity))
  }
}
