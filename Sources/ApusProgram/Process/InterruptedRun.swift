// What a program prints, and its exit status, after a signal has stopped the sampling.

package import ApusExtension
internal import Foundation

/// A run of chains that a signal has stopped.
package struct InterruptedRun {
  /// The exit status, by the shell's custom: 128 and the signal's number.
  package let status: Int32
  /// Whether there are draws enough for a summary.
  package let hasSummary: Bool
  /// One line that says what there is.
  package let description: String

  /// The same for a run into a store.
  package init?(_ run: StoredRun) {
    guard let signal = Interruption.signal, !run.isComplete else { return nil }
    status = 128 + signal
    hasSummary = run.drawCount >= Self.leastDrawCount
    description = "interrupted by \(Self.name(of: signal)): \(run)"
  }

  private static func name(of signal: Int32) -> String { signal == SIGTERM ? "SIGTERM" : "Ctrl-C" }

  /// The draws of each chain without which nothing can be said of them.
  private static let leastDrawCount = 4

  /// The run of a posterior; nil where it was not stopped by a signal.
  package init?(_ posterior: Posterior) {
    guard let signal = Interruption.signal, !posterior.chains.isComplete else { return nil }
    let chains = posterior.chains
    let name = Self.name(of: signal)
    let counts = chains.chains.map(\.warmupStatistics.count)
    status = 128 + signal
    hasSummary = chains.drawCount >= Self.leastDrawCount
    description =
      chains.drawCount == 0
      ? "interrupted by \(name) in the warm-up (iteration \(counts.min() ?? 0) of \(chains.plan.warmupCount)): "
        + "there are no draws"
      : "interrupted by \(name): \(chains.drawCount) of \(chains.plan.drawCount) draws of each chain were made"
        + (hasSummary ? "" : ", too few for a summary")
  }
}
