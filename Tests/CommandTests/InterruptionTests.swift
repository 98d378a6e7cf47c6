// Ctrl-C and SIGTERM stop a run: what was drawn is printed and saved, and the exit status says what happened.

import ApusTestSupport
import Foundation
import Testing

@Suite(.serialized) struct InterruptionTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private static let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Examples/Data/hd164922.csv").path

  /// The number of draws that a file of draws has of each of two chains.
  private func drawCount(_ file: URL) throws -> Int {
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    let counts = [0, 1].map { chain in lines.count { $0.hasPrefix("\(chain),") } }
    #expect(counts[0] == counts[1] && counts[0] + counts[1] == lines.count)
    return counts[0]
  }

  @Test(arguments: [(SIGINT, "Ctrl-C"), (SIGTERM, "SIGTERM")])
  func `a program's draws are printed and saved`(signal: Int32, name: String) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("draws.csv")
    let outcome = try BuiltProgram("EightSchools").run(
      ["--draws", "100000000", "--warmup", "200", "--chains", "2", "--out", file.path],
      signals: .init([signal], after: "chain 1", pause: .seconds(2)))
    #expect(outcome.status == 128 + signal, "\(outcome.errors)")
    let count = try drawCount(file)
    #expect(count >= 4)
    let line = "EightSchools: interrupted by \(name): \(count) of 100000000 draws of each chain were made"
    #expect(outcome.errors.split(separator: "\n").last == Substring(line), "\(outcome.errors)")
    #expect(outcome.output.contains("\ntau ") && outcome.output.contains("saved \(file.path)"))
  }

  @Test func `a fit's draws are printed and saved`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let out = folder.appendingPathComponent("out")
    let outcome = try BuiltProgram("apus").run(
      [
        "fit", "rv", Self.data, "--periods", "1201", "--draws", "100000000", "--warmup", "50", "--chains", "2",
        "--json",
        "--out", out.path,
      ], signals: .init([SIGINT], after: "chain 1", pause: .seconds(4)))
    #expect(outcome.status == 130, "\(outcome.errors)")
    let count = try drawCount(out.appendingPathComponent("draws.csv"))
    #expect(outcome.errors.contains("apus: interrupted by Ctrl-C: \(count) of 100000000 draws of each chain were made"))
    struct Report: Decodable {
      let interrupted: Bool
      let draws: Int
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    #expect(report.interrupted && report.draws == count && count >= 4)
    #expect(FileManager.default.fileExists(atPath: out.appendingPathComponent("summary.json").path))
  }

  @Test func `an interruption in the warm-up says that there are no draws`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try BuiltProgram("EightSchools").run(
      ["--warmup", "100000000", "--chains", "2", "--out", folder.path + "/draws.csv"],
      signals: .init([SIGINT], after: "chain 1", pause: .seconds(1)))
    #expect(outcome.status == 130, "\(outcome.errors)")
    #expect(
      outcome.errors.contains("EightSchools: interrupted by Ctrl-C in the warm-up (iteration "), "\(outcome.errors)")
    #expect(!outcome.output.contains("\ntau "))
  }

  @Test func `the second signal ends the program at once`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    // The pause is shorter than the program looks for signals.
    let outcome = try BuiltProgram("EightSchools").run(
      ["--draws", "100000000", "--chains", "2", "--out", folder.path + "/draws.csv"],
      signals: .init([SIGINT, SIGINT], after: "chain 1", pause: .milliseconds(1)))
    #expect(outcome.status == -SIGINT, "\(outcome.errors)")
  }
}
