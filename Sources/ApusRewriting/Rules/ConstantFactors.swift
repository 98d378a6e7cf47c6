// Constants in arithmetic: one place for them, no more memory than a scalar, and one factor where there were two.

internal import ApusGraph
internal import ApusOps

/// Rules that bring constants to a form in which equal expressions are equal nodes.
///
/// All are exact but one: two factors become one only where one of them is a power of two, so that nothing is rounded
/// otherwise; where the written product overflowed or underflowed between the two, the value changes toward the true one.
enum ConstantFactors {
  static let rules: [RewriteRule] = [
    RewriteRule("fill in an elementwise operation") { site in scalarInPlaceOfFill(site) },
    RewriteRule("constant factor first", on: Multiply.self, constantFirst),
    RewriteRule("constant addend first", on: Add.self, constantFirst),
    RewriteRule("x + x", on: Add.self) { _, site in
      let x = site.operands[0]
      let two = x.elementType == .int64 ? NDArray(2 as Int) : NDArray(2.0)
      return x == site.operands[1] ? site.apply(Multiply(), Tensor(two), x) : nil
    },
    RewriteRule("−(c · x)", on: Negate.self) { _, site in
      guard let (c, x) = site.operands[0].constantMultiple else { return nil }
      return site.fitted(site.apply(Multiply(), Tensor(-c), x))
    },
    RewriteRule("c · (−x)", on: Multiply.self) { _, site in
      guard let x = site.operands[1].operand(of: Negate.self), x.elementType == .float64,
        let c = site.operands[0].uniformValue?.scalar
      else { return nil }
      return site.fitted(site.apply(Multiply(), Tensor(-c), x))
    },
    RewriteRule("c · (d · x)", on: Multiply.self) { _, site in
      guard let c = site.operands[0].uniformValue?.scalar, let (d, x) = site.operands[1].constantMultiple,
        c.isPowerOfTwo || d.isPowerOfTwo, c.isNormal, d.isNormal, (c * d).isNormal
      else { return nil }
      return site.fitted(site.apply(Multiply(), Tensor(c * d), x))
    },
  ]

  /// A scalar repeats itself: a filled operand that only repeats it is not needed.
  private static func scalarInPlaceOfFill(_ site: RewriteSite) -> [Tensor]? {
    let node = site.node
    guard node.operands.count > 1, node.operands.contains(where: { !$0.shape.isScalar && $0.uniformValue != nil }),
      node.op.isPointwise
    else { return nil }
    for (index, operand) in node.operands.enumerated() where !operand.shape.isScalar {
      guard let value = operand.uniformValue else { continue }
      var operands = node.operands
      operands[index] = Tensor(value)
      if (try? node.op.resultTypes(of: operands.map(\.type))) == node.resultTypes {
        return Tensor.apply(node.op, operands, at: node.location)
      }
    }
    return nil
  }

  /// A commutative Op with its constant, if it has one, before the other operand.
  @Sendable
  private static func constantFirst<Operation: Op>(_ op: Operation, _ site: RewriteSite) -> Tensor? {
    let (x, y) = (site.operands[0], site.operands[1])
    return y.uniformValue != nil && x.uniformValue == nil ? site.apply(op, y, x) : nil
  }
}

extension Tensor {
  /// The number and the other factor of a float64 product whose first factor is a number.
  fileprivate var constantMultiple: (number: Double, factor: Tensor)? {
    guard elementType == .float64, let product = application(of: Multiply.self)?.operands,
      let number = product[0].uniformValue?.scalar
    else { return nil }
    return (number, product[1])
  }
}

extension Double {
  /// Whether the number is a normal power of two, or minus one.
  fileprivate var isPowerOfTwo: Bool { isNormal && significand == 1 }
}
