// What a run says of itself where nothing was asked: the seed that was drawn for it, and progress on a terminal.

internal import ApusSystem

/// The defaults of a run that concern the person in front of it.
package enum RunAnnouncement {
  /// The seed that was given, or one that is drawn and said on the standard error stream, so that the run can be repeated.
  ///
  /// - Parameters:
  ///   - isSilent: whether it is not said; it is kept with the draws either way.
  ///   - call: the function that takes it.
  package static func seed(_ given: UInt64?, isSilent: Bool, call: String = "sample") -> UInt64 {
    seed(given, call: call, write: isSilent ? { _ in } : StandardError.say)
  }

  /// The same, with another place for what is said.
  package static func seed(_ given: UInt64?, call: String = "sample", write: (String) -> Void) -> UInt64 {
    if let given { return given }
    // Short enough to be typed again.
    let drawn = UInt64.random(in: 1..<1 << 32)
    write("Apus: seed \(drawn) was drawn: \(call)(seed: \(drawn)) gives the same draws\n")
    return drawn
  }

  /// What shows the progress of a run that has no handler of its own; nil where nothing does.
  ///
  /// - Parameter shows: whether it is shown; nil: where the standard error stream is a terminal.
  package static func printer(shows: Bool?) -> ProgressPrinter? {
    shows ?? Terminal.isTerminal ? ProgressPrinter() : nil
  }

  /// Does work that may last, and shows on a terminal what it is.
  package static func showing<Value, Failure: Error>(
    _ phase: ChainProgress.Phase, _ work: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    guard let printer = printer(shows: nil) else { return try work() }
    return try printer.showing(phase, work)
  }
}
