// Which gradient rules a model's gradient uses, where, and how they were verified: text for people, JSON for programs.

internal import ApusDifferentiation
internal import ApusFunctions
internal import ApusGraph
internal import ApusOps

/// A report on a model's gradient.
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
    /// What runs it: `native code, inlined`, `called by native code`, or `interpreter`.
    public let backend: String
    /// How many of its derivatives were compared with differences; nil where it is built in or was not verified.
    public let comparisonCount: Int?
    /// The largest relative difference found.
    public let largestError: Double?
    /// Remarks of the verifier that are not mistakes, such as kinks and the ends of domains.
    public let notes: [String]
    /// The accuracy that the Op declares, such as `derivative to 1e-06`; nil where it declares none.
    public let accuracy: String?
    /// How often the rule ran while sampling: gradients times applications; nil before.
    public internal(set) var runCount: Int?
    /// The share of a gradient's time that Op and rule take, for those that native code calls; nil where they are inlined, or
    /// before sampling.
    public internal(set) var timeShare: Double?
  }

  /// The rules that are not Apus's own, in the order of their use.
  public internal(set) var customRules: [Entry]
  /// Apus's own rules by Op, the most frequent first.
  public let builtInRules: [Entry]
  /// The parameters with the number of their unconstrained coordinates.
  public let parameters: [String: Int]
  /// The parameters whose gradient is structurally zero: no path leads from them to the log density, or all are blocked.
  public let zeroGradients: [String]
  /// What evaluates the rules.
  public let backend: String
  /// The points at which the rules were verified, such as `the initial point`.
  public internal(set) var verifiedPoints: [String]
  /// What the verification took, in seconds; nil where there was none.
  public internal(set) var verificationSeconds: Double?
  /// The broken laws that were found at points of the warm-up and at divergences, where chains came later.
  public internal(set) var laterFindings: [ModelVerification.Finding] = []
  /// The evaluations outside the domains that Ops declare.
  public internal(set) var domainExits: [DomainExit] = []
  /// The Ops that threw while sampling; the points where they did were rejected.
  public internal(set) var throwingOps: [ThrowingOp] = []
  /// The sampler that used no gradient; nil where it was used.
  public internal(set) var unusedBy: String?
  /// The gradient's graph from the parameters to the log density, for Graphviz: see ``graphviz``.
  let picture: GradientPicture

  private enum CodingKeys: String, CodingKey {
    case customRules, builtInRules, parameters, zeroGradients, backend, verifiedPoints, verificationSeconds,
      laterFindings, domainExits, throwingOps, unusedBy
  }

  public var description: String {
    if let unusedBy {
      let throwing = throwingOps.map { "\n  \($0)" }.joined()
      return "No gradient was built: \(unusedBy) uses values of the log density alone" + throwing
    }
    let coordinateCount = parameters.values.reduce(0, +)
    let others = verifiedPoints.count - 1
    let places =
      others < 1
      ? verifiedPoints.first ?? "no point" : "\(verifiedPoints[0]) and \(others) other point\(others == 1 ? "" : "s")"
    let applications = (customRules + builtInRules).reduce(0) { $0 + $1.count }
    var lines = [
      "Gradient of the log density: \(coordinateCount) coordinates of \(parameters.count) parameters, "
        + "\(applications) applications of \(customRules.count + builtInRules.count) rules, \(backend == Backend.native.rawValue ? "in native code" : "on the \(backend)")"
    ]
    if let seconds = verificationSeconds {
      lines[0] += "; rules of the user's own verified (\((seconds * 1e4).rounded() / 10) ms)"
    }
    for entry in customRules {
      var line = "  \(entry.op): \(entry.rule) rule, applied \(entry.count) time\(entry.count == 1 ? "" : "s")"
      if !entry.lines.isEmpty { line += " at \(entry.lines.joined(separator: ", "))" }
      if !entry.parameters.isEmpty { line += ", on the way of \(entry.parameters.joined(separator: ", "))" }
      if let count = entry.comparisonCount, let error = entry.largestError {
        line +=
          count > 0
          ? "; verified at \(places): \(count) derivative\(count == 1 ? " agrees" : "s agree") with differences to "
            + Self.rounded(error)
          : "; no derivative could be compared at \(places)"
      }
      if let accuracy = entry.accuracy { line += "; declared accuracy: \(accuracy)" }
      line += "; \(entry.backend)"
      if let count = entry.runCount { line += ", ran \(count) times" }
      if let share = entry.timeShare { line += ", \(Int((100 * share).rounded())) % of the gradient's time" }
      lines.append(line)
      lines += entry.notes.map { "    \($0)" }
    }
    if customRules.isEmpty { lines.append("  no rule of the user's own") }
    lines += ModelVerification.Finding.lines(laterFindings, limit: 6).map { "  WRONG \($0)" }
    lines += domainExits.map { "  \($0)" } + throwingOps.map { "  \($0)" }
    let builtIn = builtInRules.map { "\($0.op) \($0.count)×" }.joined(separator: ", ")
    if !builtIn.isEmpty { lines.append("  built in: \(builtIn)") }
    if !zeroGradients.isEmpty {
      lines.append("  structurally zero: \(zeroGradients.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }

  /// An error to one digit.
  static func rounded(_ error: Double) -> String {
    guard error > 0 else { return "the last bit" }
    guard error < 10 else { return "\(error)" }
    var magnitude = 1.0
    var exponent = 0
    while error < magnitude && exponent > -18 {
      magnitude /= 10
      exponent -= 1
    }
    let digit = (error / magnitude).rounded(.up)
    return digit == 10 ? "1e\(exponent + 1)" : "\(Int(digit))e\(exponent)"
  }
}

extension Model {
  /// A report on this model's gradient: each rule, where it is used, and, for rules that are not built in, how they
  /// compare with differences at the initial point and at draws from the prior.
  ///
  /// - Throws: ``ModelError/gradient(_:)`` where a rule is missing; ``ModelError/wrongRule(_:)`` where one is wrong.
  public func gradientReport() throws(ModelError) -> GradientReport {
    let gradient = try gradientWithRules()
    let verifications = try RuleVerifications(
      RuleChecker(self, gradient), at: verificationPoints(count: Self.checkedPointCount, seed: 0),
      budget: Self.verificationBudget
    ).passing()
    return report(gradient, verifications)
  }

  /// The points at which rules are verified before sampling, where the budget allows.
  static let checkedPointCount = 3
  /// The seconds after which no further point is begun.
  static let verificationBudget = 0.12

  func report(_ gradient: GradientWithProvenance, _ verifications: RuleVerifications?) -> GradientReport {
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
      backend: Backend.available.rawValue, verifiedPoints: verifications?.points ?? [],
      verificationSeconds: verifications?.points.isEmpty == false ? verifications?.seconds : nil,
      picture: GradientPicture(gradient, parameters))
  }

  private func entry(_ nodes: [Node], _ verifications: RuleVerifications?) -> GradientReport.Entry {
    let rule = nodes[0].op.rule
    let isCustom = rule != .builtIn
    // Looking lines up takes time: only those that are printed.
    let lines = isCustom ? nodes.compactMap(\.line) : []
    let found = nodes.flatMap { verifications?.verifications(of: $0) ?? [] }
    let sources = isCustom ? Set((try? Traversal.topologicalOrder(of: nodes.flatMap(\.operands))) ?? []) : []
    let through = parameters.filter { $0.unconstrained.node.map(sources.contains) ?? false }.map(\.name)
    return GradientReport.Entry(
      op: nodes[0].op.name, rule: rule.description, count: nodes.count,
      lines: lines.uniqued, parameters: through, backend: Self.backend(of: nodes[0].op),
      comparisonCount: found.isEmpty ? nil : found.reduce(0) { $0 + $1.comparisonCount },
      largestError: found.map(\.largestError).max(), notes: found.flatMap(\.notes).uniqued,
      accuracy: isCustom && nodes[0].op.accuracy != .full ? "\(nodes[0].op.accuracy)" : nil)
  }

  /// What is said of Ops whose own evaluation native code calls.
  static let calledByNativeCode = "called by native code"

  private static func backend(of op: any Op) -> String {
    guard Backend.available == .native else { return "interpreter" }
    let isCalled = op is any PreparedOp && !(op is CustomFunctionCall) && !(op is Scan)
    return isCalled || op.rule == .user && !(op is CustomFunctionCall) ? calledByNativeCode : "native code, inlined"
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

extension GradientReport {
  init(unusedBy sampler: String, _ model: Model) {
    self.init(
      customRules: [], builtInRules: [],
      parameters: Dictionary(
        uniqueKeysWithValues: model.parameters.map { ($0.name, $0.unconstrained.type.elementCount) }),
      zeroGradients: [], backend: Backend.available.rawValue, verifiedPoints: [], verificationSeconds: nil,
      unusedBy: sampler, picture: GradientPicture())
  }
}
