// What is asked of a run by default: a seed that is drawn and kept, progress where a person looks, names that exist.

import ApusExtension
import Synchronization
import Testing

@Suite struct SeedAndProgressTests {
  private static let model = Result { try Model { m in m.parameter("x", Normal(0, 1), shape: [2]) } }

  private func fit(seed: UInt64?) throws -> Posterior {
    try Self.model.get().sample(draws: 20, warmup: 30, chains: 2, seed: seed, showsProgress: false)
  }

  @Test func `a seed that is drawn is kept, and gives the same draws again`() throws {
    let first = try fit(seed: nil)
    let again = try fit(seed: first.seed)
    #expect(again.draws["x"] == first.draws["x"] && again.seed == first.seed)
    let other = try fit(seed: nil)
    #expect(other.seed != first.seed && other.draws["x"] != first.draws["x"])
    #expect(try fit(seed: 7).seed == 7)
  }

  @Test func `a density has such a seed as well`() throws {
    let density = try Self.model.get().logDensityFunction()
    let first = try sample(density, draws: 10, warmup: 10, chains: 1, showsProgress: false)
    let again = try sample(
      density, draws: 10, warmup: 10, chains: 1, seed: first.plan.seed, showsProgress: false)
    #expect(first.positions == again.positions)
  }

  @Test func `the asynchronous forms draw one too`() async throws {
    let posterior = try await Self.model.get().sample(draws: 10, warmup: 10, chains: 1, showsProgress: false)
    #expect(posterior.seed > 0)
  }

  @Test func `a drawn seed is said, a given one is not`() {
    let said = Mutex("")
    let seed = RunAnnouncement.seed(nil, write: { text in said.withLock { $0 += text } })
    #expect(said.withLock { $0 } == "Apus: seed \(seed) was drawn: sample(seed: \(seed)) gives the same draws\n")
    #expect(RunAnnouncement.seed(3, write: { _ in Issue.record("said") }) == 3)
    #expect(RunAnnouncement.seed(0, isSilent: false) == 0)
  }

  @Test func `progress is shown where it is asked for, and never where it is not`() {
    #expect(RunAnnouncement.printer(shows: true) != nil && RunAnnouncement.printer(shows: false) == nil)
  }

  @Test func `a handler is told of the phases of a model's run, in order, and of its end`() throws {
    var phases: [ChainProgress.Phase] = []
    let posterior = try Self.model.get().sample(
      draws: 300, warmup: 200, chains: 2, seed: 1,
      progress: { chains in
        #expect(chains.count == 2)
        if phases.last != chains[0].phase { phases.append(chains[0].phase) }
        return true
      })
    #expect(posterior.chains.drawCount == 300)
    #expect(
      phases.filter { ![.waiting, .warmup, .sampling].contains($0) } == [
        .building, .verifying, .compiling, .finished, .writing, .done,
      ])
  }

  @Test func `a sampler without gradients verifies nothing`() throws {
    var phases: [ChainProgress.Phase] = []
    _ = try Self.model.get().sample(
      using: .slice(), draws: 20, warmup: 20, chains: 1, seed: 1,
      progress: { chains in
        phases.append(chains[0].phase)
        return true
      })
    #expect(!phases.contains(.verifying) && phases.prefix(2) == [.building, .compiling] && phases.last == .done)
  }

  @Test func `a handler that stops before the chains stops the run`() throws {
    let posterior = try Self.model.get().sample(
      draws: 50_000_000, warmup: 10, chains: 2, seed: 1, progress: { $0[0].phase != .compiling })
    #expect(posterior.chains.drawCount < 50_000_000)
  }

  @Test(.timeLimit(.minutes(10))) func `the asynchronous sequence of a model's run ends with it, or where it fails`()
    async throws
  {
    let progress = ProgressStream()
    async let posterior = Self.model.get().sample(
      draws: 200, warmup: 100, chains: 2, seed: 1, progress: progress.handle)
    var phases: [ChainProgress.Phase] = []
    for await chains in progress { phases.append(chains[0].phase) }
    #expect(phases.first == .building && phases.suffix(2) == [.writing, .done])
    #expect(try await posterior.draws.drawCount == 200)

    let failing = ProgressStream()
    await #expect(throws: ModelError.self) {
      try await Self.model.get().sample(draws: 200, chains: 0, seed: 1, progress: failing.handle)
    }
    var last: ChainProgress.Phase?
    for await chains in failing { last = chains[0].phase }
    #expect(last == .done)
  }

  @Test func `a summary of a name that is not there says which are`() throws {
    let posterior = try fit(seed: 1)
    let text = "\(posterior.summary(["typo", "x"]))"
    #expect(text.contains("There is no variable 'typo': there is x."), "\(text)")
    #expect(posterior.summary(["x"]).rows.map(\.name) == ["x[0]", "x[1]"])
    #expect(posterior.summary(["x[1]"]).rows.map(\.name) == ["x[1]"])
    #expect(posterior.summary(["x"]).concerns == posterior.summary().concerns)
  }

  @Test func `few draws and one chain are said in the summary of a posterior`() throws {
    let model = try Self.model.get()
    let few = try model.sample(draws: 2, warmup: 30, chains: 1, seed: 1).summary()
    #expect("\(few)".contains("2 draws per chain"), "\(few)")
    let one = try model.sample(draws: 200, warmup: 100, chains: 1, seed: 1).summary()
    #expect("\(one)".contains("There is one chain"), "\(one)")
  }
}
