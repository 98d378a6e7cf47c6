// Which gradient rules a model's gradient uses, where, and how they were verified: text for people, JSON for programs.

internal import ApusDifferentiation
internal import ApusFunctions
internal import ApusGraph

/// The account of a model's gradient.
public struct GradientReport: Sendable, Encodable, CustomStringConvertible {
  /// One Op's rule, with all its applications.
  public struct Entry: Sendable, Encodable {
    /// The Op.
    public let op: String
    /// Whose rule it is, such as `user's`.
    public let rule: String
    /// How many nodes it was applied to.
    public let count: Int
    /// The lines of those nodes, where they are known.
    public let lines: [String]
    /// The parameters whose gradients pass through it; filled in for rules that are not built in.
    public let parameters: [String]
    /// How many of its derivatives were compared with differences at the initial point; nil where it is built in or was
    /// not verified.
    public let comparisonCount: Int?
    /// The largest relative difference found.
    public let largestError: Double?
  }

  /// The rules that are not Apus's own, in the order of their use.
  public let customRules: [Entry]
  /// Apus's own rules by Op, the most frequent first.
  public let builtInRules: [Entry]
  /// The parameters with the number of their unconstrained coordinates.
  public let parameters: [String: Int]
  /// The parameters whose gradient is structurally zero: no path leads from them to the log density, or all are blocked.
  public let zeroGradients: [String]
  /// What evaluates the rules.
  public let backend: String

  /// A table for people.
  public var description: String {
    let coordinateCount = parameters.values.reduce(0, +)
    let applications = (customRules + builtInRules).reduce(0) { $0 + $1.count }
    var lines = [
      "Gradient of the log density: \(coordinateCount) coordinates of \(parameters.count) parameters, "
        + "\(applications) applications of \(customRules.count + builtInRules.count) rules, \(backend == "native" ? "in native code" : "on the \(backend)")"
    ]
    for entry in customRules {
      var line = "  \(entry.op): \(entry.rule) rule, applied \(entry.count) time\(entry.count == 1 ? "" : "s")"
      if !entry.lines.isEmpty { line += " at \(entry.lines.joined(separator: ", "))" }
      if !entry.parameters.isEmpty { line += ", on the way of \(entry.parameters.joined(separator: ", "))" }
      if let count = entry.comparisonCount, let error = entry.largestError {
        line += "; verified at the initial point: \(count) derivatives agree with differences to \(rounded(error))"
      }
      lines.append(line)
    }
    if customRules.isEmpty { lines.append("  no rule of the user's own") }
    let builtIn = builtInRules.map { "\($0.op) \($0.count)×" }.joined(separator: ", ")
    if !builtIn.isEmpty { lines.append("  built in: \(builtIn)") }
    if !zeroGradients.isEmpty {
      lines.append("  structurally zero: \(zeroGradients.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }

  private func rounded(_ error: Double) -> String {
    guard error > 0 else { return "the last bit" }
    var magnitude = 1.0
    var exponent = 0
    while error < magnitude && exponent > -18 {
      magnitude /= 10
      exponent -= 1
    }
    return "\((error / magnitude).rounded(.up))e\(exponent)".split(separator: ".0").joined()
  }
}

extension Model {
  /// The account of this model's gradient: each rule, where it is used, and, for rules that are not built in, how they
  /// compare with differences at the initial point.
  ///
  /// - Throws: ``ModelError/gradient(_:)`` where a rule is missing; ``ModelError/wrongRule(_:)`` where one is wrong.
  public func gradientReport() throws(ModelError) -> GradientReport {
    let gradient = try gradientWithRules()
    return report(gradient, try verifyRules(gradient))
  }

  func report(_ gradient: GradientWithProvenance, _ verifications: [Node: Verification]) -> GradientReport {
    var groups: [(key: String, nodes: [Node])] = []
    var places: [String: Int] = [:]
    for node in gradient.nodesWithLoops {
      let key = "\(node.op.name)|\(node.op.rule)"
      if let place = places[key] {
        groups[place].nodes.append(node)
      } else {
        places[key] = groups.count
        groups.append((key, [node]))
      }
    }
    let entries = groups.map { _, nodes in entry(nodes, verifications) }
    let builtIn = GradientRule.builtIn.description
    return GradientReport(
      customRules: entries.filter { $0.rule != builtIn },
      builtInRules: entries.filter { $0.rule == builtIn }.sorted { ($1.count, $0.op) < ($0.count, $1.op) },
      parameters: Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.unconstrained.type.elementCount) }),
      zeroGradients: zip(parameters, gradient.isStructurallyZero).filter {
        $1 && $0.unconstrained.type.elementCount > 0
      }
      .map(\.0.name),
      backend: Backend.available.rawValue)
  }

  private func entry(_ nodes: [Node], _ verifications: [Node: Verification]) -> GradientReport.Entry {
    let rule = nodes[0].op.rule
    let isCustom = rule != .builtIn
    // Looking lines up takes time: only those that are printed.
    let lines = isCustom ? nodes.compactMap { $0.location?.fileAndLine.map { "\($0.file):\($0.line)" } } : []
    let found = nodes.compactMap { verifications[$0] }
    let through =
      isCustom
      ? parameters.filter { parameter in
        guard let source = parameter.unconstrained.node else { return false }
        return nodes.contains { !Traversal.path(from: source, to: $0).isEmpty }
      }.map(\.name) : []
    return GradientReport.Entry(
      op: nodes[0].op.name, rule: rule.description, count: nodes.count,
      lines: Array(Set(lines)).sorted(), parameters: through,
      comparisonCount: found.isEmpty ? nil : found.reduce(0) { $0 + $1.comparisonCount },
      largestError: found.map(\.largestError).max())
  }

  /// Verifies each rule that is not built in, once for each node, with the operands that it has at the initial point.
  ///
  /// - Throws: ``ModelError/wrongRule(_:)`` with all findings.
  func verifyRules(_ gradient: GradientWithProvenance) throws(ModelError) -> [Node: Verification] {
    let nodes = gradient.nodesWithLoops.filter { [.user, .swift].contains($0.op.rule) }
    guard !nodes.isEmpty else { return [:] }
    let operands = try compile(nodes.flatMap(\.operands))(initialPosition())
    var found: [Node: Verification] = [:]
    var rest = operands[...]
    for node in nodes {
      let point = Array(rest.prefix(node.operands.count))
      rest = rest.dropFirst(node.operands.count)
      do throws(GradientError) {
        found[node] = try verifyGradient(of: node.op, at: point)
      } catch { throw .gradient(error.naming(parameters)) }
    }
    let failures = nodes.flatMap { found[$0]?.failures ?? [] }
    if !failures.isEmpty { throw .wrongRule(failures) }
    return found
  }
}

extension GradientWithProvenance {
  /// The nodes whose rules were used; for a loop also those of its body with rules that are not built in, at its first step.
  var nodesWithLoops: [Node] {
    var found: [Node] = []
    var pending = Array(uses.map(\.node).reversed())
    while let node = pending.popLast() {
      found.append(node)
      guard let loop = node.op as? Scan, loop.bearsGradientRules else { continue }
      let step = loop.firstStep(on: node.operands)
      let inside = (try? Traversal.topologicalOrder(of: step)) ?? []
      let outside = Set((try? Traversal.topologicalOrder(of: node.operands)) ?? [])
      pending += inside.filter { !outside.contains($0) && ($0.op.rule != .builtIn || $0.op is Scan) }
    }
    return found
  }
}
