// Work in a copy of the process: what it returns comes back, and a crash or an endless loop is an answer.

import ApusSystem
import Testing

@Suite struct SeparateProcessTests {
  @Test func `bytes come back, also many`() {
    #expect(SeparateProcess.run(seconds: 5, byteCount: 1 << 30) { [1, 2, 3] } == .finished([1, 2, 3]))
    #expect(SeparateProcess.run(seconds: 5, byteCount: 1 << 30) { [] } == .finished([]))
    let many = [UInt8](repeating: 7, count: 5_000_000)
    #expect(SeparateProcess.run(seconds: 5, byteCount: 1 << 30) { many } == .finished(many))
  }

  @Test func `what the work changes in memory is lost`() {
    var count = 1
    let outcome = SeparateProcess.run(seconds: 5, byteCount: 1 << 30) {
      count += 1
      return [UInt8(count)]
    }
    #expect(outcome == .finished([2]) && count == 1)
  }

  @Test(arguments: [SIGSEGV, SIGABRT, SIGILL, SIGFPE]) func `a crash is an answer`(signal: Int32) {
    let outcome = SeparateProcess.run(seconds: 5, byteCount: 1 << 30) {
      _ = raise(signal)
      return []
    }
    #expect(outcome == .killed)
  }

  @Test func `a loop without end is ended`() {
    let outcome = SeparateProcess.run(seconds: 1, byteCount: 1 << 30) {
      while getppid() >= 0 {}
      return [1]
    }
    #expect(outcome == .killed)
  }

  @Test func `waiting without end is no crash`() {
    let outcome = SeparateProcess.run(seconds: 20, byteCount: 1 << 30) {
      alarm(1)
      while true { pause() }
    }
    #expect(outcome == .unknown)
  }

  #if os(Linux)
    @Test func `memory has a limit`() {
      func allocates(_ byteCount: Int) -> SeparateProcess.Outcome {
        SeparateProcess.run(seconds: 5, byteCount: 1 << 30) {
          let memory = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
          return [memory == MAP_FAILED ? 0 : 1]
        }
      }
      #expect(allocates(1 << 20) == .finished([1]) && allocates(4 << 30) == .finished([0]))
    }
  #endif
}
