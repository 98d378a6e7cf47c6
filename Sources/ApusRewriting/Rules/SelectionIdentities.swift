// Identities of selections, truth values and conversions.

internal import ApusGraph
internal import ApusOps

/// Rules for choices that are known when the graph is rewritten; all are exact.
enum SelectionIdentities {
  static let rules: [RewriteRule] = [
    RewriteRule("select by a constant", on: Select.self) { _, site in
      guard case .bool(let condition)? = site.operands[0].uniformValue?.elements else { return nil }
      return site.fitted(site.operands[condition[0] ? 1 : 2])
    },
    RewriteRule("select of equal branches", on: Select.self) { _, site in
      site.operands[1] == site.operands[2] ? site.fitted(site.operands[1]) : nil
    },
    RewriteRule("select by a negation", on: Select.self) { _, site in
      guard let condition = site.operands[0].operand(of: LogicalNot.self) else { return nil }
      return site.apply(Select(), condition, site.operands[2], site.operands[1])
    },
    RewriteRule("below 0", on: Compare.self) { op, site in
      // NaN is not below 0 either.
      let (x, limit) =
        op.relation == .greater ? (site.operands[1], site.operands[0]) : (site.operands[0], site.operands[1])
      guard op.relation == .less || op.relation == .greater, limit.isUniform(0), x.isNeverNegative else { return nil }
      return .filled(NDArray(false), site.shape)
    },
    RewriteRule("not not", on: LogicalNot.self) { _, site in site.operands[0].operand(of: LogicalNot.self) },
    RewriteRule("and, or with a constant", on: Logical.self) { op, site in
      for (constant, other) in [(site.operands[0], site.operands[1]), (site.operands[1], site.operands[0])] {
        guard case .bool(let value)? = constant.uniformValue?.elements else { continue }
        return site.fitted(value[0] == (op.connective == .and) ? other : constant)
      }
      return nil
    },
    RewriteRule("convert to own type", on: Cast.self) { op, site in
      op.elementType == site.operands[0].elementType ? site.operands[0] : nil
    },
    RewriteRule("convert a converted truth value", on: Cast.self) { op, site in
      guard let x = site.operands[0].operand(of: Cast.self), x.elementType == .bool else { return nil }
      return op.elementType == .bool ? x : site.apply(op, x)
    },
  ]
}
