// Progress as plain lines, for files and terminals without cursor movement.

/// Which lines are due: of each chain every few seconds, and when it ends; of a phase of the run that lasts.
struct ProgressLines {
  /// The most chains that have lines of their own.
  private static let mostChains = 16
  private let interval: Duration
  private var lastPrinted: ContinuousClock.Instant?
  private var endedChains: Set<Int> = []

  init(interval: Duration) { self.interval = interval }

  /// The lines of a reading; empty where none is due.
  mutating func lines(_ chains: [ChainProgress], now: ContinuousClock.Instant) -> String {
    let isDue = lastPrinted.map { now - $0 >= interval } ?? true
    var text = ""
    if chains.count > Self.mostChains {
      let haveJustEnded = chains.phase == .finished && endedChains.isEmpty
      if haveJustEnded { endedChains = Set(chains.map(\.chain)) }
      if haveJustEnded || isDue && chains.phase != .finished { text = ProgressTable.plainLine(ofAll: chains) + "\n" }
    } else {
      for chain in chains {
        let hasJustEnded = chain.phase == .finished && endedChains.insert(chain.chain).inserted
        let isRunning = chain.phase == .warmup || chain.phase == .sampling
        if hasJustEnded || (isDue && isRunning) { text += ProgressTable.plainLine(chain) + "\n" }
      }
    }
    if isDue { lastPrinted = now }
    return text
  }

  /// The line of a phase of the run, after its first second and then every few seconds; empty where none is due.
  mutating func line(_ phase: ChainProgress.Phase, lasting elapsed: Duration, now: ContinuousClock.Instant) -> String {
    guard phase != .done, elapsed >= .seconds(1),
      lastPrinted.map({ now - $0 >= interval || now - $0 > elapsed }) ?? true
    else { return "" }
    lastPrinted = now
    return "\(phase.words), elapsed \(ProgressTable.clock(elapsed))\n"
  }
}
