// `apus fit rv` as a user runs it: what it prints, what it saves, and one line for everything that is wrong with the input.

import ApusTestSupport
import Foundation
import Testing

@Suite struct FitRadialVelocityTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// Forty velocities of one planet with a period of 30 days and an amplitude of 12 m/s.
  private static let rows = (0..<40).map { row in
    let time = 2_450_000 + 7.3 * Double(row) + 0.4 * sin(Double(row))
    let angle = 2 * Double.pi * time / 30
    return [time, 12 * cos(angle + 0.4) + 0.8 * sin(13 * Double(row)), 1.0]
  }

  private static func table(
    _ header: String = "time,velocity,error", separator: String = ",", lineEnd: String = "\n", rows: [[Double]] = rows
  ) -> String {
    ([header] + rows.map { $0.map { "\($0)" }.joined(separator: separator) }).joined(separator: lineEnd) + lineEnd
  }

  private func fit(_ content: String, _ arguments: [String] = ["--periods", "30"]) throws -> BuiltProgram.Outcome {
    let file = folder.appendingPathComponent("rv.csv")
    try Data(content.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: folder) }
    let short = ["--draws", "100", "--warmup", "150", "--chains", "2"]
    return try BuiltProgram("apus").run(["fit", "rv", file.path] + arguments + short)
  }

  private struct Report: Decodable {
    struct Row: Decodable { let mean, sd, q05, q50, q95, rhat, ess_bulk, ess_tail: Double }
    struct Gradients: Decodable {
      struct Rule: Decodable { let op, rule: String }
      let customRules: [Rule]
    }
    let parameters: [String: Row]
    let divergences: Int
    let gradients: Gradients
    let seconds: Double
  }

  @Test func `tables are printed: the rules, the progress, the posterior`() throws {
    let outcome = try fit(Self.table(), ["--periods", "30", "--stellar-mass", "1", "--out", folder.path + "/out"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    for part in [
      "gradient: Kepler by its own rule", "K_b     ", "jitter_rv  halfnormal(", "\nP        d",
      "\nK        m/s",
      "\nω        deg", "\nTp ", "\nTc ", "\nm sin i  M_Jup", "M_Earth", "\na        AU", "ln evidence ratio", "saved",
    ] {
      #expect(outcome.output.contains(part), "\(part) in\n\(outcome.output)")
    }
    #expect(outcome.errors.contains("chain 0") && outcome.errors.contains("chain 1"))
    // The last words say why the solver's gradient matters.
    #expect(outcome.output.contains(/verified that derivative and used it,\nunchanged, in all [0-9]+ gradients/))
  }

  @Test func `JSON is one object with the posterior and the rules`() throws {
    let outcome = try fit(Self.table(), ["--periods", "30", "--json"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    let period = try #require(report.parameters["P_b [d]"])
    let amplitude = try #require(report.parameters["K_b [m/s]"])
    #expect(abs(period.mean - 30) < 0.1 && period.q05 < period.q50 && period.q50 < period.q95)
    #expect(abs(amplitude.mean - 12) < 1 && amplitude.ess_bulk > 10 && amplitude.ess_tail > 10)
    #expect(amplitude.rhat < 1.2 && amplitude.sd > 0 && report.divergences >= 0 && report.seconds > 0)
    #expect(report.gradients.customRules.contains { $0.op == "Kepler" && $0.rule == "user's" })
  }

  @Test func `draws and summary are saved`() throws {
    let out = FileManager.default.temporaryDirectory.appendingPathComponent("apus-out-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: out) }
    let outcome = try fit(Self.table(), ["--periods", "30", "--json", "--out", out.path])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let draws = try String(contentsOf: out.appendingPathComponent("draws.csv"), encoding: .utf8).split(separator: "\n")
    #expect(draws.count == 1 + 2 * 100)
    #expect(draws[0].split(separator: ",").count == draws[200].split(separator: ",").count)
    let saved = try Data(contentsOf: out.appendingPathComponent("summary.json"))
    #expect(try JSONDecoder().decode(Report.self, from: saved).parameters.count > 8)
  }

  @Test func `a folder that cannot be made is refused before sampling`() throws {
    let outcome = try fit(Self.table(), ["--periods", "30", "--out", "/dev/null/out"])
    #expect(outcome.status == 73 && outcome.output.isEmpty, "\(outcome.output)")
    #expect(outcome.errors.contains("/dev/null/out: cannot be written"))
  }

  @Test func `the same seed gives the same posterior, another seed another`() throws {
    let means = try ["5", "5", "6"].map { seed in
      let own = try Self()
      let outcome = try own.fit(Self.table(), ["--periods", "30", "--json", "--seed", seed])
      return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8)).parameters["K_b [m/s]"]?.mean
    }
    #expect(means[0] == means[1] && means[0] != means[2])
  }

  @Test(arguments: [
    table(separator: ";").replacing("time,velocity,error", with: "time;velocity;error"),
    table(separator: "\t").replacing("time,velocity,error", with: "time\tvelocity\terror"),
    "\u{FEFF}" + table(), table(lineEnd: "\r\n"), table("BJD,mnvel,errvel"),
    table(rows: rows + [rows[3]]),
  ]) func `tables of other habits are read`(content: String) throws {
    let outcome = try fit(content)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("\nP   d"))
  }

  @Test(arguments: [
    ("", 65, "rv.csv"), ("time,velocity,error\n", 65, "rv.csv"),
    (table(rows: [rows[0]]), 65, "1 velocities"), (table("time,velocity,weight"), 65, "error"),
    (table().replacing("1.0\n", with: "-1.0\n", maxReplacements: 1), 65, "rv.csv:2"),
    (table(rows: Array(rows[0..<5]) + [[2_450_900, .nan, 1]]), 65, "rv.csv:7"),
    (table(rows: Array(rows[0..<5]) + [[2_450_900, 3, .infinity]]), 65, "rv.csv:7"),
    (table(rows: Array(rows[0..<5])) + "2450900,fast,1\n", 65, "rv.csv:7"),
    (table(rows: Array(rows[0..<5])) + "2450900,1\n", 65, "rv.csv:7"),
    (table(rows: [rows[0], rows[0], rows[0]]), 65, "at one time"),
  ]) func `what is wrong with a table is said in one line`(content: String, code: Int32, part: String) throws {
    let outcome = try fit(content)
    #expect(outcome.status == code)
    #expect(outcome.errors.contains(part), "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("apus: ") && outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test func `a file that is not there has its own exit code`() throws {
    let outcome = try BuiltProgram("apus").run(["fit", "rv", "/no/such/file.csv", "--periods", "30"])
    #expect(outcome.status == 66)
    #expect(outcome.errors.hasPrefix("apus: /no/such/file.csv") && outcome.errors.split(separator: "\n").count == 1)
    let directory = try BuiltProgram("apus").run(["fit", "rv", "/", "--periods", "30"])
    #expect(directory.status == 66)
  }

  @Test(arguments: [
    ["--periods", "-3"], ["--periods", "x"], ["--periods", "30,40", "--planets", "1"], ["--planets", "-1"],
    ["--periods", "30", "--amplitudes", "1,2"], ["--periods", "30", "--period-widths", "0"],
    ["--periods", "30", "--stellar-mass", "0"], ["--periods", "30", "--seed", "-1"],
  ]) func `wrong options are refused before anything is read`(arguments: [String]) throws {
    let outcome = try fit(Self.table(), arguments)
    #expect(outcome.status == 64)
    #expect(!outcome.errors.isEmpty && outcome.output.isEmpty)
  }

  @Test func `the doctor says what is in use`() throws {
    let outcome = try BuiltProgram("apus").run(["doctor"])
    #expect(outcome.status == 0)
    #expect(
      outcome.output.contains("linear algebra: ")
        && (outcome.output.contains("native code (LLVM") || outcome.output.contains("interpreter")))
  }
}
