// What a live terminal shows: the lines that were drawn last, and how they are drawn over.

/// The lines on the screen.
///
/// Law: the cursor is moved up by as many lines as were drawn last, and the lines are as many as there is room for at most.
struct ProgressScreen {
  private var drawnLineCount = 0
  private var hasChains = false
  /// Whether what is drawn is the line of a phase alone, which shall not stay.
  private(set) var isTemporary = false

  /// The text that draws a reading over the one before.
  mutating func frame(
    _ chains: [ChainProgress], _ phase: ChainProgress.Phase, lasting elapsed: Duration, width: Int, height: Int
  ) -> String {
    if !phase.isOfRun { hasChains = true }
    let hasPhaseLine = phase.isOfRun && phase != .done
    isTemporary = hasPhaseLine && !hasChains
    let room = height - (hasPhaseLine ? 1 : 0)
    let table = hasChains && room > 0 ? ProgressTable.lines(chains, width: width, height: room) : []
    return redrawn(table + (hasPhaseLine ? [ProgressTable.line(phase, elapsed: elapsed, width: width)] : []))
  }

  /// The text that draws lines over those before. Each line is cleared to its end, and what stays below is cleared.
  mutating func redrawn(_ lines: [String]) -> String {
    let up = drawnLineCount > 0 ? "\u{1B}[\(drawnLineCount)A" : ""
    let rest = lines.count < drawnLineCount ? "\r\u{1B}[J" : ""
    drawnLineCount = lines.count
    return up + lines.map { "\r\($0)\u{1B}[K\n" }.joined() + rest
  }
}
