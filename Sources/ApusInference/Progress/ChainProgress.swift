// How far a chain is: what a progress handler is given.

/// Called with the progress of all chains; returning false stops the run.
public typealias ProgressHandler = ([ChainProgress]) -> Bool

/// How far a chain is.
public struct ChainProgress: Sendable, Hashable {
  /// What a chain is doing.
  public enum Phase: String, Sendable, Hashable {
    /// The chain has not begun: more chains than threads.
    case waiting
    /// Iterations that are not kept.
    case warmup
    /// Draws that are kept.
    case sampling
    /// The chain has ended, by itself or because it was stopped.
    case finished
  }

  /// The number of the chain.
  public var chain: Int
  /// What it is doing.
  public var phase: Phase
  /// How many iterations it has made, those of the warm-up included.
  public var iteration: Int
  /// How many iterations it is to make.
  public var iterationCount: Int
  /// How many draws diverged, those of the warm-up left out.
  public var divergenceCount: Int
  /// The step size.
  public var stepSize: Double
  /// How many gradients it has computed.
  public var gradientCount: Int
  /// The time since it began.
  public var elapsed: Duration

  /// A chain's progress.
  public init(
    chain: Int, phase: Phase, iteration: Int, iterationCount: Int, divergenceCount: Int = 0, stepSize: Double = .nan,
    gradientCount: Int = 0, elapsed: Duration = .zero
  ) {
    self.chain = chain
    self.phase = phase
    self.iteration = iteration
    self.iterationCount = iterationCount
    self.divergenceCount = divergenceCount
    self.stepSize = stepSize
    self.gradientCount = gradientCount
    self.elapsed = elapsed
  }

  /// Iterations a second since the chain began; 0 before the first.
  public var speed: Double {
    let seconds = elapsed / .seconds(1)
    return seconds > 0 ? Double(iteration) / seconds : 0
  }

  /// The time that is left at the same speed; nil where there is none yet.
  public var remaining: Duration? {
    guard iteration > 0, phase != .finished else { return phase == .finished ? .zero : nil }
    return elapsed / iteration * (iterationCount - iteration)
  }
}
