// Random-walk Metropolis with a covariance that the warm-up learns.

public import ApusRandom

/// Random-walk Metropolis: a normal proposal around the position, then a Metropolis test. It needs no gradient.
///
/// The proposal's covariance is that of the warm-up's positions, the later ones with more weight, times a scale that is adapted to
/// an acceptance probability; above 200 coordinates its diagonal alone.
///
/// Reference: Haario, Saksman, Tamminen (2001), An adaptive Metropolis algorithm; Andrieu, Thoms (2008), A tutorial on adaptive
/// MCMC, algorithm 4, here adapted in the warm-up only; Roberts, Gelman, Gilks (1997), Weak convergence and optimal scaling of
/// random walk Metropolis algorithms.
public struct RandomWalk: ChainSampler, Hashable, Codable {
  /// The mean acceptance probability that the scale is adapted to, in (0, 1); nil: 0.44 in one dimension, 0.234 in more.
  public var targetAcceptance: Double?
  /// The scale to begin with; nil: 2.38 / √dimension.
  public var initialScale: Double?
  /// The standard deviations of the first proposals, times the scale; nil: those of the prior, or ones.
  public var initialSizes: [Double]?
  /// Whether the warm-up learns scale and covariance.
  public var adapts: Bool

  /// A random walk. The default settings are those of the references.
  public init(
    targetAcceptance: Double? = nil, initialScale: Double? = nil, initialSizes: [Double]? = nil, adapts: Bool = true
  ) {
    self.targetAcceptance = targetAcceptance
    self.initialScale = initialScale
    self.initialSizes = initialSizes
    self.adapts = adapts
  }

  public var traits: SamplerTraits { Walk.traits }

  public func validate(dimension: Int) throws(SamplingError) {
    if let targetAcceptance { try requireShare(targetAcceptance, "targetAcceptance") }
    if let initialScale { try requirePositive(initialScale, "initialScale") }
    try initialSizes?.requireSizes("initialSizes", dimension: dimension)
  }

  public func scaled(by sizes: [Double]) -> RandomWalk {
    var scaled = self
    if initialSizes == nil { scaled.initialSizes = sizes.map { $0 > 0 && $0.isFinite ? $0 : 1 } }
    return scaled
  }

  public func makeWalker(
    _ setup: ChainSetup, using generator: inout Philox4x64
  ) throws(SamplingError) -> any ChainWalker {
    let dimension = setup.target.dimension
    let sizes = initialSizes ?? [Double](repeating: 1, count: dimension)
    let kernel = Walk(scale: initialScale ?? Walk.idealScale(dimension), factor: ProposalFactor(sizes: sizes))
    let adaptation = WalkAdaptation(
      target: targetAcceptance ?? (dimension < 2 ? 0.44 : 0.234), sizes: adapts ? sizes : nil)
    return try KernelWalker(kernel, adaptation, setup, squaredSizes: \.factor.variances, using: &generator)
  }
}

/// The kernel of ``RandomWalk``.
struct Walk: Kernel {
  static var traits: SamplerTraits { SamplerTraits(name: "random-walk Metropolis", usesGradient: false) }

  struct State: KernelState {
    var position: [Double]
    var logDensity: Double
  }

  var scale: Double
  var factor: ProposalFactor

  /// The best scale for a normal target, in units of its standard deviations.
  static func idealScale(_ dimension: Int) -> Double { 2.38 / Double(max(dimension, 1)).squareRoot() }

  func start(at position: [Double], on target: TargetEvaluation) -> State {
    State(position: position, logDensity: target.value(at: position))
  }

  func step(
    _ state: inout State, on target: TargetEvaluation, using generator: inout Philox4x64
  ) -> TransitionStatistics {
    let (proposal, noise) = (target.scratch[0], target.scratch[1])
    generator.fillStandardNormal(noise)
    factor.multiply(UnsafeBufferPointer(noise), into: proposal)
    for index in proposal.indices { proposal[index] = state.position[index] + scale * proposal[index] }
    let value = target.value(at: UnsafeBufferPointer(proposal))
    let logRatio = value - state.logDensity
    let acceptance = logRatio >= 0 ? 1 : Stable.exp(logRatio)
    if generator.uniform() < acceptance {
      for index in proposal.indices { state.position[index] = proposal[index] }
      state.logDensity = value
    }
    return TransitionStatistics(logDensity: state.logDensity, acceptance: acceptance, stepSize: scale)
  }
}

/// Tunes scale and covariance of a random walk.
struct WalkAdaptation: Adaptation {
  private let target: Double
  private var iteration = 0.0
  /// Nil where nothing is learnt.
  private(set) var covariance: CovarianceEstimate?

  /// - Parameter sizes: the standard deviations of the first proposals; nil where nothing is learnt.
  init(target: Double, sizes: [Double]?) {
    self.target = target
    covariance = sizes.map { CovarianceEstimate(sizes: $0) }
  }

  mutating func update(
    _ kernel: inout Walk, after state: Walk.State, _ statistics: TransitionStatistics, isLast: Bool
  ) {
    guard covariance != nil else { return }
    iteration += 1
    // A step of Robbins and Monro, whose square sums are finite while its sums are not.
    let gain = 2 / (iteration * iteration * iteration).squareRoot().squareRoot()
    kernel.scale *= Stable.exp(gain * (statistics.acceptance - target))
    covariance?.add(state.position)
    // The factor costs more than a step where there are many coordinates.
    let isDue = Int(iteration).isMultiple(of: max(10, state.position.count))
    if isDue || isLast, let factor = covariance?.factor { kernel.factor = factor }
  }
}

extension ChainSampler where Self == RandomWalk {
  /// Random-walk Metropolis, which needs no gradient: see ``RandomWalk``.
  public static func randomWalk(targetAcceptance: Double? = nil) -> RandomWalk {
    RandomWalk(targetAcceptance: targetAcceptance)
  }
}
