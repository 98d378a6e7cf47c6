// Shows progress on the standard error stream: a live table on a terminal, plain lines now and then elsewhere.

internal import ApusSystem
internal import Synchronization

/// Prints the progress of chains.
///
/// ```swift
/// let printer = ProgressPrinter()
/// let chains = try sample(density, seed: 1, progress: printer.handle)
/// ```
///
/// On a terminal it draws a table over itself: Progress, Draws, Divergences, Step size, Grad evals, Speed, Elapsed,
/// Remaining; a line for each chain. Elsewhere it prints a plain line for each chain every five seconds, and one when the
/// chain ends.
public final class ProgressPrinter: Sendable {
  private struct State {
    var drawnLineCount = 0
    var lastPrinted: ContinuousClock.Instant?
    var endedChains: Set<Int> = []
  }

  private let isLive: Bool
  private let plainInterval: Duration
  private let width: @Sendable () -> Int
  private let write: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// A printer for the standard error stream.
  ///
  /// - Parameter isLive: whether the table is drawn over itself; nil: if the stream is a terminal that can.
  public convenience init(isLive: Bool? = nil) {
    self.init(
      isLive: isLive ?? Terminal.isLive, plainInterval: .seconds(5), width: { Terminal.width },
      write: StandardError.say)
  }

  package init(
    isLive: Bool, plainInterval: Duration, width: @escaping @Sendable () -> Int,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.isLive = isLive
    self.plainInterval = plainInterval
    self.width = width
    self.write = write
  }

  /// Shows the progress.
  ///
  /// - Returns: true: the run goes on.
  public func handle(_ chains: [ChainProgress]) -> Bool {
    state.withLock { state in
      if isLive { draw(chains, &state) } else { printLines(chains, &state) }
    }
    return true
  }

  private func draw(_ chains: [ChainProgress], _ state: inout State) {
    // Each line is cleared to its end, for terminals that were made narrower.
    let lines = ProgressTable.lines(chains, width: max(width() - 1, 20))
    let up = state.drawnLineCount > 0 ? "\u{1B}[\(state.drawnLineCount)A" : ""
    write(up + lines.map { "\r\($0)\u{1B}[K\n" }.joined())
    state.drawnLineCount = lines.count
  }

  private func printLines(_ chains: [ChainProgress], _ state: inout State) {
    let now = ContinuousClock.now
    let isDue = state.lastPrinted.map { now - $0 >= plainInterval } ?? true
    var text = ""
    for chain in chains {
      let hasJustEnded = chain.phase == .finished && state.endedChains.insert(chain.chain).inserted
      let isRunning = chain.phase == .warmup || chain.phase == .sampling
      if hasJustEnded || (isDue && isRunning) { text += ProgressTable.plainLine(chain) + "\n" }
    }
    if isDue { state.lastPrinted = now }
    if !text.isEmpty { write(text) }
  }
}
