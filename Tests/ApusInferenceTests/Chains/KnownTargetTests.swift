// Whole runs on densities whose moments are known: the draws agree with them within their Monte Carlo error.

import ApusInference
import Testing

@Suite struct KnownTargetTests {
  @Test(arguments: [1, 10, 100])
  func `a standard normal is sampled with its moments`(dimension: Int) throws {
    let chains = try sample(Targets.standardNormal(dimension), draws: 1000, warmup: 600, seed: 12)
    for index in [0, dimension / 2, dimension - 1] {
      Estimate(chains) { $0[$0.startIndex + index] }.expect(0, "mean \(index) of \(dimension)")
      Estimate(chains) { $0[$0.startIndex + index] * $0[$0.startIndex + index] }
        .expect(1, "variance \(index) of \(dimension)")
    }
    Estimate(chains) { $0.reduce(0) { $0 + $1 * $1 } }.expect(Double(dimension), "radius of \(dimension)")
    for chain in chains.chains {
      #expect(chain.divergences.isEmpty)
      #expect(chain.inverseMetric.allSatisfy { $0 > 0.5 && $0 < 2 })
    }
  }

  @Test(arguments: [0.6, 0.9, 0.95])
  func `the step size is adapted to the acceptance that is asked for`(target: Double) throws {
    let chains = try sample(
      Targets.normal([0.1, 1, 10, 3, 2]), sampler: NUTS(targetAcceptance: target), draws: 1500, warmup: 1000, seed: 4)
    for chain in chains.chains {
      // While the step size is adapted the acceptance is the target; that of its averaged logarithm is on the safe side.
      let adapted = chain.warmupStatistics[450..<950].reduce(0) { $0 + $1.acceptance } / 500
      #expect((adapted - target).magnitude < 0.02, "acceptance \(adapted) of the last window")
      let kept = chain.statistics.reduce(0) { $0 + $1.acceptance } / 1500
      #expect(kept > target - 0.05 && kept < target + 0.25, "acceptance \(kept) of the draws")
      // Within a chain the step size of all draws is one.
      #expect(Set(chain.statistics.map(\.stepSize)) == [chain.stepSize])
    }
  }

  @Test func `scales that differ by ten thousand are learnt`() throws {
    let scales = [0.05, 1, 500]
    let chains = try sample(Targets.normal(scales), draws: 1000, seed: 21)
    for (index, scale) in scales.enumerated() {
      Estimate(chains) { $0[$0.startIndex + index] / scale }.expect(0, "mean over \(scale)")
      Estimate(chains) { $0[$0.startIndex + index] / scale * ($0[$0.startIndex + index] / scale) }
        .expect(1, "variance over \(scale)²")
      for chain in chains.chains {
        let ratio = chain.inverseMetric[index] / (scale * scale)
        #expect(ratio > 0.6 && ratio < 1.6)
      }
    }
    #expect(chains.statistic(\.treeDepth).joined().max()! <= 4)
  }

  @Test func `a correlation of 0.95 is sampled`() throws {
    let chains = try sample(Targets.correlatedNormal(0.95), draws: 2000, seed: 8)
    Estimate(chains) { $0[$0.startIndex] }.expect(0, "mean")
    Estimate(chains) { $0[$0.startIndex] * $0[$0.startIndex] }.expect(1, "variance")
    Estimate(chains) { $0[$0.startIndex] * $0[$0.startIndex + 1] }.expect(0.95, "covariance")
  }

  @Test func `Student's t keeps its quantiles and variance`() throws {
    let chains = try sample(Targets.studentT(5), draws: 4000, seed: 9)
    Estimate(chains) { $0[$0.startIndex] }.expect(0, "mean")
    // P(|t| < 0.7266868) = ½ and P(|t| < 2.0150484) = 0.9 for five degrees of freedom.
    Estimate(chains) { $0[$0.startIndex].magnitude < 0.7266868438004229 ? 1 : 0 }.expect(0.5, "half")
    Estimate(chains) { $0[$0.startIndex].magnitude < 2.015048372669157 ? 1 : 0 }.expect(0.9, "nine tenths")
  }

  @Test func `the funnel shows divergences, at its neck`() throws {
    let chains = try sample(Targets.funnel(3), draws: 1000, seed: 3)
    #expect(chains.divergenceCount > 20)
    let places = chains.chains.flatMap(\.divergences).map { $0.step.start[0] }
    let mean = places.reduce(0, +) / Double(places.count)
    #expect(mean < 0, "mean log scale of the divergences: \(mean)")
    for chain in chains.chains {
      #expect(chain.divergences.map(\.draw) == chain.statistics.indices.filter { chain.statistics[$0].isDivergent })
    }
  }

  @Test func `a density on a half-space is sampled within it, and its edge is reported`() throws {
    let chains = try sample(Targets.exponential(3), draws: 2000, seed: 14)
    #expect(chains.positions.allSatisfy { $0 >= 0 })
    Estimate(chains) { $0[$0.startIndex] }.expect(1, "mean")
    Estimate(chains) { $0[$0.startIndex + 2] * $0[$0.startIndex + 2] }.expect(2, "second moment")
    let reasons = Set(chains.chains.flatMap(\.divergences).map(\.step.reason))
    #expect(reasons == [.outsideSupport])
  }

  @Test(arguments: [(Double.nan, 0.0), (0, .nan), (.infinity, 0), (0, .infinity)])
  func `where there is no number there are divergences, and draws elsewhere`(value: Double, gradient: Double) throws {
    let density = Targets.normalWithHole(2, above: 1, value: value, gradient: gradient)
    let chains = try sample(density, draws: 1000, warmup: 500, seed: 6, start: .jittered(width: 0.5))
    #expect(chains.isComplete)
    #expect(chains.divergenceCount > 50)
    for chain in chains.chains {
      #expect((0..<1000).allSatisfy { chain[$0][2 * $0] <= 1 })
      #expect(chain.divergences.allSatisfy { $0.step.reason == .notANumber && $0.step.end[0] > 1 })
    }
    // The other coordinate does not know of the hole.
    Estimate(chains) { $0[$0.startIndex + 1] }.expect(0, "mean")
  }

  @Test func `plain Hamiltonian Monte Carlo samples as well`() throws {
    let chains = try sample(Targets.normal([1, 4, 0.2]), sampler: HMC(), draws: 2000, seed: 17)
    Estimate(chains) { $0[$0.startIndex + 1] }.expect(0, "mean")
    Estimate(chains) { $0[$0.startIndex + 1] * $0[$0.startIndex + 1] }.expect(16, "variance")
    Estimate(chains) { $0[$0.startIndex + 2] * $0[$0.startIndex + 2] }.expect(0.04, "other variance")
    let adapted = chains.chains.flatMap { $0.warmupStatistics[450..<950] }.reduce(0) { $0 + $1.acceptance } / 2000
    #expect((adapted - 0.8).magnitude < 0.02, "acceptance \(adapted) of the last window")
  }
}
