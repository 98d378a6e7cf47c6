// The standard error stream as a terminal: whether it is one, and how large it is.

internal import ApusSystem

enum Terminal {
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether lines can be drawn over: it is a terminal, and not one without cursor movement.
  static var isLive: Bool {
    guard isTerminal else { return false }
    guard let kind = getenv("TERM") else { return false }
    return String(cString: kind) != "dumb"
  }

  /// The numbers of columns and of lines; 80 and 24 where they are not known.
  static var size: TerminalSize {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return TerminalSize(columns: 80, rows: 24) }
    return TerminalSize(
      columns: size.ws_col > 0 ? Int(size.ws_col) : 80, rows: size.ws_row > 0 ? Int(size.ws_row) : 24)
  }
}

/// The size of a terminal.
package struct TerminalSize: Sendable {
  var columns: Int
  var rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}
