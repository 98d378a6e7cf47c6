// Writing to the standard output stream: what cannot be written is an error.

internal import Foundation

/// The process's standard output stream.
package enum StandardOutput {
  /// Writes a text and a line end, after whatever was printed before.
  ///
  /// - Throws: ``OutputFailure`` where not all of it could be written.
  package static func write(_ text: String, terminator: String = "\n") throws(OutputFailure) {
    try flush()
    var text = text + terminator
    let code = text.withUTF8 { writeAll(UnsafeRawBufferPointer($0)) }
    if code != 0 { throw OutputFailure(code: code) }
  }

  /// Writes what `print` has left in its buffer.
  ///
  /// - Throws: ``OutputFailure``.
  package static func flush() throws(OutputFailure) {
    // All streams for writing: the name `stdout` is no constant that concurrent code may read.
    if fflush(nil) != 0 { throw OutputFailure(code: errno) }
  }

  /// Writes bytes by the system's call; 0, or the number of the error.
  private static func writeAll(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = Foundation.write(STDOUT_FILENO, rest.baseAddress, rest.count)
      if count >= 0 {
        done += count
      } else if errno == EAGAIN {
        // A stream that another process has made non-blocking.
        var wish = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wish, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}

/// Output that could not be written.
package struct OutputFailure: Error, CustomStringConvertible {
  /// The exit status, that of sysexits.h for an error of input or output.
  package static let status: Int32 = 74

  let code: Int32

  package var description: String { "the standard output cannot be written: \(String(cString: strerror(code)))" }
}
