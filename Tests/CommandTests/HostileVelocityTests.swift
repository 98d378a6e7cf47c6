// `apus fit rv` and `apus periodogram` on input that means harm, or that is too little: a sentence and the documented status.

import ApusTestSupport
import Foundation
import Testing

@Suite struct HostileVelocityTests {
  private static let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Examples/Data/hd164922.csv").path
  private static let short = ["--draws", "50", "--warmup", "100", "--chains", "2"]

  private func file(_ content: String, _ name: String = "v.csv") throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent(name)
    try Data(content.utf8).write(to: file)
    return file.path
  }

  @Test(arguments: [
    (["--draws", "9223372036854775807"], "--draws must be"), (["--draws", "99999999999999999999"], "draws"),
    (["--chains", "1000000000"], "--chains must be"), (["--warmup", "-1"], "warmup"), (["--thin", "0"], "--thin"),
    (["--periods", "1e-9"], "0.01 and 10,000,000 days"), (["--periods", "1e300"], "0.01 and 10,000,000 days"),
    (["--periods", "nan"], "positive numbers"), (["--epoch", "1e15"], "a million days"), (["--epoch", "nan"], "epoch"),
    (["--min-period", "1e-5"], "--min-period"), (["--min-period", "9", "--max-period", "3"], "below --max-period"),
    (["--planets", "25"], "0 to 24"), (["--planets", "many"], "auto or a number"), (["--prior", "K1"], "NAME=PRIOR"),
    (["--prior", "K1=uniform(5,1)"], "priors are"), (["--prior", "Q1=uniform(0,1)"], "names are"),
    (["--prior", "gamma_X=normal(0,1)"], "there are k, j, a"), (["--prior", "gamma=lognormal(1,1)"], "either sign"),
    (["--fix", "e1=1.2"], "0 to 1"), (["--fix", "e1=uniform(0,1)"], "no number"),
    (["--prior", "omega1=normal(0,1)"], "omega"), (["--prior", "K9=uniform(0,1)", "--planets", "1"], "no planet j"),
    (["--eccentricity", "flat"], "no prior"), (["--transit", "1=5"], "PLANET=TIME,ERROR"),
    (["--stellar-mass", "-1"], "solar masses"), (["--stellar-mass", "1,2,3"], "solar masses"),
    (["--units", "furlongs"], "no unit"), (["--columns", "time="], "columns"), (["--max-depth", "99"], "--max-depth"),
    (["--target-acceptance", "1"], "--target-acceptance"), (["--jitter", "both"], "jitter"), (["--gp", "x"], "gp"),
  ]) func `options that make no sense are refused in a sentence`(arguments: [String], part: String) throws {
    let outcome = try BuiltProgram("apus").run(["fit", "rv", Self.data] + arguments)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.errors.contains(part), "\(outcome.errors)")
  }

  @Test(arguments: [
    ("time,rv,err\n1e19,2,1\n2,3,1\n", 65 as Int32, "v.csv:2"), ("time,rv,err\n1,1e999,1\n2,3,1\n", 65, "v.csv:2"),
    ("time,rv,err\n1,2,1\n", 65, "too few"), ("\u{1F}\u{8B}\u{8}\u{0}", 65, "v.csv"),
  ]) func `tables that mean harm are refused in one line`(content: String, status: Int32, part: String) throws {
    let outcome = try BuiltProgram("apus").run(["fit", "rv", try file(content)])
    #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome.output)")
    #expect(outcome.errors.contains(part) && outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
  }

  @Test func `few velocities give a fit that says so, and no planet`() throws {
    for content in ["time,rv,err\n1,2,1\n2,3,1\n", "time,rv,err\n1,2,1\n2,3,1\n5,1,1\n9,3,1\n11,3.2,1\n"] {
      let outcome = try BuiltProgram("apus").run(["fit", "rv", try file(content)] + Self.short)
      #expect(outcome.status == 0 && outcome.output.contains("no planet is supported"), "\(outcome.output)")
    }
    let three = try BuiltProgram("apus").run(
      ["fit", "rv", try file("time,rv,err\n1,2,1\n2,3,1\n5,1,1\n9,3,1\n11,3.2,1\n"), "--planets", "2"] + Self.short)
    #expect(three.status == 0 && three.output.contains("numbers are fitted to 5 velocities"), "\(three.output)")
  }

  @Test func `escapes in names are shown, and steer no terminal`() throws {
    let rows = (0..<12).map { "\($0),\(Double($0 % 3)),1,\($0 % 2 == 0 ? "\u{1B}[31mred" : "b")" }
    let path = try file("time,rv,err,tel\n" + rows.joined(separator: "\n") + "\n", "\u{1B}[2Jstar.csv")
    for command in [["fit", "rv", path] + Self.short, ["periodogram", path]] {
      let outcome = try BuiltProgram("apus").run(command)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(!outcome.output.contains("\u{1B}") && !outcome.errors.contains("\u{1B}"))
    }
  }

  @Test func `one file given twice is refused`() throws {
    let outcome = try BuiltProgram("apus").run(["fit", "rv", "a=\(Self.data)", "b=\(Self.data)"])
    #expect(outcome.status == 65 && outcome.errors.contains("twice"), "\(outcome.errors)")
  }

  @Test func `a start is refined on the periodogram, and the fit says so`() throws {
    let star = Reference.folder.appendingPathComponent("stars/51peg.csv").path
    let outcome = try BuiltProgram("apus").run(["fit", "rv", star, "--periods", "4.2"] + Self.short)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains(/--periods 4.2: the highest peak nearby is at 4.2307[0-9]+ d/), "\(outcome.output)")
    #expect(outcome.output.contains(/\nP   d    4.2307[0-9]/), "\(outcome.output)")
    // Half the value's last digit away there is no other peak: what is written precisely is kept.
    let precise = try BuiltProgram("apus").run(["fit", "rv", star, "--fix", "P1=4.2", "--json"] + Self.short)
    struct Report: Decodable { let warnings: [String] }
    let report = try JSONDecoder().decode(Report.self, from: Data(precise.output.utf8))
    #expect(report.warnings.contains { $0.contains("jitter") }, "\(report.warnings)")
  }

  @Test func `the periodogram shows peaks with false-alarm probabilities, and saves its picture`() throws {
    let out = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: out) }
    let outcome = try BuiltProgram("apus").run(["periodogram", Self.data, "--out", out.path])
    #expect(outcome.status == 0 && outcome.output.contains("false-alarm probability"), "\(outcome.errors)")
    #expect(outcome.output.contains(/\n119[0-9]\.[0-9]+ +0\.[0-9]{4} +[0-9.]+e-[0-9]+/), "\(outcome.output)")
    let picture = try String(contentsOf: out.appendingPathComponent("periodogram.svg"), encoding: .utf8)
    #expect(picture.hasPrefix("<") && picture.contains("</svg>"))
    struct Report: Decodable {
      struct Peak: Decodable { let period, power, false_alarm_probability: Double }
      let peaks: [Peak]
    }
    let json = try BuiltProgram("apus").run(["periodogram", Self.data, "--json", "--peaks", "3"])
    let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
    #expect(report.peaks.count == 3 && abs(report.peaks[0].period - 1197) < 8)
  }
}
