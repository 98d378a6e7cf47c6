// Lines for people on the error stream.

internal import ApusInference

package enum StandardError {
  /// Writes a text, as much of it as the stream takes.
  package static func say(_ text: String) { Terminal.write(text) }
}
