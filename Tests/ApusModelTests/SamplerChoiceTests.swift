// Models sampled by other samplers than NUTS: the same posteriors, and what is said of gradients.

import ApusExtension
import ApusTestSupport
import Foundation
import Synchronization
import Testing

/// x², with no rule.
private struct SquareWithoutRule: Op {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let x = operands[0].float64[0]
    results[0].float64[0] = x * x
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.notImplemented("a simulator has none")] }
}

@Suite struct SamplerChoiceTests {
  private func squared(_ x: Tensor) -> Tensor { .apply(SquareWithoutRule(), x) }

  private static let schools: @Sendable () throws -> (ReferencePosterior, Model) = {
    let reference = try ReferencePosterior("eight_schools-eight_schools_noncentered")
    let model = try Model { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfCauchy(5))
      let z = m.parameter("z", Normal(0, 1), shape: [8])
      let theta = m.deterministic("theta", mu + tau * z)
      m.observe("y", Normal(theta, reference.numbers("sigma")), reference.numbers("y"))
    }
    return (reference, model)
  }

  private static let regression: @Sendable () throws -> (ReferencePosterior, Model) = {
    let reference = try ReferencePosterior("sblrc-blr")
    let model = try Model { m in
      let beta = m.parameter("beta", Normal(0, 10), shape: [5])
      let sigma = m.parameter("sigma", HalfNormal(10))
      m.observe("y", Normal(matmul(Tensor(NDArray(rows: reference.rows("X"))), beta), sigma), reference.numbers("y"))
    }
    return (reference, model)
  }

  private static let mesquite: @Sendable () throws -> (ReferencePosterior, Model) = {
    let reference = try ReferencePosterior("earnings-logearn_interaction_z")
    let (height, male) = (reference.numbers("height"), reference.numbers("male"))
    let mean = height.reduce(0, +) / Double(height.count)
    let variance = height.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(height.count - 1)
    let design = zip(height, male).map {
      [1, ($0 - mean) / variance.squareRoot(), $1, ($0 - mean) / variance.squareRoot() * $1]
    }
    let model = try Model { m in
      let beta = m.parameter("beta", Flat(), shape: [4])
      let sigma = m.parameter("sigma", HalfFlat())
      m.observe(
        "y", Normal(matmul(Tensor(NDArray(rows: design)), beta), sigma), reference.numbers("earn").map(log))
    }
    return (reference, model)
  }

  @Test func `eight schools by slices`() throws {
    let (reference, model) = try Self.schools()
    try reference.compare(model.sample(using: .slice(), draws: 20_000, warmup: 1000, seed: 1))
  }

  @Test func `eight schools by MALA`() throws {
    let (reference, model) = try Self.schools()
    try reference.compare(model.sample(using: .mala(targetAcceptance: 0.8), draws: 60_000, warmup: 2000, seed: 1))
  }

  @Test func `a regression by slices`() throws {
    let (reference, model) = try Self.regression()
    try reference.compare(model.sample(using: .slice(), draws: 10_000, warmup: 1000, seed: 1))
  }

  @Test func `a regression by MALA`() throws {
    let (reference, model) = try Self.regression()
    try reference.compare(model.sample(using: .mala(), draws: 20_000, warmup: 2000, seed: 1))
  }

  @Test func `earnings by slices`() throws {
    let (reference, model) = try Self.mesquite()
    try reference.compare(model.sample(using: .slice(), draws: 8000, warmup: 1000, seed: 1))
  }

  @Test func `earnings by MALA`() throws {
    let (reference, model) = try Self.mesquite()
    try reference.compare(model.sample(using: .mala(), draws: 20_000, warmup: 3000, seed: 1))
  }

  @Test func `a random walk and trajectories of given length draw the regression too`() throws {
    let (reference, model) = try Self.regression()
    try reference.compare(model.sample(using: .randomWalk(), draws: 60_000, warmup: 10_000, seed: 1))
    try reference.compare(model.sample(using: .hmc(), draws: 5000, warmup: 1000, seed: 1))
  }

  @Test func `the default and .nuts() give the same bits`() throws {
    let (_, model) = try Self.schools()
    let first = try model.sample(draws: 50, warmup: 50, seed: 3)
    let second = try model.sample(using: .nuts(), draws: 50, warmup: 50, seed: 3)
    #expect(first.chains.positions == second.chains.positions)
    let third = try model.sample(using: .nuts(), draws: 50, warmup: 50, seed: 3, backend: .interpreter)
    #expect(third.gradientReport.backend == first.gradientReport.backend)
    #expect(third.chains.positions.count == first.chains.positions.count)
  }

  @Test func `an Op without a rule is sampled by slices, refused by NUTS`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.deterministic("square", squared(x))
      m.potential("p", -0.5 * squared(x))
    }
    let posterior = try model.sample(using: .slice(), draws: 20_000, warmup: 500, seed: 1)
    // N(0, 1) times exp(−x²/2): a normal of variance ½.
    let row = try #require(posterior.summary()["square"])
    #expect(abs(row.mean - 0.5) < 5 * row.meanError)
    #expect(
      posterior.gradientReport.description
        == "No gradient was built: the slice sampler uses values of the log density alone")
    #expect(posterior.gradientReport.customRules.isEmpty)
    #expect {
      try model.sample(using: .nuts(), seed: 1)
    } throws: { error in
      guard case .gradient? = error as? ModelError else { return false }
      return true
    }
  }

  @Test func `samplers without gradients have no word on energies or divergences`() throws {
    let (_, model) = try Self.schools()
    let posterior = try model.sample(using: .slice(), draws: 200, warmup: 100, seed: 1)
    #expect(posterior.samplerStatistics.energies == nil && posterior.samplerStatistics.maximumTreeDepth == nil)
    #expect(posterior.divergenceCount == 0 && posterior.divergences.isEmpty)
    let text = "\(posterior.summary())"
    #expect(!text.contains("E-BFMI") && !text.contains("nan"))
  }

  @Test func `discrete parameters are refused by every sampler, with what could be done`() throws {
    let model = try Model { m in
      let k = m.parameter("k", Poisson(rate: 3))
      m.observe("y", Normal(k.asFloat64, 1), 2.5)
    }
    for sampler: any ChainSampler in [NUTS(), Slice(), RandomWalk(), MALA()] {
      #expect {
        try model.sample(using: sampler, seed: 1)
      } throws: {
        "\($0)".hasPrefix("the parameter 'k' takes discrete values")
      }
    }
  }

  @Test func `asynchronous sampling leaves the caller's thread free while the model is built`() async throws {
    let (_, model) = try Self.schools()
    let expected = try { try model.sample(using: .slice(), draws: 30, warmup: 30, seed: 2) }()
    let posterior = try await model.sample(using: .slice(), draws: 30, warmup: 30, seed: 2)
    #expect(posterior.chains.positions == expected.chains.positions)
    // On one thread of concurrent code, a task that was begun later runs while sampling builds.
    let order = Mutex<[String]>([])
    @MainActor func both() async throws {
      let sampling = Task { @MainActor in
        order.withLock { $0.append("begin") }
        _ = try await model.sample(draws: 50, warmup: 50, seed: 2)
        order.withLock { $0.append("end") }
      }
      let other = Task { @MainActor in order.withLock { $0.append("other") } }
      await other.value
      try await sampling.value
    }
    try await both()
    #expect(order.withLock { $0 } == ["begin", "other", "end"])
  }
}
