// The same particles: with any number of threads, across a stop, across stored snapshots; and settings that are refused.

import ApusInference
import ApusTestSupport
import Foundation
import Synchronization
import Testing

@Suite struct PopulationRunTests {
  private let plan = PopulationPlan(sampler: TemperedSMC(particles: 300), runCount: 3, seed: 11)

  private func target() throws -> NormalPriorTarget {
    try #require(try ConjugateRegression.load().first { $0.name.hasPrefix("correlated") }).target
  }

  private func run(
    threads: Int? = nil, runs: Int = 3, seed: UInt64 = 11, observe: PopulationObserver? = nil
  ) throws -> Populations {
    try samplePopulations(
      of: target(), sampler: plan.sampler, runs: runs, seed: seed, threads: threads, observe: observe)
  }

  private func expectEqual(_ a: Populations, _ b: Populations, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(a.populations.count == b.populations.count && !a.snapshots.isEmpty, sourceLocation: sourceLocation)
    #expect(a.snapshots == b.snapshots, sourceLocation: sourceLocation)
    #expect(a.populations.map(\.positions) == b.populations.map(\.positions), sourceLocation: sourceLocation)
    #expect(a.logEvidence == b.logEvidence && !a.logEvidence.isNaN, sourceLocation: sourceLocation)
  }

  @Test func `particles are the same with 1, 2 and 4 threads`() throws {
    let one = try run(threads: 1)
    #expect(one.populations[0].positions.count == 900)
    expectEqual(one, try run(threads: 2))
    expectEqual(one, try run(threads: 4))
    expectEqual(one, try run())
  }

  @Test func `a run does not depend on how many there are; runs and seeds differ`() throws {
    let three = try run()
    #expect(try run(runs: 2).snapshots == Array(three.snapshots.prefix(2)))
    let other = try run(seed: 12)
    #expect(Set((three.populations + other.populations).map(\.positions)).count == 6)
  }

  @Test func `runs go on from a stored snapshot of each stage to the same particles`() throws {
    let states = Mutex<[PopulationSnapshot]>([])
    let whole = try run(observe: { state in states.withLock { $0.append(state) } })
    let stored = states.withLock { $0 }
    #expect(stored.count == whole.populations.reduce(0) { $0 + $1.stages.count } && stored.count > 9)
    let count = whole.populations.map(\.stages.count).max()!
    for stage in 1...count {
      // Each run at that stage, or at its end.
      let bytes = try JSONEncoder().encode(
        (0..<3).map { run in stored.filter { $0.run == run }.prefix(stage).last! })
      let snapshots = try JSONDecoder().decode([PopulationSnapshot].self, from: bytes)
      expectEqual(whole, try resumePopulations(from: snapshots, plan: plan, of: target()))
    }
    // Some runs alone.
    expectEqual(
      whole, try resumePopulations(from: [stored.last { $0.run == 1 }!], plan: plan, of: target(), threads: 1))
    let plan = try JSONDecoder().decode(PopulationPlan.self, from: JSONEncoder().encode(self.plan))
    expectEqual(whole, try resumePopulations(from: [], plan: plan, of: target()))
  }

  @Test func `a stopped run keeps its last stage, and goes on from it`() throws {
    // Slow enough that the handler is asked on the way.
    let slow = try target()
    let waiting = NormalPriorTarget(scales: slow.scales) { q in
      var value = slow.likelihood(q)
      for _ in 0..<20 { value = (value + slow.likelihood(q)) / 2 }
      return value
    }
    let sampler = TemperedSMC(particles: 4000)
    let stopped = try samplePopulations(
      of: waiting, sampler: sampler, runs: 2, seed: 3, progress: { $0.allSatisfy { $0.stageCount < 2 } })
    #expect(!stopped.isComplete)
    #expect(stopped.logEvidence.isNaN && stopped.logEvidenceError.isNaN)
    #expect(stopped.populations.contains { !$0.stages.isEmpty })
    for population in stopped.populations {
      #expect(population.positions.count == (population.stages.isEmpty ? 0 : 4000 * 3))
    }
    let whole = try samplePopulations(of: waiting, sampler: sampler, runs: 2, seed: 3)
    expectEqual(whole, try resumePopulations(from: stopped.snapshots, plan: stopped.plan, of: waiting))
  }

  @Test func `progress goes up and ends at β = 1`() throws {
    var readings: [[PopulationProgress]] = []
    _ = try samplePopulations(
      of: target(), sampler: plan.sampler, runs: 3, seed: 11,
      progress: {
        readings.append($0)
        return true
      })
    #expect(readings.last?.map(\.run) == [0, 1, 2])
    #expect(readings.last?.allSatisfy { $0.inverseTemperature == 1 && $0.stageCount > 2 } == true)
  }

  @Test(arguments: [
    (TemperedSMC(particles: 1), 4, "particles is 1, but it must be in 2 ... 10000000"),
    (TemperedSMC(particles: -5), 4, "particles is -5, but it must be in 2 ... 10000000"),
    (TemperedSMC(particles: .max), 4, "particles is 9223372036854775807, but it must be in 2 ... 10000000"),
    (TemperedSMC(effectiveShare: 0), 4, "effectiveShare is 0.0, but it must be above 0 and below 1"),
    (TemperedSMC(effectiveShare: 1), 4, "effectiveShare is 1.0, but it must be above 0 and below 1"),
    (TemperedSMC(effectiveShare: .nan), 4, "effectiveShare is nan, but it must be above 0 and below 1"),
    (TemperedSMC(largestCorrelation: -0.1), 4, "largestCorrelation is -0.1, but it must be at least 0 and below 1"),
    (TemperedSMC(largestCorrelation: .nan), 4, "largestCorrelation is nan, but it must be at least 0 and below 1"),
    (TemperedSMC(maxSteps: 0), 4, "maxSteps is 0, but it must be in 1 ... 1000000"),
    (TemperedSMC(), 0, "runs is 0, but it must be in 1 ... 10000"),
    (TemperedSMC(), -1, "runs is -1, but it must be in 1 ... 10000"),
  ])
  func `settings outside their domain are refused`(sampler: TemperedSMC, runs: Int, message: String) throws {
    let target = try target()
    let error = #expect(throws: SamplingError.self) {
      try samplePopulations(of: target, sampler: sampler, runs: runs, seed: 1)
    }
    #expect(error?.description == message)
  }

  @Test func `threads and snapshots that do not fit are refused`() throws {
    let whole = try run()
    let target = try target()
    func refused(
      _ snapshots: [PopulationSnapshot], threads: Int? = nil, plan: PopulationPlan? = nil,
      of other: NormalPriorTarget? = nil
    ) -> Bool {
      #expect(throws: SamplingError.self) {
        try resumePopulations(from: snapshots, plan: plan ?? self.plan, of: other ?? target, threads: threads)
      } != nil
    }
    #expect(refused([], threads: 0))
    #expect(refused(whole.snapshots + whole.snapshots.prefix(1)))
    #expect(refused(whole.snapshots, plan: PopulationPlan(sampler: plan.sampler, runCount: 2, seed: 11)))
    #expect(refused(whole.snapshots, plan: PopulationPlan(sampler: TemperedSMC(particles: 301), runCount: 3, seed: 11)))
    #expect(refused(whole.snapshots, of: NormalPriorTarget(scales: [1]) { _ in 0 }))
    #expect(refused(whole.snapshots, of: NormalPriorTarget(scales: [1, 1, 1]) { _ in .nan }))
    // A damaged file.
    for (old, new) in [("\"ancestors\":[", "\"ancestors\":[-1,"), ("\"scale\":", "\"scale\":-")] {
      let text = String(decoding: try JSONEncoder().encode(whole.snapshots), as: UTF8.self)
      let damaged = text.replacingOccurrences(of: old, with: new)
      #expect(refused(try JSONDecoder().decode([PopulationSnapshot].self, from: Data(damaged.utf8))))
    }
  }
}
