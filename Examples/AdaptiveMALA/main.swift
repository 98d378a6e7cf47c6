// The user has a kernel: a start, a step, a state that can be stored, and what tunes it. It is MALA with a scale per coordinate.

import ApusExtension
import ApusTesting

struct AdaptiveMALA: Kernel {
  struct State: KernelState {
    var position: [Double]
    var logDensity: Double
    var gradient: [Double]
  }
  var scales = [1.0, 1]

  func start(at position: [Double], on target: TargetEvaluation) -> State {
    var state = State(position: position, logDensity: 0, gradient: [])
    state.logDensity = target.valueAndGradient(at: position, into: &state.gradient)
    return state
  }

  private func logProposal(_ end: [Double], from state: State) -> Double {
    end.indices.reduce(0.0) { sum, i in
      let noise = (end[i] - state.position[i]) / scales[i] - 0.5 * scales[i] * state.gradient[i]
      return sum - 0.5 * noise * noise
    }
  }

  func step(
    _ state: inout State, on target: TargetEvaluation, using generator: inout Philox4x64
  ) -> TransitionStatistics {
    let proposal = state.position.indices.map { i in
      state.position[i] + scales[i] * (0.5 * scales[i] * state.gradient[i] + generator.standardNormal())
    }
    let next = start(at: proposal, on: target)
    let ratio = next.logDensity - state.logDensity
    let asymmetry = logProposal(state.position, from: next) - logProposal(proposal, from: state)
    let isAccepted = ratio + asymmetry > -generator.standardExponential()
    if isAccepted { state = next }
    return TransitionStatistics(logDensity: state.logDensity, acceptance: isAccepted ? 1 : 0)
  }
}

/// Longer steps after an accepted one, shorter ones after a rejected one, so that 57.4 % are accepted.
struct AcceptanceTuning: Adaptation {
  var count = 0.0
  mutating func update(
    _ kernel: inout AdaptiveMALA, after state: AdaptiveMALA.State, _ statistics: TransitionStatistics, isLast: Bool
  ) {
    count += 1
    kernel.scales = kernel.scales.map { $0 * (1 + (statistics.acceptance - 0.574) / count.squareRoot()) }
  }
}

let model = try Model { m in
  let mu = m.parameter("mu", Normal(0, 10))
  let sigma = m.parameter("sigma", HalfNormal(5))
  m.observe("y", Normal(mu, sigma), [4.1, 5.3, 3.8, 6.0, 4.9, 5.5, 4.4, 5.1])
}
print(try checkLaws(of: AdaptiveMALA(), adaptation: AcceptanceTuning()))
let sampler = KernelSampler(AdaptiveMALA(), adaptation: AcceptanceTuning())
print(try model.sample(using: sampler, draws: 5000, seed: 1).summary())
