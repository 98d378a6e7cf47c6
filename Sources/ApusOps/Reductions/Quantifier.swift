// Whether all or any truth values along axes hold.

public import ApusGraph

package struct Quantifier: AxisReduction, DiscreteOp, BuiltInOp {
  package enum Kind: String, Sendable {
    case all = "All"
    case any = "Any"
  }

  package let kind: Kind
  package let axes: [Int]?

  package init(_ kind: Kind, axes: [Int]? = nil) {
    self.kind = kind
    self.axes = axes
  }

  package var kindName: String { kind.rawValue }
  package func check(_ operand: TensorType, _ axes: [Int]) throws(TypeError) {
    guard operand.elementType == .bool else { throw TypeError(.elementType, "\(operand) has no truth values") }
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    guard let axes = try? operands[0].shape.normalized(axes: axes) else { return }
    let space = ReductionSpace(operands[0].shape, reducing: axes)
    let all = kind == .all
    space.reduce(operands[0].bool, into: results[0].bool, identity: all) { all ? $0 && $1 : $0 || $1 }
  }

}

/// Whether all truth values along `axes` hold, over everything where nil.
public func all(
  _ x: Tensor, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  Quantifier(.all, axes: axes).applied(to: x, keepingDimensions: keepingDimensions, file, line)
}

/// Whether any truth value along `axes` holds, over everything where nil.
public func any(
  _ x: Tensor, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  Quantifier(.any, axes: axes).applied(to: x, keepingDimensions: keepingDimensions, file, line)
}
