// A kernel with its adaptation as a sampler of chains.

public import ApusRandom

/// A kernel with what tunes it in the warm-up.
public struct KernelSampler<Tuner: Adaptation>: ChainSampler {
  /// The kernel that chains begin with.
  public let kernel: Tuner.Tuned
  /// What tunes it, at the beginning.
  public let adaptation: Tuner

  /// A kernel that an adaptation tunes.
  public init(_ kernel: Tuner.Tuned, adaptation: Tuner) {
    self.kernel = kernel
    self.adaptation = adaptation
  }

  public var traits: SamplerTraits { Tuner.Tuned.traits }

  public func validate(dimension: Int) throws(SamplingError) { try kernel.validate() }

  public func makeWalker(
    _ setup: ChainSetup, using generator: inout Philox4x64
  ) throws(SamplingError) -> any ChainWalker {
    try KernelWalker(kernel, adaptation, setup, using: &generator)
  }
}

extension ChainSampler {
  /// Your own kernel, without adaptation.
  public static func kernel<K: Kernel>(_ kernel: K) -> Self where Self == KernelSampler<NoAdaptation<K>> {
    KernelSampler(kernel, adaptation: NoAdaptation())
  }

  /// A kernel of one's own that an adaptation tunes in the warm-up.
  public static func kernel<A: Adaptation>(_ kernel: A.Tuned, adaptation: A) -> Self where Self == KernelSampler<A> {
    KernelSampler(kernel, adaptation: adaptation)
  }
}

final class KernelWalker<Tuner: Adaptation>: ChainWalker {
  /// What is stored besides position and generator.
  private struct Stored: Codable {
    let kernel: Tuner.Tuned
    let state: Tuner.Tuned.State
    let adaptation: Tuner?
  }

  private let target: TargetEvaluation
  private var kernel: Tuner.Tuned
  private var state: Tuner.Tuned.State
  private var adaptation: Tuner?
  private let squaredSizes: (Tuner.Tuned) -> [Double]
  private let position: UnsafeMutableBufferPointer<Double>
  private var stepSize = Double.nan

  /// - Parameter squaredSizes: those that a kernel has learnt of the coordinates.
  init(
    _ kernel: Tuner.Tuned, _ adaptation: Tuner, _ setup: ChainSetup,
    squaredSizes: @escaping (Tuner.Tuned) -> [Double] = { _ in [] }, using generator: inout Philox4x64
  ) throws(SamplingError) {
    let traits = Tuner.Tuned.traits
    let target = try TargetEvaluation(setup.target, for: traits)
    var place: [Double] = []
    try setup.place(using: &generator) { position in
      place = position
      return position.withUnsafeBufferPointer { position in
        guard traits.usesGradient else { return StartAttempt(logDensity: target.uncheckedValue(at: position)) }
        let value = target.uncheckedValueAndGradient(at: position, gradient: target.scratch[0])
        return StartAttempt(logDensity: value, gradient: Array(target.scratch[0]))
      }
    }
    self.target = target
    self.squaredSizes = squaredSizes
    if let snapshot = setup.snapshot {
      let stored = try setup.state(of: snapshot, as: Stored.self, sampler: traits.name)
      guard stored.state.position.count == target.dimension else {
        throw .wrongDimension(
          of: "the state of chain \(snapshot.chain)", expected: target.dimension, given: stored.state.position.count)
      }
      guard stored.state.position == snapshot.position else {
        throw .foreignSnapshot(chain: snapshot.chain, reason: "it is damaged: it has two positions")
      }
      try setup.require(stored.kernel, like: kernel)
      try setup.require(stored.state, like: nil)
      if let stored = stored.adaptation { try setup.require(stored, like: adaptation) }
      (self.kernel, state, self.adaptation) = (stored.kernel, stored.state, stored.adaptation)
    } else {
      self.kernel = kernel
      self.adaptation = setup.warmupCount > 0 ? adaptation : nil
      state = kernel.start(at: place, on: target)
    }
    position = .allocate(capacity: target.dimension)
    _ = position.initialize(from: state.position)
  }

  deinit { position.deallocate() }

  var positionBuffer: UnsafeBufferPointer<Double> { UnsafeBufferPointer(position) }
  var reading: WalkerReading { WalkerReading(stepSize: stepSize, evaluationCount: target.count) }
  var inverseMetric: [Double] { squaredSizes(kernel) }

  func advance(_ phase: ChainPhase, using generator: inout Philox4x64) -> Transition {
    let statistics = kernel.step(&state, on: target, using: &generator)
    _ = position.update(from: state.position)
    stepSize = statistics.stepSize
    if phase != .sampling {
      adaptation?.update(&kernel, after: state, statistics, isLast: phase == .endOfWarmup)
      if phase == .endOfWarmup { adaptation = nil }
    }
    return Transition(statistics: statistics)
  }

  func stored() throws -> StoredState { try StoredState(Stored(kernel: kernel, state: state, adaptation: adaptation)) }
}
