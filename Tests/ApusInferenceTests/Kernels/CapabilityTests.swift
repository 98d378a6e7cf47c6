// Samplers on targets that cannot do what they need, snapshots of other samplers, and settings outside their domains.

import ApusInference
import Foundation
import Testing

@Suite struct CapabilityTests {
  private let valueOnly = ClosureTarget(dimension: 2) { q in -0.5 * (q[0] * q[0] + q[1] * q[1]) }

  @Test func `samplers with gradients refuse a target without one, and say what to take`() {
    for sampler: any ChainSampler in [NUTS(), HMC(), MALA()] {
      let name = sampler.traits.name
      #expect(throws: SamplingError.missingCapability(.gradient, sampler: name)) {
        try sample(valueOnly, sampler: sampler, draws: 1, chains: 1, seed: 1, showsProgress: false)
      }
    }
    #expect(
      SamplingError.missingCapability(.gradient, sampler: "NUTS").description
        == "NUTS needs the gradient, which the target has not: sample it with .slice() or .randomWalk(), which need values alone"
    )
  }

  @Test func `samplers without gradients draw from a target of values`() throws {
    for sampler: any ChainSampler in [Slice(), RandomWalk(), KernelSampler(OwnWalk(), adaptation: OwnTuning())] {
      let chains = try sample(valueOnly, sampler: sampler, draws: 20_000, warmup: 1000, seed: 1, showsProgress: false)
      Estimate(chains) { $0[$0.startIndex] * $0[$0.startIndex] }.expect(1, sampler.traits.name)
    }
  }

  @Test func `a snapshot of another sampler is refused`() throws {
    let plan = SamplingPlan(sampler: Slice(), drawCount: 10, warmupCount: 10, seed: 1)
    let snapshot = try Chain(0, of: plan, Targets.standardNormal(2)).snapshot()
    for sampler: any ChainSampler in [NUTS(), MALA(), RandomWalk()] {
      let other = SamplingPlan(sampler: sampler, drawCount: 10, warmupCount: 10, seed: 1)
      #expect {
        try Chain(resuming: snapshot, of: other, Targets.standardNormal(2))
      } throws: { error in
        guard case .foreignSnapshot(chain: 0, _)? = error as? SamplingError else { return false }
        return "\(error)".hasPrefix("the snapshot of chain 0 cannot be used: it is not one of \(sampler.traits.name)")
      }
    }
  }

  @Test(arguments: [0, -1, .nan, .infinity])
  func `settings outside their domains are refused`(number: Double) {
    func isRefused(_ sampler: any ChainSampler) -> Bool {
      do {
        _ = try sample(Targets.standardNormal(2), sampler: sampler, draws: 1, chains: 1, seed: 1, showsProgress: false)
        return false
      } catch { return true }
    }
    #expect(isRefused(MALA(targetAcceptance: number)))
    #expect(isRefused(Slice(initialWidths: [1, number])))
    #expect(isRefused(Slice(initialWidths: [1])))
    #expect(isRefused(Slice(maxExpansionCount: 0)))
    #expect(isRefused(RandomWalk(initialScale: number)))
    if number != 0 { #expect(isRefused(RandomWalk(targetAcceptance: number))) }
  }
}
