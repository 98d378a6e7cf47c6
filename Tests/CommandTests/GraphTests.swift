// `apus graph`: what it prints of the files of Tests/Graphs, and what it says of mistakes.

import ApusTestSupport
import Foundation
import Testing

@Suite struct GraphTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Graphs")

  private func run(_ name: String, _ arguments: String...) throws -> BuiltProgram.Outcome {
    try BuiltProgram("apus").run(["graph", Self.folder.appending(path: name).path] + arguments)
  }

  private func lines(_ outcome: BuiltProgram.Outcome) -> [Substring] { outcome.output.split(separator: "\n") }

  @Test func `a graph is evaluated with its gradient at a point`() throws {
    let outcome = try run("own-rule.apus", "--at", "x = [1, -2, 0.5]", "--gradient")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      lines(outcome) == [
        "output 0: float64() = 5.25", "gradient with respect to x: float64(3,) = [7.0, -14.0, 3.5]",
      ])
  }

  @Test func `values of several arguments are given in one option or in several`() throws {
    let point = ["x = [1, 0.5, -0.3, 2, 0.7, 0.1]", "y = [0.2, -1, 3]"]
    let apart = try run("cholesky.apus", "--at", point[0], "--at", point[1])
    let together = try run("cholesky.apus", "--at", point.joined(separator: "; "))
    #expect(apart.output == together.output && apart.status == 0)
    #expect(apart.output.hasPrefix("output 0: float64() = -5.64741348814943"))
  }

  @Test func `the first bad number is explained, and rewriting mends it`() throws {
    let point = "x = [1, -40, 0, 1, 2]"
    let written = try run("log-normal-cdf.apus", "--at", point, "--gradient")
    #expect(written.status == 0)
    #expect(written.output.contains(", -inf, "))
    let last = try #require(lines(written).last)
    #expect(
      last.contains("log-normal-cdf.apus:6: Log(NormalCDF(x)): float64(5,) is -inf at element 1, of 0.0"), "\(last)")
    let rewritten = try run("log-normal-cdf.apus", "--at", point, "--gradient", "--rewritten")
    #expect(!rewritten.output.contains("inf") && !rewritten.output.contains("nan"))
    #expect(rewritten.output.contains("-804.608442013753"))
    #expect(lines(rewritten).count == 3)
  }

  @Test func `a graph is printed in its canonical form, which is read again`() throws {
    let printed = try run("reversed-scan.apus")
    #expect(printed.status == 0 && printed.output.hasPrefix("apus graph 1\n"))
    #expect(printed.output.contains("array \"sha256:") && !printed.output.contains("//"))
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).apus")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(printed.output.utf8).write(to: file)
    let again = try BuiltProgram("apus").run(["graph", file.path])
    #expect(again.output == printed.output)
    let placed = try run("own-rule.apus", "--locations")
    #expect(placed.output.contains("%2 = Sum(%1, axes: [0]): float64() at \""))
    #expect(placed.output.contains("own-rule.apus:14\"\n"))
    let digests = try [run("reversed-scan.apus", "--digest"), run("own-rule.apus", "--digest")].map(\.output)
    #expect(digests[0] != digests[1] && digests.allSatisfy { $0.hasPrefix("sha256:") && $0.utf8.count == 72 })
    #expect(try BuiltProgram("apus").run(["graph", file.path, "--digest"]).output == digests[0])
  }

  private static let routines = """
    apus graph 1

    %x = Argument(label: "x"): float64(3,)
    %1 = External(%x, name: "Spring"): float64(3,)
    %2 = Exp(%1): float64(3,)
    %3 = Log(%2): float64(3,)
    %4 = Sum(%3, axes: nil): float64()
    %5 = External(%x, %4, name: "Flow", part: "pullback", operandCount: 1, wanted: [0]): float64(3,)
    return %4, %5

    """

  /// What a file with a text gives.
  private func runText(
    _ text: String, _ arguments: String..., environment: [String: String] = [:]
  ) throws -> BuiltProgram.Outcome {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).apus")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    return try BuiltProgram("apus").run(["graph", file.path] + arguments, environment: environment)
  }

  @Test func `a graph that calls routines in Swift is printed, digested and rewritten`() throws {
    let printed = try runText(Self.routines)
    #expect(printed.status == 0 && printed.output == Self.routines, "\(printed.errors)\(printed.output)")
    let rewritten = try runText(Self.routines, "--rewritten")
    #expect(rewritten.status == 0, "\(rewritten.errors)")
    #expect(!rewritten.output.contains("Log(") && rewritten.output.contains("External(%x, name: \"Spring\")"))
    let digests = try [Self.routines, rewritten.output, Self.routines.replacing("Spring", with: "Sprung")].map {
      try runText($0, "--digest").output
    }
    #expect(Set(digests).count == 3 && digests.allSatisfy { $0.hasPrefix("sha256:") })
  }

  @Test func `a graph that calls routines in Swift has no values, and the routines are named`() throws {
    for backend in [[], ["--backend", "interpreter"], ["--backend", "native"]] {
      let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).apus")
      defer { try? FileManager.default.removeItem(at: file) }
      try Data(Self.routines.utf8).write(to: file)
      let outcome = try BuiltProgram("apus").run(["graph", file.path, "--at", "x = [1, 2, 3]"] + backend)
      #expect(outcome.status == 70 && outcome.output.isEmpty)
      #expect(
        outcome.errors
          == "apus: the graph calls the routines 'Flow', 'Spring', written in Swift, so that only the program that has them can "
          + "evaluate it\n")
    }
    let slope = try runText(Self.routines, "--gradient")
    #expect(slope.status == 70 && slope.errors.contains("\"Spring\" is written in Swift"), "\(slope.errors)")
  }

  @Test func `native code and interpreter give the same values, and say which they are`() throws {
    let point = ["--at", "x = [1, -2, 0.5]", "--gradient"]
    let expected: [Substring] = [
      "output 0: float64() = 5.25", "gradient with respect to x: float64(3,) = [7.0, -14.0, 3.5]",
    ]
    let interpreted = try run("own-rule.apus", point[0], point[1], point[2], "--backend", "interpreter")
    #expect(interpreted.status == 0 && lines(interpreted) == expected + ["evaluated by the interpreter"])
    guard NativeAgreement.isAvailable else { return }
    let native = try run("own-rule.apus", point[0], point[1], point[2], "--backend", "native")
    #expect(native.status == 0 && Array(lines(native).dropLast()) == expected, "\(native.errors)")
    let last = try #require(lines(native).last)
    #expect(last.hasPrefix("evaluated by native code (LLVM ") && last.hasSuffix("), which agrees with the interpreter"))
    // A graph without arguments, and one whose argument has no value.
    let constant = "apus graph 1\n%0 = Constant(value: 2.0): float64()\n%1 = Sqrt(%0): float64()\nreturn %1, %0\n"
    for backend in ["native", "interpreter"] {
      let outcome = try runText(constant, "--backend", backend)
      #expect(lines(outcome).first == "output 0: float64() = 1.4142135623730951" && lines(outcome).count == 3)
      let unbound = try run("cholesky.apus", "--at", "y = [1, 2, 3]", "--backend", backend)
      #expect(unbound.status == 70 && unbound.errors.contains("the argument x: float64(3, 2) was not bound"))
    }
  }

  @Test func `an index outside is an error before native code reads it`() throws {
    let text = """
      apus graph 1
      %x = Argument(label: "x"): float64(3,)
      %i = Argument(label: "i"): int64(2,)
      %0 = Gather(%x, %i, axis: 0): float64(2,)
      return %0
      """
    let good = try runText(text, "--at", "x = [1, 2, 3]; i = [2, 0]", "--backend", "interpreter")
    #expect(lines(good).first == "output 0: float64(2,) = [3.0, 1.0]", "\(good.errors)")
    for backend in ["native", "interpreter"] {
      let both = try runText(text, "--at", "x = [1, 2, 3]; i = [2, 30000000]", "--backend", backend)
      let plain = try runText(text, "--at", "x = [1, 2, 3]; i = [2, 30000000]")
      #expect(both.status == plain.status && (both.status == 70 ? both.errors == plain.errors : both.status == 0))
    }
  }

  @Test func `the steps of native code are printed, with values where there is a point`() throws {
    let wrong = try run("own-rule.apus", "--explain", "--backend", "interpreter")
    #expect(wrong.status == 64 && wrong.errors.contains("which the interpreter does without"))
    guard NativeAgreement.isAvailable else { return }
    let steps = try run("own-rule.apus", "--explain", "--gradient")
    #expect(steps.status == 0 && !steps.output.contains("output 0: "), "\(steps.errors)")
    #expect(lines(steps).first?.contains(" steps, ") == true)
    #expect(lines(steps).contains { $0.hasPrefix("step 0: ") } && steps.output.contains("→ output + "))
    let both = try run("own-rule.apus", "--explain", "--at", "x = [1, -2, 0.5]")
    #expect(lines(both).first == "output 0: float64() = 5.25" && both.output.contains("\nstep 0: "))
    let routine = try runText(Self.routines, "--explain")
    #expect(routine.status == 0 && routine.output.contains("= Spring("), "\(routine.errors)\(routine.output)")
  }

  @Test func `without LLVM there is a sentence, and the interpreter`() throws {
    let text = "apus graph 1\n%x = Argument(label: \"x\"): float64()\n%1 = Exp(%x): float64()\nreturn %1\n"
    let off = ["APUS_LLVM": "none"]
    for arguments in [["--at", "x = 0", "--backend", "native"], ["--explain"]] {
      let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).apus")
      defer { try? FileManager.default.removeItem(at: file) }
      try Data(text.utf8).write(to: file)
      let outcome = try BuiltProgram("apus").run(["graph", file.path] + arguments, environment: off)
      #expect(outcome.status == 70 && outcome.output.isEmpty)
      #expect(outcome.errors == "apus: native code is turned off: APUS_LLVM is 'none'\n")
    }
    let interpreted = try runText(text, "--at", "x = 0", environment: off)
    #expect(interpreted.output == "output 0: float64() = 1.0\n")
  }

  @Test func `mistakes are named with their place, and have their status`() throws {
    let missing = try run("none.apus")
    #expect(missing.status == 66 && missing.errors.contains("none.apus cannot be read"))
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).apus")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("apus graph 1\n%x = Argument(label: \"x\"): float64()\n%1 = Expo(%x): float64()\nreturn %1\n".utf8)
      .write(to: file)
    let bad = try BuiltProgram("apus").run(["graph", file.path])
    #expect(bad.status == 65)
    #expect(bad.errors == "apus: \(file.path):3:6: expected the name of an Op, and found 'Expo'\n")
    let unknown = try run("own-rule.apus", "--at", "y = 1")
    #expect(unknown.status == 65 && unknown.errors.contains("the graph has no argument 'y'; it has x"))
    let short = try run("own-rule.apus", "--at", "x = [1, 2]")
    #expect(short.status == 65 && short.errors.contains("expected the 3 elements of float64(3,), and found 2"))
    let unbound = try run("cholesky.apus", "--at", "y = [1, 2, 3]")
    #expect(unbound.status == 70 && unbound.errors.contains("the argument x: float64(3, 2) was not bound"))
  }
}
