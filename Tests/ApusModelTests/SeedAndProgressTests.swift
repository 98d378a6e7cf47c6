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
