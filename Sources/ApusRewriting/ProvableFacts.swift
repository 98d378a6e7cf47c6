// Facts about a value's numbers that its few topmost nodes prove: what some rules need to keep NaN and infinities.

internal import ApusGraph
internal import ApusOps

extension Tensor {
  /// Whether no element can be NaN or infinite, whatever the arguments are.
  ///
  /// Proved are finite constants, numbers made from integers and truth values, and these with signs or shapes changed.
  /// No function of an argument is: it is NaN where the argument is.
  var isProvablyFinite: Bool {
    var value = self
    for _ in 0..<8 {
      guard value.elementType == .float64, let node = value.node else { return true }
      switch node.op {
      case let constant as Constant: return constant.value.count <= 4096 && constant.value.doubles.allSatisfy(\.isFinite)
      case let fill as Fill: return fill.value.scalar.isFinite
      case is Cast, is Negate, is Reshape, is Broadcast: value = node.operands[0]
      default: return false
      }
    }
    return false
  }
}
