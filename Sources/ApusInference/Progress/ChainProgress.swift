// How far a chain is: what a progress handler is given.

/// Called with the progress of all chains; returning false stops the run.
///
/// It is called when a phase of the run begins, ten times a second while the chains run, and once at the end, with
/// ``ChainProgress/Phase/done``, also where the run fails.
public typealias ProgressHandler = ([ChainProgress]) -> Bool

/// How far a chain is.
public struct ChainProgress: Sendable, Hashable {
  /// What a chain is doing. Before the first and after the last iteration all chains have the phase of the run.
  public enum Phase: String, Sendable, Hashable {
    /// The model's graph and its gradient are being built.
    case building
    /// Gradient rules are being verified.
    case verifying
    /// The density is being compiled.
    case compiling
    /// The chain has not begun: more chains than threads.
    case waiting
    /// Iterations that are not kept.
    case warmup
    /// Draws that are kept.
    case sampling
    /// The chain has ended, by itself or because it was stopped.
    case finished
    /// All chains have ended: what is made of the draws is computed and written.
    case writing
    /// Draws are read, and what is made of them is computed.
    case summarizing
    /// The run has ended.
    case done
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
  /// How many of its iterations an earlier run made.
  package var earlierIterationCount = 0
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
    return seconds > 0 ? Double(ownIterationCount) / seconds : 0
  }

  /// The time that is left at the same speed; nil where there is none yet.
  public var remaining: Duration? {
    if phase == .finished || phase == .writing || phase == .done { return .zero }
    guard ownIterationCount > 0 else { return nil }
    return elapsed / ownIterationCount * (iterationCount - iteration)
  }

  /// The iterations of the time that has elapsed: a run that goes on has others behind it.
  package var ownIterationCount: Int { iteration - earlierIterationCount }
}

extension ChainProgress.Phase {
  /// Whether it is the whole run that is in it.
  var isOfRun: Bool {
    switch self {
    case .building, .verifying, .compiling, .writing, .summarizing, .done: true
    case .waiting, .warmup, .sampling, .finished: false
    }
  }

  /// What a person reads of it.
  var words: String {
    switch self {
    case .building: "building the model"
    case .verifying: "verifying gradient rules"
    case .compiling: "compiling"
    case .waiting: "waiting"
    case .warmup: "warm-up"
    case .sampling: "sampling"
    case .finished: "finished"
    case .writing: "computing and writing what is kept"
    case .summarizing: "reading and summarizing draws"
    case .done: "done"
    }
  }
}

extension [ChainProgress] {
  /// What the run is doing: where chains differ, what the one that is farthest behind does, of those that have begun.
  var phase: ChainProgress.Phase {
    if let first, first.phase.isOfRun { return first.phase }
    for phase in [ChainProgress.Phase.warmup, .sampling, .waiting] where contains(where: { $0.phase == phase }) {
      return phase
    }
    return .finished
  }
}
