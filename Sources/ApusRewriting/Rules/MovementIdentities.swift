// Identities of transpositions and slices: elements that are moved twice, or not at all.

internal import ApusGraph
internal import ApusOps

/// Rules for elements that only change their places.
///
/// All are exact but one: a product with a transposed matrix may be summed in another order than with a copy of it.
enum MovementIdentities {
  static let rules: [RewriteRule] = [
    RewriteRule("transpose in order", on: Transpose.self) { op, site in
      op.permutation == Array(op.permutation.indices) ? site.operands[0] : nil
    },
    RewriteRule("transpose of transpose", on: Transpose.self) { op, site in
      guard let inner = site.operands[0].application(of: Transpose.self) else { return nil }
      return site.apply(Transpose(op.permutation.map { inner.op.permutation[$0] }), inner.operands[0])
    },
    RewriteRule("product with a transpose", on: MatMul.self) { op, site in
      let plain = site.operands.map(\.withoutMatrixTransposition)
      guard plain.contains(where: { $0 != nil }) else { return nil }
      let product = MatMul(
        transposesFirst: op.transposesFirst != (plain[0] != nil),
        transposesSecond: op.transposesSecond != (plain[1] != nil))
      return site.apply(product, plain[0] ?? site.operands[0], plain[1] ?? site.operands[1])
    },
    RewriteRule("slice of everything", on: Slice.self) { op, site in
      op.ranges == site.operands[0].shape.wholeRanges ? site.operands[0] : nil
    },
    RewriteRule("slice of slice", on: Slice.self) { op, site in
      guard let inner = site.operands[0].application(of: Slice.self) else { return nil }
      let ranges = zip(op.ranges, inner.op.ranges).map { outer, inner in
        SliceRange(start: inner.start + outer.start * inner.step, count: outer.count, step: inner.step * outer.step)
      }
      return site.apply(Slice(ranges), inner.operands[0])
    },
    RewriteRule("slice of what was put there", on: Slice.self) { op, site in
      guard let inner = site.operands[0].application(of: SliceScatter.self) else { return nil }
      return op.ranges == inner.op.ranges ? inner.operands[0] : nil
    },
    RewriteRule("put everywhere", on: SliceScatter.self) { op, site in
      op.ranges == op.shape.wholeRanges ? site.operands[0] : nil
    },
    RewriteRule("concatenation of one", on: Concatenate.self) { _, site in
      site.operands.count == 1 ? site.operands[0] : nil
    },
  ]
}

extension Tensor {
  /// What was transposed in its last two axes alone; nil where the tensor is no such transposition.
  fileprivate var withoutMatrixTransposition: Tensor? {
    guard let (op, operands) = application(of: Transpose.self), op.permutation.count >= 2 else { return nil }
    var swapped = Array(op.permutation.indices)
    swapped.swapAt(swapped.count - 1, swapped.count - 2)
    return op.permutation == swapped ? operands[0] : nil
  }
}

extension Shape {
  /// The ranges that take every element.
  fileprivate var wholeRanges: [SliceRange] { dimensions.map { SliceRange(start: 0, count: $0) } }
}
