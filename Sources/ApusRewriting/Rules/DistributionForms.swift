// Accurate forms of sums of exponentials, and of tails of the normal distribution and the error function.

internal import ApusGraph
internal import ApusOps

/// Rules that put an accurate function in place of an expression that cancels, overflows or underflows; see
/// ``LogarithmicForms``.
enum DistributionForms {
  static let rules: [RewriteRule] = [
    RewriteRule("log Σ exp x", on: Log.self) { _, site in logSumExp(site.operands[0], site) },
    RewriteRule("log(c Σ exp x)", on: Log.self) { _, site in
      guard let product = site.operands[0].application(of: Multiply.self)?.operands else { return nil }
      for (total, factor) in [(product[0], product[1]), (product[1], product[0])] {
        guard let number = factor.uniformValue?.scalar, number > 0, let logarithm = logSumExp(total, site) else {
          continue
        }
        return site.fitted(site.apply(Add(), logarithm, site.apply(Log(), Tensor(number))))
      }
      return nil
    },
    RewriteRule("log(Σ exp x / c)", on: Log.self) { _, site in
      guard let quotient = site.operands[0].application(of: Divide.self)?.operands,
        let number = quotient[1].uniformValue?.scalar, number > 0, let logarithm = logSumExp(quotient[0], site)
      else { return nil }
      return site.fitted(site.apply(Subtract(), logarithm, site.apply(Log(), Tensor(number))))
    },
    complement("1 − erf x", of: ErrorFunction.self) { site, x in site.apply(ComplementaryErrorFunction(), x) },
    complement("1 − erfc x", of: ComplementaryErrorFunction.self) { site, x in site.apply(ErrorFunction(), x) },
    complement("1 − Φ(x)", of: NormalCDF.self) { site, x in site.apply(NormalCDF(), site.apply(Negate(), x)) },
    RewriteRule("log erfc x", on: Log.self) { _, site in
      site.operands[0].operand(of: ComplementaryErrorFunction.self)
        .map { site.apply(LogComplementaryErrorFunction(), $0) }
    },
    RewriteRule("log Φ(x)", on: Log.self) { _, site in
      site.operands[0].operand(of: NormalCDF.self).map { site.apply(LogNormalCDF(), $0) }
    },
    RewriteRule("log1p(−erf x)", on: Log1p.self) { _, site in
      site.operands[0].operand(of: Negate.self)?.operand(of: ErrorFunction.self)
        .map { site.apply(LogComplementaryErrorFunction(), $0) }
    },
    RewriteRule("log1p(−Φ(x))", on: Log1p.self) { _, site in
      site.operands[0].operand(of: Negate.self)?.operand(of: NormalCDF.self)
        .map { site.apply(LogNormalCDF(), site.apply(Negate(), $0)) }
    },
  ]

  /// One minus a function is another function.
  private static func complement<Function: Op>(
    _ name: String, of type: Function.Type, _ other: @escaping @Sendable (RewriteSite, Tensor) -> Tensor
  ) -> RewriteRule {
    RewriteRule(name, on: Subtract.self) { _, site in
      guard site.operands[0].isUniform(1), let x = site.operands[1].operand(of: type) else { return nil }
      return site.fitted(other(site, x))
    }
  }

  /// log Σ exp x for a sum of exponentials.
  private static func logSumExp(_ total: Tensor, _ site: RewriteSite) -> Tensor? {
    guard let (sum, operands) = total.application(of: Sum.self), let x = operands[0].operand(of: Exp.self) else {
      return nil
    }
    return site.apply(LogSumExp(axes: sum.axes), x)
  }
}
