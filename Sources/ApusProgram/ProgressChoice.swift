// How a program shows the progress of a run: `--progress`.

package import ApusExtension
package import ArgumentParser

/// What is shown of the progress, on the error stream.
package enum ProgressChoice: String, CaseIterable, ExpressibleByArgument {
  /// The table on a terminal, plain lines elsewhere.
  case auto
  case table, lines, json, none

  /// What shows it; nil where nothing does.
  package var printer: ProgressPrinter? {
    switch self {
    case .auto: ProgressPrinter()
    case .table: ProgressPrinter(isLive: true)
    case .lines: ProgressPrinter(isLive: false)
    case .json: .json()
    case .none: nil
    }
  }

  /// Does work that may last, and shows what it is.
  ///
  /// Readers of the JSON of a run end with its last line, so that nothing follows there.
  package func showing<Value>(_ phase: ChainProgress.Phase, _ work: () throws -> Value) rethrows -> Value {
    guard self != .json, let printer else { return try work() }
    return try printer.showing(phase, work)
  }
}
