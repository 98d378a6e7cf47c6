// The choice between two values by a condition.

public import ApusGraph

/// The second operand's elements where the condition holds, the third's elsewhere; all broadcast.
///
/// The branch that is not taken gets a cotangent of exactly 0, also where its value is NaN or infinite. What the branch is
/// made from gets 0 times its derivative, which is NaN where that is infinite or NaN: give such an expression a harmless
/// operand there, chosen by the same condition.
package struct Select: ForwardDifferentiable, PointwiseOp, ExactOp, BuiltInOp {
  package init() {}

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(3)
    guard operands[0].elementType == .bool else {
      throw TypeError(.elementType, "the condition \(operands[0]) has no truth values")
    }
    guard operands[1].elementType == operands[2].elementType else {
      throw TypeError(.elementType, "the branches \(operands[1]) and \(operands[2]) have different elements")
    }
    return [TensorType(operands[1].elementType, try Shape.broadcast(operands.map(\.shape)))]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (c, a, b, z) = (operands[0], operands[1], operands[2], results[0])
    switch z.type.elementType {
    case .float64:
      mapElements(c.bool, c.shape, a.float64, a.shape, b.float64, b.shape, into: z.float64, z.shape) { $0 ? $1 : $2 }
    case .int64:
      mapElements(c.bool, c.shape, a.int64, a.shape, b.int64, b.shape, into: z.int64, z.shape) { $0 ? $1 : $2 }
    case .bool:
      mapElements(c.bool, c.shape, a.bool, a.shape, b.bool, b.shape, into: z.bool, z.shape) { $0 ? $1 : $2 }
    }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (condition, cotangent) = (site.operands[0], site.cotangent())
    return [
      .disconnected,
      .value(select(condition, cotangent, Tensor(0.0)).summed(to: site.operands[1].shape)),
      .value(select(condition, Tensor(0.0), cotangent).summed(to: site.operands[2].shape)),
    ]
  }

  package func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    guard site.tangents[1] != nil || site.tangents[2] != nil else { return [nil] }
    let chosen = select(site.operands[0], site.tangents[1] ?? Tensor(0.0), site.tangents[2] ?? Tensor(0.0))
    return [chosen.broadcast(to: site.results[0].shape)]
  }
}

/// `a` where the condition holds, `b` elsewhere; all three broadcast.
///
/// Branches of different element types become float64.
public func select(
  _ condition: Tensor, _ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let areAlike = a.elementType == b.elementType
  return .apply(
    Select(), condition, areAlike ? a : a.asFloat64, areAlike ? b : b.asFloat64, at: .line(file: file, line: line))
}

/// A tensor where the condition holds, a number elsewhere, with broadcasting.
@_disfavoredOverload
public func select(
  _ condition: Tensor, _ a: Tensor, _ b: Double, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  select(condition, a, Tensor(b), file: file, line: line)
}

/// A number where the condition holds, a tensor elsewhere, with broadcasting.
@_disfavoredOverload
public func select(
  _ condition: Tensor, _ a: Double, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  select(condition, Tensor(a), b, file: file, line: line)
}

/// One number where the condition holds, another one elsewhere.
@_disfavoredOverload
public func select(
  _ condition: Tensor, _ a: Double, _ b: Double, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  select(condition, Tensor(a), Tensor(b), file: file, line: line)
}
