// Work that may crash or never end, done in a copy of the process.

/// Does work in a child process, so that a crash there is an answer here.
package enum SeparateProcess {
  /// What became of the child.
  package enum Outcome: Hashable, Sendable {
    /// It came to its end, with these bytes.
    case finished([UInt8])
    /// The system ended it: it crashed, or took more time of the processor than it had.
    case killed
    /// There was no child, or it waited for something that the copy of a process does not have.
    case unknown
  }

  /// Runs `body` in a copy of this process that has only the calling thread, and waits for the bytes that it returns.
  ///
  /// `body` should call C functions above all: locks that other threads hold at this moment stay locked in the copy. What it changes
  /// in memory is lost; it writes nothing to the terminal.
  ///
  /// - Parameters:
  ///   - seconds: the time of the processor that it has.
  ///   - byteCount: the memory that it may take besides what this process has, where the system can limit it.
  package static func run(seconds: Int, byteCount: Int, _ body: () -> [UInt8]) -> Outcome {
    typealias Fork = @convention(c) () -> pid_t
    #if canImport(Darwin)
      // The handle of all that is loaded, which is the null pointer elsewhere.
      let everywhere = UnsafeMutableRawPointer(bitPattern: -2)
    #else
      let everywhere: UnsafeMutableRawPointer? = nil
    #endif
    guard let symbol = dlsym(everywhere, "fork") else { return .unknown }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return .unknown }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

    let child = unsafeBitCast(symbol, to: Fork.self)()
    if child == 0 {
      prepare(seconds: seconds, byteCount: byteCount)
      _exit(send(body(), to: ends[1]) ? 0 : 1)
    }
    _ = close(ends[1])
    defer { _ = close(ends[0]) }
    guard child > 0 else { return .unknown }
    let bytes = receive(from: ends[0])
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0 {
      if errno != EINTR { return .unknown }
    }
    let signal = status & 0x7F
    if signal == 0 { return bytes.map(Outcome.finished) ?? .unknown }
    // What waited for a lock took little time of the processor: that of the copy itself, which is some where the process is large.
    let wasIdle = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec < max(seconds / 2, 1)
    return signal == SIGALRM && wasIdle ? .unknown : .killed
  }

  /// Makes signals end the child, and gives it an end.
  private static func prepare(seconds: Int, byteCount: Int) {
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
      if let used = usedByteCount() {
        let most = rlim_t(used.addingReportingOverflow(byteCount).partialValue)
        var memory = rlimit(rlim_cur: most, rlim_max: most)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
      }
    #else
      _ = setrlimit(RLIMIT_CPU, &time)
      _ = setrlimit(RLIMIT_CORE, &noCore)
    #endif
    alarm(UInt32(clamping: 20 * seconds))
    let nowhere = open("/dev/null", O_WRONLY)
    _ = dup2(nowhere, STDOUT_FILENO)
    _ = dup2(nowhere, STDERR_FILENO)
  }

  /// The addresses that the process has in use, as Linux counts them.
  private static func usedByteCount() -> Int? {
    let file = open("/proc/self/statm", O_RDONLY)
    guard file >= 0 else { return nil }
    defer { _ = close(file) }
    var digits = [UInt8](repeating: 0, count: 32)
    let count = read(file, &digits, digits.count)
    let pages = digits.prefix(max(count, 0)).prefix { (0x30...0x39).contains($0) }.reduce(0) {
      10 * $0 + Int($1 - 0x30)
    }
    return pages > 0 ? pages * sysconf(Int32(_SC_PAGESIZE)) : nil
  }

  /// Writes the number of some bytes, and these.
  private static func send(_ bytes: [UInt8], to end: Int32) -> Bool {
    withUnsafeBytes(of: bytes.count) { send($0, to: end) } && bytes.withUnsafeBytes { send($0, to: end) }
  }

  private static func send(_ bytes: UnsafeRawBufferPointer, to end: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = write(end, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if count < 0 && errno != EINTR { return false }
      done += max(count, 0)
    }
    return true
  }

  /// As many bytes as their number says; nil where they end before.
  private static func receive(from end: Int32) -> [UInt8]? {
    guard let head = receive(MemoryLayout<Int>.size, from: end) else { return nil }
    let count = head.withUnsafeBytes { $0.loadUnaligned(as: Int.self) }
    guard (0...1 << 40).contains(count) else { return nil }
    return receive(count, from: end)
  }

  private static func receive(_ count: Int, from end: Int32) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      // A piece at a time: a number alone allocates nothing.
      let room = min(count - bytes.count, 1 << 20)
      var got = 0
      let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, made in
        repeat { got = read(end, buffer.baseAddress, room) } while got < 0 && errno == EINTR
        made = max(got, 0)
      }
      guard got > 0 else { return nil }
      bytes += piece
    }
    return bytes
  }
}
