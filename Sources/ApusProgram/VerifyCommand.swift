// `PROGRAM verify`: whether a gradient rule of the model is wrong or missing, for people, for machines and for CI.

internal import Apus
internal import ArgumentParser
internal import Foundation

/// Verifies the gradient rules of the model.
struct VerifyCommand<Program: ModelProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "verify", abstract: "Verify the model's gradient rules.",
      discussion: "The exit status is 0 where all is well and 1 where a rule is wrong or missing.")
  }

  @Option(help: "The number of points at which each rule is verified: the initial point, then prior draws.")
  var points = 3

  @Option(help: "The seed of the prior draws.")
  var seed: UInt64 = 0

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard points > 0 else { throw ValidationError("at least 1 point is needed") }
  }

  func run() throws {
    try ProgramCommand<Program>.doing {
      let report = try VerificationReport(Program.name, Program().model(), pointCount: points, seed: seed)
      print(json ? try jsonText(report) : report.text)
      if !report.passed { throw ExitCode(ProgramFailure.rule) }
    }
  }
}

/// What `verify` prints.
struct VerificationReport: Encodable {
  /// The program.
  let program: String
  /// Whether no rule is wrong or missing.
  let passed: Bool
  /// What is wrong or missing, a line each.
  let findings: [String]
  /// All of it for people.
  let text: String
  /// What was verified; none where a gradient is missing.
  let verification: ModelVerification?

  /// Verifies the rules of a model.
  ///
  /// - Throws: what is wrong with the model, other than its gradient rules.
  init(_ program: String, _ model: Model, pointCount: Int, seed: UInt64) throws(ModelError) {
    self.program = program
    do {
      let found = try model.verify(pointCount: pointCount, seed: seed)
      verification = found
      passed = found.passed
      findings = found.failures.map(\.description)
      let table = "\(found)"
      // The table may shorten what it says of a finding.
      let rest = findings.filter { !table.contains($0) }
      let count = findings.count
      let verdict =
        passed
        ? "no gradient rule is wrong or missing"
        : "a gradient rule is wrong: \(count) finding\(count == 1 ? "" : "s")"
      text = ([table] + rest + ["\(program): \(verdict)"]).joined(separator: "\n")
    } catch {
      guard error.isOfRules else { throw error }
      verification = nil
      passed = false
      findings = [error.description]
      text = "\(error)\n\(program): a gradient is missing"
    }
  }
}

/// A value as a JSON object with sorted keys; numbers that JSON lacks are strings.
func jsonText(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
