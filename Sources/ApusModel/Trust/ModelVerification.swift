// What a verification of a model's gradient rules found: text for people, JSON for programs.

public import ApusDifferentiation
internal import ApusGraph

/// The outcome of ``Model/verify(pointCount:seed:)``.
public struct ModelVerification: Sendable, Encodable, CustomStringConvertible {
  /// What was found of one Op's rule, in all its uses.
  public struct Entry: Sendable, Encodable {
    /// The Op.
    public let op: String
    /// Whose rule it is, such as `user's`.
    public let rule: String
    /// The lines where the Op is used, as far as they are known.
    public let lines: [String]
    /// How many derivatives were compared with differences.
    public let comparisonCount: Int
    /// The largest relative difference found.
    public let largestError: Double
    /// Remarks that are not mistakes, such as kinks and the ends of domains.
    public let notes: [String]
    /// The accuracy that the Op declares, such as `derivative to 1e-06`; nil where it declares none.
    public let accuracy: String?
  }

  /// A broken law, and where.
  public struct Finding: Sendable, Encodable, CustomStringConvertible {
    /// The point of the model, such as `the initial point`.
    public let point: String
    /// What the verifier says.
    public let failure: VerificationFailure
    /// The first parameter whose gradient needs the rule; nil where it is not known.
    public let parameter: String?
    /// The Ops from the parameter to the log density.
    public let path: [String]
    /// The line that applies the Op, such as `Orbit/main.swift:17`.
    public let line: String?

    /// Where and what is wrong, with both numbers; the path; a line of code that reproduces it.
    public var description: String {
      let place = (failure.location?.fileAndLine.map { "\($0.file):\($0.line)" } ?? line).map { "\($0): " } ?? ""
      let rule =
        failure.check == .differences
        ? "which is wrong\(failure.ruleText)" : "whose rule\(failure.ruleText) \(failure.check.rawValue)"
      let what =
        failure.check.isOfEvaluation
        ? "\(failure.op) \(failure.check.rawValue)" + (parameter.map { ", on the way of '\($0)'" } ?? "")
        : parameter.map {
          "the gradient with respect to '\($0)' needs the derivative of \(failure.op) for \(failure.operandText), \(rule)"
        } ?? "the rule of \(failure.op)\(failure.ruleText) for \(failure.operandText) \(failure.check.rawValue)"
      return "at \(point): \(place)\(what)\n    \(failure.account)"
        + (path.isEmpty ? "" : "\n    path: \(path.joined(separator: " → "))")
        + "\n    to reproduce: \(reproduction)"
    }

    /// A line of code that reproduces it, with the numbers where they are few.
    private var reproduction: String { failure.isShort ? failure.reproduction : "print(try model.verify())" }

    /// A line for each kind of finding, with the number of other elements of which the same is true.
    static func lines(_ findings: [Finding], limit: Int) -> [String] {
      var kinds: [(first: Finding, others: Int)] = []
      for finding in findings {
        let place = kinds.firstIndex { $0.first.isOfTheKind(of: finding) }
        if let place { kinds[place].others += 1 } else { kinds.append((finding, 0)) }
      }
      let shown = kinds.prefix(limit).map { first, others in
        others == 0 ? "\(first)" : "\(first)\n    (the same at \(others) more of its elements)"
      }
      return shown + (kinds.count > limit ? ["… and \(kinds.count - limit) more"] : [])
    }

    private func isOfTheKind(of other: Finding) -> Bool {
      point == other.point && failure.op == other.failure.op && failure.operand == other.failure.operand
        && failure.check == other.failure.check && failure.likelyMistake == other.failure.likelyMistake
    }

    private enum CodingKeys: String, CodingKey {
      case point, parameter, path, line, op, operand, element, law, expected, returned, tolerance, mistake, account,
        reproduction
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(point, forKey: .point)
      try container.encode(parameter, forKey: .parameter)
      try container.encode(path, forKey: .path)
      try container.encode(line, forKey: .line)
      try container.encode(failure.account, forKey: .account)
      try container.encode(reproduction, forKey: .reproduction)
      try container.encode(failure.op, forKey: .op)
      try container.encode(failure.operand, forKey: .operand)
      try container.encode(failure.element, forKey: .element)
      try container.encode(failure.check.rawValue, forKey: .law)
      try container.encode("\(failure.expected)", forKey: .expected)
      try container.encode("\(failure.returned)", forKey: .returned)
      try container.encode(failure.tolerance, forKey: .tolerance)
      try container.encode(failure.likelyMistake?.description, forKey: .mistake)
    }
  }

  /// The rules that are not built in, in the order of their use.
  public let entries: [Entry]
  /// The broken laws; empty where all rules are right.
  public let findings: [Finding]
  /// The points that were checked.
  public let points: [String]
  /// What the verification took, in seconds.
  public let seconds: Double

  /// Whether no law is broken.
  public var passed: Bool { findings.isEmpty }
  /// The broken laws without their points of the model.
  public var failures: [VerificationFailure] { findings.map(\.failure) }

  public var description: String {
    let places = points.isEmpty ? "no point" : points.joined(separator: ", ")
    let milliseconds = (seconds * 1e4).rounded() / 10
    var lines =
      entries.isEmpty
      ? ["no gradient rule of the user's own: nothing to verify"]
      : ["gradient rules verified at \(places) (\(milliseconds) ms)"]
    for entry in entries {
      let isWrong = failures.contains { $0.op == entry.op }
      let place = entry.lines.isEmpty ? "" : " (\(entry.lines.joined(separator: ", ")))"
      let isCompared = entry.comparisonCount > 0
      let count =
        isCompared
        ? "\(entry.comparisonCount) derivative\(entry.comparisonCount == 1 ? "" : "s") compared"
        : "no derivative compared"
      lines.append(
        "  \(isWrong ? "WRONG" : isCompared ? "ok   " : "-    ") \(entry.op)\(place): \(entry.rule) rule, \(count)"
          + (isWrong || !isCompared ? "" : ", largest error \(GradientReport.rounded(entry.largestError))")
          + (entry.accuracy.map { "; declared accuracy: \($0)" } ?? ""))
      lines += entry.notes.map { "        \($0)" }
    }
    lines.append(contentsOf: Finding.lines(findings, limit: 6).map { "  \($0)" })
    return lines.joined(separator: "\n")
  }
}

extension Model {
  /// Verifies each gradient rule that is not built in, with the operands that it has at the initial point and at draws from
  /// the prior.
  ///
  /// A wrong rule is reported in the result, not thrown. Sampling verifies too, before its first draw, and throws.
  ///
  /// - Parameters:
  ///   - pointCount: how many points, the initial one included.
  ///   - seed: the seed of the draws.
  /// - Throws: ``ModelError/gradient(_:)`` where a rule is missing on a path from a parameter or breaks its contract.
  public func verify(pointCount: Int = 3, seed: UInt64 = 0) throws(ModelError) -> ModelVerification {
    let checker = try RuleChecker(self, try gradientWithRules())
    return try RuleVerifications(checker, at: verificationPoints(count: pointCount, seed: seed), budget: nil).summary
  }
}

/// The verifications of a model's rules, point by point.
struct RuleVerifications {
  /// What was found of each node at each point.
  private(set) var found: [(point: String, verifications: [Node: Verification])] = []
  private let nodes: [Node]
  private let others: [Node]
  private let names: NodeNames
  private(set) var seconds = 0.0

  /// Verifies at the first point, and at the others as long as the budget, in seconds, is not used up.
  init(_ checker: RuleChecker, at points: [NamedPosition], budget: Double?) throws(ModelError) {
    nodes = checker.nodes
    others = checker.others
    names = checker.names
    guard !nodes.isEmpty || !others.isEmpty else { return }
    let clock = ContinuousClock()
    let begin = clock.now
    for (number, point) in points.enumerated() {
      let elapsed = begin.duration(to: clock.now) / .seconds(1)
      // The next point takes about as long as those before it.
      if let budget, number > 0, elapsed * (1 + 1 / Double(number)) > budget { break }
      found.append((point.name, try checker.check(at: point.position)))
    }
    seconds = begin.duration(to: clock.now) / .seconds(1)
  }

  /// These, where no law is broken.
  ///
  /// - Throws: ``ModelError/wrongRule(_:)`` with all findings.
  func passing() throws(ModelError) -> RuleVerifications {
    let findings = findings
    if !findings.isEmpty { throw .wrongRule(findings) }
    return self
  }

  func verifications(of node: Node) -> [Verification] { found.compactMap { $0.verifications[node] } }

  var points: [String] { found.map(\.point) }

  var findings: [ModelVerification.Finding] {
    found.flatMap { point, verifications in
      (nodes + others).flatMap { node in
        (verifications[node]?.failures ?? []).map { names.finding(point, node, $0) }
      }
    }
  }

  var summary: ModelVerification {
    var entries: [ModelVerification.Entry] = []
    var opNames: [String] = []
    for node in nodes where !opNames.contains(node.op.name) { opNames.append(node.op.name) }
    for name in opNames {
      let uses = nodes.filter { $0.op.name == name }
      let all = uses.flatMap(verifications)
      entries.append(
        ModelVerification.Entry(
          op: name, rule: uses[0].op.rule.description, lines: uses.compactMap(\.line).uniqued,
          comparisonCount: all.reduce(0) { $0 + $1.comparisonCount }, largestError: all.map(\.largestError).max() ?? 0,
          notes: all.flatMap(\.notes).uniqued,
          accuracy: uses[0].op.accuracy == .full ? nil : "\(uses[0].op.accuracy)"))
    }
    return ModelVerification(entries: entries, findings: findings, points: points, seconds: seconds)
  }
}

extension Node {
  /// The user's line, such as `Orbit/main.swift:17`; nil where it is not known.
  var line: String? { location?.fileAndLine.map { "\($0.file):\($0.line)" } }
}

extension [String] {
  /// The elements in order, each once.
  var uniqued: [String] { Array(Set(self)).sorted() }
}
