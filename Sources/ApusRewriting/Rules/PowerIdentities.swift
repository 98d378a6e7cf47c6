// Identities of squares, powers, roots and magnitudes.

internal import ApusGraph
internal import ApusOps

/// Rules for powers with constant exponents, squares and signs under even functions.
///
/// x · x is exactly x². x^2, x^−1 and x^½ are rounded correctly where the library's power may be 1 ulp off; x^½ becomes a
/// root only where x is proved not to be negative, because −∞ to the power ½ is ∞ and −∞ has no root.
enum PowerIdentities {
  static let rules: [RewriteRule] = [
    RewriteRule("x · x", on: Multiply.self) { _, site in
      let x = site.operands[0]
      return x == site.operands[1] ? site.apply(Square(), x) : nil
    },
    RewriteRule("x^0", on: Power.self) { _, site in site.operands[1].isUniform(0) ? .ones(site.shape) : nil },
    RewriteRule("x^1", on: Power.self) { _, site in
      site.operands[1].isUniform(1) ? site.fitted(site.operands[0]) : nil
    },
    RewriteRule("x^2", on: Power.self) { _, site in
      site.operands[1].isUniform(2) ? site.fitted(site.apply(Square(), site.operands[0])) : nil
    },
    RewriteRule("x^−1", on: Power.self) { _, site in
      site.operands[1].isUniform(-1) ? site.fitted(site.apply(Divide(), 1, site.operands[0])) : nil
    },
    RewriteRule("x^½", on: Power.self) { _, site in
      guard site.operands[1].isUniform(0.5), site.operands[0].isNeverNegative else { return nil }
      return site.fitted(site.apply(Sqrt(), site.operands[0]))
    },
    RewriteRule("(−x)²", on: Square.self, of: Negate.self) { site, x in site.apply(Square(), x) },
    RewriteRule("|x|²", on: Square.self, of: AbsoluteValue.self) { site, x in site.apply(Square(), x) },
    RewriteRule("|−x|", on: AbsoluteValue.self, of: Negate.self) { site, x in site.apply(AbsoluteValue(), x) },
    RewriteRule("||x||", on: AbsoluteValue.self, of: AbsoluteValue.self) { site, _ in site.operands[0] },
  ]
}
