// Logarithms of functions whose logarithms are known, wherever they stand in products, sums and selections.

internal import ApusGraph
internal import ApusOps

/// Rules that take a logarithm into an expression, so that what underflows, overflows or rounds to 1 is never computed; see
/// ``LogarithmicForms`` and `StableLogarithm`.
enum KnownLogarithms {
  static let rules: [RewriteRule] = logarithms + comparisons + tails + ratios

  private static let logarithms: [RewriteRule] = [
    known("log f", Log.self), known("log₂ f", Log2.self), known("log₁₀ f", Log10.self), known("log1p f", Log1p.self),
    known("log(1 + f²)", LogOnePlusSquare.self), known("x log f", XLogY.self), known("x log1p f", XLog1pY.self),
    RewriteRule("log1mexp(−exp x)", on: Log1mExp.self, ofMinus: Exp.self) { site, x in
      StableLogarithm(at: site.node.location).logOneMinusExpOfMinusExp(x)
    },
  ]

  private static func known<Function: Op>(_ name: String, _ type: Function.Type) -> RewriteRule {
    RewriteRule(name, on: type) { _, site in
      StableLogarithm(at: site.node.location).replacement(of: site.node).flatMap { site.fitted($0) }
    }
  }

  /// What is above 0 or below 1 for every finite operand is so also where it rounds to 0 or 1.
  private static let comparisons: [RewriteRule] = [
    RewriteRule("f > 0", on: Compare.self) { op, site in
      compared(op.relation, site, with: 0).flatMap { relation, f in
        switch relation {
        case .greater: bounded(f, site, isAboveZero) { apply(.greater, $0, -.infinity, site) }
        case .greaterOrEqual: bounded(f, site, isAboveZero) { site.apply(Compare(.equal), $0, $0) }
        default: nil
        }
      }
    },
    RewriteRule("f < 1", on: Compare.self) { op, site in
      compared(op.relation, site, with: 1).flatMap { relation, f in
        switch relation {
        case .less: bounded(f, site, isBelowOne) { apply(.less, $0, .infinity, site) }
        case .lessOrEqual: bounded(f, site, isBelowOne) { site.apply(Compare(.equal), $0, $0) }
        default: nil
        }
      }
    },
  ]

  private static func apply(_ relation: Compare.Relation, _ x: Tensor, _ limit: Double, _ site: RewriteSite) -> Tensor {
    site.apply(Compare(relation), x, Tensor(limit))
  }

  /// The relation of an expression to a number, read from the expression's side.
  private static func compared(
    _ relation: Compare.Relation, _ site: RewriteSite, with number: Double
  ) -> (relation: Compare.Relation, f: Tensor)? {
    if site.operands[1].isUniform(number) { return (relation, site.operands[0]) }
    guard site.operands[0].isUniform(number) else { return nil }
    switch relation {
    case .less: return (.greater, site.operands[1])
    case .lessOrEqual: return (.greaterOrEqual, site.operands[1])
    case .greater: return (.less, site.operands[1])
    case .greaterOrEqual: return (.lessOrEqual, site.operands[1])
    case .equal, .notEqual: return nil
    }
  }

  private static func isAboveZero(_ op: any Op) -> Bool {
    op is Exp || op is Sigmoid || op is NormalCDF || op is Softplus
  }
  private static func isBelowOne(_ op: any Op) -> Bool { op is Sigmoid || op is NormalCDF }

  /// A condition on the operand of a function, moved as the function's value is.
  private static func bounded(
    _ f: Tensor, _ site: RewriteSite, _ isKnown: (any Op) -> Bool, _ condition: (Tensor) -> Tensor
  ) -> Tensor? {
    var movements: [Node] = []
    var value = f
    while let node = value.node, node.op is any MovementOp {
      guard movements.count < 4 else { return nil }
      movements.append(node)
      value = node.operands[0]
    }
    guard let node = value.node, isKnown(node.op) else { return nil }
    let moved = movements.reversed().reduce(condition(node.operands[0])) { moved, movement in
      Tensor.apply(movement.op, [moved] + movement.operands.dropFirst(), at: site.node.location)[0]
    }
    return site.fitted(moved)
  }

  private static let tails: [RewriteRule] = [
    RewriteRule("1 + erf x", on: Add.self) { _, site in
      guard let x = site.operand(besideOne: { $0.isUniform(1) })?.operand(of: ErrorFunction.self) else { return nil }
      return site.fitted(site.apply(ComplementaryErrorFunction(), site.apply(Negate(), x)))
    },
    RewriteRule("½ + ½ erf x", on: Add.self) { _, site in
      guard let x = site.operand(besideOne: { $0.isUniform(0.5) })?.half(of: ErrorFunction.self) else { return nil }
      return site.fitted(half(of: site.apply(Negate(), x), site))
    },
    RewriteRule("½ − ½ erf x", on: Subtract.self) { _, site in
      guard site.operands[0].isUniform(0.5), let x = site.operands[1].half(of: ErrorFunction.self) else { return nil }
      return site.fitted(half(of: x, site))
    },
    RewriteRule("1 − ½ erfc x", on: Subtract.self) { _, site in
      guard site.operands[0].isUniform(1), let x = site.operands[1].half(of: ComplementaryErrorFunction.self) else {
        return nil
      }
      return site.fitted(half(of: site.apply(Negate(), x), site))
    },
    RewriteRule("1 + tanh x", on: Add.self) { _, site in
      guard let x = site.operand(besideOne: { $0.isUniform(1) })?.operand(of: HyperbolicTangent.self) else {
        return nil
      }
      return site.fitted(twoSigmoid(2, x, site))
    },
    .complement("1 − tanh x", of: HyperbolicTangent.self) { site, x in twoSigmoid(-2, x, site) },
  ]

  private static func half(of x: Tensor, _ site: RewriteSite) -> Tensor {
    site.apply(Multiply(), Tensor(0.5), site.apply(ComplementaryErrorFunction(), x))
  }

  private static func twoSigmoid(_ factor: Double, _ x: Tensor, _ site: RewriteSite) -> Tensor {
    site.apply(Multiply(), Tensor(2.0), site.apply(Sigmoid(), site.apply(Multiply(), Tensor(factor), x)))
  }

  private static let ratios: [RewriteRule] = [
    RewriteRule("exp x / (exp x + exp y)", on: Divide.self) { _, site in
      guard let x = site.operands[0].operand(of: Exp.self),
        let sum = site.operands[1].application(of: Add.self)?.operands, let a = sum[0].operand(of: Exp.self),
        let b = sum[1].operand(of: Exp.self), a == x || b == x
      else { return nil }
      return site.fitted(site.apply(Sigmoid(), site.apply(Subtract(), x, a == x ? b : a)))
    },
    RewriteRule("exp x / Σ exp x", on: Divide.self) { _, site in
      guard let x = site.operands[0].operand(of: Exp.self) else { return nil }
      var total = site.operands[1]
      var movements: [Node] = []
      while let node = total.node, node.op is Reshape || node.op is Broadcast, movements.count < 4 {
        movements.append(node)
        total = node.operands[0]
      }
      guard let (sum, operands) = total.application(of: Sum.self), operands[0].operand(of: Exp.self) == x else {
        return nil
      }
      let logarithm = movements.reversed().reduce(site.apply(LogSumExp(axes: sum.axes), x)) {
        site.apply($1.op, $0)
      }
      return site.fitted(site.apply(Exp(), site.apply(Subtract(), x, logarithm)))
    },
  ]
}

extension Tensor {
  /// The operand of a function that is multiplied by ½.
  fileprivate func half<Function: Op>(of type: Function.Type) -> Tensor? {
    guard let factors = application(of: Multiply.self)?.operands else { return nil }
    if factors[0].isUniform(0.5) { return factors[1].operand(of: type) }
    return factors[1].isUniform(0.5) ? factors[0].operand(of: type) : nil
  }
}
