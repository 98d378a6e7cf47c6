// Hamiltonian kernels with a dense metric: the transitions of the textbook's form, known targets, and what a chain tells of itself.

import ApusInference
import ApusRandom
import ApusTestSupport
import Testing

@Suite struct DenseMetricTests {
  private static let cases: [(name: String, density: ClosureLogDensity, covariance: [[Double]], stepSize: Double)] = [
    ("correlated normal", Targets.correlatedNormal(0.95), [[1, 0.9], [0.9, 1]], 0.6),
    ("correlated normal in a bad metric", Targets.correlatedNormal(0.95), [[1, -0.5], [-0.5, 2]], 0.1),
    ("rotated normal", Targets.rotatedNormal(5, condition: 100).density, bands(5), 0.1),
    ("funnel", Targets.funnel(4), bands(4), 0.9),
    ("half-space", Targets.exponential(3), bands(3), 0.5),
  ]

  private static func bands(_ dimension: Int) -> [[Double]] {
    (0..<dimension).map { i -> [Double] in
      (0..<dimension).map { j -> Double in
        if i == j { return 1 + Double(i) }
        return (i - j).magnitude == 1 ? 0.4 : 0
      }
    }
  }

  @Test(arguments: cases.indices)
  func `the transitions are those of a momentum with this metric`(index: Int) throws {
    let item = Self.cases[index]
    let start = [Double](repeating: 0.25, count: item.density.dimension)
    let sampler = NUTS(
      initialStepSize: item.stepSize, adaptsStepSize: false, adaptsMetric: false, metric: .dense,
      initialCovariance: Array(item.covariance.joined()))
    let chain = try Chain(
      0, of: SamplingPlan(sampler: sampler, drawCount: 300, warmupCount: 0, seed: 31, start: .positions([start])),
      item.density)
    #expect(Array(chain.positionBuffer) == start)
    var plain = PlainNUTS(
      item.density, covariance: item.covariance, stepSize: item.stepSize, maxDepth: 10,
      generator: Philox4x64(seed: 31, stream: 0))
    var divergences = 0
    for draw in 0..<300 {
      let expected = plain.transition(from: Array(chain.positionBuffer))
      let transition = try chain.advance()
      #expect(transition.statistics.treeDepth == expected.depth, "\(item.name), draw \(draw)")
      #expect(transition.statistics.leapfrogCount == expected.leapfrogCount)
      #expect(transition.statistics.isDivergent == expected.divergent)
      #expect((transition.statistics.acceptance - expected.acceptance).magnitude < 1e-8)
      for (a, b) in try paired(Array(chain.positionBuffer), expected.position) {
        #expect((a - b).magnitude < 1e-8 * max(1, b.magnitude))
      }
      if let step = transition.divergentStep {
        divergences += 1
        // The density's own coordinates.
        if item.name == "half-space" { #expect(step.start.allSatisfy { $0 >= 0 } && step.end.contains { $0 < 0 }) }
      }
      #expect(chain.positionBuffer.elementsEqual(try chain.snapshot().position))
    }
    if ["funnel", "half-space"].contains(item.name) { #expect(divergences > 5) }
    for (value, row) in try paired(chain.inverseMetric, Array(item.covariance.enumerated())) {
      #expect((value - row.element[row.offset]).magnitude < 1e-12)
    }
  }

  /// The gradients of a run's draws for each effective one, over all coordinates; the effective number from batches.
  private func cost(_ chains: Chains, _ covariance: [[Double]]) -> Double {
    let gradients = chains.statistic(\.leapfrogCount).joined().reduce(0, +)
    let errors = covariance.indices.map { index in
      let error = Estimate(chains) { $0[$0.startIndex + index] }.error
      return error * error / covariance[index][index]
    }
    return Double(gradients) * errors.reduce(0, +) / Double(errors.count)
  }

  @Test(arguments: [2, 20, 100])
  func `a normal of condition 1e6 takes less than a fifth of the gradients`(dimension: Int) throws {
    let target = Targets.rotatedNormal(dimension, condition: 1e6)
    let chains = try sample(
      target.density, sampler: NUTS(metric: .dense), draws: 1000, warmup: 1000, chains: 2, seed: 3,
      showsProgress: false)
    let diagonal = try sample(
      target.density, draws: 100, warmup: dimension == 100 ? 200 : 1000, chains: 2, seed: 3, showsProgress: false)
    let (dense, other) = (cost(chains, target.covariance), cost(diagonal, target.covariance))
    #expect(5 * dense < other, "\(dense) gradients for each effective draw, \(other) with a diagonal metric")
    #expect(chains.statistic(\.treeDepth).joined().max()! <= 5)
    #expect(chains.divergenceCount == 0)
    for (direction, variance, name) in [(target.widest, 1, "widest"), (target.narrowest, 1e-6, "narrowest")] {
      func along(_ draw: ArraySlice<Double>) -> Double { zip(draw, direction).reduce(0) { $0 + $1.0 * $1.1 } }
      Estimate(chains, along).expect(0, "mean along the \(name) direction of \(dimension)")
      Estimate(chains) { along($0) * along($0) / variance }.expect(1, "variance along the \(name) of \(dimension)")
    }
    for (i, j) in [(0, 0), (0, 1), (dimension / 2, dimension - 1), (dimension - 1, dimension - 1)] {
      Estimate(chains) { $0[$0.startIndex + i] * $0[$0.startIndex + j] }
        .expect(target.covariance[i][j], "covariance \(i), \(j) of \(dimension)")
    }
    for (value, row) in try paired(chains.chains[0].inverseMetric, Array(target.covariance.enumerated())) {
      #expect(value > 0.4 * row.element[row.offset] && value < 2.5 * row.element[row.offset])
    }
  }

  @Test func `a covariance that is given is in force from the start`() throws {
    let target = Targets.rotatedNormal(30, condition: 1e6)
    let sampler = NUTS(metric: .dense, initialCovariance: Array(target.covariance.joined()))
    let chains = try sample(
      target.density, sampler: sampler, draws: 50, warmup: 300, chains: 2, seed: 3,
      start: .positions([[Double](repeating: 0, count: 30), target.widest]), showsProgress: false)
    #expect(chains.chains.allSatisfy { $0.warmupStatistics.allSatisfy { $0.treeDepth <= 5 } })
    // Where it is not adapted it stays; by the diagonal of Σ, to rounding.
    var fixed = sampler
    fixed.warmup.adaptsMetric = false
    let kept = try sample(
      target.density, sampler: fixed, draws: 1, warmup: 100, chains: 1, seed: 3,
      start: .positions([target.widest]), showsProgress: false)
    for (value, row) in try paired(kept.chains[0].inverseMetric, Array(target.covariance.enumerated())) {
      #expect((value / row.element[row.offset] - 1).magnitude < 1e-10)
    }
    // Sizes of a prior do not take its place.
    let scaled = fixed.scaled(by: [Double](repeating: 10, count: 30))
    #expect(scaled == fixed)
  }

  @Test func `a start or a step without numbers is told in the density's coordinates`() {
    let hole = Targets.normalWithHole(2, above: 1, value: 0, gradient: .nan)
    let sampler = NUTS(metric: .dense, initialCovariance: [1, 0.5, 0.5, 1])
    let error = #expect(throws: SamplingError.self) {
      try sample(hole, sampler: sampler, chains: 1, seed: 1, start: .positions([[1.5, 2]]), showsProgress: false)
    }
    #expect(
      error?.description
        == "chain 0 cannot start: the start (1.5, 2.0): the gradient is not finite at coordinate 0 (nan)")
    let spike = ClosureLogDensity(dimension: 2) { q, gradient in
      gradient.update(repeating: 0)
      return q[0] == 0 ? 0 : .nan
    }
    #expect(throws: SamplingError.vanishingStepSize(chain: 0, position: [0, 4])) {
      try sample(spike, sampler: sampler, chains: 1, seed: 1, start: .positions([[0, 4]]), showsProgress: false)
    }
  }

  @Test func `a snapshot of one metric is none of the other, and a position must be that of its coordinates`() throws {
    func plan(_ sampler: NUTS) -> SamplingPlan {
      SamplingPlan(sampler: sampler, drawCount: 10, warmupCount: 60, seed: 3)
    }
    let (diagonal, dense) = (plan(NUTS()), plan(NUTS(metric: .dense)))
    let target = Targets.standardNormal(3)
    func isRefused(_ snapshot: ChainSnapshot, _ plan: SamplingPlan) -> Bool {
      do throws(SamplingError) { _ = try Chain(resuming: snapshot, of: plan, target) } catch {
        if case .foreignSnapshot(chain: 0, _) = error { return true }
      }
      return false
    }
    let (a, b) = (try Chain(0, of: diagonal, target), try Chain(0, of: dense, target))
    for _ in 0..<40 {
      _ = try a.advance()
      _ = try b.advance()
    }
    let (first, second) = (try a.snapshot(), try b.snapshot())
    #expect(isRefused(first, dense) && isRefused(second, diagonal))
    #expect(!isRefused(first, diagonal) && !isRefused(second, dense))
    guard case .record(var parts) = try StoredState(second) else {
      Issue.record("a snapshot is no record")
      return
    }
    parts["position"] = .reals(second.position.map { $0 + 0.5 })
    #expect(isRefused(try StoredState.record(parts).decoded(as: ChainSnapshot.self), dense))
  }
}
