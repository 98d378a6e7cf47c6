// Products along axes.

public import ApusGraph

/// The product along axes; 1 over nothing.
public struct Product: Op {
  /// The axes, counted from the front; nil takes all.
  public let axes: [Int]?

  /// A product along `axes`, over everything where nil.
  public init(axes: [Int]? = nil) { self.axes = axes }

  /// The operand's type without the axes.
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 1 else { throw .operandCount(operands.count, expected: 1) }
    guard operands[0].elementType != .bool else { throw TypeError(.elementType, "truth values cannot be multiplied") }
    let shape = operands[0].shape
    return [TensorType(operands[0].elementType, shape.removing(axes: try shape.normalized(axes: axes)))]
  }

  /// Multiplies the elements.
  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y) = (operands[0], results[0])
    guard let axes = try? x.shape.normalized(axes: axes) else { return }
    let space = ReductionSpace(x.shape, reducing: axes)
    if x.type.elementType == .int64 {
      space.reduce(x.int64, into: y.int64, identity: 1) { $0 &* $1 }
    } else {
      space.reduce(x.float64, into: y.float64, identity: 1) { $0 * $1 }
    }
  }

  /// The cotangent times the product of the other factors, which is right also where some factors are 0.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    guard site.operands[0].type.isDifferentiable else { return [.disconnected] }
    let (x, shape) = (site.operands[0], site.operands[0].shape)
    let isZero = x .== 0
    let zeroCount = sum(isZero, axes: axes).repeated(along: axes, of: shape)
    let others = Tensor.apply(Product(axes: axes), select(isZero, Tensor(1.0), x)).repeated(along: axes, of: shape)
    let whole = site.results[0].repeated(along: axes, of: shape)
    let none = whole / select(isZero, Tensor(1.0), x)
    let one = select(isZero, others, Tensor(0.0))
    let rest = select(zeroCount .== 0, none, select(zeroCount .== 1, one, Tensor(0.0)))
    return [.value(site.cotangent().repeated(along: axes, of: shape) * rest)]
  }

  /// With the axes.
  public var name: String { axes.map { "Product along \($0)" } ?? "Product" }
}

/// The product along `axes`, over everything where nil; 1 over nothing.
public func product(
  _ x: Tensor, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  if axes?.isEmpty == true { return x }
  let result = Tensor.apply(Product(axes: axes), x, at: .line(file: file, line: line))
  return keepingDimensions ? result.restoringAxes(axes, of: x.shape) : result
}
