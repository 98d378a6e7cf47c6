// The chains of Hamiltonian kernels: the Hamiltonian, the step size, and the warm-up that tunes both.

public import ApusRandom

extension HamiltonianKernel {
  public func validate(dimension: Int) throws(SamplingError) {
    try validate()
    try warmup.validate(dimension: dimension)
  }

  public var traits: SamplerTraits { SamplerTraits(name: "\(Self.self)", usesGradient: true, hasEnergies: true) }

  public func makeWalker(
    _ setup: ChainSetup, using generator: inout Philox4x64
  ) throws(SamplingError) -> any ChainWalker {
    warmup.metric == .dense
      ? try DenseWalker(self, setup, using: &generator) : try HamiltonianWalker(self, setup, using: &generator)
  }
}

final class HamiltonianWalker: ChainWalker {
  /// What is stored besides position and generator.
  private struct Stored: Codable {
    let stepSize: Double
    let inverseMetric: [Double]
    let adaptation: WindowedAdaptation?
  }

  private let kernel: any HamiltonianKernel
  private let hamiltonian: Hamiltonian
  private let chain: Int
  private var stepSize: Double
  private var adaptation: WindowedAdaptation?

  init(_ kernel: any HamiltonianKernel, _ setup: ChainSetup, using generator: inout Philox4x64) throws(SamplingError) {
    guard let density = setup.target as? any LogDensity else {
      throw .missingCapability(.gradient, sampler: kernel.traits.name)
    }
    self.kernel = kernel
    chain = setup.chain
    let hamiltonian = try Hamiltonian(density)
    self.hamiltonian = hamiltonian
    func place() throws(SamplingError) {
      try setup.place(using: &generator) { position in
        hamiltonian.start(at: position)
        return StartAttempt(logDensity: hamiltonian.logDensity, gradient: hamiltonian.gradient)
      }
    }
    if let snapshot = setup.snapshot {
      let stored = try setup.state(of: snapshot, as: Stored.self, sampler: kernel.traits.name)
      guard stored.inverseMetric.areSizes(density.dimension), stored.stepSize > 0 else {
        throw .foreignSnapshot(
          chain: chain,
          reason:
            "its step size or its metric is not positive and finite, or the metric not of dimension \(density.dimension)"
        )
      }
      if let adaptation = stored.adaptation {
        try setup.require(
          adaptation,
          like: WindowedAdaptation(
            iterationCount: setup.warmupCount, dimension: density.dimension, settings: kernel.warmup,
            stepSize: stored.stepSize))
      }
      hamiltonian.inverseMetric = stored.inverseMetric
      (stepSize, adaptation) = (stored.stepSize, stored.adaptation)
      try place()
      return
    }
    let warmup = kernel.warmup
    if let metric = warmup.initialInverseMetric { hamiltonian.inverseMetric = metric }
    try place()
    stepSize =
      if let given = warmup.initialStepSize { given } else {
        try StepSizeSearch.stepSize(hamiltonian, from: 1, chain: chain, using: &generator)
      }
    if setup.warmupCount > 0 {
      adaptation = WindowedAdaptation(
        iterationCount: setup.warmupCount, dimension: density.dimension, settings: warmup, stepSize: stepSize)
    }
  }

  var positionBuffer: UnsafeBufferPointer<Double> { hamiltonian.positionBuffer }
  var reading: WalkerReading { WalkerReading(stepSize: stepSize, evaluationCount: hamiltonian.gradientCount) }
  var inverseMetric: [Double] { hamiltonian.inverseMetric }

  func advance(_ phase: ChainPhase, using generator: inout Philox4x64) throws(SamplingError) -> Transition {
    let transition = kernel.step(hamiltonian, stepSize: stepSize, using: &generator)
    if phase != .sampling {
      try learn(from: transition.statistics.acceptance, isLast: phase == .endOfWarmup, using: &generator)
    }
    return transition
  }

  private func learn(from acceptance: Double, isLast: Bool, using generator: inout Philox4x64) throws(SamplingError) {
    guard var adaptation else { return }
    self.adaptation = nil  // so that it is changed in place
    let metric = adaptation.update(
      position: hamiltonian.positionBuffer, gradient: hamiltonian.gradientBuffer, acceptance: acceptance)
    if let metric {
      hamiltonian.inverseMetric = metric
      if kernel.warmup.adaptsStepSize {
        adaptation.restart(
          stepSize: try StepSizeSearch.stepSize(
            hamiltonian, from: adaptation.stepSize, chain: chain, using: &generator))
      }
    }
    stepSize = isLast ? adaptation.finalStepSize : adaptation.stepSize
    self.adaptation = isLast ? nil : adaptation
  }

  func stored() throws -> StoredState {
    try StoredState(Stored(stepSize: stepSize, inverseMetric: hamiltonian.inverseMetric, adaptation: adaptation))
  }
}
