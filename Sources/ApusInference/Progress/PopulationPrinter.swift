// Shows the progress of populations on the standard error stream: one line.

internal import ApusSystem

/// Prints how far the runs of populations are: on a terminal a line that is drawn over, elsewhere one every five seconds.
///
/// One thread uses it: that of the run's caller.
package final class PopulationPrinter {
  private let method: String
  private let isLive: Bool
  private let width: Int
  private let write: (String) -> Void
  private let begin = ContinuousClock.now
  private var lastLine: ContinuousClock.Instant?
  private var screen = ProgressScreen()
  private var hasEnded = false

  /// A printer for the standard error stream; nil where it is no terminal.
  ///
  /// - Parameter method: the sampler's name.
  package convenience init?(_ method: String) {
    guard Terminal.isTerminal else { return nil }
    self.init(method, isLive: Terminal.isLive, width: max(Terminal.size.columns - 1, 10), write: StandardError.say)
  }

  /// A printer for another place.
  package init(_ method: String, isLive: Bool, width: Int, write: @escaping (String) -> Void) {
    self.method = method
    self.isLive = isLive
    self.width = width
    self.write = write
  }

  /// Shows the progress.
  ///
  /// - Returns: true: the runs go on.
  package func handle(_ runs: [PopulationProgress]) -> Bool {
    let now = ContinuousClock.now
    let elapsed = now - begin
    if isLive {
      write(screen.redrawn([String(line(runs, elapsed).prefix(width))]))
    } else {
      let ends = !hasEnded && runs.allSatisfy { $0.inverseTemperature >= 1 }
      guard ends || now - (lastLine ?? begin) >= .seconds(5) else { return true }
      hasEnded = hasEnded || ends
      lastLine = now
      write(line(runs, elapsed) + "\n")
    }
    return true
  }

  private func line(_ runs: [PopulationProgress], _ elapsed: Duration) -> String {
    let open = runs.filter { $0.inverseTemperature < 1 }
    func span<Number: Comparable>(_ numbers: [Number], _ text: (Number) -> String) -> String {
      guard let least = numbers.min(), let most = numbers.max() else { return "-" }
      return least == most ? text(least) : "\(text(least)) to \(text(most))"
    }
    let shown = open.isEmpty ? runs : open
    let stages = "stage \(span(shown.map(\.stageCount)) { "\($0)" })"
    let temperatures = "inverse temperature \(span(shown.map(\.inverseTemperature), ProgressTable.significant))"
    return "\(method)  \(runs.count - open.count)/\(runs.count) runs ended  \(stages), \(temperatures)  "
      + ProgressTable.clock(elapsed)
  }
}
