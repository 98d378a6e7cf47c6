// Work that may crash or never end, tried first in a copy of the process.

/// Tries work in a child process, so that a crash there is an answer here.
package enum Probe {
  /// What became of the child.
  package enum Outcome: Hashable, Sendable {
    /// It came to its end.
    case finished
    /// The system ended it: it crashed, or took more time of the processor than it had.
    case killed
    /// There was no child, or it waited for something that the copy of a process does not have.
    case unknown
  }

  /// Runs `body` in a copy of this process that has only the calling thread, and waits for it.
  ///
  /// `body` should call C functions above all: locks that other threads hold at this moment stay locked in the copy. What it changes
  /// in memory is lost; it writes nothing to the terminal.
  ///
  /// - Parameter seconds: the time of the processor that it has.
  package static func run(seconds: Int, _ body: () -> Void) -> Outcome {
    typealias Fork = @convention(c) () -> pid_t
    #if canImport(Darwin)
      // The handle of all that is loaded, which is the null pointer elsewhere.
      let everywhere = UnsafeMutableRawPointer(bitPattern: -2)
    #else
      let everywhere: UnsafeMutableRawPointer? = nil
    #endif
    guard let symbol = dlsym(everywhere, "fork") else { return .unknown }
    let child = unsafeBitCast(symbol, to: Fork.self)()
    if child == 0 {
      prepare(seconds: seconds)
      body()
      _exit(0)
    }
    guard child > 0 else { return .unknown }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      if errno != EINTR { return .unknown }
    }
    let signal = status & 0x7F
    if signal == 0 { return .finished }
    return signal == SIGALRM ? .unknown : .killed
  }

  /// Makes signals end the child, and gives it an end.
  private static func prepare(seconds: Int) {
    for number in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGALRM, SIGXCPU, SIGINT, SIGTERM] {
      signal(number, SIG_DFL)
    }
    var none = sigset_t()
    sigemptyset(&none)
    sigprocmask(SIG_SETMASK, &none, nil)
    var time = rlimit(rlim_cur: rlim_t(seconds), rlim_max: rlim_t(seconds + 1))
    var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
    #if canImport(Glibc)
      _ = setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &time)
      _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCore)
    #else
      _ = setrlimit(RLIMIT_CPU, &time)
      _ = setrlimit(RLIMIT_CORE, &noCore)
    #endif
    alarm(UInt32(20 * seconds))
    let nowhere = open("/dev/null", O_WRONLY)
    _ = dup2(nowhere, STDOUT_FILENO)
    _ = dup2(nowhere, STDERR_FILENO)
  }
}
