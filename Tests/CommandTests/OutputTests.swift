// What a command prints is never lost in silence: a full device, a closed stream, a pipe that nobody reads.

import ApusTestSupport
import Foundation
import Testing

/// A command, and the program that has it.
struct Invocation: CustomTestStringConvertible, Sendable {
  let program: String
  let arguments: [String]

  init(_ program: String, _ arguments: String...) { (self.program, self.arguments) = (program, arguments) }

  var testDescription: String { ([program] + arguments).joined(separator: " ") }

  private static let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Examples/Data/hd164922.csv").path

  /// Every command that prints.
  static let all = [
    Invocation("apus", "doctor"), Invocation("apus", "--help"), Invocation("apus", "--version"), Invocation("apus"),
    Invocation("apus", "help", "fit"), Invocation("apus", "fit", "rv", "--help"),
    Invocation("apus", "--generate-completion-script", "bash"),
    Invocation("apus", "verify", "EightSchools"), Invocation("apus", "verify", "ScalarKepler", "--json"),
    Invocation("apus", "export", "jax", "EightSchools", "-"),
    Invocation(
      "apus", "fit", "rv", data, "--periods", "1201", "--draws", "20", "--warmup", "20", "--chains", "1"),
    Invocation(
      "apus", "fit", "rv", data, "--periods", "1201", "--draws", "20", "--warmup", "20", "--chains", "1", "--json"),
    Invocation("apus", "periodogram", data), Invocation("apus", "periodogram", data, "--json"),
    Invocation("EightSchools", "--help"), Invocation("EightSchools", "report"),
    Invocation("EightSchools", "report", "--json"), Invocation("EightSchools", "report", "--graph"),
    Invocation("EightSchools", "verify"), Invocation("EightSchools", "verify", "--json"),
    Invocation("EightSchools", "export", "jax", "-"),
    Invocation("EightSchools", "sample", "--draws", "20", "--warmup", "20", "--chains", "1"),
  ]
}

@Suite struct OutputTests {
  @Test(arguments: Invocation.all) func `a full device and a closed stream are errors`(invocation: Invocation) throws {
    let program = try BuiltProgram(invocation.program)
    let child = invocation.arguments.first == "export" && invocation.program == "apus" ? "EightSchools" : nil
    for (redirection, reason) in [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")] {
      let outcome = try program.run(invocation.arguments, redirection: redirection)
      #expect(outcome.status == 74, "\(redirection): \(outcome.errors)")
      let line = "\(child ?? invocation.program): the standard output cannot be written: \(reason)"
      #expect(outcome.errors.split(separator: "\n").contains(Substring(line)), "\(redirection): \(outcome.errors)")
    }
  }

  @Test func `a pipe that nobody reads ends a program as it ends all others, and is an error where that is ignored`()
    throws
  {
    let shell = BuiltProgram(tool: "sh")
    let program = try #require(BuiltProgram.products?.appendingPathComponent("EightSchools").path)
    // The reader is gone before anything is written; bash's PIPESTATUS is not needed.
    let script = "{ sleep 1; \"$0\" report; echo $? >&2; } | true"
    #expect(try shell.run(["-c", script, program]).errors == "141\n")
    let ignoring = try shell.run(["-c", "trap '' PIPE; " + script, program]).errors
    #expect(ignoring == "EightSchools: the standard output cannot be written: Broken pipe\n74\n")
  }

  @Test func `an error stream that cannot be written changes nothing`() throws {
    let program = try BuiltProgram("EightSchools")
    for redirection in ["2>/dev/full", "2>&-"] {
      let short = ["--draws", "20", "--warmup", "20", "--chains", "1"]
      let outcome = try program.run(short, redirection: redirection)
      #expect(outcome.status == 0 && outcome.output.contains("\ntau "), "\(redirection)")
      #expect(try program.run(["--draws", "0"], redirection: redirection).status == 64)
    }
  }

  @Test func `draws are saved though the output cannot be written`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let data = Invocation.all[10].arguments
    let outcome = try BuiltProgram("apus").run(data + ["--json", "--out", folder.path], redirection: ">/dev/full")
    #expect(outcome.status == 74, "\(outcome.errors)")
    let lines = try String(contentsOf: folder.appendingPathComponent("draws.csv"), encoding: .utf8).split(
      separator: "\n")
    #expect(lines.count == 21)
    let full = try BuiltProgram("EightSchools").run(["--draws", "20", "--chains", "1", "--out", "/dev/full"])
    #expect(full.status == 73 && full.errors.contains("/dev/full: cannot be written: No space left on device"))
    #expect(full.output.contains("\ntau "))
  }

  @Test func `an empty home puts nothing into the current folder`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // `env -u` since the tests may run with a cache of their own.
    for names in [["HOME="], ["XDG_CACHE_HOME="], ["HOME=", "XDG_CACHE_HOME="]] {
      let home = names == ["XDG_CACHE_HOME="] ? ["HOME=\(folder.path)/home"] : []
      let program = try #require(BuiltProgram.products?.appendingPathComponent("EightSchools").path)
      let outcome = try BuiltProgram(tool: "env").run(
        ["-u", "APUS_CACHE"] + names + home + [program, "--draws", "20", "--warmup", "20", "--chains", "1"], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      try? FileManager.default.removeItem(at: folder.appendingPathComponent("home"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [], "\(names)")
    }
  }
}
