// The run as a whole: shapes, edge cases, stopping, errors.

import ApusInference
import ApusTestSupport
import Foundation
import Synchronization
import Testing

@Suite struct SamplingTests {
  @Test func `the result has the shapes that were asked for`() throws {
    let chains = try sample(Targets.standardNormal(3), draws: 7, warmup: 30, chains: 5, seed: 1, threads: 2)
    #expect(chains.dimension == 3)
    #expect(chains.drawCount == 7)
    #expect(chains.positions.count == 5 * 7 * 3)
    #expect(Array(chains[4, 6]) == Array(chains.positions.suffix(3)))
    #expect(Array(chains[1, 0]) == Array(chains.positions[21..<24]))
    #expect(chains.statistic(\.treeDepth).map(\.count) == [7, 7, 7, 7, 7])
    #expect(chains.duration > .zero)
    for (index, chain) in chains.chains.enumerated() {
      #expect(chain.chain == index)
      #expect(chain.warmupStatistics.count == 30 && chain.statistics.count == 7)
      #expect(chain.isComplete && chain.snapshot?.iteration == 37)
      #expect(chain.inverseMetric.count == 3 && chain.stepSize > 0)
      #expect(chain.warmupDuration > .zero && chain.drawDuration > .zero)
      let leapfrogs = (chain.statistics + chain.warmupStatistics).reduce(0) { $0 + $1.leapfrogCount }
      #expect(chain.gradientCount > leapfrogs && chain.gradientCount < leapfrogs + 100)
    }
  }

  @Test func `no draws, no warm-up, and neither`() throws {
    let noDraws = try sample(Targets.standardNormal(2), draws: 0, warmup: 50, seed: 1)
    #expect(noDraws.isComplete && noDraws.positions.isEmpty && noDraws.drawCount == 0)
    #expect(noDraws.chains.allSatisfy { $0.warmupStatistics.count == 50 })
    let noWarmup = try sample(Targets.standardNormal(2), draws: 50, warmup: 0, seed: 1)
    #expect(noWarmup.drawCount == 50 && noWarmup.chains.allSatisfy { $0.warmupStatistics.isEmpty })
    #expect(noWarmup.chains.allSatisfy { $0.inverseMetric == [1, 1] && $0.stepSize > 0.1 && $0.stepSize < 10 })
    let neither = try sample(Targets.standardNormal(2), draws: 0, warmup: 0, seed: 1)
    #expect(neither.isComplete && neither.chains.allSatisfy { $0.snapshot?.iteration == 0 })
  }

  @Test func `a density of no coordinates has draws of no coordinates`() throws {
    let chains = try sample(ClosureLogDensity(dimension: 0) { _, _ in -1.5 }, draws: 10, warmup: 40, seed: 1)
    #expect(chains.isComplete && chains.drawCount == 10 && chains.positions.isEmpty)
    #expect(chains[2, 3].isEmpty)
    #expect(chains.statistic(\.logDensity).joined().allSatisfy { $0 == -1.5 })
  }

  @Test func `settings that are switched off stay as they were given`() throws {
    let sampler = NUTS(
      initialStepSize: 0.37, initialInverseMetric: [2, 3], adaptsStepSize: false, adaptsMetric: false)
    let chains = try sample(Targets.standardNormal(2), sampler: sampler, draws: 20, warmup: 100, seed: 1)
    for chain in chains.chains {
      #expect(chain.inverseMetric == [2, 3])
      #expect((chain.statistics + chain.warmupStatistics).allSatisfy { $0.stepSize == 0.37 })
    }
    let metricOnly = try sample(
      Targets.normal([5, 5]), sampler: NUTS(initialStepSize: 0.37, adaptsStepSize: false), draws: 0, warmup: 300,
      seed: 1)
    #expect(metricOnly.chains.allSatisfy { $0.stepSize == 0.37 && $0.inverseMetric[0] > 5 })
    let stepOnly = try sample(
      Targets.normal([5, 5]), sampler: NUTS(adaptsMetric: false), draws: 0, warmup: 300, seed: 1)
    #expect(stepOnly.chains.allSatisfy { $0.stepSize > 1 && $0.inverseMetric == [1, 1] })
  }

  @Test func `a handler that says no stops the run, and what is there is returned`() throws {
    let chains = try sample(
      Targets.standardNormal(2), draws: 50_000_000, warmup: 10, chains: 3, seed: 1, threads: 2,
      progress: { $0[0].iteration < 20 })
    #expect(!chains.isComplete)
    #expect(chains.chains[0].drawCount > 0)
    #expect(chains.chains[0].positions.count == 2 * chains.chains[0].drawCount)
  }

  @Test func `three chains on two threads go on together`() throws {
    let chains = try sample(
      Targets.standardNormal(2), draws: 50_000_000, warmup: 10, chains: 3, seed: 1, threads: 2,
      progress: { $0[0].iteration < 20 })
    let counts = chains.chains.map(\.drawCount)
    let (least, most) = (try #require(counts.min()), try #require(counts.max()))
    // A slice is at most a thousand transitions; one thread may wait for a processor while the other goes on.
    #expect(least > 0 && (most - least <= 2000 || Double(most) <= 2.5 * Double(least)), "\(counts)")
  }

  @Test func `a chain that was not begun before the stop has nothing`() throws {
    let slow = ClosureLogDensity(dimension: 1) { position, gradient in
      usleep(1000)
      gradient[0] = -position[0]
      return -0.5 * position[0] * position[0]
    }
    let chains = try sample(
      slow, draws: 1_000_000, warmup: 10, chains: 2, seed: 1, threads: 1, progress: { $0[0].iteration < 2 })
    #expect(chains.chains[0].snapshot != nil)
    #expect(chains.chains[1].drawCount == 0 && chains.chains[1].snapshot == nil)
    #expect(chains.drawCount == 0 && chains.positions.isEmpty)
  }

  @Test func `a cancelled task stops its run, and what is there is returned`() async throws {
    let chains = try await cancelledFromWithin { cancel in
      try await sample(
        Targets.standardNormal(2), draws: 50_000_000, warmup: 10, chains: 2, seed: 1, observe: { _, _ in cancel() })
    }
    #expect(!chains.isComplete)
  }

  @Test func `the asynchronous form gives the same draws, progress and errors`() async throws {
    let density = Targets.correlatedNormal(0.3)
    func blocking() throws -> Chains { try sample(density, draws: 40, warmup: 40, seed: 3) }
    let readings = Mutex(0)
    let chains = try await sample(
      density, draws: 40, warmup: 40, seed: 3,
      progress: { progress in
        readings.withLock { $0 += progress.count }
        return true
      })
    #expect(chains.positions == (try blocking()).positions)
    #expect(readings.withLock { $0 } >= 4)
    await #expect(throws: SamplingError.self) {
      try await sample(density, seed: 3, start: .positions([[0, 0]]))
    }
    let stopped = try await sample(density, draws: 1_000_000, seed: 3, progress: { _ in false })
    #expect(!stopped.isComplete)
    func rest() async throws -> Chains { try await resume(stopped, of: density, progress: { _ in false }) }
    #expect(try await rest().chains[0].drawCount > stopped.chains[0].drawCount)
  }

  private typealias Refused = (name: String, run: @Sendable () throws -> Chains)

  private static func dense(_ dimension: Int, _ covariance: [Double]) throws -> Chains {
    try sample(
      Targets.standardNormal(dimension), sampler: NUTS(metric: .dense, initialCovariance: covariance), seed: 1)
  }

  private static let refused: [Refused] = [
    ("draws", { try sample(Targets.standardNormal(1), draws: -1, seed: 1) }),
    ("warmup", { try sample(Targets.standardNormal(1), warmup: -1, seed: 1) }),
    ("chains", { try sample(Targets.standardNormal(1), chains: 0, seed: 1) }),
    ("threads", { try sample(Targets.standardNormal(1), seed: 1, threads: 0) }),
    ("targetAcceptance", { try sample(Targets.standardNormal(1), sampler: NUTS(targetAcceptance: 1), seed: 1) }),
    ("maxTreeDepth", { try sample(Targets.standardNormal(1), sampler: NUTS(maxTreeDepth: 0), seed: 1) }),
    ("maxEnergyError", { try sample(Targets.standardNormal(1), sampler: NUTS(maxEnergyError: .infinity), seed: 1) }),
    ("initialStepSize", { try sample(Targets.standardNormal(1), sampler: NUTS(initialStepSize: 0), seed: 1) }),
    (
      "initialInverseMetric",
      { try sample(Targets.standardNormal(1), sampler: NUTS(initialInverseMetric: [.nan]), seed: 1) }
    ),
    ("metric", { try sample(Targets.standardNormal(501), sampler: NUTS(metric: .dense), seed: 1) }),
    (
      "metric",
      { try sample(Targets.standardNormal(1), sampler: MALA(warmup: WarmupSettings(metric: .dense)), seed: 1) }
    ),
    ("initialCovariance", { try sample(Targets.standardNormal(1), sampler: NUTS(initialCovariance: [1]), seed: 1) }),
    (
      "initialCovariance",
      {
        try sample(
          Targets.standardNormal(1),
          sampler: NUTS(initialInverseMetric: [1], metric: .dense, initialCovariance: [1]), seed: 1)
      }
    ),
    ("the number of elements of initialCovariance", { try dense(2, [1, 0, 0]) }),
    ("initialCovariance[0, 0]", { try dense(2, [.nan, 0, 0, 1]) }),
    ("initialCovariance[1, 0]", { try dense(2, [1, 0.5, 0.4, 1]) }),
    ("initialCovariance[1, 0]", { try dense(2, [1, .infinity, .infinity, 1]) }),
    ("initialCovariance", { try dense(2, [1, 2, 2, 1]) }),
    ("initialCovariance", { try dense(2, [1, 1, 1, 1]) }),
    ("initialCovariance[1, 1]", { try dense(2, [1, 0, 0, -1]) }),
    ("initialCovariance[0, 0]", { try dense(1, [0]) }),
    ("integrationTime", { try sample(Targets.standardNormal(1), sampler: HMC(integrationTime: -1), seed: 1) }),
    ("maxMeanStepCount", { try sample(Targets.standardNormal(1), sampler: HMC(maxMeanStepCount: 0), seed: 1) }),
    ("the number of starts", { try sample(Targets.standardNormal(1), seed: 1, start: .positions([[0]])) }),
    (
      "the start of chain 0[1]",
      { try sample(Targets.standardNormal(2), chains: 1, seed: 1, start: .positions([[0, .nan]])) }
    ),
    ("the start[0]", { try sample(Targets.standardNormal(1), seed: 1, start: .jittered(around: [.infinity])) }),
    (
      "the scales of the jitter[0]",
      { try sample(Targets.standardNormal(1), seed: 1, start: .jittered(scales: [.nan])) }
    ),
    ("the width of the jitter", { try sample(Targets.standardNormal(1), seed: 1, start: .jittered(width: .nan)) }),
    ("the number of starts to try", { try sample(Targets.standardNormal(1), seed: 1, start: .jittered(attempts: 0)) }),
  ]

  @Test(arguments: refused.indices)
  func `a setting outside its domain is an error that names it`(index: Int) {
    let (name, run) = Self.refused[index]
    let error = #expect(throws: SamplingError.self) { try run() }
    guard case .invalidSetting(let setting, _, _)? = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(setting == name)
    #expect(error?.description.hasPrefix(name) == true)
  }

  @Test func `a list of another dimension is an error that names it`() {
    #expect(throws: SamplingError.wrongDimension(of: "initialInverseMetric", expected: 2, given: 1)) {
      try sample(Targets.standardNormal(2), sampler: NUTS(initialInverseMetric: [1]), seed: 1)
    }
    #expect(throws: SamplingError.wrongDimension(of: "the start of chain 1", expected: 2, given: 3)) {
      try sample(Targets.standardNormal(2), chains: 2, seed: 1, start: .positions([[0, 0], [0, 0, 0]]))
    }
    #expect(throws: SamplingError.wrongDimension(of: "the scales of the jitter", expected: 2, given: 1)) {
      try sample(Targets.standardNormal(2), seed: 1, start: .jittered(scales: [1]))
    }
    #expect(throws: SamplingError.wrongDimension(of: "the start", expected: 2, given: 0)) {
      try sample(Targets.standardNormal(2), seed: 1, start: .jittered(around: []))
    }
  }
}
