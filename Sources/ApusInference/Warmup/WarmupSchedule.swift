// The windows of the warm-up: where positions are collected, and where the metric changes.

/// When the metric is learnt: a buffer, windows that double in length, a final buffer for the step size alone.
///
/// Where the warm-up is too short for the buffers and one window, they share it as 15 %, 75 % and 10 %. Below 20 iterations
/// the metric is not learnt. Where the window after the next would
/// overrun the end, the next one takes all that is left.
///
/// Reference: as for ``WarmupSettings``.
public struct WarmupSchedule: Sendable, Hashable, Codable {
  /// The iterations after which the metric changes, counted from 0.
  public let windowEnds: [Int]
  /// The iterations whose positions are collected.
  public let collected: Range<Int>

  /// The schedule of a warm-up of so many iterations.
  public init(iterationCount: Int, settings: WarmupSettings) {
    guard iterationCount >= 20, settings.adaptsMetric else {
      windowEnds = []
      collected = 0..<0
      return
    }
    var (first, window, last) = (settings.initialBuffer, settings.firstWindow, settings.finalBuffer)
    if first + window + last > iterationCount {
      (first, last) = (iterationCount * 15 / 100, iterationCount / 10)
      window = iterationCount - first - last
    }
    let end = iterationCount - last
    var ends: [Int] = []
    var begin = first
    while begin < end {
      let isOverrun = !ends.isEmpty && begin + window + 2 * window > end
      let next = isOverrun ? end : begin + window
      ends.append(next - 1)
      begin = next
      window *= 2
    }
    windowEnds = ends
    collected = first..<end
  }
}
