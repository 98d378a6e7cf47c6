// Shows progress on the standard error stream: a live table on a terminal, plain lines now and then elsewhere, or JSON.

internal import ApusSystem
internal import Synchronization

/// Prints the progress of a run.
///
/// ```swift
/// let printer = ProgressPrinter()
/// let chains = try sample(density, seed: 1, progress: printer.handle)
/// ```
///
/// On a terminal it draws a table over itself: Progress, Draws, Divergences, Step size, Grad evals, Speed, Elapsed,
/// Remaining; a line for each chain. Where these are too many for the terminal, some have lines, and the others share one. Elsewhere it
/// prints a plain line for each chain every five seconds, and one when the chain ends. Phases before and after the chains have
/// a line with the time that they take.
public final class ProgressPrinter: Sendable {
  /// How progress is written.
  package enum Style: Sendable {
    /// A table that is drawn over itself.
    case table
    /// Plain lines.
    case lines
    /// Lines of JSON.
    case json
  }

  private struct State {
    var table = ProgressScreen()
    var lines: ProgressLines
    var lastJSON: (phase: ChainProgress.Phase, finishedCount: Int, time: ContinuousClock.Instant)?
    var begin: ContinuousClock.Instant?
    var chains: [ChainProgress] = []
    /// The phase of the run, and since when.
    var phase: (name: ChainProgress.Phase, begin: ContinuousClock.Instant)?
    var isTicking = false
  }

  private let style: Style
  private let ticks: Bool
  private let size: @Sendable () -> TerminalSize
  private let write: @Sendable (String) -> Void
  private let state: Mutex<State>

  /// A printer for the standard error stream.
  ///
  /// - Parameter isLive: whether the table is drawn over itself; nil: if the stream is a terminal that can.
  public convenience init(isLive: Bool? = nil) {
    self.init(style: isLive ?? Terminal.isLive ? .table : .lines)
  }

  /// A printer of JSON for the standard error stream: a line when a phase begins or a chain ends, and every second.
  ///
  /// Each line is an object with `phase` (``ChainProgress/Phase``), `elapsed`, `iterations`, `iteration_count`, `divergences` and
  /// `chains`: of each `chain`, `phase`, `iteration`, `iteration_count`, `divergences`, `step_size`, `gradients`, `speed`, `elapsed`
  /// and `remaining`. Times are in seconds; what is not known is `null`.
  public static func json() -> ProgressPrinter { ProgressPrinter(style: .json) }

  package convenience init(style: Style) {
    self.init(
      style: style, plainInterval: .seconds(5), ticks: true, size: { Terminal.size }, write: StandardError.say)
  }

  /// A printer for another place.
  ///
  /// - Parameter ticks: whether the time of a phase is shown while nobody reports.
  package init(
    style: Style, plainInterval: Duration, ticks: Bool, size: @escaping @Sendable () -> TerminalSize,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.style = style
    self.ticks = ticks
    self.size = size
    self.write = write
    state = Mutex(State(lines: ProgressLines(interval: plainInterval)))
  }

  /// Shows the progress.
  ///
  /// - Returns: true: the run goes on.
  @Sendable public func handle(_ chains: [ChainProgress]) -> Bool {
    let startsTicking = state.withLock { state in
      let now = ContinuousClock.now
      state.begin = state.begin ?? now
      state.chains = chains
      let phase = chains.phase
      if state.phase?.name != phase { state.phase = (phase, now) }
      show(&state, now)
      guard ticks, phase.isOfRun, phase != .done, !state.isTicking else { return false }
      state.isTicking = true
      return true
    }
    if startsTicking { tick() }
    return true
  }

  /// Shows a phase of the run while some work is done.
  package func showing<Value, Failure: Error>(
    _ phase: ChainProgress.Phase, _ work: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    _ = handle([ChainProgress(chain: 0, phase: phase, iteration: 0, iterationCount: 0)])
    defer { clear() }
    return try work()
  }

  /// Takes away the line of a phase, before something else is written to the terminal.
  package func clear() {
    state.withLock { state in
      state.phase = nil
      if style == .table, state.table.isTemporary { write(state.table.redrawn([])) }
    }
  }

  /// Shows the time of a phase for as long as it lasts: it is the one thing that nobody reports.
  private func tick() {
    let thread = SystemThread { [weak self] in
      repeat { usleep(250_000) } while self?.goOn() ?? false
    }
    if let thread { thread.detach() } else { state.withLock { $0.isTicking = false } }
  }

  private func goOn() -> Bool {
    state.withLock { state in
      guard let phase = state.phase?.name, phase.isOfRun, phase != .done else {
        state.isTicking = false
        return false
      }
      show(&state, .now)
      return true
    }
  }

  private func show(_ state: inout State, _ now: ContinuousClock.Instant) {
    guard let (phase, begin) = state.phase else { return }
    switch style {
    case .table:
      let size = size()
      // The last column stays free: what is in it may wrap. So does the last line, where the cursor is.
      let (width, height) = (max(size.columns - 1, 10), max(size.rows - 1, 1))
      write(state.table.frame(state.chains, phase, lasting: now - begin, width: width, height: height))
    case .lines:
      let text =
        phase.isOfRun
        ? state.lines.line(phase, lasting: now - begin, now: now) : state.lines.lines(state.chains, now: now)
      if !text.isEmpty { write(text) }
    case .json:
      let finishedCount = state.chains.count { $0.phase == .finished }
      let isNews = state.lastJSON.map {
        $0.phase != phase || $0.finishedCount != finishedCount || now - $0.time >= .seconds(1)
      }
      guard isNews ?? true else { return }
      state.lastJSON = (phase, finishedCount, now)
      write(ProgressJSON.line(state.chains, elapsed: now - (state.begin ?? now)) + "\n")
    }
  }
}
