// Ctrl-C as a wish to end a run early and keep what was drawn.

internal import ApusSystem
internal import Synchronization

/// Signals that ask the process to end: SIGINT, which Ctrl-C sends, and SIGTERM.
///
/// By default they end the process, and all draws are lost. Inside ``deferred(_:)`` the first of them only stops the chains
/// after the transition that they are making, and `sample` returns what there is; the second ends the process at once.
///
/// ```swift
/// let posterior = try Interruption.deferred { try model.sample(draws: 100_000, seed: 1) }
/// if Interruption.signal != nil { print("interrupted after \(posterior.chains.drawCount) draws of each chain") }
/// ```
public enum Interruption {
  /// The signal that came during the last ``deferred(_:)``; nil where none did.
  public static var signal: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Does work during which the first signal stops sampling only.
  ///
  /// The signals are the process's: while the work is done, handlers of the program's own are not called. A signal that the
  /// process ignores goes on to be ignored, as in the background of a shell.
  ///
  /// - Throws: what the work throws.
  public static func deferred<Result, Failure: Error>(_ work: () throws(Failure) -> Result) throws(Failure) -> Result {
    // Work in work keeps the signal that came before.
    if depth.wrappingAdd(1, ordering: .relaxed).oldValue == 0 { received.store(0, ordering: .relaxed) }
    let handlers = numbers.map { number in
      let earlier = setHandler(number, note)
      if isIgnoring(earlier) { _ = setHandler(number, earlier) }
      return earlier
    }
    defer {
      for (number, earlier) in zip(numbers, handlers) { _ = setHandler(number, earlier) }
      depth.wrappingSubtract(1, ordering: .relaxed)
    }
    return try work()
  }

  /// Whether chains are to stop: a signal came, and the work that defers it is not done.
  static var stopsChains: Bool { received.load(ordering: .relaxed) != 0 && depth.load(ordering: .relaxed) > 0 }

  private static let received = Atomic<Int32>(0)
  /// How many calls of ``deferred(_:)`` are being made.
  private static let depth = Atomic<Int>(0)
  private static let numbers = [SIGINT, SIGTERM]

  private typealias Handler = @convention(c) (Int32) -> Void

  /// Notes a signal, and gives both back their usual effect: what it calls may be called in a handler.
  private static let note: Handler = { number in
    Interruption.received.store(number, ordering: .relaxed)
    _ = Interruption.setHandler(SIGINT, SIG_DFL)
    _ = Interruption.setHandler(SIGTERM, SIG_DFL)
  }

  private static func isIgnoring(_ handler: Handler?) -> Bool { unsafeBitCast(handler, to: Int.self) == 1 }

  /// Sets a signal's handler; the one that it had.
  private static func setHandler(_ number: Int32, _ handler: Handler?) -> Handler? {
    ApusSystem.signal(number, handler)
  }
}
