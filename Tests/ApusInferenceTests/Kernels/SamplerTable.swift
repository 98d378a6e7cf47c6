// Every sampler of chains: a row here is held to the laws of SamplerLawTests and to resuming.

import ApusInference
import ApusRandom

enum SamplerTable {
  /// One sampler, with settings that are fixed and with those that the warm-up tunes.
  struct Row: Sendable {
    let name: String
    /// A sampler of fixed settings, good enough for a scale near 1, but not for comfort.
    let fixed: @Sendable (_ dimension: Int) -> any ChainSampler
    /// The same sampler as users have it.
    let adaptive: any ChainSampler
    /// Draws that are enough for a normal's moments.
    let drawCount: Int
  }

  private static func fixedWarmup(_ stepSize: Double, _ metric: [Double]) -> WarmupSettings {
    WarmupSettings(
      initialStepSize: stepSize, initialInverseMetric: metric, adaptsStepSize: false, adaptsMetric: false)
  }

  static let rows: [Row] = [
    Row(
      name: "NUTS",
      fixed: {
        NUTS(initialStepSize: 0.9, initialInverseMetric: metric($0), adaptsStepSize: false, adaptsMetric: false)
      },
      adaptive: NUTS(), drawCount: 4000),
    Row(
      name: "HMC", fixed: { HMC(warmup: fixedWarmup(0.9, metric($0))) }, adaptive: HMC(), drawCount: 6000),
    Row(
      name: "NUTS with a dense metric",
      fixed: {
        NUTS(
          initialStepSize: 0.9, adaptsStepSize: false, adaptsMetric: false, metric: .dense,
          initialCovariance: covariance($0))
      },
      adaptive: NUTS(metric: .dense), drawCount: 4000),
    Row(
      name: "HMC with a dense metric",
      fixed: {
        HMC(
          warmup: WarmupSettings(
            initialStepSize: 0.9, adaptsStepSize: false, adaptsMetric: false, metric: .dense,
            initialCovariance: covariance($0)))
      },
      adaptive: HMC(warmup: WarmupSettings(metric: .dense)), drawCount: 6000),
    Row(
      name: "MALA", fixed: { MALA(warmup: fixedWarmup(1.2, metric($0))) }, adaptive: MALA(), drawCount: 20_000),
    Row(
      name: "random walk", fixed: { _ in RandomWalk(initialScale: 1.5, adapts: false) }, adaptive: RandomWalk(),
      drawCount: 60_000),
    Row(
      name: "slice", fixed: { Slice(initialWidths: metric($0), adaptsWidths: false) }, adaptive: Slice(),
      drawCount: 10_000),
    Row(
      name: "slice that hardly steps out",
      fixed: { Slice(initialWidths: metric($0), adaptsWidths: false, maxExpansionCount: 2) },
      adaptive: Slice(initialWidths: nil, maxExpansionCount: 2), drawCount: 20_000),
    Row(
      name: "a kernel of one's own", fixed: { _ in KernelSampler(OwnWalk(), adaptation: NoAdaptation()) },
      adaptive: KernelSampler(OwnWalk(), adaptation: OwnTuning()), drawCount: 60_000),
  ]

  /// Squared sizes that are not quite those of the targets.
  private static func metric(_ dimension: Int) -> [Double] { (0..<dimension).map { 1 + 0.5 * Double($0) } }

  /// Covariances that are not those of the targets: correlations of ⅓ of their neighbours.
  private static func covariance(_ dimension: Int) -> [Double] {
    let variances = metric(dimension)
    return (0..<dimension).flatMap { row in
      (0..<dimension).map { column in
        let share = row == column ? 1 : (row - column).magnitude == 1 ? 1.0 / 3 : 0
        return share * (variances[row] * variances[column]).squareRoot()
      }
    }
  }

  static func named(_ name: String) -> Row? { rows.first { $0.name == name } }
}

/// A kernel as a user would write it: Metropolis with a uniform proposal.
struct OwnWalk: Kernel {
  struct State: KernelState {
    var position: [Double]
    var logDensity: Double
  }

  static var traits: SamplerTraits {
    SamplerTraits(name: "OwnWalk", usesGradient: false, statisticNames: ["accepted"])
  }

  var width = 1.5

  func start(at position: [Double], on target: TargetEvaluation) -> State {
    State(position: position, logDensity: target.value(at: position))
  }

  func step(
    _ state: inout State, on target: TargetEvaluation, using generator: inout Philox4x64
  ) -> TransitionStatistics {
    let proposal = state.position.map { $0 + width * (2 * generator.uniform() - 1) }
    let value = target.value(at: proposal)
    let isAccepted = -generator.standardExponential() < value - state.logDensity
    let ratio = value - state.logDensity
    if isAccepted { state = State(position: proposal, logDensity: value) }
    return TransitionStatistics(
      logDensity: state.logDensity, acceptance: ratio.isNaN ? 0 : min(1, ratio >= 0 ? 1 : 1 + ratio / 2),
      own: SIMD8(isAccepted ? 1 : 0, 0, 0, 0, 0, 0, 0, 0))
  }
}

/// Widens or narrows the walk after each step of the warm-up.
struct OwnTuning: Adaptation {
  mutating func update(
    _ kernel: inout OwnWalk, after state: OwnWalk.State, _ statistics: TransitionStatistics, isLast: Bool
  ) {
    kernel.width *= statistics.own[0] == 1 ? 1.05 : 0.975
  }
}
