// A model as a program: `sample`, its options and its table, `report`, and how it fails.

import ApusTestSupport
import Foundation
import Testing

@Suite struct ModelProgramTests {
  private static let short = ["--draws", "50", "--warmup", "100", "--chains", "2"]

  /// Runs `sample` with a table for the draws, and gives the table's lines.
  private func draws(_ options: [String]) throws -> (outcome: BuiltProgram.Outcome, lines: [Substring]) {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    let outcome = try BuiltProgram("ScalarKepler").run(["sample", "--out", file.path] + Self.short + options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return (outcome, try String(contentsOf: file, encoding: .utf8).split(separator: "\n"))
  }

  @Test func `sample prints the report and the posterior, shows progress, and saves the draws`() throws {
    let (outcome, lines) = try draws([])
    for part in ["Gradient of the log density", "EccentricAnomaly: user's rule", "\nlogP ", "saved "] {
      #expect(outcome.output.contains(part), "\(part) in\n\(outcome.output)")
    }
    #expect(outcome.errors.contains("chain 0") && outcome.errors.contains("chain 1"))
    #expect(lines.count == 1 + 2 * 50)
    for name in ["logP", "K", "e", "omega", "phase"] {
      #expect(lines[0].split(separator: ",").contains(Substring(name)))
    }
  }

  @Test func `progress is JSON, or nothing, where that is asked for`() throws {
    let program = try BuiltProgram("ScalarKepler")
    let lines = try program.run(["sample", "--progress", "json"] + Self.short).errors.split(separator: "\n")
    let phases = try lines.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return object?["phase"] as? String ?? ""
    }
    #expect(phases.first == "building" && phases.last == "done" && phases.contains("writing"), "\(phases)")
    let silent = try program.run(["sample", "--progress", "none"] + Self.short)
    #expect(silent.status == 0 && silent.errors.isEmpty, "\(silent.errors)")
    let table = try program.run(["sample", "--progress", "table"] + Self.short)
    #expect(table.errors.contains("Progress") && !table.errors.contains("\u{1B}[?25l"))
    #expect(try program.run(["sample", "--progress", "loud"] + Self.short).status == 64)
  }

  @Test func `draws depend on the seed, not on the threads`() throws {
    let reference = try draws(["--seed", "3", "--threads", "1"]).lines
    #expect(try draws(["--seed", "3", "--threads", "2"]).lines == reference)
    #expect(try draws(["--seed", "4"]).lines != reference)
  }

  @Test func `sample refuses a wrong or missing rule before the first draw`() throws {
    for (name, part) in [("WrongKepler", "an extra factor"), ("MissingGradient", "which is not implemented")] {
      let outcome = try BuiltProgram(name).run(Self.short)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("\(name): ") && outcome.errors.contains(part), "\(outcome.errors)")
      #expect(outcome.output.isEmpty && !outcome.errors.contains("chain"))
    }
  }

  @Test func `a rule that is wrong where the chains come later is said with the draws, and gives status 1`() throws {
    let outcome = try BuiltProgram("LateMistake").run()
    #expect(outcome.status == 1)
    #expect(
      outcome.output.contains("\nWRONG at ") && outcome.output.contains("the derivative of Square3"),
      "\(outcome.output)")
    #expect(outcome.output.contains("\nx "))
    #expect(try BuiltProgram("LateMistake").run(["verify"]).status == 0)
  }

  @Test func `Ops of every kind that users write are the user's in the report, and verified`() throws {
    let program = try BuiltProgram("OwnOps")
    let report = try program.run(["report"]).output
    let verification = try program.run(["verify"])
    #expect(verification.status == 0)
    for op in ["Saturation", "Bump", "Distance", "Root", "RunningMean"] {
      #expect(report.contains("  \(op): user's rule, applied 1 time at OwnOps/OwnOps.swift:"), "\(op) in\n\(report)")
      #expect(verification.output.contains("  ok    \(op) ("), "\(verification.output)")
    }
  }

  @Test func `what an Op throws is said with the draws`() throws {
    let outcome = try BuiltProgram("OwnOps").run([
      "sample", "--draws", "400", "--warmup", "200", "--chains", "2", "--seed", "1",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let said =
      #/\nRoot threw in [0-9]+ of [0-9]+ evaluations, which were rejected; at first: no root is looked for beyond 2\n/#
    #expect(outcome.output.contains(said), "\(outcome.output)")
  }

  @Test func `report is text, JSON or a graph`() throws {
    let program = try BuiltProgram("ScalarKepler")
    let text = try program.run(["report"])
    #expect(
      text.status == 0
        && text.output.contains("EccentricAnomaly: user's rule, applied 1 time at ScalarKepler/Orbit.swift:"))
    struct Report: Decodable {
      struct Rule: Decodable { let op, rule: String }
      let customRules: [Rule]
      let parameters: [String: Int]
    }
    let json = try program.run(["report", "--json"])
    let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
    #expect(report.customRules.map(\.op) == ["EccentricAnomaly"] && report.customRules[0].rule == "user's")
    #expect(report.parameters == ["logP": 1, "K": 1, "e": 1, "omega": 1, "phase": 1])
    let graph = try program.run(["report", "--graph"])
    #expect(graph.status == 0 && graph.output.hasPrefix("digraph ") && graph.output.contains("EccentricAnomaly"))
    #expect(graph.output.contains("->") && graph.output.hasSuffix("}\n"))
  }

  @Test(arguments: ["/no/such/folder/draws.csv", "/", "", "/dev/null/draws.csv", "/tmp/"])
  func `a table that cannot be written is refused before sampling`(file: String) throws {
    let outcome = try BuiltProgram("ScalarKepler").run(["--out", file])
    #expect(outcome.status == 73 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("ScalarKepler: \(file): cannot be written"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    ["sample", "--draws", "3"], ["--chains", "0"], ["--warmup", "-1"], ["--threads", "0"], ["--seed", "-1"],
    ["expose"], ["report", "--json", "--graph"],
  ]) func `wrong usage gives status 64`(arguments: [String]) throws {
    let outcome = try BuiltProgram("ScalarKepler").run(arguments)
    #expect(outcome.status == 64 && outcome.output.isEmpty && !outcome.errors.isEmpty)
  }

  @Test(arguments: [
    ["apus", "sample"], ["apus", "predict"], ["apus", "diagnose"], ["apus", "report"], ["apus", "compare"],
    ["apus", "convert"], ["apus", "fit"], ["apus", "fit", "rv"], ["apus", "periodogram"], ["apus", "verify"],
    ["apus", "export"], ["apus", "export", "jax"], ["apus", "graph"], ["apus", "doctor"], ["EightSchools", "sample"],
    ["EightSchools", "verify"], ["EightSchools", "report"], ["EightSchools", "predict"], ["EightSchools", "export"],
    ["EightSchools", "export", "jax"], ["EightSchools", "diagnose"], ["EightSchools", "compare"],
    ["EightSchools", "convert"],
  ]) func `the help of a subcommand has an example, whose options exist`(command: [String]) throws {
    let outcome = try BuiltProgram(command[0]).run(Array(command.dropFirst()) + ["--help"])
    let line = outcome.output.split(separator: "\n").first { $0.contains("Example") }.map(String.init)
    let example = try #require(line, "\(outcome.output)")
    let words = example.split(separator: " ").dropFirst().map(String.init)
    #expect(words.first == "apus" || words.first == "PROGRAM")
    // The example may name a subcommand of this one: `apus fit rv`.
    #expect(Array(words.dropFirst().prefix(command.count - 1)) == Array(command.dropFirst()))
    // What `apus sample` and `apus predict` pass on is the program's.
    let isPassedOn = command == ["apus", "sample"] || command == ["apus", "predict"]
    for option in words where option.hasPrefix("--") && !isPassedOn {
      #expect(outcome.output.contains("\n  \(option)"), "\(example)")
    }
  }

  @Test func `help names the program and its subcommands`() throws {
    let outcome = try BuiltProgram("EightSchools").run(["--help"])
    #expect(outcome.status == 0 && outcome.output.contains("USAGE: EightSchools <subcommand>"))
    for name in ["sample (default)", "verify", "report"] { #expect(outcome.output.contains("\n  \(name)")) }
  }
}
