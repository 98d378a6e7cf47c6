// What a run writes into a sink and what it returns are the same draws, which are computed once.

import ApusExtension
import Synchronization
import Testing

/// 3 x, which counts its evaluations.
private struct CountedTriple: Op {
  static let evaluations = Mutex<Int>(0)
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    Self.evaluations.withLock { $0 += 1 }
    results[0].float64[0] = 3 * operands[0].float64[0]
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(3 * site.cotangent())] }
}

@Suite(.serialized) struct RecordedDrawsTests {
  private func model() throws -> Model {
    try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      let k = m.parameter("v", HalfNormal(1), shape: [2])
      m.deterministic("triple", Tensor.apply(CountedTriple(), x))
      m.deterministic("count", sum((k .> 1).cast(to: .int64)))
      m.observe("y", Normal(x, 1), 0.5)
    }
  }

  /// The evaluations of the Op in a run, and its posterior.
  private func run(into sink: MemorySink?) throws -> (Int, Posterior) {
    let model = try model()
    let before = CountedTriple.evaluations.withLock { $0 }
    let posterior =
      if let sink {
        try model.sample(into: sink, draws: 300, warmup: 50, chains: 2, seed: 3, showsProgress: false)
      } else {
        try model.sample(draws: 300, warmup: 50, chains: 2, seed: 3, showsProgress: false)
      }
    return (CountedTriple.evaluations.withLock { $0 } - before, posterior)
  }

  @Test func `deterministics are computed as often with a sink as without`() throws {
    let sink = MemorySink()
    let (alone, posterior) = try run(into: nil)
    let (recorded, other) = try run(into: sink)
    #expect(alone >= 600 && recorded == alone)
    #expect(posterior.draws == other.draws)
    #expect(try sink.dataset()[.posterior] == posterior.draws)
    #expect(posterior.draws["count"]?.integers != nil)
  }

  @Test func `a stopped run has the draws that every chain has`() throws {
    let sink = MemorySink()
    let posterior = try model().sample(
      into: sink, draws: 100_000, warmup: 20, chains: 2, seed: 3, progress: { $0.allSatisfy { $0.iteration < 500 } })
    #expect(posterior.draws.drawCount == posterior.chains.drawCount && posterior.chains.drawCount < 100_000)
    #expect(try sink.dataset()[.posterior] == posterior.draws)
  }
}
