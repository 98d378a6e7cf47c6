// The standard error stream as a terminal: whether it is one, how wide it is, and writing to it.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

package enum Terminal {
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

  /// Writes text, as much of it as the stream takes.
  package static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while let base = rest.baseAddress, !rest.isEmpty {
        #if canImport(Glibc)
          let count = Glibc.write(STDERR_FILENO, base, rest.count)
        #elseif canImport(Musl)
          let count = Musl.write(STDERR_FILENO, base, rest.count)
        #else
          let count = Darwin.write(STDERR_FILENO, base, rest.count)
        #endif
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }
}
