// A list of rules with the stage at which it may run, and the union of two.

/// When a set of rules may run.
public enum RewriteStage: Hashable, Sendable {
  /// At any time: the driver refuses every replacement that removes a node with a gradient rule that is not built in, or
  /// reaches through one. So the graph may still be differentiated.
  case beforeDifferentiation
  /// Only on graphs that will not be differentiated again: gradient modifiers may go and custom functions be inlined.
  case afterDifferentiation
}

/// Rules that are applied together until none fires.
public struct RuleSet: Sendable {
  /// The name.
  public let name: String
  /// The rules, in the order in which they are tried at a node.
  public let rules: [RewriteRule]
  /// When the set may run.
  public let stage: RewriteStage
  private let byRoot: [ObjectIdentifier: [RewriteRule]]
  private let general: [RewriteRule]

  /// A set of rules.
  public init(_ name: String, _ rules: [RewriteRule], stage: RewriteStage = .beforeDifferentiation) {
    self.name = name
    self.rules = rules
    self.stage = stage
    general = rules.filter { $0.roots == nil }
    var byRoot: [ObjectIdentifier: [RewriteRule]] = [:]
    for root in Set(rules.flatMap { $0.roots ?? [] }) {
      byRoot[root] = rules.filter { $0.roots?.contains(root) ?? true }
    }
    self.byRoot = byRoot
  }

  /// The rules that look at nodes of an Op's type.
  func rules(forOpOfType type: ObjectIdentifier) -> [RewriteRule] { byRoot[type] ?? general }

  /// The rules of both sets; the union may run only when both may.
  public static func + (a: RuleSet, b: RuleSet) -> RuleSet {
    let stages = [a.stage, b.stage]
    let stage: RewriteStage = stages.contains(.afterDifferentiation) ? .afterDifferentiation : .beforeDifferentiation
    return RuleSet("\(a.name) + \(b.name)", a.rules + b.rules, stage: stage)
  }

  /// The same rules, safe to run before differentiation: those that touch gradient rules do not fire.
  public var beforeDifferentiation: RuleSet { RuleSet(name, rules, stage: .beforeDifferentiation) }
}
