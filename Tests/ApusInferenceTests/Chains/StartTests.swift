// Where chains begin, and what is said where they cannot.

import ApusInference
import ApusTestSupport
import Testing

@Suite struct StartTests {
  /// The position at which a chain is before its first transition.
  private func starts(_ density: any LogDensity, _ start: Start, chains: Int = 4) throws -> [[Double]] {
    try sample(density, draws: 0, warmup: 0, chains: chains, seed: 1, start: start).chains.map { $0.snapshot!.position }
  }

  @Test func `given positions are the starts`() throws {
    let positions = [[1.0, 2], [3, 4], [5, 6]]
    #expect(try starts(Targets.standardNormal(2), .positions(positions), chains: 3) == positions)
  }

  @Test func `the jitter is within its width around the centre, and differs from chain to chain`() throws {
    let around = try starts(Targets.standardNormal(3), .jittered(around: [10, 20, 30], width: 2), chains: 50)
    for position in around {
      for (value, center) in try paired(position, [10.0, 20, 30]) { #expect((value - center).magnitude < 2) }
    }
    let offsets = around.flatMap { zip($0, [10.0, 20, 30]).map { $0 - $1 } }
    #expect(Set(offsets).count == 150)
    #expect(offsets.min()! < -1.8 && offsets.max()! > 1.8)
    #expect(try starts(Targets.standardNormal(1), .jittered()).allSatisfy { $0[0].magnitude < 1 })
    let scaled = try starts(Targets.standardNormal(3), .jittered(scales: [0, 0.01, 100]), chains: 50)
    #expect(scaled.allSatisfy { $0[0] == 0 && $0[1].magnitude < 0.01 && $0[2].magnitude < 100 })
    #expect(scaled.map { $0[1].magnitude }.max()! > 0.009 && scaled.map { $0[2].magnitude }.max()! > 90)
    #expect(try starts(Targets.standardNormal(1), .jittered(around: [7], width: 0)) == [[7], [7], [7], [7]])
  }

  @Test func `the jitter is drawn again until the density and its gradient are finite`() throws {
    // Each start has one chance in eight.
    for position in try starts(Targets.exponential(3), .jittered(), chains: 20) {
      #expect(position.allSatisfy { $0 > 0 })
    }
    let holes: [(Double, Double)] = [(.nan, 0), (.infinity, 0), (0, .nan), (0, .infinity)]
    for (value, gradient) in holes {
      let density = Targets.normalWithHole(1, above: -0.5, value: value, gradient: gradient)
      #expect(try starts(density, .jittered(), chains: 20).allSatisfy { $0[0] <= -0.5 })
    }
  }

  @Test func `where no start is usable the error has the last one, and the density's own words`() {
    let error = #expect(throws: SamplingError.self) {
      try sample(Diagnosed(), chains: 1, seed: 1, start: .jittered(attempts: 7))
    }
    guard case .badStart(let start)? = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(start.chain == 0)
    #expect(start.attemptCount == 7)
    #expect(start.position.count == 2 && start.position.allSatisfy { $0.magnitude < 1 })
    #expect(start.logDensity.isNaN)
    #expect(start.diagnosis == "the likelihood of 'y' is nan at (\(start.position[0]), \(start.position[1]))")
    #expect(
      error?.description == "chain 0 cannot start: none of 7 starts is usable; the last, (\(start.position[0]), "
        + "\(start.position[1])): the log density is nan: \(start.diagnosis!)")
  }

  @Test func `a given start is not changed, only refused`() {
    let positions = [[0.5], [1.5]]
    let density = Targets.normalWithHole(1, above: 1, value: 0, gradient: .nan)
    let error = #expect(throws: SamplingError.self) {
      try sample(density, chains: 2, seed: 1, start: .positions(positions))
    }
    #expect(
      error?.description
        == "chain 1 cannot start: the start (1.5): the gradient is not finite at coordinate 0 (nan)")
  }

  @Test func `what is not finite at a divergence is told in the density's words`() throws {
    let chains = try sample(HalfDiagnosed(), draws: 500, warmup: 100, chains: 1, seed: 1, start: .jittered(width: 0.5))
    let divergences = chains.chains[0].divergences
    #expect(divergences.count > 20)
    for divergence in divergences.prefix(10) {
      #expect(divergence.diagnosis == "the prior is nan at \(divergence.step.end[0])")
    }
    #expect(divergences.dropFirst(10).allSatisfy { $0.diagnosis == nil })
  }

  @Test func `a density without an evaluator is an error that says why`() {
    #expect(throws: SamplingError.evaluatorUnavailable("the data are not bound")) { try sample(Unbound(), seed: 1) }
    #expect(
      SamplingError.evaluatorUnavailable("the data are not bound").description
        == "the density cannot be evaluated: the data are not bound")
  }

  @Test func `a flat density has no step size`() {
    let flat = ClosureLogDensity(dimension: 2) { _, gradient in
      gradient.update(repeating: 0)
      return 0
    }
    #expect(throws: SamplingError.flatDensity(chain: 0)) { try sample(flat, chains: 1, seed: 1) }
    #expect(SamplingError.flatDensity(chain: 0).description.hasPrefix("chain 0: the step size grows"))
  }

  @Test func `a density that is finite at one point alone has no step size`() {
    let spike = ClosureLogDensity(dimension: 1) { q, gradient in
      gradient[0] = 0
      return q[0] == 0 ? 0 : .nan
    }
    let error = SamplingError.vanishingStepSize(chain: 0, position: [0])
    #expect(throws: error) { try sample(spike, chains: 1, seed: 1, start: .positions([[0]])) }
    #expect(error.description.hasPrefix("chain 0: no step size is small enough at (0.0)"))
    // Where the search at the start is left out, that at the end of the first window finds it.
    #expect(throws: error) {
      try sample(spike, sampler: NUTS(initialStepSize: 1), warmup: 300, chains: 1, seed: 1, start: .positions([[0]]))
    }
  }
}

/// A density that has a number nowhere.
private struct Diagnosed: LogDensity {
  var dimension: Int { 2 }
  func makeEvaluator() -> any LogDensityEvaluator {
    ClosureLogDensity(dimension: 2) { _, _ in .nan }.makeEvaluator()
  }
  func diagnose(at position: UnsafeBufferPointer<Double>) -> String? {
    "the likelihood of 'y' is nan at (\(position[0]), \(position[1]))"
  }
}

/// A normal that has no number above 1.
private struct HalfDiagnosed: LogDensity {
  var dimension: Int { 1 }
  func makeEvaluator() -> any LogDensityEvaluator {
    Targets.normalWithHole(1, above: 1, value: .nan, gradient: 0).makeEvaluator()
  }
  func diagnose(at position: UnsafeBufferPointer<Double>) -> String? { "the prior is nan at \(position[0])" }
}

private struct Unbound: LogDensity {
  var dimension: Int { 1 }
  func makeEvaluator() throws(SamplingError) -> any LogDensityEvaluator {
    throw .evaluatorUnavailable("the data are not bound")
  }
}
