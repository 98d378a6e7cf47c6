// Densities of discrete parameters' values that make data impossible: their weight is 0, and so is their share of the gradient.

internal import ApusDistributions
internal import ApusGraph
internal import ApusOps

/// Log densities whose gradient is finite where they are −∞.
///
/// Where a value of z makes the data impossible, as y = 1 by `Bernoulli(probability: z * p)` with z = 0, the derivative of the
/// log density with respect to z p is infinite. A sum over z gives it the weight 0, and 0 · ∞ is no number. So the
/// distribution's operands are cut off from the gradient there.
struct ImpossibleValues {
  private let discrete: Set<Node>

  init(_ discrete: [Tensor]) { self.discrete = Set(discrete.compactMap(\.node)) }

  func logDensity(of distribution: any Distribution, at value: Tensor) -> Tensor {
    let density = distribution.logDensity(value)
    let parameters = distribution.parameters
    guard density.error == nil, isComputed(parameters.map(\.value)) else { return density }
    let isImpossible = density .== Tensor(-Double.infinity)
    let operands = parameters.map { parameter in
      let operand = parameter.value
      guard parameter.eventRank == 0, operand.type.isDifferentiable, operand.shape.broadcasts(to: density.shape),
        operand.constantValue == nil
      else { return operand }
      return select(isImpossible, stopGradient(operand), operand)
    }
    let cut = distribution.rebuilt(on: operands).logDensity(value)
    return cut.type == density.type ? cut : density
  }

  /// Whether operands are computed from discrete values as from numbers, not only chosen by them.
  private func isComputed(_ operands: [Tensor]) -> Bool {
    let order = (try? Traversal.topologicalOrder(of: operands)) ?? []
    let dependent = Traversal.dependents(of: discrete.flatMap(\.results), in: order)
    return order.contains { $0.op is Cast && dependent.contains($0) }
  }
}
