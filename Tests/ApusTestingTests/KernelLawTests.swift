// The checker of kernels: it passes a right one, and finds each fault that a user may write.

import ApusExtension
import ApusTesting
import Synchronization
import Testing

/// A random walk with one fault.
private struct FaultyWalk: Kernel {
  enum Fault: String, CaseIterable, Codable {
    case none, drift, greedy, asymmetric, ownGenerator, entersHoles, frozen, unstoredState
  }

  struct State: KernelState {
    var position: [Double]
    var logDensity: Double
    var count = 0
    enum CodingKeys: CodingKey { case position, logDensity }
  }

  let fault: Fault
  var width = 1.5

  static var traits: SamplerTraits { SamplerTraits(name: "FaultyWalk", usesGradient: false) }
  private static let hidden = Mutex(Philox4x64(seed: 3))

  func start(at position: [Double], on target: TargetEvaluation) -> State {
    State(position: position, logDensity: target.value(at: position))
  }

  func step(
    _ state: inout State, on target: TargetEvaluation, using generator: inout Philox4x64
  ) -> TransitionStatistics {
    state.count += 1
    var factor = 1.0
    if fault == .unstoredState && state.count > 20 { factor = 2 }
    var proposal = state.position.map { x in
      let z = fault == .ownGenerator ? Self.hidden.withLock { $0.standardNormal() } : generator.standardNormal()
      return x + factor * width * z
    }
    if fault == .asymmetric {
      proposal = state.position.map { $0 * (1 + 0.5 * generator.uniform()) - 0.2 * generator.uniform() }
    }
    if fault == .frozen { proposal = state.position }
    let value = target.value(at: proposal)
    let level = fault == .greedy ? -0.5 * generator.standardExponential() : -generator.standardExponential()
    let ratio = value - state.logDensity
    if ratio > level || fault == .entersHoles && !value.isFinite && generator.uniform() < 0.3 {
      state.position = proposal
      state.logDensity = value
    }
    if fault == .drift {
      state.position = state.position.map { 0.97 * $0 }
      state.logDensity = target.value(at: state.position)
    }
    return TransitionStatistics(logDensity: state.logDensity, acceptance: 1)
  }
}

@Suite struct KernelLawTests {
  @Test(arguments: FaultyWalk.Fault.allCases.map(\.rawValue))
  func `each fault is found`(name: String) throws {
    let fault = try #require(FaultyWalk.Fault(rawValue: name))
    let report = try checkLaws(of: FaultyWalk(fault: fault))
    #expect(report.isLawful == (fault == .none), "\(report)")
    #expect(report.checkCount >= 20)
  }
}
