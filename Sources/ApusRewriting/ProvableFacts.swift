// Facts about a value's numbers that its few topmost nodes prove: what some rules need to keep NaN and infinities.

internal import ApusGraph
internal import ApusOps

extension Tensor {
  /// Whether no element can be below 0 or −0: each is +0, above, or NaN.
  ///
  /// Proved from a few levels of the expression: squares, magnitudes, exponentials, constants, and sums, products and
  /// quotients of such.
  var isNeverNegative: Bool { isNeverNegative(depth: 6) }

  private func isNeverNegative(depth: Int) -> Bool {
    guard elementType == .float64, depth > 0, let node, node.resultTypes.count == 1 else { return false }
    let operands = node.operands
    switch node.op {
    case is any NonnegativeOp:
      return true
    case let constant as Constant:
      return constant.value.count <= 64 && constant.value.doubles.allSatisfy { $0 >= 0 && $0.sign == .plus }
    case let fill as Fill:
      return fill.value.scalar >= 0 && fill.value.scalar.sign == .plus
    case is Cast:
      return operands[0].elementType == .bool || operands[0].isNeverNegative(depth: depth - 1)
    case is Add, is Multiply, is Divide, is Minimum, is Sum, is Sqrt, is SliceScatter, is Concatenate:
      return operands.allSatisfy { $0.isNeverNegative(depth: depth - 1) }
    case is Maximum:
      // The larger of 0 and −0 may be either, so that a limit must be above 0.
      return operands.contains { ($0.uniformValue?.scalar ?? 0) > 0 }
        || operands.allSatisfy { $0.isNeverNegative(depth: depth - 1) }
    case is any MovementOp:
      return operands[0].isNeverNegative(depth: depth - 1)
    case is Select:
      return operands.dropFirst().allSatisfy { $0.isNeverNegative(depth: depth - 1) }
    default:
      return false
    }
  }
}
