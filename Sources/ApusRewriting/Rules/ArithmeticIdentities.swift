// Identities of sums, differences, products, quotients and negatives.

internal import ApusGraph
internal import ApusOps

/// Rules that drop arithmetic that does nothing.
///
/// They keep NaN and infinities: x · 0, 0/x and x − x are left alone, because they are NaN where x is NaN or infinite. A
/// filled 0 that came from a structural zero is no exception: a value cannot tell where it came from, and reverse mode has
/// dropped structural zeros before. x + 0, x − 0 and 0 − x may change the sign of a zero; all others are exact.
/// Quotients by constants stay quotients, but for powers of two, whose reciprocals are exact.
enum ArithmeticIdentities {
  static let rules: [RewriteRule] = [
    RewriteRule("x + 0", on: Add.self) { _, site in
      site.operand(besideOne: { $0.isUniform(0) }).flatMap(site.fitted)
    },
    RewriteRule("x − 0", on: Subtract.self) { _, site in
      site.operands[1].isUniform(0) ? site.fitted(site.operands[0]) : nil
    },
    RewriteRule("0 − x", on: Subtract.self) { _, site in
      site.operands[0].isUniform(0) ? site.fitted(site.apply(Negate(), site.operands[1])) : nil
    },
    RewriteRule("x · 1", on: Multiply.self) { _, site in
      site.operand(besideOne: { $0.isUniform(1) }).flatMap(site.fitted)
    },
    RewriteRule("x · −1", on: Multiply.self) { _, site in
      site.operand(besideOne: { $0.isUniform(-1) }).flatMap { site.fitted(site.apply(Negate(), $0)) }
    },
    RewriteRule("x / 1", on: Divide.self) { _, site in
      site.operands[1].isUniform(1) ? site.fitted(site.operands[0]) : nil
    },
    RewriteRule("x / power of two", on: Divide.self) { _, site in
      guard let divisor = site.operands[1].uniformValue?.scalar, let reciprocal = exactReciprocal(divisor) else {
        return nil
      }
      return site.apply(Multiply(), site.operands[0], .filled(NDArray(reciprocal), site.operands[1].shape))
    },
    RewriteRule("−(−x)", on: Negate.self, of: Negate.self) { _, x in x },
    RewriteRule("x + (−y)", on: Add.self) { _, site in
      if let y = site.operands[1].operand(of: Negate.self) { return site.apply(Subtract(), site.operands[0], y) }
      if let x = site.operands[0].operand(of: Negate.self) { return site.apply(Subtract(), site.operands[1], x) }
      return nil
    },
    RewriteRule("x − (−y)", on: Subtract.self) { _, site in
      site.operands[1].operand(of: Negate.self).map { site.apply(Add(), site.operands[0], $0) }
    },
    RewriteRule("(−x) · (−y)", on: Multiply.self, signsCancelling(Multiply())),
    RewriteRule("(−x) / (−y)", on: Divide.self, signsCancelling(Divide())),
    RewriteRule("(−x) · y", on: Multiply.self) { _, site in
      // Constants take the sign in; integers have no use for it outside.
      guard site.operands[0].elementType == .float64, !site.operands.contains(where: { $0.uniformValue != nil }) else {
        return nil
      }
      if let x = site.operands[0].operand(of: Negate.self) {
        return site.apply(Negate(), site.apply(Multiply(), x, site.operands[1]))
      }
      if let y = site.operands[1].operand(of: Negate.self) {
        return site.apply(Negate(), site.apply(Multiply(), site.operands[0], y))
      }
      return nil
    },
    RewriteRule("(−x) / y", on: Divide.self, of: Negate.self) { site, x in
      site.apply(Negate(), site.apply(Divide(), x, site.operands[1]))
    },
    RewriteRule("−((−x) · y)", on: Negate.self) { _, site in signsCancelling(in: Multiply(), site) },
    RewriteRule("−((−x) / y)", on: Negate.self) { _, site in signsCancelling(in: Divide(), site) },
  ]

  /// The Op without its operand's sign, where the negative is taken of it.
  private static func signsCancelling<Operation: Op>(in op: Operation, _ site: RewriteSite) -> Tensor? {
    guard let operands = site.operands[0].application(of: Operation.self)?.operands else { return nil }
    if let x = operands[0].operand(of: Negate.self) { return site.apply(op, x, operands[1]) }
    return operands[1].operand(of: Negate.self).map { site.apply(op, operands[0], $0) }
  }

  /// The Op on the operands of two negatives.
  private static func signsCancelling<Operation: Op>(
    _ op: Operation
  ) -> @Sendable (Operation, RewriteSite) -> Tensor? {
    { op, site in
      guard let x = site.operands[0].operand(of: Negate.self), let y = site.operands[1].operand(of: Negate.self) else {
        return nil
      }
      return site.apply(op, x, y)
    }
  }

  /// 1/x where x is a power of two, or minus one, whose reciprocal is a number too; nil for 1 and all others.
  private static func exactReciprocal(_ x: Double) -> Double? {
    guard x.isNormal, x.magnitude != 1, x.significand == 1, (1 / x).isNormal else { return nil }
    return 1 / x
  }
}
