// What `PROGRAM verify` found, for people and for machines, whether rules are wrong or missing.

internal import ApusExtension

/// What `verify` prints.
struct VerificationReport: Encodable {
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
      findings = found.findings.map(\.description)
      let count = findings.count
      let verdict =
        passed
        ? "no gradient rule is wrong or missing"
        : "a gradient rule is wrong: \(count) finding\(count == 1 ? "" : "s")"
      text = "\(found)\n\(program): \(verdict)"
    } catch {
      guard error.isOfRules else { throw error }
      verification = nil
      passed = false
      findings = [error.description]
      text = "\(error)\n\(program): a gradient is missing"
    }
  }
}
