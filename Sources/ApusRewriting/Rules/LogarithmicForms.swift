// Forms of exponentials and logarithms that keep their accuracy where the written ones lose it.

internal import ApusGraph
internal import ApusOps

/// Rules that put an accurate function in place of an expression that cancels, overflows or underflows; logarithms of functions
/// whose logarithms are known are those of ``KnownLogarithms``.
///
/// Where the written expression is accurate, the values agree to a few ulp. Where it is not, they differ: toward the true
/// value. Domains are kept: an operand that is NaN gives NaN, and so does one outside a
/// logarithm's domain. The forms of exp x − 1 and 1 − exp x may give a zero the other sign.
enum LogarithmicForms {
  static let rules: [RewriteRule] = logarithms + exponentials + logistic

  private static let logarithms: [RewriteRule] = [
    RewriteRule("log(1 + x)", on: Log.self) { _, site in
      site.operands[0].addend(besides: 1).flatMap { site.fitted(site.apply(Log1p(), $0)) }
    },
    RewriteRule("log(1 − x)", on: Log.self) { _, site in
      site.operands[0].subtrahend(from: 1).flatMap { site.fitted(site.apply(Log1p(), site.apply(Negate(), $0))) }
    },
    RewriteRule("log1p(expm1 x)", on: Log1p.self, of: Expm1.self) { _, x in x },
  ]

  private static let exponentials: [RewriteRule] = [
    RewriteRule("exp(log x)", on: Exp.self, of: Log.self) { _, x in x.isNeverNegative ? x : nil },
    RewriteRule("exp x − 1", on: Subtract.self) { _, site in
      guard site.operands[1].isUniform(1), let x = site.operands[0].operand(of: Exp.self) else { return nil }
      return site.fitted(site.apply(Expm1(), x))
    },
    RewriteRule("exp x + (−1)", on: Add.self) { _, site in
      guard let x = site.operand(besideOne: { $0.isUniform(-1) })?.operand(of: Exp.self) else { return nil }
      return site.fitted(site.apply(Expm1(), x))
    },
    .complement("1 − exp x", of: Exp.self) { site, x in site.apply(Negate(), site.apply(Expm1(), x)) },
    RewriteRule("√(x²)", on: Sqrt.self, of: Square.self) { site, x in site.apply(AbsoluteValue(), x) },
  ]

  private static let logistic: [RewriteRule] = [
    RewriteRule("1 / (1 + exp(−x))", on: Divide.self) { _, site in
      guard site.operands[0].isUniform(1), let y = site.operands[1].addend(besides: 1)?.operand(of: Exp.self) else {
        return nil
      }
      return site.fitted(site.apply(Sigmoid(), y.operand(of: Negate.self) ?? site.apply(Negate(), y)))
    },
    RewriteRule("exp x / (1 + exp x)", on: Divide.self) { _, site in
      guard let x = site.operands[0].operand(of: Exp.self),
        let y = site.operands[1].addend(besides: 1)?.operand(of: Exp.self), x == y
      else { return nil }
      return site.fitted(site.apply(Sigmoid(), x))
    },
    .complement("1 − sigmoid x", of: Sigmoid.self) { site, x in site.apply(Sigmoid(), site.apply(Negate(), x)) },
    .complement("1 − erf x", of: ErrorFunction.self) { site, x in site.apply(ComplementaryErrorFunction(), x) },
    .complement("1 − erfc x", of: ComplementaryErrorFunction.self) { site, x in site.apply(ErrorFunction(), x) },
    .complement("1 − Φ(x)", of: NormalCDF.self) { site, x in site.apply(NormalCDF(), site.apply(Negate(), x)) },
  ]
}

extension Tensor {
  /// The other addend of a sum of which one is a number everywhere.
  fileprivate func addend(besides number: Double) -> Tensor? {
    guard let sum = application(of: Add.self)?.operands else { return nil }
    if sum[0].isUniform(number) { return sum[1] }
    return sum[1].isUniform(number) ? sum[0] : nil
  }

  /// What is subtracted from a number that is the same everywhere.
  fileprivate func subtrahend(from number: Double) -> Tensor? {
    guard let difference = application(of: Subtract.self)?.operands else { return nil }
    return difference[0].isUniform(number) ? difference[1] : nil
  }
}
