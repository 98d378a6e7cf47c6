// How a program shows the progress of a run: `--progress`.

internal import ApusExtension
internal import ArgumentParser

/// What is shown of the progress, on the error stream.
enum ProgressChoice: String, CaseIterable, ExpressibleByArgument {
  /// The table on a terminal, plain lines elsewhere.
  case auto
  case table, lines, json, none

  /// What shows it; nil where nothing does.
  var printer: ProgressPrinter? {
    switch self {
    case .auto: ProgressPrinter()
    case .table: ProgressPrinter(isLive: true)
    case .lines: ProgressPrinter(isLive: false)
    case .json: .json()
    case .none: nil
    }
  }
}
