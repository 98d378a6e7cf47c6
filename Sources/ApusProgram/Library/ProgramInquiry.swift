// How a shared library learns which program it contains: it calls the program's main function, which passes its type.

internal import Synchronization

/// How a library learns which program it contains: it calls the program's main function, which tells its type.
enum ProgramInquiry {
  /// A type, which any thread may use.
  private struct Program: @unchecked Sendable { let type: any ModelProgram.Type }

  /// Whether the next main function is to tell its type, and what it told.
  private struct State {
    var isAsked = false
    var program: Program?
  }

  private static let state = Mutex(State())
  private static let oneAtATime = Mutex(())

  /// The program whose main function is `main`.
  static func program(of main: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Int32) -> (any ModelProgram.Type)? {
    oneAtATime.withLock { _ in
      state.withLock { $0 = State(isAsked: true) }
      _ = main(0, nil)
      let answer = state.withLock { state in
        defer { state = State() }
        return state.program
      }
      return answer?.type
    }
  }

  /// Tells the program's type where it was asked for; whether it was.
  static func answer(_ program: any ModelProgram.Type) -> Bool {
    let program = Program(type: program)
    return state.withLock { state in
      guard state.isAsked else { return false }
      state.program = program
      return true
    }
  }
}
