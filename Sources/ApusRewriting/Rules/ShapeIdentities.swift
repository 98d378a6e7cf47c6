// Identities of changes of shape and of sums: what repeats or moves nothing goes.

internal import ApusGraph
internal import ApusOps

/// Rules for reshapes, broadcasts and sums along axes.
///
/// All are exact but one: a sum over repetitions becomes a product with their number, which rounds once where the sum
/// rounded at each term. A sum that had nothing to add was +0 where its term was −0.
enum ShapeIdentities {
  static let rules: [RewriteRule] = [
    RewriteRule("reshape to own shape", on: Reshape.self) { op, site in
      op.shape == site.operands[0].shape ? site.operands[0] : nil
    },
    RewriteRule("reshape of reshape", on: Reshape.self, of: Reshape.self) { site, x in site.apply(site.node.op, x) },
    RewriteRule("broadcast to own shape", on: Broadcast.self) { op, site in
      op.shape == site.operands[0].shape ? site.operands[0] : nil
    },
    RewriteRule("broadcast of broadcast", on: Broadcast.self, of: Broadcast.self) { site, x in
      site.apply(site.node.op, x)
    },
    RewriteRule("broadcast of new unit axes", on: Broadcast.self) { op, site in
      guard let x = site.operands[0].operand(of: Reshape.self),
        x.shape.withoutLeadingOnes == site.operands[0].shape.withoutLeadingOnes, x.shape.broadcasts(to: op.shape)
      else { return nil }
      return site.apply(op, x)
    },
    RewriteRule("broadcast in an elementwise operation") { site in implicitBroadcast(site) },
    RewriteRule("sum over no axes", on: Sum.self) { op, site in
      op.axes?.isEmpty == true || site.operands[0].shape.isScalar ? site.operands[0] : nil
    },
    RewriteRule("sum over all axes", on: Sum.self) { op, site in
      op.axes != nil && site.shape.isScalar ? site.apply(Sum(), site.operands[0]) : nil
    },
    RewriteRule("sum over unit axes", on: Sum.self) { op, site in
      let x = site.operands[0]
      guard let axes = op.axes(of: x.shape), !axes.isEmpty, axes.allSatisfy({ x.shape[$0] == 1 }) else { return nil }
      return site.apply(Reshape(to: site.shape), x)
    },
    RewriteRule("sum over all of a reshape", on: Sum.self) { op, site in
      guard site.shape.isScalar, let x = site.operands[0].operand(of: Reshape.self) else { return nil }
      return site.apply(Sum(), x)
    },
    RewriteRule("sum of a fill", on: Sum.self) { op, site in
      guard let fill = site.operands[0].node?.op as? Fill, let axes = op.axes(of: fill.shape) else { return nil }
      let count = axes.reduce(1) { $0 * fill.shape[$1] }
      guard count > 0 else { return nil }
      return .filled(fill.value.multiplied(by: count), site.shape)
    },
    RewriteRule("sum over repetitions", on: Sum.self) { op, site in repetitions(op, site) },
  ]

  /// An elementwise Op repeats its operands itself: an explicit broadcast that it would do anyway goes.
  private static func implicitBroadcast(_ site: RewriteSite) -> [Tensor]? {
    let node = site.node
    guard node.operands.count > 1, node.operands.contains(where: { $0.node?.op is Broadcast }),
      node.op.isPointwise
    else { return nil }
    for (index, operand) in node.operands.enumerated() {
      guard let x = operand.operand(of: Broadcast.self) else { continue }
      var operands = node.operands
      operands[index] = x
      if (try? node.op.resultTypes(of: operands.map(\.type))) == node.resultTypes {
        return Tensor.apply(node.op, operands, at: node.location)
      }
    }
    return nil
  }

  /// The sum over axes along which the operand was repeated n times is n times the sum over the others.
  private static func repetitions(_ op: Sum, _ site: RewriteSite) -> Tensor? {
    let target = site.operands[0].shape
    guard let x = site.operands[0].operand(of: Broadcast.self), let axes = op.axes(of: target) else { return nil }
    let lead = target.rank - x.shape.rank
    let repeated = axes.filter { $0 < lead || x.shape[$0 - lead] != target[$0] }
    let count = repeated.reduce(1) { $0 * target[$1] }
    guard !repeated.isEmpty, count > 0 else { return nil }
    let own = axes.filter { $0 >= lead }.map { $0 - lead }
    let total = own.isEmpty ? x : site.apply(Sum(axes: own), x)
    let factor = x.elementType == .int64 ? NDArray(count) : NDArray(Double(count))
    return site.fitted(count == 1 ? total : site.apply(Multiply(), total, Tensor(factor)))
  }
}

extension Shape {
  /// The extents from the first that is not 1.
  fileprivate var withoutLeadingOnes: [Int] { Array(dimensions.drop { $0 == 1 }) }
}

extension Sum {
  /// The axes of a shape along which it sums, counted from the front; nil where they are wrong.
  fileprivate func axes(of shape: Shape) -> [Int]? {
    guard let axes else { return Array(0..<shape.rank) }
    let fromFront = axes.compactMap { shape.normalized(axis: $0) }
    return fromFront.count == axes.count ? fromFront.sorted() : nil
  }
}

extension NDArray {
  /// A numeric scalar times a count.
  fileprivate func multiplied(by count: Int) -> NDArray {
    integers.map { NDArray($0[0] &* count) } ?? NDArray(scalar * Double(count))
  }
}
