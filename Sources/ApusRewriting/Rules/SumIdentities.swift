// Identities of sums: what is the same in every term is taken out of the loop.

internal import ApusGraph
internal import ApusOps

/// Rules that take signs, constant factors and scalar addends out of sums.
///
/// Signs and factors that are powers of two are exact. Other factors, and addends, which are multiplied by the number of
/// terms, change the last bits of the sum, towards fewer roundings.
enum SumIdentities {
  static let rules: [RewriteRule] = [
    RewriteRule("Σ (−x)", on: Sum.self) { op, site in
      guard let x = site.operands[0].operand(of: Negate.self), x.elementType == .float64 else { return nil }
      return site.apply(Negate(), site.apply(op, x))
    },
    RewriteRule("Σ c · x", on: Sum.self) { op, site in
      guard site.operands[0].elementType == .float64, let product = site.operands[0].application(of: Multiply.self),
        let factor = product.operands[0].uniformValue?.scalar, (0x1p-200...0x1p200).contains(factor.magnitude),
        product.operands[1].shape == site.operands[0].shape
      else { return nil }
      return site.apply(Multiply(), Tensor(factor), site.apply(op, product.operands[1]))
    },
    RewriteRule("Σ (x + c)", on: Sum.self) { op, site in
      guard let sum = site.operands[0].application(of: Add.self) else { return nil }
      for (x, scalar) in [(sum.operands[1], sum.operands[0]), (sum.operands[0], sum.operands[1])] {
        if let result = apart(op, Add(), x, scalar, site) { return result }
      }
      return nil
    },
    RewriteRule("Σ (x − c)", on: Sum.self) { op, site in
      guard let difference = site.operands[0].application(of: Subtract.self) else { return nil }
      return apart(op, Subtract(), difference.operands[0], difference.operands[1], site)
    },
  ]

  /// Σ x and the number of terms times the scalar, joined; nil unless the sum runs over everything.
  private static func apart(
    _ op: Sum, _ join: any Op, _ x: Tensor, _ scalar: Tensor, _ site: RewriteSite
  ) -> Tensor? {
    let shape = site.operands[0].shape
    guard scalar.shape.isScalar, x.shape == shape, site.shape.isScalar, shape.elementCount > 0, !shape.isScalar,
      x.elementType == .float64
    else { return nil }
    let terms = site.apply(Multiply(), Tensor(Double(shape.elementCount)), scalar)
    return site.apply(join, site.apply(op, x), terms)
  }
}
