// What all elementwise Ops of two operands share: broadcasting, loop, pullback and pushforward from two partials.

public import ApusGraph

/// An elementwise Op of two float64 operands that broadcast.
///
/// **Law.** `partials` are the partial derivatives of `value`, elementwise, of the result's shape or broadcastable to it.
public protocol BinaryElementwise: ForwardDifferentiable {
  /// The function of two elements.
  func value(_ x: Double, _ y: Double) -> Double
  /// The partial derivatives as tensors, given the operands and the result.
  func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor)
}

/// A binary elementwise Op that also takes two int64 operands and then gives int64.
protocol IntegerBinaryElementwise: BinaryElementwise, IntegerArithmetic {
  /// The function of two integers; overflow wraps.
  func value(_ x: Int, _ y: Int) -> Int
}

extension BinaryElementwise {
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(2)
    let shape = try Shape.broadcast(operands.map(\.shape))
    if self is any IntegerBinaryElementwise && operands.allSatisfy({ $0.elementType == .int64 }) {
      return [.int64(shape)]
    }
    for operand in operands { try operand.requireFloat64() }
    return [.float64(shape)]
  }

  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (a, b, z) = (operands[0], operands[1], results[0])
    if z.type.elementType == .int64, let integer = self as? any IntegerBinaryElementwise {
      mapIntegers(integer, a, b, into: z)
    } else {
      mapElements(a.float64, a.shape, b.float64, b.shape, into: z.float64, z.shape) { value($0, $1) }
    }
  }

  /// The cotangent times each partial, summed over the axes along which the operand was broadcast.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (dx, dy) = partials(site.operands[0], site.operands[1], site.results[0])
    return zip(site.operands, [dx, dy]).map { operand, partial in
      .value((site.cotangent() * partial).summed(to: operand.shape))
    }
  }

  public func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    let (dx, dy) = partials(site.operands[0], site.operands[1], site.results[0])
    let terms = zip(site.tangents, [dx, dy]).compactMap { tangent, partial in tangent.map { $0 * partial } }
    return [terms.isEmpty ? nil : terms.dropFirst().reduce(terms[0], +).broadcast(to: site.results[0].shape)]
  }
}

private func mapIntegers(
  _ op: some IntegerBinaryElementwise, _ a: TensorView, _ b: TensorView, into result: MutableTensorView
) {
  mapElements(a.int64, a.shape, b.int64, b.shape, into: result.int64, result.shape) { op.value($0, $1) }
}

extension Shape {
  /// The shape that all given shapes broadcast to.
  ///
  /// - Throws: ``TypeError`` where they do not.
  package static func broadcast(_ shapes: [Shape]) throws(TypeError) -> Shape {
    var result = Shape.scalar
    for shape in shapes {
      guard let wider = result.broadcast(with: shape) else {
        throw TypeError(.shape, "shapes \(shapes.map(\.description).joined(separator: " and ")) do not broadcast")
      }
      result = wider
    }
    return result
  }
}
