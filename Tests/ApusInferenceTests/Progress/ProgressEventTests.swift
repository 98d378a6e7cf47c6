// Readings beside the table: phases, plain lines, lines of JSON, the asynchronous sequence.

import ApusInference
import ApusRandom
import Foundation
import Synchronization
import Testing

@Suite struct ProgressEventTests {
  private func printer(_ style: ProgressPrinter.Style, ticks: Bool = false) -> (ProgressPrinter, ProgressTests.Output) {
    let output = ProgressTests.Output()
    let printer = ProgressPrinter(
      style: style, plainInterval: .seconds(5), ticks: ticks, size: { TerminalSize(columns: 80, rows: 24) },
      write: { output.write($0) })
    return (printer, output)
  }

  private func chains(_ phase: ChainProgress.Phase, count: Int = 2) -> [ChainProgress] {
    (0..<count).map { ChainProgress(chain: $0, phase: phase, iteration: 0, iterationCount: 20) }
  }

  @Test func `the handler of a run is told of its phases in order, and of the end once`() {
    var told: [[ChainProgress]] = []
    let phases = RunPhases(
      { chains in
        told.append(chains)
        return true
      }, chainCount: 3, iterationCount: 20)
    for phase in [ChainProgress.Phase.building, .verifying, .compiling] { phases.enter(phase) }
    let running = (0..<3).map { ChainProgress(chain: $0, phase: .sampling, iteration: 9, iterationCount: 20) }
    #expect(phases.report(running))
    // That the chains have ended is not the end of the run.
    #expect(phases.report(chains(.done, count: 3)))
    for phase in [ChainProgress.Phase.writing, .done, .done, .building] { phases.enter(phase) }
    #expect(told.map { $0[0].phase } == [.building, .verifying, .compiling, .sampling, .writing, .done])
    #expect(told.allSatisfy { $0.count == 3 } && told.last?.map(\.iteration) == [9, 9, 9])
  }

  @Test func `a handler that wants to stop before the chains begin stops them at once`() {
    let phases = RunPhases({ $0[0].phase != .compiling }, chainCount: 1, iterationCount: 20)
    phases.enter(.building)
    #expect(phases.report(chains(.warmup)))
    phases.enter(.compiling)
    #expect(!phases.report(chains(.warmup)))
  }

  @Test(arguments: [(-5, -5), (.min, .max), (0, 0), (.max, .min)] as [(Int, Int)])
  func `numbers that are not valid are no trap`(count: Int, iterations: Int) {
    let phases = RunPhases(nil, chainCount: count, iterationCount: iterations)
    phases.enter(.building)
    #expect(phases.report([]))
    phases.enter(.done)
  }

  @Test func `no chains, and numbers of any size, are no trap`() {
    for style in [ProgressPrinter.Style.table, .lines, .json] {
      let (printer, _) = printer(style)
      #expect(printer.handle([]))
      let odd = ChainProgress(
        chain: .max, phase: .sampling, iteration: 5, iterationCount: -5, divergenceCount: .max, stepSize: -1,
        gradientCount: .max, elapsed: .seconds(-5))
      #expect(printer.handle([odd]))
    }
  }

  @Test func `every line of JSON parses, and has the keys that are stated`() throws {
    let (printer, output) = printer(.json)
    var generator = Philox4x64(seed: 18)
    for phase in [ChainProgress.Phase.building, .verifying, .compiling] { _ = printer.handle(chains(phase)) }
    for stepSize in [0, .nan, .infinity, 5e-324, 1e300, 0.1] {
      var chains = LiveTableTests.chains(5, using: &generator)
      chains[0].stepSize = stepSize
      chains[1].iteration = 0
      // A chain that has ended is news.
      for index in chains.indices { chains[index].phase = index * 100 < output.written.count ? .finished : .sampling }
      _ = printer.handle(chains)
    }
    _ = printer.handle(chains(.done))
    #expect(output.written.count >= 5)
    var phases: [String] = []
    for line in output.written {
      #expect(line.hasSuffix("\n") && line.filter { $0 == "\n" }.count == 1)
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object.keys.sorted() == ["chains", "divergences", "elapsed", "iteration_count", "iterations", "phase"])
      phases.append(try #require(object["phase"] as? String))
      let chains = try #require(object["chains"] as? [[String: Any]])
      for chain in chains {
        #expect(
          chain.keys.sorted() == [
            "chain", "divergences", "elapsed", "gradients", "iteration", "iteration_count", "phase", "remaining",
            "speed", "step_size",
          ])
        #expect(chain["iteration"] is Int && (chain["step_size"] is Double || chain["step_size"] is NSNull))
      }
    }
    #expect(phases.first == "building" && phases.last == "done" && phases.contains("sampling"))
  }

  @Test func `JSON comes when a phase begins and when a chain ends, and not ten times a second`() {
    let (printer, output) = printer(.json)
    var running = chains(.warmup)
    for _ in 0..<20 { _ = printer.handle(running) }
    #expect(output.written.count == 1)
    running[0].phase = .sampling
    running[1].phase = .sampling
    _ = printer.handle(running)
    #expect(output.written.count == 2)
    running[1].phase = .finished
    for _ in 0..<5 { _ = printer.handle(running) }
    #expect(output.written.count == 3)
  }

  @Test func `a phase that lasts is said, and its time is shown while nobody reports`() throws {
    let (lines, plain) = printer(.lines, ticks: true)
    let (table, live) = printer(.table, ticks: true)
    for printer in [lines, table] { _ = printer.handle(chains(.compiling)) }
    #expect(plain.written.isEmpty)
    for _ in 0..<100 where plain.written.isEmpty || live.written.count < 4 { Thread.sleep(forTimeInterval: 0.1) }
    #expect(plain.written.first?.hasPrefix("compiling, elapsed 00:0") == true)
    #expect(live.written.count >= 4)
    // Once the chains report, nothing is shown but what they report.
    for printer in [lines, table] { _ = printer.handle(chains(.sampling)) }
    Thread.sleep(forTimeInterval: 0.6)
    let counts = (plain.written.count, live.written.count)
    Thread.sleep(forTimeInterval: 0.6)
    #expect(counts == (plain.written.count, live.written.count))
  }

  @Test func `many chains share a plain line`() {
    let (printer, output) = printer(.lines)
    var many = (0..<64).map {
      ChainProgress(
        chain: $0, phase: $0 < 10 ? .waiting : .sampling, iteration: $0 < 10 ? 0 : 500, iterationCount: 2000,
        divergenceCount: $0 == 20 ? 1 : 0, gradientCount: 100, elapsed: .seconds($0 < 10 ? 0 : 27))
    }
    _ = printer.handle(many)
    #expect(
      output.written == [
        "64 chains: sampling 0 % to 25 %, 1 divergence, 6400 gradients, elapsed 00:27, remaining 01:41\n"
      ])
    for index in many.indices { (many[index].phase, many[index].iteration) = (.finished, 2000) }
    for _ in 0..<3 { _ = printer.handle(many) }
    #expect(output.written.count == 2 && output.written[1].hasPrefix("64 chains: finished 100 %, 1 divergence"))
  }

  @Test(.timeLimit(.minutes(10))) func `the asynchronous sequence has the readings of a run, and ends with it`()
    async throws
  {
    let progress = ProgressStream()
    async let chains = sample(
      Targets.funnel(10), draws: 2000, warmup: 500, chains: 2, seed: 4, progress: progress.handle)
    var readings: [[ChainProgress]] = []
    for await reading in progress { readings.append(reading) }
    let drawn = try await chains
    #expect(readings.last?.map(\.phase) == [.done, .done] && readings.count >= 2)
    #expect(readings.last?.map(\.iteration) == drawn.chains.map { _ in 2500 })
    for (a, b) in zip(readings, readings.dropFirst()) {
      #expect(zip(a, b).allSatisfy { $0.iteration <= $1.iteration })
    }
  }

  @Test(.timeLimit(.minutes(10))) func `the asynchronous sequence ends where the run throws`() async {
    let progress = ProgressStream()
    await #expect(throws: SamplingError.self) {
      try await sample(Targets.funnel(3), draws: -1, chains: 2, seed: 4, progress: progress.handle)
    }
    var phases: [ChainProgress.Phase] = []
    for await reading in progress { phases.append(reading[0].phase) }
    #expect(phases == [.done])
  }
}
