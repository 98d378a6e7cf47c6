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
