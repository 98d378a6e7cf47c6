// The law of every kernel: a step leaves the density invariant, for any fixed step size and metric.

import ApusInference
import ApusRandom
import ApusTestSupport
import Testing

@Suite struct KernelLawTests {
  static let kernels: [(name: String, kernel: any HamiltonianKernel)] = [
    ("NUTS", NUTS()), ("NUTS of depth 2", NUTS(maxTreeDepth: 2)), ("NUTS of depth 1", NUTS(maxTreeDepth: 1)),
    ("HMC", HMC()), ("long HMC", HMC(integrationTime: 5)), ("HMC of one step", HMC(integrationTime: 1e-9)),
  ]

  /// Exact draws of a density, each moved by a few steps, must still be draws of it: no burn-in, no correlation.
  ///
  /// - Parameters:
  ///   - moments: functions of the position, with their means.
  private func check(
    _ kernel: any HamiltonianKernel, _ density: ClosureLogDensity, metric: [Double], stepSize: Double,
    draw: (inout Philox4x64) -> [Double], moments: [(name: String, function: ([Double]) -> Double, mean: Double)]
  ) throws {
    let hamiltonian = try Hamiltonian(density)
    hamiltonian.inverseMetric = metric
    var generator = Philox4x64(seed: 77)
    var values = moments.map { _ in [Double]() }
    var moved = 0
    for _ in 0..<30_000 {
      let start = draw(&generator)
      hamiltonian.start(at: start)
      for _ in 0..<2 { _ = kernel.step(hamiltonian, stepSize: stepSize, using: &generator) }
      let end = hamiltonian.position
      moved += end == start ? 0 : 1
      for (index, moment) in moments.enumerated() { values[index].append(moment.function(end)) }
    }
    #expect(moved > 3000)
    for (moment, values) in try paired(moments, values) {
      Estimate(independent: values).expect(moment.mean, moment.name)
    }
  }

  @Test(arguments: kernels.indices)
  func `a normal stays a normal, with step sizes that are too large for comfort`(index: Int) throws {
    let (name, kernel) = Self.kernels[index]
    for stepSize in [0.3, 1.4] {
      try check(
        kernel, Targets.normal([1, 2]), metric: [1, 3], stepSize: stepSize,
        draw: { [$0.standardNormal(), 2 * $0.standardNormal()] },
        moments: [
          ("\(name): mean", { $0[0] }, 0), ("\(name): variance", { $0[0] * $0[0] }, 1),
          ("\(name): fourth moment", { $0[0] * $0[0] * $0[0] * $0[0] }, 3),
          ("\(name): other variance", { $0[1] * $0[1] }, 4), ("\(name): product", { $0[0] * $0[1] }, 0),
          ("\(name): centre", { $0[0].magnitude < 0.5 ? 1 : 0 }, 0.38292492254802624),
        ])
    }
  }

  @Test(arguments: kernels.indices)
  func `an exponential stays one, though its support has an edge`(index: Int) throws {
    let (name, kernel) = Self.kernels[index]
    try check(
      kernel, Targets.exponential(2), metric: [1, 1], stepSize: 0.6,
      draw: { [$0.standardExponential(), $0.standardExponential()] },
      moments: [
        ("\(name): mean", { $0[0] }, 1), ("\(name): square", { $0[0] * $0[0] }, 2),
        ("\(name): near the edge", { $0[0] < 0.1 ? 1 : 0 }, 0.09516258196404043),
        ("\(name): product", { $0[0] * $0[1] }, 1),
      ])
  }

  @Test func `the check finds a kernel that is slightly wrong`() throws {
    struct Drifting: HamiltonianKernel {
      var warmup: WarmupSettings { WarmupSettings() }
      func validate() {}
      func step(_ hamiltonian: Hamiltonian, stepSize: Double, using generator: inout Philox4x64) -> Transition {
        let transition = NUTS().step(hamiltonian, stepSize: stepSize, using: &generator)
        hamiltonian.start(at: hamiltonian.position.map { 0.97 * $0 })
        return transition
      }
    }
    let hamiltonian = try Hamiltonian(Targets.standardNormal(1))
    var generator = Philox4x64(seed: 77)
    let squares = (0..<30_000).map { _ in
      hamiltonian.start(at: [generator.standardNormal()])
      for _ in 0..<2 { _ = Drifting().step(hamiltonian, stepSize: 1, using: &generator) }
      return hamiltonian.position[0] * hamiltonian.position[0]
    }
    let estimate = Estimate(independent: squares)
    #expect((estimate.mean - 1).magnitude > 5.5 * estimate.error)
  }

  @Test(arguments: kernels.indices)
  func `a step depends on nothing but its arguments`(index: Int) throws {
    let kernel = Self.kernels[index].kernel
    let density = Targets.funnel(3)
    let (first, second) = (try Hamiltonian(density), try Hamiltonian(density))
    first.start(at: [0.1, 0.2, 0.3])
    var generator = Philox4x64(seed: 3)
    for _ in 0..<50 {
      second.start(at: first.position)
      var copy = generator
      let a = kernel.step(first, stepSize: 0.5, using: &generator)
      let b = kernel.step(second, stepSize: 0.5, using: &copy)
      #expect(a == b || a.divergentStep?.energyError.isNaN == true)
      #expect(first.position == second.position)
      #expect(generator == copy)
    }
  }
}
