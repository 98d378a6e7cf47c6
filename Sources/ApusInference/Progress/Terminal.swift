// The standard error stream as a terminal: whether it is one, and how wide it is.

internal import ApusSystem

enum Terminal {
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether lines can be drawn over: it is a terminal, and not one without cursor movement.
  static var isLive: Bool {
    guard isTerminal else { return false }
    guard let kind = getenv("TERM") else { return false }
    return String(cString: kind) != "dumb"
  }

  /// The number of columns; 80 where it is not known.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
