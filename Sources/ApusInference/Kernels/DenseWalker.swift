// The chains of Hamiltonian kernels with a dense metric: the kernel steps in coordinates in which the metric is the identity.

internal import ApusRandom

final class DenseWalker: ChainWalker {
  /// What is stored besides position and generator: x = c + L z.
  private struct Stored: Codable {
    let stepSize: Double
    /// z.
    let coordinates: [Double]
    /// c.
    let origin: [Double]
    /// L, row by row.
    let factor: [Double]
    let adaptation: DenseAdaptation?
  }

  private let kernel: any HamiltonianKernel
  private let evaluator: WhitenedEvaluator
  private let hamiltonian: Hamiltonian
  private let chain: Int
  /// x.
  private let position: UnsafeMutableBufferPointer<Double>
  private var stepSize: Double
  private var adaptation: DenseAdaptation?

  init(_ kernel: any HamiltonianKernel, _ setup: ChainSetup, using generator: inout Philox4x64) throws(SamplingError) {
    guard let density = setup.target as? any LogDensity else {
      throw .missingCapability(.gradient, sampler: kernel.traits.name)
    }
    let (dimension, warmup) = (density.dimension, kernel.warmup)
    let stored: Stored? =
      if let snapshot = setup.snapshot { try Self.stored(in: snapshot, setup, kernel, dimension) } else { nil }
    let evaluator = try WhitenedEvaluator(density, factor: Self.factor(stored, warmup, dimension))
    let hamiltonian = Hamiltonian(dimension: dimension, evaluator)
    let origin = [Double](repeating: 0, count: dimension)
    if let stored {
      evaluator.moveOrigin(to: stored.origin)
      try Self.requirePosition(of: stored, evaluator, setup)
    }
    try setup.place(using: &generator) { position in
      if stored == nil { evaluator.moveOrigin(to: position) }
      hamiltonian.start(at: stored?.coordinates ?? origin)
      return StartAttempt(logDensity: hamiltonian.logDensity, gradient: evaluator.lastGradient)
    }
    if let stored {
      (stepSize, adaptation) = (stored.stepSize, stored.adaptation)
    } else {
      stepSize =
        if let given = warmup.initialStepSize { given } else {
          try Self.stepSize(hamiltonian, evaluator, from: 1, chain: setup.chain, using: &generator)
        }
      adaptation =
        setup.warmupCount > 0
        ? DenseAdaptation(
          iterationCount: setup.warmupCount, dimension: dimension, settings: warmup, stepSize: stepSize) : nil
    }
    self.kernel = kernel
    self.evaluator = evaluator
    self.hamiltonian = hamiltonian
    chain = setup.chain
    position = .allocate(capacity: dimension)
    position.initialize(repeating: 0)
    evaluator.writePosition(hamiltonian.positionBuffer, to: position)
  }

  deinit { position.deallocate() }

  var positionBuffer: UnsafeBufferPointer<Double> { UnsafeBufferPointer(position) }
  var reading: WalkerReading { WalkerReading(stepSize: stepSize, evaluationCount: hamiltonian.gradientCount) }
  var inverseMetric: [Double] { evaluator.variances }

  func advance(_ phase: ChainPhase, using generator: inout Philox4x64) throws(SamplingError) -> Transition {
    let transition = kernel.step(hamiltonian, stepSize: stepSize, using: &generator)
    evaluator.writePosition(hamiltonian.positionBuffer, to: position)
    let divergentStep = transition.divergentStep.map { step in
      DivergentStep(
        reason: step.reason, energyError: step.energyError, start: evaluator.position(step.start),
        end: evaluator.position(step.end))
    }
    if phase != .sampling {
      try learn(from: transition.statistics.acceptance, isLast: phase == .endOfWarmup, using: &generator)
    }
    return Transition(statistics: transition.statistics, divergentStep: divergentStep)
  }

  private func learn(from acceptance: Double, isLast: Bool, using generator: inout Philox4x64) throws(SamplingError) {
    guard var adaptation else { return }
    self.adaptation = nil  // so that it is changed in place
    let change = adaptation.update(
      position: hamiltonian.positionBuffer, gradient: hamiltonian.gradientBuffer, acceptance: acceptance)
    if let change {
      evaluator.multiplyFactor(by: LowerTriangle(dimension: position.count, elements: change))
      evaluator.moveOrigin(to: position)
      hamiltonian.start(at: [Double](repeating: 0, count: position.count))
      evaluator.writePosition(hamiltonian.positionBuffer, to: position)
      if kernel.warmup.adaptsStepSize {
        adaptation.restart(
          stepSize: try Self.stepSize(
            hamiltonian, evaluator, from: adaptation.stepSize, chain: chain, using: &generator))
      }
    }
    stepSize = isLast ? adaptation.finalStepSize : adaptation.stepSize
    self.adaptation = isLast ? nil : adaptation
  }

  func stored() throws -> StoredState {
    try StoredState(
      Stored(
        stepSize: stepSize, coordinates: hamiltonian.position, origin: evaluator.origin,
        factor: evaluator.factor.elements, adaptation: adaptation))
  }
}

extension DenseWalker {
  /// L where a chain begins or goes on.
  private static func factor(
    _ stored: Stored?, _ warmup: WarmupSettings, _ dimension: Int
  ) throws(SamplingError) -> LowerTriangle {
    if let stored { return LowerTriangle(dimension: dimension, elements: stored.factor) }
    if let covariance = warmup.initialCovariance {
      return try CovarianceSetting.factor(covariance, dimension: dimension)
    }
    let variances = warmup.initialInverseMetric ?? [Double](repeating: 1, count: dimension)
    return LowerTriangle(diagonal: variances.map { $0.squareRoot() })
  }

  /// What a snapshot has, if it is whole.
  private static func stored(
    in snapshot: ChainSnapshot, _ setup: ChainSetup, _ kernel: any HamiltonianKernel, _ dimension: Int
  ) throws(SamplingError) -> Stored {
    let stored = try setup.state(of: snapshot, as: Stored.self, sampler: "\(kernel.traits.name) with a dense metric")
    guard stored.stepSize > 0, stored.factor.areFactor(dimension), stored.origin.isWhole(dimension),
      stored.coordinates.isWhole(dimension)
    else {
      throw .foreignSnapshot(
        chain: snapshot.chain,
        reason:
          "its step size is not positive, or its metric or its coordinates are not finite or not of dimension \(dimension)"
      )
    }
    if let adaptation = stored.adaptation {
      try setup.require(
        adaptation,
        like: DenseAdaptation(
          iterationCount: setup.warmupCount, dimension: dimension, settings: kernel.warmup, stepSize: stored.stepSize))
    }
    return stored
  }

  private static func requirePosition(
    of stored: Stored, _ evaluator: WhitenedEvaluator, _ setup: ChainSetup
  ) throws(SamplingError) {
    guard evaluator.position(stored.coordinates) == setup.snapshot?.position else {
      throw .foreignSnapshot(chain: setup.chain, reason: "it is damaged: it has two positions")
    }
  }

  private static func stepSize(
    _ hamiltonian: Hamiltonian, _ evaluator: WhitenedEvaluator, from initial: Double, chain: Int,
    using generator: inout Philox4x64
  ) throws(SamplingError) -> Double {
    do throws(SamplingError) {
      return try StepSizeSearch.stepSize(hamiltonian, from: initial, chain: chain, using: &generator)
    } catch {
      guard case .vanishingStepSize(let chain, let coordinates) = error else { throw error }
      throw .vanishingStepSize(chain: chain, position: evaluator.position(coordinates))
    }
  }
}

extension [Double] {
  /// Whether they are the lower triangle of a factor, by rows: finite, with a positive diagonal.
  fileprivate func areFactor(_ dimension: Int) -> Bool {
    count == LowerTriangle.count(dimension) && allSatisfy(\.isFinite)
      && (0..<dimension).allSatisfy { self[LowerTriangle.count($0 + 1) - 1] > 0 }
  }
}
