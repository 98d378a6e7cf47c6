// The No-U-Turn sampler against its plain form, and the sanity of what it reports.

import ApusInference
import ApusRandom
import ApusTestSupport
import Testing

@Suite struct NUTSTests {
  static let cases: [(name: String, density: ClosureLogDensity, metric: [Double], stepSize: Double, maxDepth: Int)] = [
    ("normal of 1", Targets.standardNormal(1), [1], 0.4, 10),
    ("normal of 7", Targets.normal([1, 2, 0.5, 3, 1, 1, 0.1]), [1, 4, 0.25, 9, 1, 1, 0.01], 0.5, 10),
    ("normal of 30 in a bad metric", Targets.standardNormal(30), (1...30).map { 1 / Double($0) }, 0.3, 10),
    ("correlated normal", Targets.correlatedNormal(0.95), [1, 1], 0.15, 10),
    ("correlated normal, shallow", Targets.correlatedNormal(0.99), [1, 1], 0.05, 4),
    ("funnel", Targets.funnel(5), [2, 1, 1, 1, 1], 1.1, 8),
    ("half-space", Targets.exponential(3), [1, 1, 1], 0.5, 10),
    ("hole", Targets.normalWithHole(4, above: 1.5, value: .nan, gradient: 0), [1, 1, 1, 1], 0.6, 10),
  ]

  @Test(arguments: cases.indices)
  func `the fast sampler makes the transitions of the plain one`(index: Int) throws {
    let item = Self.cases[index]
    let sampler = NUTS(maxTreeDepth: item.maxDepth)
    let hamiltonian = try Hamiltonian(item.density)
    hamiltonian.inverseMetric = item.metric
    hamiltonian.start(at: [Double](repeating: 0.25, count: item.density.dimension))
    var generator = Philox4x64(seed: 31, stream: UInt64(index))
    var plain = PlainNUTS(
      item.density, metric: item.metric, stepSize: item.stepSize, maxDepth: item.maxDepth, generator: generator)
    var (divergences, depths) = (0, Set<Int>())
    for draw in 0..<400 {
      let expected = plain.transition(from: hamiltonian.position)
      let statistics = sampler.step(hamiltonian, stepSize: item.stepSize, using: &generator).statistics
      #expect(statistics.treeDepth == expected.depth, "\(item.name), draw \(draw)")
      #expect(statistics.leapfrogCount == expected.leapfrogCount)
      #expect(statistics.isDivergent == expected.divergent)
      #expect((statistics.acceptance - expected.acceptance).magnitude < 1e-9)
      for (a, b) in try paired(hamiltonian.position, expected.position) {
        #expect((a - b).magnitude < 1e-9 * max(1, b.magnitude))
      }
      #expect(generator == plain.generator)
      divergences += expected.divergent ? 1 : 0
      depths.insert(expected.depth)
    }
    // The cases do show what they are there for.
    if ["funnel", "half-space", "hole"].contains(item.name) { #expect(divergences > 5) }
    if item.name.contains("correlated") { #expect(depths.count > 2) }
  }

  @Test func `statistics agree with the state`() throws {
    let density = Targets.correlatedNormal(0.5)
    let hamiltonian = try Hamiltonian(density)
    hamiltonian.start(at: [0.1, -0.2])
    var generator = Philox4x64(seed: 1)
    let sampler = NUTS()
    var leapfrogs = 1
    var energies: [Double] = []
    for _ in 0..<300 {
      let before = hamiltonian.logDensity
      let statistics = sampler.step(hamiltonian, stepSize: 0.6, using: &generator).statistics
      leapfrogs += statistics.leapfrogCount
      #expect(hamiltonian.gradientCount == leapfrogs)
      #expect(statistics.logDensity == hamiltonian.logDensity)
      let again = try Hamiltonian(density)
      again.start(at: hamiltonian.position)
      #expect(again.logDensity == hamiltonian.logDensity)
      #expect(again.gradient == hamiltonian.gradient)
      #expect(statistics.energy >= -statistics.logDensity)
      #expect(statistics.energy - statistics.energyError >= -before)
      #expect(statistics.acceptance > 0 && statistics.acceptance <= 1)
      #expect(statistics.stepSize == 0.6)
      #expect(statistics.leapfrogCount >= (1 << statistics.treeDepth) - 1)
      #expect(statistics.leapfrogCount < 1 << (statistics.treeDepth + 1))
      #expect(!statistics.isDivergent && !statistics.reachedMaxDepth)
      energies.append(statistics.energy)
    }
    // The E-BFMI of a normal is near 1.
    let mean = energies.reduce(0, +) / 300
    let variance = energies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let jumps = zip(energies, energies.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
    #expect(jumps / variance > 0.5)
  }

  @Test func `the greatest depth is reported, and bounds the leapfrog steps`() throws {
    let hamiltonian = try Hamiltonian(Targets.standardNormal(2))
    hamiltonian.start(at: [0.5, 0.5])
    var generator = Philox4x64(seed: 2)
    for _ in 0..<50 {
      let statistics = NUTS(maxTreeDepth: 3).step(hamiltonian, stepSize: 1e-3, using: &generator).statistics
      #expect(statistics.reachedMaxDepth)
      #expect(statistics.treeDepth == 3)
      #expect(statistics.leapfrogCount == 7)
    }
  }

  @Test func `a divergence says why and where`() throws {
    let holes: [(Double, Double, DivergenceReason)] = [
      (-.infinity, 0, .outsideSupport), (.nan, 0, .notANumber), (0, .nan, .notANumber), (0, -.infinity, .notANumber),
      (.infinity, 0, .notANumber),
    ]
    for (value, gradient, reason) in holes {
      let hamiltonian = try Hamiltonian(Targets.normalWithHole(2, above: 1, value: value, gradient: gradient))
      hamiltonian.start(at: [0.5, 0.5])
      var generator = Philox4x64(seed: 4)
      var count = 0
      for _ in 0..<200 {
        let transition = NUTS().step(hamiltonian, stepSize: 0.7, using: &generator)
        #expect(transition.statistics.divergence == transition.divergentStep?.reason)
        #expect(hamiltonian.position[0] <= 1)
        guard let step = transition.divergentStep else { continue }
        count += 1
        #expect(step.reason == reason)
        #expect(step.start[0] <= 1 && step.end[0] > 1)
        #expect((step.end[0] - step.start[0]).magnitude < 4)
      }
      #expect(count > 10)
    }
    let stiff = try Hamiltonian(Targets.standardNormal(1))
    stiff.start(at: [1])
    var generator = Philox4x64(seed: 4)
    let transition = NUTS().step(stiff, stepSize: 1000, using: &generator)
    #expect(transition.divergentStep?.reason == .energyError)
    #expect((transition.divergentStep?.energyError ?? 0) > 1000)
    #expect(transition.divergentStep?.start == [1])
    #expect(stiff.position == [1])
  }
}
