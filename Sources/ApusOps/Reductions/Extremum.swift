// The largest and smallest elements along axes.

public import ApusGraph

/// The largest or smallest element along axes; NaN where one is NaN. Equal elements share the cotangent.
package struct Extremum: AxisReduction, ExactOp, BuiltInOp {
  package enum Kind: String, Sendable {
    case largest = "Max"
    case smallest = "Min"
  }

  package let kind: Kind
  package let axes: [Int]?

  package init(_ kind: Kind, axes: [Int]? = nil) {
    self.kind = kind
    self.axes = axes
  }

  package var kindName: String { kind.rawValue }
  package func check(_ operand: TensorType, _ axes: [Int]) throws(TypeError) {
    try operand.requireNumbers("have no order")
    if let empty = axes.first(where: { operand.shape.dimensions[$0] == 0 }) {
      throw TypeError(.shape, "axis \(empty) of the shape \(operand.shape) is empty: there is no extremum")
    }
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y) = (operands[0], results[0])
    guard let axes = try? x.shape.normalized(axes: axes) else { return }
    let space = ReductionSpace(x.shape, reducing: axes)
    let largest = kind == .largest
    if x.type.elementType == .int64 {
      space.reduce(x.int64, into: y.int64, identity: largest ? .min : .max) { largest ? max($0, $1) : min($0, $1) }
    } else if largest {
      space.reduce(x.float64, into: y.float64, identity: -.infinity) { $1 > $0 || $1.isNaN ? $1 : $0 }
    } else {
      space.reduce(x.float64, into: y.float64, identity: .infinity) { $1 < $0 || $1.isNaN ? $1 : $0 }
    }
  }

  /// The cotangent, shared by the elements that are equal to the extremum.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let shape = site.operands[0].shape
    let extreme = site.results[0].repeated(along: axes, of: shape)
    let chosen = (site.operands[0] .== extreme).asFloat64
    let count = sum(chosen, axes: axes).repeated(along: axes, of: shape)
    return [.value(site.cotangent().repeated(along: axes, of: shape) * chosen / count)]
  }
}

/// The largest element along `axes`, over everything where nil; NaN where one is NaN.
public func max(
  _ x: Tensor, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  Extremum(.largest, axes: axes).applied(to: x, keepingDimensions: keepingDimensions, file, line)
}

/// The smallest element along `axes`, over everything where nil; NaN where one is NaN.
public func min(
  _ x: Tensor, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  Extremum(.smallest, axes: axes).applied(to: x, keepingDimensions: keepingDimensions, file, line)
}
