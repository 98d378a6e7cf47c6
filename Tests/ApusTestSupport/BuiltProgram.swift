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

  /// Runs the program to its end.
  ///
  /// - Throws: what `Process.run()` throws.
  public func run(_ arguments: [String] = []) throws -> Outcome {
    let errors = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString).txt")
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    defer { try? FileManager.default.removeItem(at: errors) }
    let process = Process()
    process.executableURL = file
    process.arguments = leadingArguments + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: String(decoding: bytes, as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
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
