// Whether all or any truth values along axes hold.

public import ApusGraph

/// Whether all, or any, truth values along axes hold; over nothing all do and none does.
package struct Quantifier: Op, BuiltInOp {
  /// Which one.
  package enum Kind: String, Sendable {
    /// All.
    case all = "All"
    /// Any.
    case any = "Any"
  }

  /// Which one.
  package let kind: Kind
  /// The axes, counted from the front; nil takes all.
  package let axes: [Int]?

  /// A quantifier along `axes`, over everything where nil.
  package init(_ kind: Kind, axes: [Int]? = nil) {
    self.kind = kind
    self.axes = axes
  }

  /// Truth values without the axes.
  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 1 else { throw .operandCount(operands.count, expected: 1) }
    guard operands[0].elementType == .bool else { throw TypeError(.elementType, "\(operands[0]) has no truth values") }
    let shape = operands[0].shape
    return [.bool(shape.removing(axes: try shape.normalized(axes: axes)))]
  }

  /// Connects the truth values.
  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    guard let axes = try? operands[0].shape.normalized(axes: axes) else { return }
    let space = ReductionSpace(operands[0].shape, reducing: axes)
    let all = kind == .all
    space.reduce(operands[0].bool, into: results[0].bool, identity: all) { all ? $0 && $1 : $0 || $1 }
  }

  /// Disconnected.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.disconnected] }
  /// With the axes.
  package var name: String { axes.map { "\(kind.rawValue) along \($0)" } ?? kind.rawValue }
}

/// Whether all truth values along `axes` hold, over everything where nil.
public func all(
  _ x: Tensor, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let result = Tensor.apply(Quantifier(.all, axes: axes), x, at: .line(file: file, line: line))
  return keepingDimensions ? result.restoringAxes(axes, of: x.shape) : result
}

/// Whether any truth value along `axes` holds, over everything where nil.
public func any(
  _ x: Tensor, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let result = Tensor.apply(Quantifier(.any, axes: axes), x, at: .line(file: file, line: line))
  return keepingDimensions ? result.restoringAxes(axes, of: x.shape) : result
}
