// Plain Hamiltonian Monte Carlo: the number of steps, acceptance, divergences.

import ApusInference
import ApusRandom
import Testing

@Suite struct HMCTests {
  @Test func `the number of steps is uniform from 1 to twice its mean less 1`() throws {
    let hamiltonian = try Hamiltonian(Targets.standardNormal(1))
    hamiltonian.start(at: [0.1])
    var generator = Philox4x64(seed: 1)
    var counts: [Int: Int] = [:]
    for _ in 0..<7000 {
      let statistics = HMC(integrationTime: 0.4).step(hamiltonian, stepSize: 0.1, using: &generator).statistics
      counts[statistics.leapfrogCount, default: 0] += 1
      #expect(statistics.treeDepth == 0 && !statistics.reachedMaxDepth)
    }
    #expect(counts.keys.sorted() == Array(1...7))
    #expect(counts.values.allSatisfy { (850...1150).contains($0) })
  }

  @Test func `the mean number of steps is bounded however small the step size`() throws {
    let hamiltonian = try Hamiltonian(Targets.standardNormal(1))
    hamiltonian.start(at: [0.1])
    var generator = Philox4x64(seed: 1)
    for stepSize in [1e-6, 1e-300, 100] {
      let sampler = HMC(maxMeanStepCount: 20)
      for _ in 0..<100 {
        let count = sampler.step(hamiltonian, stepSize: stepSize, using: &generator).statistics.leapfrogCount
        #expect(count >= 1 && count <= (stepSize > 1 ? 1 : 39))
      }
    }
  }

  @Test func `a divergent trajectory is rejected and reported`() throws {
    let hamiltonian = try Hamiltonian(Targets.exponential(1))
    hamiltonian.start(at: [0.2])
    var generator = Philox4x64(seed: 5)
    var count = 0
    for _ in 0..<200 {
      let before = hamiltonian.position
      let transition = HMC(integrationTime: 3).step(hamiltonian, stepSize: 0.5, using: &generator)
      guard let step = transition.divergentStep else { continue }
      count += 1
      #expect(step.reason == .outsideSupport)
      #expect(step.start[0] >= 0 && step.end[0] < 0)
      #expect(hamiltonian.position == before)
      #expect(transition.statistics.acceptance == 0)
      #expect(transition.statistics.energyError == 0)
    }
    #expect(count > 20)
  }
}
