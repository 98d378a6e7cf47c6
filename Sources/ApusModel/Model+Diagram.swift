// A model's variables and what they depend on, for a plate diagram.

internal import ApusGraph
package import ApusReport

extension Model {
  /// The variables with their roles, families and plates, and an arrow from each to those that are made of it.
  package var diagram: ModelDiagram {
    let observed = Set(observations.map(\.name))
    let given = data.filter { !observed.contains($0.name) }
    var names: [Tensor: String] = [:]
    for variable in given { names[variable.argument] = variable.name }
    for variable in sites.deterministics { names[variable.value] = variable.name }
    for variable in sites.parameters { names[variable.value] = variable.name }

    var nodes: [ModelDiagram.Node] = []
    var edges: [ModelDiagram.Edge] = []
    func add(
      _ name: String, _ role: ModelDiagram.Role, family: String = "", _ dims: [String], _ shape: Shape,
      madeOf tensors: [Tensor]
    ) {
      let plates = zip(dims, shape.dimensions).map { ModelDiagram.Plate($0, length: $1) }
      nodes.append(ModelDiagram.Node(name, role, family: family, plates: plates))
      edges += Self.named(in: tensors, names).map { ModelDiagram.Edge($0, name) }
    }
    for variable in given {
      add(variable.name, .data, variable.dims, variable.value.shape, madeOf: [])
    }
    for variable in sites.parameters {
      add(
        variable.name, .parameter, family: variable.distribution.name, variable.dims, variable.value.shape,
        madeOf: variable.distribution.parameters.map(\.value))
    }
    for variable in sites.deterministics {
      add(
        variable.name, .deterministic, variable.dims, variable.value.shape,
        madeOf: variable.value.node?.operands ?? [])
    }
    for variable in observations {
      add(
        variable.name, .observed, family: variable.distribution.name, variable.dims, variable.value.shape,
        madeOf: variable.distribution.parameters.map(\.value))
    }
    return ModelDiagram(nodes: nodes, edges: edges)
  }

  /// The named values of which tensors are made, without those behind them, in the order in which they are met.
  private static func named(in tensors: [Tensor], _ names: [Tensor: String]) -> [String] {
    var found: [String] = []
    var seen: Set<Tensor> = []
    var waiting = Array(tensors.reversed())
    while let tensor = waiting.popLast() {
      guard seen.insert(tensor).inserted else { continue }
      if let name = names[tensor] {
        found.append(name)
      } else {
        waiting += tensor.node?.operands.reversed() ?? []
      }
    }
    return found
  }
}
