// Whole runs on densities whose moments are known: the draws agree with them within their Monte Carlo error.

import ApusInference
import ApusTestSupport
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

  /// The chains of a sampler with a target acceptance, and the rejections of each: in the last window of the warm-up, where the
  /// step size is adapted, and of the draws.
  private func rejections(_ target: Double) throws -> (chains: Chains, adapted: [Double], kept: [Double]) {
    let chains = try sample(
      Targets.normal([0.1, 1, 10, 3, 2]), sampler: NUTS(targetAcceptance: target), draws: 1500, warmup: 1000, seed: 4)
    func rejected(_ statistics: some Collection<TransitionStatistics>) -> Double {
      statistics.reduce(0) { $0 + 1 - $1.acceptance } / Double(statistics.count)
    }
    return (
      chains, chains.chains.map { rejected($0.warmupStatistics[450..<950]) },
      chains.chains.map { rejected($0.statistics) }
    )
  }

  @Test(arguments: [0.6, 0.9, 0.95])
  func `the step size is adapted to the acceptance that is asked for`(target: Double) throws {
    let (chains, adapted, kept) = try rejections(target)
    // While the step size is adapted the acceptance is the target. In rejections, so that a target near 1 can be missed.
    for (chain, (window, draws)) in try paired(chains.chains, paired(adapted, kept)) {
      #expect(window > 0.8 * (1 - target) && window < 1.2 * (1 - target), "rejections \(window) of the last window")
      // The averaged logarithm of the step size is on the safe side, by less than a factor of three.
      #expect(draws > (1 - target) / 3 && draws < 1.3 * (1 - target), "rejections \(draws) of the draws")
      // Within a chain the step size of all draws is one.
      #expect(Set(chain.statistics.map(\.stepSize)) == [chain.stepSize])
    }
  }

  @Test func `targets of 0.9 and 0.95 are told from each other`() throws {
    let (low, high) = (try rejections(0.9), try rejections(0.95))
    for (a, b) in try paired(low.chains.chains, high.chains.chains) { #expect(a.stepSize > 1.1 * b.stepSize) }
    for (a, b) in try paired(low.adapted, high.adapted) { #expect(a > 1.5 * b) }
    for (a, b) in try paired(low.kept, high.kept) { #expect(a > 1.3 * b) }
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
