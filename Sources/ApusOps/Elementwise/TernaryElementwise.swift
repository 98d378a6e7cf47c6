// What elementwise Ops of three operands share: broadcasting, loop, pullback and pushforward from three partials.

public import ApusGraph

/// An elementwise Op of three float64 operands that broadcast.
///
/// **Law.** `partials` are the partial derivatives of `value`, elementwise, of the result's shape or broadcastable to it.
public protocol TernaryElementwise: ForwardDifferentiable {
  /// The function of three elements.
  func value(_ x: Double, _ y: Double, _ z: Double) -> Double
  /// The partial derivatives as tensors, given the operands and the result.
  func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor, _ result: Tensor) -> (Tensor, Tensor, Tensor)
}

extension TernaryElementwise {
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireFloat64(count: 3)
    return [.float64(try Shape.broadcast(operands.map(\.shape)))]
  }

  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (a, b, c, z) = (operands[0], operands[1], operands[2], results[0])
    mapElements(
      a.float64, a.shape, b.float64, b.shape, c.float64, c.shape, into: z.float64, z.shape
    ) { value($0, $1, $2) }
  }

  /// The cotangent times each partial, summed over the axes along which the operand was broadcast.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    zip(site.operands, partials(site.operands, site.results[0])).map { operand, partial in
      .value((site.cotangent() * partial).summed(to: operand.shape))
    }
  }

  public func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    let terms = zip(site.tangents, partials(site.operands, site.results[0])).compactMap { tangent, partial in
      tangent.map { $0 * partial }
    }
    return [terms.isEmpty ? nil : terms.dropFirst().reduce(terms[0], +).broadcast(to: site.results[0].shape)]
  }

  private func partials(_ operands: [Tensor], _ result: Tensor) -> [Tensor] {
    let (dx, dy, dz) = partials(operands[0], operands[1], operands[2], result)
    return [dx, dy, dz]
  }
}
