// The phases of a run that are not those of a chain: what is told to a progress handler before the chains, and after.

/// Tells a progress handler what a run does.
///
/// One thread uses it: that of the run's caller.
package final class RunPhases {
  private let handler: ProgressHandler?
  private let begin = ContinuousClock.now
  private var latest: [ChainProgress]
  private var goesOn = true
  private var isDone = false

  /// The phases of a run of so many chains and iterations, whether or not these numbers are valid.
  package init(_ handler: ProgressHandler?, chainCount: Int, iterationCount: Int) {
    self.handler = handler
    latest = (0..<min(max(chainCount, 1), 1 << 16)).map {
      ChainProgress(chain: $0, phase: .waiting, iteration: 0, iterationCount: max(iterationCount, 0))
    }
  }

  /// Tells that a phase of the run begins; nothing follows ``ChainProgress/Phase/done``.
  package func enter(_ phase: ChainProgress.Phase) {
    guard !isDone else { return }
    isDone = phase == .done
    for index in latest.indices {
      latest[index].phase = phase
      if latest[index].iteration == 0 { latest[index].elapsed = .now - begin }
    }
    tell()
  }

  /// Tells how far the chains are.
  ///
  /// - Returns: whether the run goes on, by what the handler said now or before.
  package func report(_ chains: [ChainProgress]) -> Bool {
    // The end of the chains is not that of the run.
    if chains.phase != .done {
      latest = chains
      tell()
    }
    return goesOn
  }

  private func tell() {
    if let handler, !handler(latest) { goesOn = false }
  }
}
