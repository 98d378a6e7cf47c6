// Chains of a model that begin where the user says, and a dense metric for a model whose parameters are correlated.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

@Suite struct GivenStartTests {
  private static let scaled: @Sendable () throws -> Model = {
    try Model { m in
      let tau = m.parameter("tau", HalfNormal(2))
      m.parameter("x", Normal(1, tau), shape: [2])
    }
  }

  /// The positions before the first transition.
  private func starts(_ model: Model, _ start: Start?, chains: Int = 3) throws -> [[Double]] {
    try model.sample(using: .nuts(), draws: 0, warmup: 0, chains: chains, seed: 1, start: start).chains.chains
      .map { try #require($0.snapshot).position }
  }

  /// Three positions, and the same as a start.
  private func given(_ model: Model) throws -> (positions: [[Double]], start: Start) {
    let positions = try [0.5, 1, 3].map { tau in
      try model.unconstrain(["tau": NDArray(tau), "x": NDArray([tau, -tau])])
    }
    return (positions, .positions(positions))
  }

  private func begin(_ posterior: Posterior) -> [[Double]] {
    posterior.chains.chains.compactMap { $0.snapshot?.position }
  }

  private func withFile<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("starts-\(UUID()).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
  }

  @Test func `given positions are the starts, by any sampler`() throws {
    let model = try Self.scaled()
    let (positions, start) = try given(model)
    let logarithms: [Double] = [-0.6931471805599453, 0, 1.0986122886681098]
    for (position, expected) in try paired(positions, logarithms) {
      #expect((position[0] - expected).magnitude < 1e-15)
    }
    #expect(try starts(model, start) == positions)
    let plain = try model.sample(draws: 0, warmup: 0, chains: 3, seed: 1, start: start)
    #expect(begin(plain) == positions)
    for sampler: any ChainSampler in [HMC(), MALA(), Slice(), RandomWalk(), NUTS(metric: .dense)] {
      let posterior = try model.sample(using: sampler, draws: 0, warmup: 0, chains: 3, seed: 1, start: start)
      #expect(begin(posterior) == positions)
    }
  }

  @Test func `given positions are the starts of draws that go into a sink, and of asynchronous sampling`() async throws
  {
    let model = try Self.scaled()
    let (positions, start) = try given(model)
    func drawn(_ path: String) throws -> Posterior {
      try model.sample(into: .file(path), draws: 2, warmup: 0, chains: 3, seed: 1, start: start)
    }
    func plain() throws -> Posterior { try model.sample(draws: 2, warmup: 0, chains: 3, seed: 1, start: start) }
    let expected = try plain().chains.positions
    #expect(try await withFile { try drawn($0) }.chains.positions == expected)
    let later = [
      try await model.sample(draws: 2, warmup: 0, chains: 3, seed: 1, start: start),
      try await model.sample(using: .nuts(), draws: 2, warmup: 0, chains: 3, seed: 1, start: start),
      try await withFile { path in
        try await model.sample(into: .file(path), draws: 2, warmup: 0, chains: 3, seed: 1, start: start)
      },
    ]
    #expect(later.map(\.chains.positions) == [expected, expected, expected])
    #expect(try await begin(model.sample(draws: 0, warmup: 0, chains: 3, seed: 1, start: start)) == positions)
  }

  @Test func `without a start, or with a plain jitter, chains begin around the model's own`() throws {
    let model = try Self.scaled()
    let own = try starts(model, nil)
    #expect(Set(own).count == 3)
    #expect(try starts(model, .jittered()) == own)
    let center = try model.initialPosition()
    #expect(try starts(model, .jittered(width: 0)) == [center, center, center])
    // Half the width, half the way.
    for (near, far) in try paired(try starts(model, .jittered(width: 0.5)), own) {
      for (index, value) in near.enumerated() {
        #expect((2 * (value - center[index]) - (far[index] - center[index])).magnitude < 1e-14)
      }
    }
    let moved = try starts(model, .jittered(around: [4, 5, 6], width: 1, scales: [0, 1e-3, 0]), chains: 20)
    #expect(moved.allSatisfy { $0[0] == 4 && $0[2] == 6 && ($0[1] - 5).magnitude < 1e-3 })
    #expect(Set(moved).count == 20)
  }

  @Test func `a start that cannot be is an error that says what is wrong`() throws {
    let model = try Self.scaled()
    func error(_ start: Start) -> SamplingError? {
      do throws(ModelError) { _ = try model.sample(draws: 1, warmup: 0, chains: 2, seed: 1, start: start) } catch {
        if case .sampling(let error) = error { return error }
      }
      return nil
    }
    #expect(error(.positions([[0, 0, 0]]))?.description == "the number of starts is 1, but there are 2 chains")
    #expect(
      error(.positions([[0, 0, 0], [0, 0]])) == .wrongDimension(of: "the start of chain 1", expected: 3, given: 2))
    #expect(
      error(.positions([[0, 0, 0], [0, .nan, 0]]))?.description
        == "the start of chain 1[1] is nan, but it must be finite")
    #expect(error(.jittered(around: [1])) == .wrongDimension(of: "the start", expected: 3, given: 1))
    #expect(error(.jittered(width: -1)) != nil)
    // Finite, but the density is not: tau is beyond the largest number.
    guard case .badStart(let bad)? = error(.positions([[0, 0, 0], [800, 0, 0]])) else {
      Issue.record("no start was refused")
      return
    }
    #expect(bad.chain == 1 && bad.position == [800, 0, 0])
  }

  @Test func `a dense metric draws a regression with correlated coefficients, by fewer gradients`() throws {
    // Years that are not centred: intercept and slope have a correlation near −1.
    let years = (0..<30).map { 100 + Double($0) }
    let y = years.enumerated().map { 0.5 * $1 - 40 + Double($0 * 7 % 5) - 2 }
    let model = try Model { m in
      let a = m.parameter("a", Normal(0, 100))
      let b = m.parameter("b", Normal(0, 10))
      m.observe("y", Normal(a + b * years.tensor, 1), y)
    }
    // The posterior of a linear model, by its normal equations.
    let (n, sx, sxx) = (30 + 1e-4, years.reduce(0, +), years.reduce(0) { $0 + $1 * $1 } + 0.01)
    let (sy, sxy) = (y.reduce(0, +), zip(years, y).reduce(0) { $0 + $1.0 * $1.1 })
    let determinant = n * sxx - sx * sx
    let (a, b) = ((sxx * sy - sx * sxy) / determinant, (n * sxy - sx * sy) / determinant)
    func gradients(_ posterior: Posterior) -> Int { posterior.chains.statistic(\.leapfrogCount).joined().reduce(0, +) }
    let dense = try model.sample(using: .nuts(metric: .dense), draws: 2000, seed: 2)
    let diagonal = try model.sample(using: .nuts(), draws: 2000, seed: 2)
    #expect(5 * gradients(dense) < gradients(diagonal))
    let rows = try ["a", "b"].map { try #require(dense.summary()[$0]) }
    for (row, (mean, variance)) in try paired(rows, [(a, sxx / determinant), (b, n / determinant)]) {
      #expect(abs(row.mean - mean) < 5 * row.meanError)
      #expect(abs(row.standardDeviation / variance.squareRoot() - 1) < 0.05)
      #expect(row.rHat < 1.01)
    }
    let covariance = [sxx, -sx, -sx, n].map { $0 / determinant }
    let given = try model.sample(
      using: .hmc(metric: .dense, initialCovariance: covariance), draws: 500, warmup: 200, seed: 2)
    #expect(given.divergenceCount == 0)
    #expect(throws: ModelError.self) {
      try model.sample(using: .nuts(metric: .dense, initialCovariance: [1, 2, 2, 1]), draws: 1, seed: 2)
    }
  }
}
