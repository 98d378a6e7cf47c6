// The Metropolis-adjusted Langevin algorithm.

public import ApusRandom

/// The Metropolis-adjusted Langevin algorithm: a step along the gradient with noise, then a Metropolis test.
///
/// A step costs one gradient. The proposal is x + ½ ε² S g + ε S^½ z with the diagonal S of ``warmup``'s metric.
///
/// Reference: Roberts, Tweedie (1996), Exponential convergence of Langevin distributions and their discrete approximations; the
/// acceptance of 0.574 is that of Roberts, Rosenthal (1998), Optimal scaling of discrete approximations to Langevin diffusions.
public struct MALA: WarmedUp, Hashable, Codable {
  /// How the step size and the sizes of the coordinates are found.
  public var warmup: WarmupSettings

  /// - Parameters:
  ///   - targetAcceptance: the mean acceptance probability that the step size is adapted to, in (0, 1).
  ///   - warmup: how the step size and the sizes of the coordinates are found; its acceptance is that of `targetAcceptance`.
  public init(targetAcceptance: Double = 0.574, warmup: WarmupSettings = WarmupSettings()) {
    self.warmup = warmup
    self.warmup.targetAcceptance = targetAcceptance
  }

  public var traits: SamplerTraits { Langevin.traits }

  public func validate(dimension: Int) throws(SamplingError) {
    try require(
      warmup.metric == .diagonal, "metric", warmup.metric.rawValue, "MALA has a diagonal one alone: take .nuts or .hmc")
    try warmup.validate(dimension: dimension)
  }

  public func makeWalker(
    _ setup: ChainSetup, using generator: inout Philox4x64
  ) throws(SamplingError) -> any ChainWalker {
    let dimension = setup.target.dimension
    let kernel = Langevin(
      stepSize: warmup.initialStepSize ?? 1,
      variances: warmup.initialInverseMetric ?? [Double](repeating: 1, count: dimension))
    let adaptation = LangevinAdaptation(
      WindowedAdaptation(
        iterationCount: setup.warmupCount, dimension: dimension, settings: warmup, stepSize: kernel.stepSize))
    return try KernelWalker(kernel, adaptation, setup, squaredSizes: \.variances, using: &generator)
  }
}

/// The kernel of ``MALA``.
struct Langevin: Kernel {
  static var traits: SamplerTraits { SamplerTraits(name: "MALA", usesGradient: true) }

  struct State: KernelState {
    var position: [Double]
    var logDensity: Double
    var gradient: [Double]
  }

  var stepSize: Double
  /// The diagonal of S.
  var variances: [Double]

  func start(at position: [Double], on target: TargetEvaluation) -> State {
    var gradient: [Double] = []
    let value = target.valueAndGradient(at: position, into: &gradient)
    return State(position: position, logDensity: value, gradient: gradient)
  }

  func step(
    _ state: inout State, on target: TargetEvaluation, using generator: inout Philox4x64
  ) -> TransitionStatistics {
    let (proposal, gradient, noise) = (target.scratch[0], target.scratch[1], target.scratch[2])
    generator.fillStandardNormal(noise)
    let drift = 0.5 * stepSize * stepSize
    for index in proposal.indices {
      let variance = variances[index]
      proposal[index] =
        state.position[index] + drift * variance * state.gradient[index]
        + stepSize * variance.squareRoot() * noise[index]
    }
    let value = target.valueAndGradient(at: UnsafeBufferPointer(proposal), gradient: gradient)
    var logRatio = value - state.logDensity
    if value > -.infinity {
      // ln q(back) − ln q(there), by the noises that the two moves need.
      for index in proposal.indices {
        let variance = variances[index]
        let back =
          (state.position[index] - proposal[index] - drift * variance * gradient[index])
          / (stepSize * variance.squareRoot())
        logRatio += 0.5 * (noise[index] * noise[index] - back * back)
      }
    }
    let acceptance = logRatio >= 0 ? 1 : logRatio.isNaN ? 0 : Stable.exp(logRatio)
    let isAccepted = generator.uniform() < acceptance
    if isAccepted {
      for index in proposal.indices {
        state.position[index] = proposal[index]
        state.gradient[index] = gradient[index]
      }
      state.logDensity = value
    }
    return TransitionStatistics(logDensity: state.logDensity, acceptance: acceptance, stepSize: stepSize)
  }
}

/// Tunes step size and variances as the warm-up of Hamiltonian kernels does.
struct LangevinAdaptation: Adaptation {
  private(set) var windows: WindowedAdaptation

  init(_ windows: WindowedAdaptation) { self.windows = windows }

  mutating func update(
    _ kernel: inout Langevin, after state: Langevin.State, _ statistics: TransitionStatistics, isLast: Bool
  ) {
    let metric = state.position.withUnsafeBufferPointer { position in
      state.gradient.withUnsafeBufferPointer {
        windows.update(position: position, gradient: $0, acceptance: statistics.acceptance)
      }
    }
    if let metric {
      // The step size is in units of the sizes: one that fits ten coordinates of size 1 is near 10^(−1/6) · 1.6.
      kernel.variances = metric
      windows.restart(stepSize: windows.adaptsStepSize ? 1 : kernel.stepSize)
    }
    kernel.stepSize = isLast ? windows.finalStepSize : windows.stepSize
  }
}

extension ChainSampler where Self == MALA {
  /// The Metropolis-adjusted Langevin algorithm: see ``MALA``.
  public static func mala(targetAcceptance: Double = 0.574) -> MALA { MALA(targetAcceptance: targetAcceptance) }
}
