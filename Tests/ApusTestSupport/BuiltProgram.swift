// Runs a program that was built beside the tests, or a tool of the machine.

public import Foundation

/// A program, run as a user runs it.
public struct BuiltProgram: Sendable {
  /// How a run ended.
  public struct Outcome: Sendable {
    /// The exit code.
    public let status: Int32
    /// What was printed to standard output.
    public let output: String
    /// What was printed to standard error.
    public let errors: String
  }

  /// Whether there is no folder of built products, or no such program in it.
  public struct NotBuilt: Error {
    /// The program.
    public let name: String
  }

  private let file: URL
  private let leadingArguments: [String]

  /// The program of a name.
  ///
  /// - Throws: ``NotBuilt``.
  public init(_ name: String) throws {
    guard let file = Self.products?.appendingPathComponent(name),
      FileManager.default.isExecutableFile(atPath: file.path)
    else { throw NotBuilt(name: name) }
    self.file = file
    leadingArguments = []
  }

  /// A program that is found on the search path.
  public init(tool: String) {
    file = URL(fileURLWithPath: "/usr/bin/env")
    leadingArguments = [tool]
  }

  /// Signals that are sent to a running program, once what it says on standard error contains a text; at once where that is empty.
  public struct Signals: Sendable {
    let numbers: [Int32]
    let text: String
    let pause: Duration

    /// Signals with a pause before each.
    public init(_ numbers: [Int32], after text: String, pause: Duration) {
      (self.numbers, self.text, self.pause) = (numbers, text, pause)
    }
  }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - environment: variables that are set besides those of the tests.
  ///   - folder: the folder that it runs in.
  ///   - redirection: how a shell redirects its streams, such as `>/dev/full`.
  /// - Throws: what `Process.run()` throws.
  public func run(
    _ arguments: [String] = [], environment: [String: String] = [:], in folder: URL? = nil,
    redirection: String? = nil, signals: Signals? = nil
  ) throws -> Outcome {
    let errors = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString).txt")
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    defer { try? FileManager.default.removeItem(at: errors) }
    let process = Process()
    process.executableURL = redirection == nil ? file : URL(fileURLWithPath: "/bin/sh")
    let shell = redirection.map { ["-c", "exec \"$0\" \"$@\" \($0)", file.path] } ?? []
    process.arguments = shell + leadingArguments + arguments
    if !environment.isEmpty { process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 } }
    if let folder { process.currentDirectoryURL = folder }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    if let signals { Self.send(signals, to: process, saying: errors) }
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: String(decoding: bytes, as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }

  /// Whether a signal waits for a process to take it; false where the system does not say.
  private static func isPending(_ number: Int32, for process: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return false }
    return status.split(separator: "\n").contains { line in
      guard line.hasPrefix("SigPnd:") || line.hasPrefix("ShdPnd:"), let digits = line.split(separator: "\t").last,
        let mask = UInt64(digits, radix: 16)
      else { return false }
      return mask & 1 << UInt64(number - 1) != 0
    }
  }

  /// Waits for the text, at most a minute, and sends the signals.
  private static func send(_ signals: Signals, to process: Process, saying errors: URL) {
    for _ in 0..<600 where process.isRunning && !signals.text.isEmpty {
      if let said = try? Data(contentsOf: errors), String(decoding: said, as: UTF8.self).contains(signals.text) {
        break
      }
      usleep(100_000)
    }
    for number in signals.numbers {
      usleep(useconds_t(signals.pause / .microseconds(1)))
      kill(process.processIdentifier, number)
      // Two of a number that wait are one: the next is sent when the process has taken this one.
      for _ in 0..<1000 where isPending(number, for: process.processIdentifier) { usleep(100) }
    }
  }

  /// The folder of the built products: that of the running test bundle.
  public static let products: URL? = {
    #if os(Linux)
      return URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    #else
      return Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL.deletingLastPathComponent()
    #endif
  }()
}
