// A rewrite rule as a value: a name, the Ops it looks at, and a replacement where its pattern is found.

public import ApusGraph
internal import ApusOps

/// A rule that replaces a node by other values that mean the same.
///
/// **Laws.** A replacement has the types of what it replaces and its values, for every operand, NaN and infinities
/// included; what differs (rounding, the sign of a zero, overflow on the way) is said beside the rule. A rule looks at its
/// node and the few below it alone, and does not undo what another rule of its set does.
///
/// Equal nodes need no rule: an Op applied twice to the same operands is one node from the beginning.
public struct RewriteRule: Sendable {
  /// The name, by which a trace tells what fired.
  public let name: String
  /// The types of the Ops at which the rule looks; all where nil.
  let roots: [ObjectIdentifier]?
  private let replacement: @Sendable (RewriteSite) -> [Tensor]?

  /// A rule for nodes of any Op.
  ///
  /// - Parameter replacement: one value for each result of the site's node, or nil where the pattern is not there.
  public init(_ name: String, _ replacement: @escaping @Sendable (_ site: RewriteSite) -> [Tensor]?) {
    self.name = name
    roots = nil
    self.replacement = replacement
  }

  /// A rule for nodes of one type of Op with a single result.
  ///
  /// - Parameter replacement: the value that takes the result's place, or nil where the pattern is not there.
  public init<Operation: Op>(
    _ name: String, on type: Operation.Type,
    _ replacement: @escaping @Sendable (_ op: Operation, _ site: RewriteSite) -> Tensor?
  ) {
    self.name = name
    roots = [ObjectIdentifier(type)]
    self.replacement = { site in
      guard let op = site.node.op.typed(type), site.node.resultTypes.count == 1 else { return nil }
      return replacement(op, site).map { [$0] }
    }
  }

  /// A rule for nodes of one type of Op with any number of results.
  ///
  /// - Parameter replacement: one value for each result of the site's node, or nil where the pattern is not there.
  public init<Operation: Op>(
    _ name: String, onAllResultsOf type: Operation.Type,
    _ replacement: @escaping @Sendable (_ op: Operation, _ site: RewriteSite) -> [Tensor]?
  ) {
    self.name = name
    roots = [ObjectIdentifier(type)]
    self.replacement = { site in site.node.op.typed(type).flatMap { replacement($0, site) } }
  }

  /// The values that take the place of the node's results, or nil where the pattern is not there.
  func replacements(at site: RewriteSite) -> [Tensor]? { replacement(site) }
}

// Patterns that many rules share.
extension RewriteRule {
  /// A rule for an Op on the result f(x) of another one, by the x.
  init<Outer: Op, Inner: Op>(
    _ name: String, on outer: Outer.Type, of inner: Inner.Type,
    _ replacement: @escaping @Sendable (_ site: RewriteSite, _ x: Tensor) -> Tensor?
  ) {
    self.init(name, on: outer) { _, site in
      site.operands[0].operand(of: inner).flatMap { replacement(site, $0) }
    }
  }

  /// A rule for an Op on −f(x), by the x.
  init<Outer: Op, Inner: Op>(
    _ name: String, on outer: Outer.Type, ofMinus inner: Inner.Type,
    _ replacement: @escaping @Sendable (_ site: RewriteSite, _ x: Tensor) -> Tensor?
  ) {
    self.init(name, on: outer, of: Negate.self) { site, negated in
      negated.operand(of: inner).flatMap { replacement(site, $0) }
    }
  }

  /// A rule for 1 − f(x), by the x.
  static func complement<Inner: Op>(
    _ name: String, of inner: Inner.Type, _ other: @escaping @Sendable (_ site: RewriteSite, _ x: Tensor) -> Tensor
  ) -> RewriteRule {
    RewriteRule(name, on: Subtract.self) { _, site in
      guard site.operands[0].isUniform(1), let x = site.operands[1].operand(of: inner) else { return nil }
      return site.fitted(other(site, x))
    }
  }
}
