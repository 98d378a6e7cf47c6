// `apus verify` and a program's own `verify`, as CI runs them: what they print, and the exit statuses.

import ApusTestSupport
import Foundation
import Testing

@Suite struct VerifyTests {
  /// What is read of the answer to `verify --json`.
  private struct Answer: Decodable {
    let program, text: String
    let passed: Bool
    let findings: [String]
  }

  private static let mistake = "the rule has an extra factor: the result"
  private static let wanting = "the gradient with respect to 'k' needs the derivative of Attenuation for operand 1"

  private func answer(_ outcome: BuiltProgram.Outcome) throws -> Answer {
    try JSONDecoder().decode(Answer.self, from: Data(outcome.output.utf8))
  }

  @Test func `a right rule is named, and the status is 0`() throws {
    let outcome = try BuiltProgram("ScalarKepler").run(["verify"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("EccentricAnomaly"))
    #expect(outcome.output.contains("ScalarKepler: no gradient rule is wrong or missing"))
    #expect(!outcome.errors.contains("ScalarKepler"))
  }

  @Test func `a wrong rule gives status 1, and its likely mistake is said`() throws {
    let outcome = try BuiltProgram("WrongKepler").run(["verify"])
    #expect(outcome.status == 1)
    let sentence =
      "WrongKepler/Orbit.swift:42: the gradient with respect to 'e' needs the derivative of EccentricAnomaly for operand 1 (e), "
      + "which is wrong (EccentricAnomaly.partials)"
    #expect(outcome.output.contains(sentence), "\(outcome.output)")
    #expect(outcome.output.contains(Self.mistake) && outcome.output.contains("a gradient rule is wrong"))
  }

  @Test func `a missing gradient gives status 1, with the operand and the path`() throws {
    let outcome = try BuiltProgram("MissingGradient").run(["verify"])
    #expect(outcome.status == 1)
    #expect(
      outcome.output.contains(Self.wanting) && outcome.output.contains("Path: k → "), "\(outcome.output)"
    )
    #expect(outcome.output.contains("MissingGradient/Attenuation.swift:"))
    #expect(outcome.output.contains("the simulator's authors give no derivative for k"))
  }

  @Test func `JSON says the same`() throws {
    let right = try answer(BuiltProgram("ScalarKepler").run(["verify", "--json", "--points", "2"]))
    #expect(right.passed && right.findings.isEmpty && right.program == "ScalarKepler")
    let outcomes = try [
      BuiltProgram("WrongKepler").run(["verify", "--json"]),
      BuiltProgram("MissingGradient").run(["verify", "--json", "--seed", "4"]),
    ]
    for (outcome, part) in try paired(outcomes, [Self.mistake, Self.wanting]) {
      let wrong = try answer(outcome)
      #expect(outcome.status == 1 && !wrong.passed && wrong.text.contains(part))
      #expect(wrong.findings.contains { $0.contains(part) })
    }
  }

  @Test func `apus verify runs programs by name and by path, and has the highest of their statuses`() throws {
    let apus = try BuiltProgram("apus")
    let right = try apus.run(["verify", "ScalarKepler", "SymbolicKepler"])
    #expect(right.status == 0, "\(right.errors)")
    for name in ["ScalarKepler", "SymbolicKepler"] {
      #expect(right.output.contains("\(name): no gradient rule is wrong or missing"))
    }
    let folder = try #require(BuiltProgram.products)
    let wrong = try apus.run(["verify", "ScalarKepler", folder.path + "/WrongKepler", "MissingGradient"])
    #expect(wrong.status == 1)
    for part in ["ScalarKepler: no gradient rule", Self.mistake, Self.wanting] {
      #expect(wrong.output.contains(part), "\(part) in\n\(wrong.output)")
    }
  }

  @Test func `apus verify --json is an array with an object for each program`() throws {
    let outcome = try BuiltProgram("apus").run(["verify", "--json", "EightSchools", "WrongKepler"])
    #expect(outcome.status == 1)
    let answers = try JSONDecoder().decode([Answer].self, from: Data(outcome.output.utf8))
    #expect(answers.map(\.program) == ["EightSchools", "WrongKepler"] && answers.map(\.passed) == [true, false])
  }

  @Test func `apus verify --all verifies every example that is a program`() throws {
    let outcome = try BuiltProgram("apus").run(["verify", "--all"])
    #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.errors)")
    let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Examples")
    let programs = try FileManager.default.contentsOfDirectory(atPath: examples.path).filter { example in
      let folder = examples.appendingPathComponent(example)
      return try FileManager.default.contentsOfDirectory(atPath: folder.path).contains { file in
        guard file.hasSuffix(".swift") else { return false }
        return try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8).contains(": ModelProgram")
      }
    }
    #expect(programs.count > 5)
    for name in programs { #expect(outcome.output.contains("\(name): no gradient rule is wrong or missing")) }
    #expect(outcome.output.split(separator: "\n").count { $0.contains(": no gradient rule") } == programs.count)
  }

  @Test func `what does not verify a model is never taken for a model without mistakes`() throws {
    let apus = try BuiltProgram("apus")
    let absent = try apus.run(["verify", "NoSuchProgram"])
    #expect(absent.status == 66 && absent.errors.contains("NoSuchProgram: there is no such program"))
    let folder = try apus.run(["verify", "/"])
    #expect(folder.status == 66 && folder.output.isEmpty)
    let other = try apus.run(["verify", "OwnDensity", "ScalarKepler"])
    #expect(other.status == 70 && other.errors.contains("is no ModelProgram"))
    #expect(other.output.contains("ScalarKepler: no gradient rule is wrong or missing"))
  }

  @Test(arguments: [
    ("apus", ["verify"]), ("apus", ["verify", "ScalarKepler", "--points", "0"]), ("apus", ["verify", "--some"]),
    ("ScalarKepler", ["verify", "--points", "-1"]), ("ScalarKepler", ["verify", "--seed", "x"]),
    ("ScalarKepler", ["verify", "twice"]),
  ]) func `wrong usage gives status 64`(program: String, arguments: [String]) throws {
    let outcome = try BuiltProgram(program).run(arguments)
    #expect(outcome.status == 64, "\(outcome.output)")
    #expect(!outcome.errors.isEmpty && outcome.output.isEmpty)
  }
}
