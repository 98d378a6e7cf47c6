// What arguments are bound to where a check needs numbers: data, and the parameters' starting values if these matter.

internal import ApusDistributions
internal import ApusGraph

/// Data and starting values, each computed once.
final class StartBindings {
  let data: [Tensor: NDArray]
  private let model: Model
  private let parameterNodes: Set<Node>
  private var all: [Tensor: NDArray]?

  init(_ model: Model) {
    self.model = model
    data = model.dataBindings
    parameterNodes = Set(model.parameters.compactMap(\.value.node))
  }

  /// The data, and the starting values where a parameter's distribution or transform depends on other parameters.
  func bindings(for parameter: Parameter) throws(ModelError) -> [Tensor: NDArray] {
    let tensors =
      parameter.distribution.support.bounds + [parameter.transform.constrain(parameter.unconstrained)]
      + parameter.distribution.parameters.map(\.value)
    let order = (try? Traversal.topologicalOrder(of: tensors.filter { $0.error == nil })) ?? []
    guard order.contains(where: { parameterNodes.contains($0) }) else { return data }
    if let all { return all }
    var bindings = data
    let point = try model.initialPoint()
    for other in model.parameters { bindings[other.value] = point[other.name] }
    all = bindings
    return bindings
  }
}
