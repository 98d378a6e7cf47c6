// What a chain begins with: a start that is searched, or a snapshot.

public import ApusRandom

/// What a walker is made from.
public struct ChainSetup: Sendable {
  /// The target.
  public let target: any Target
  /// The number of the chain.
  public let chain: Int
  /// The iterations in which it may learn.
  public let warmupCount: Int
  /// Where it goes on; nil at the start.
  public let snapshot: ChainSnapshot?
  private let start: Start

  init(_ target: any Target, chain: Int, plan: SamplingPlan, snapshot: ChainSnapshot? = nil) {
    self.target = target
    self.chain = chain
    warmupCount = plan.warmupCount
    self.snapshot = snapshot
    start = plan.start
  }

  /// Finds a position where the chain can begin: the snapshot's, or a start.
  ///
  /// - Parameter attempt: goes to a position, and says what is there.
  /// - Throws: ``SamplingError/badStart(_:)`` where no start is usable.
  public func place(using generator: inout Philox4x64, _ attempt: ([Double]) -> StartAttempt) throws(SamplingError) {
    var last = (position: [Double](), attempt: StartAttempt(logDensity: .nan))
    func isUsable(_ position: [Double]) -> Bool {
      last = (position, attempt(position))
      return last.attempt.isUsable
    }
    let attemptCount: Int
    if let position = snapshot?.position ?? start.position(of: chain) {
      if isUsable(position) { return }
      attemptCount = 1
    } else {
      let jitter = start.jitter
      for _ in 0..<jitter.attempts {
        let position = (0..<target.dimension).map { index in
          (jitter.center?[index] ?? 0) + jitter.width * (jitter.scales?[index] ?? 1) * (2 * generator.openUniform() - 1)
        }
        if isUsable(position) { return }
      }
      attemptCount = jitter.attempts
    }
    throw .badStart(
      BadStart(
        chain: chain, attemptCount: attemptCount, position: last.position, logDensity: last.attempt.logDensity,
        gradient: last.attempt.gradient, diagnosis: last.position.withUnsafeBufferPointer(target.diagnose)))
  }

  /// The state that a walker stored.
  ///
  /// - Throws: ``SamplingError/foreignSnapshot(chain:reason:)`` where it is that of another sampler.
  public func state<State: Decodable>(
    of snapshot: ChainSnapshot, as type: State.Type, sampler: String
  ) throws(SamplingError) -> State {
    do { return try snapshot.state.decoded(as: type) } catch {
      throw .foreignSnapshot(chain: snapshot.chain, reason: "it is not one of \(sampler): \(error)")
    }
  }
}

/// What is at a position where a chain might begin.
public struct StartAttempt: Sendable {
  /// The log density.
  public let logDensity: Double
  /// The gradient; empty where the sampler uses none.
  public let gradient: [Double]

  /// What an attempt found.
  public init(logDensity: Double, gradient: [Double] = []) {
    self.logDensity = logDensity
    self.gradient = gradient
  }

  /// Whether all is finite.
  public var isUsable: Bool { logDensity.isFinite && gradient.allSatisfy(\.isFinite) }
}
