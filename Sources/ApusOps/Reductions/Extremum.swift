// The largest and smallest elements along axes.

public import ApusGraph

/// The largest or smallest element along axes; NaN where one is NaN. Equal elements share the cotangent.
package struct Extremum: Op, BuiltInOp {
  /// Which one.
  package enum Kind: String, Sendable {
    /// The largest.
    case largest = "Max"
    /// The smallest.
    case smallest = "Min"
  }

  /// Which one.
  package let kind: Kind
  /// The axes, counted from the front; nil takes all.
  package let axes: [Int]?

  /// An extremum along `axes`, over everything where nil.
  package init(_ kind: Kind, axes: [Int]? = nil) {
    self.kind = kind
    self.axes = axes
  }

  /// The operand's type without the axes, none of which may be empty.
  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 1 else { throw .operandCount(operands.count, expected: 1) }
    guard operands[0].elementType != .bool else { throw TypeError(.elementType, "truth values have no order") }
    let shape = operands[0].shape
    let reduced = try shape.normalized(axes: axes)
    if let empty = reduced.first(where: { shape.dimensions[$0] == 0 }) {
      throw TypeError(.shape, "axis \(empty) of the shape \(shape) is empty: there is no extremum")
    }
    return [TensorType(operands[0].elementType, shape.removing(axes: reduced))]
  }

  /// Compares the elements.
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
    guard site.operands[0].type.isDifferentiable else { return [.disconnected] }
    let shape = site.operands[0].shape
    let extreme = site.results[0].repeated(along: axes, of: shape)
    let chosen = (site.operands[0] .== extreme).asFloat64
    let count = sum(chosen, axes: axes).repeated(along: axes, of: shape)
    return [.value(site.cotangent().repeated(along: axes, of: shape) * chosen / count)]
  }

  /// With the axes.
  package var name: String { axes.map { "\(kind.rawValue) along \($0)" } ?? kind.rawValue }
}

/// The largest element along `axes`, over everything where nil; NaN where one is NaN.
public func max(
  _ x: Tensor, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let result = Tensor.apply(Extremum(.largest, axes: axes), x, at: .line(file: file, line: line))
  return keepingDimensions ? result.restoringAxes(axes, of: x.shape) : result
}

/// The smallest element along `axes`, over everything where nil; NaN where one is NaN.
public func min(
  _ x: Tensor, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let result = Tensor.apply(Extremum(.smallest, axes: axes), x, at: .line(file: file, line: line))
  return keepingDimensions ? result.restoringAxes(axes, of: x.shape) : result
}
