// The same bits: with any number of threads, across a stop and a resume, across a stored snapshot.

import ApusInference
import ApusRandom
import ApusTestSupport
import Foundation
import Synchronization
import Testing

@Suite struct ReproducibilityTests {
  private let density = Targets.funnel(4)

  private func run(threads: Int? = nil, seed: UInt64 = 5, chains: Int = 4) throws -> Chains {
    try sample(density, draws: 150, warmup: 120, chains: chains, seed: seed, threads: threads)
  }

  private func expectEqual(_ a: Chains, _ b: Chains, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(a.positions == b.positions, sourceLocation: sourceLocation)
    #expect(a.chains.count == b.chains.count && !a.chains.isEmpty, sourceLocation: sourceLocation)
    for (first, second) in zip(a.chains, b.chains) {
      #expect(first.statistics == second.statistics, sourceLocation: sourceLocation)
      #expect(first.warmupStatistics == second.warmupStatistics, sourceLocation: sourceLocation)
      #expect(first.snapshot == second.snapshot, sourceLocation: sourceLocation)
      #expect(first.divergences.map(\.draw) == second.divergences.map(\.draw), sourceLocation: sourceLocation)
    }
  }

  @Test func `draws are the same with 1, 2 and 4 threads`() throws {
    let one = try run(threads: 1)
    #expect(one.positions.count == 4 * 150 * 4)
    #expect(one.chains.allSatisfy { $0.warmupStatistics.count == 120 })
    expectEqual(one, try run(threads: 2))
    expectEqual(one, try run(threads: 4))
    expectEqual(one, try run())
  }

  @Test func `a chain's draws do not depend on how many chains there are`() throws {
    let four = try run()
    let two = try run(chains: 2)
    for chain in 0..<2 { #expect(four.chains[chain].positions == two.chains[chain].positions) }
  }

  @Test func `chains and seeds differ`() throws {
    let a = try run()
    let b = try run(seed: 6)
    let all = (a.chains + b.chains).map { Array($0[0]) }
    #expect(Set(all).count == 8)
  }

  @Test func `the bits of a run are those of the first release`() throws {
    // A density of plain arithmetic: its bits do not depend on the C library.
    var checksum: UInt64 = 0xCBF2_9CE4_8422_2325
    let normal = try sample(Targets.correlatedNormal(0.5), draws: 50, warmup: 100, chains: 2, seed: 99)
    for value in normal.positions { checksum = (checksum ^ value.bitPattern) &* 0x100_0000_01B3 }
    #expect(checksum == 0x8147_4508_187B_5925)
  }

  @Test(arguments: [1, 40, 119, 120, 121, 200, 269])
  func `a run that was stopped goes on to the same draws`(stop: Int) throws {
    let whole = try run()
    let count = Atomic<Int>(0)
    // Stops when so many transitions were made by all chains: some chains are then in the warm-up, or have not begun.
    let stopped = try sample(
      density, draws: 150, warmup: 120, seed: 5, threads: 2,
      progress: { _ in count.load(ordering: .relaxed) < stop },
      observe: { _, _ in
        count.wrappingAdd(1, ordering: .relaxed)
        if count.load(ordering: .relaxed) > stop { usleep(20_000) }
      })
    #expect(!stopped.isComplete)
    let resumed = try resume(stopped, of: density, threads: 3)
    #expect(resumed.isComplete)
    expectEqual(whole, resumed)
    let gradients = (whole.chains.map(\.gradientCount), resumed.chains.map(\.gradientCount))
    // One more for each chain that had begun: the gradient at the position where it goes on.
    #expect(try paired(gradients.0, gradients.1).allSatisfy { $1 - $0 == 0 || $1 - $0 == 1 })
  }

  @Test(arguments: [0, 30, 75, 76, 119, 120, 200])
  func `a stored snapshot of any iteration goes on to the same draws`(iteration: Int) throws {
    let plan = SamplingPlan(drawCount: 150, warmupCount: 120, seed: 5)
    let chain = try Chain(2, of: plan, density)
    for _ in 0..<iteration { _ = try chain.advance() }
    let stored = try JSONEncoder().encode(chain.snapshot())
    let restored = try Chain(
      resuming: JSONDecoder().decode(ChainSnapshot.self, from: stored), of: plan, density)
    #expect(restored.iteration == iteration)
    #expect(restored.isWarmingUp == (iteration < 120))
    while !chain.isFinished {
      let (a, b) = (try chain.advance(), try restored.advance())
      #expect(a.statistics == b.statistics)
      #expect(Array(chain.positionBuffer) == Array(restored.positionBuffer))
    }
    #expect(restored.isFinished)
    #expect(try chain.snapshot() == restored.snapshot())
    #expect(chain.drawCount == 150)
    #expect(Array(chain.positionBuffer) == Array(try run().chains[2][149]))
  }

  @Test func `a snapshot of another density is refused`() throws {
    let chain = try Chain(0, of: SamplingPlan(seed: 1), density)
    #expect(throws: SamplingError.self) {
      try Chain(resuming: chain.snapshot(), of: SamplingPlan(seed: 1), Targets.standardNormal(2))
    }
  }

  @Test func `an observer sees every transition in order, with the state after it`() throws {
    let seen = Mutex<[Int: [[Double]]]>([:])
    let chains = try sample(
      density, draws: 30, warmup: 20, chains: 3, seed: 1,
      observe: { chain, _ in
        seen.withLock { $0[chain.index, default: []].append(Array(chain.positionBuffer)) }
      })
    for chain in chains.chains {
      let positions = try #require(seen.withLock { $0[chain.chain] })
      #expect(positions.count == 50)
      #expect(Array(positions[20...].joined()) == chain.positions)
    }
  }
}
