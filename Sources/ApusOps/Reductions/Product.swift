// Products along axes.

public import ApusGraph

package struct Product: AxisReduction, IntegerArithmetic, BuiltInOp {
  package let axes: [Int]?

  package init(axes: [Int]? = nil) { self.axes = axes }

  package var kindName: String { "Product" }
  package func check(_ operand: TensorType, _ axes: [Int]) throws(TypeError) {
    try operand.requireNumbers("cannot be multiplied")
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y) = (operands[0], results[0])
    guard let axes = try? x.shape.normalized(axes: axes) else { return }
    let space = ReductionSpace(x.shape, reducing: axes)
    if x.type.elementType == .int64 {
      space.reduce(x.int64, into: y.int64, identity: 1) { $0 &* $1 }
    } else {
      space.reduce(x.float64, into: y.float64, identity: 1) { $0 * $1 }
    }
  }

  /// The cotangent times the product of the other factors, which is right, to all orders, also where some factors are 0.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let shape = site.operands[0].shape
    guard let reduced = try? shape.normalized(axes: axes), !reduced.isEmpty else { return [.value(site.cotangent())] }
    let others = Self.productsOfOthers(site.operands[0], along: reduced)
    return [.value(site.cotangent().repeated(along: axes, of: shape) * others)]
  }

  /// For each element the product of all others along the axes: those before it times those after it.
  private static func productsOfOthers(_ x: Tensor, along axes: [Int]) -> Tensor {
    let order = (0..<x.shape.rank).filter { !axes.contains($0) } + axes
    let rows = x.transposed(order)
    let kept = Array(rows.shape.dimensions.dropLast(axes.count))
    let count = axes.reduce(1) { $0 * x.shape[$1] }
    let flat = rows.reshaped(to: Shape(kept + [count]))
    guard flat.shape.elementCount > 0 else { return x }
    let ones = Tensor.ones(Shape(kept + [1]))
    let (one, factors) = (ScaledTensor(ones), ScaledTensor(flat))
    let axis = kept.count
    let before = factors.map { $0.sliced(axis: axis, 0..<(count - 1)) }.cumulativeProduct(axis: axis, reversed: false)
    let after = factors.map { $0.sliced(axis: axis, 1..<count) }.cumulativeProduct(axis: axis, reversed: true)
    let others = (.joined([one, before], axis: axis) * .joined([after, one], axis: axis)).value
    let back = order.indices.sorted { order[$0] < order[$1] }
    return others.reshaped(to: rows.shape).transposed(back)
  }
}

/// The product along `axes`, over everything where nil; 1 over nothing.
public func product(
  _ x: Tensor, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  if axes?.isEmpty == true { return x }
  return Product(axes: axes).applied(to: x, keepingDimensions: keepingDimensions, file, line)
}
