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
    guard density.error == nil, mayBeImpossible(distribution) else { return density }
    let isImpossible = density .== Tensor(-Double.infinity)
    let operands = parameters.map { parameter in
      let operand = parameter.value
      let event = Array(operand.shape.dimensions.suffix(parameter.eventRank))
      guard operand.type.isDifferentiable, operand.constantValue == nil,
        operand.shape.broadcasts(to: Shape(density.shape.dimensions + event))
      else { return operand }
      let ones = Shape(density.shape.dimensions + event.map { _ in 1 })
      return select(event.isEmpty ? isImpossible : isImpossible.reshaped(to: ones), stopGradient(operand), operand)
    }
    let cut = distribution.rebuilt(on: operands).logDensity(value)
    return cut.type == density.type ? cut : density
  }

  /// Whether operands are computed from discrete values as from numbers, or are probabilities that these choose, of which one may
  /// be 0.
  private func mayBeImpossible(_ distribution: any Distribution) -> Bool {
    let operands = distribution.parameters.map(\.value)
    let order = (try? Traversal.topologicalOrder(of: operands)) ?? []
    let dependent = Traversal.dependents(of: discrete.flatMap(\.results), in: order)
    let isFinite: Bool =
      switch distribution.support {
      case .booleans, .integers: true
      default: false
      }
    return order.contains { dependent.contains($0) && (isFinite || $0.op is Cast) }
  }
}
