// What messages say of a node: its operands by the user's names, and the path from a parameter through it.

internal import ApusDifferentiation
internal import ApusGraph

/// The names of a model's values, and the way to its log density.
struct NodeNames {
  private let parameters: [Parameter]
  private let density: Node?
  private let values: [Tensor: String]

  init(_ model: Model, density: Node?) {
    parameters = model.parameters
    self.density = density
    let named = model.parameters.map { ($0.name, $0.value) } + model.deterministics.map { ($0.name, $0.value) }
    let found = (try? model.onUnconstrainedSpace(named.map(\.1))) ?? []
    let data = model.dataBindings.keys.compactMap { tensor in tensor.argument.map { (tensor, $0.label) } }
    values = Dictionary(zip(found, named.map(\.0)) + data) { first, _ in first }
  }

  func finding(_ point: String, _ node: Node, _ failure: VerificationFailure) -> ModelVerification.Finding {
    var failure = failure
    for (index, operand) in node.operands.prefix(failure.operandNames.count).enumerated()
    where failure.operandNames[index] == "operand \(index)" {
      if let name = values[operand] { failure.operandNames[index] = name }
    }
    let way = way(through: node, operand: failure.operand)
    return ModelVerification.Finding(
      point: point, failure: failure, parameter: way?.parameter, path: way?.path ?? [], line: node.line)
  }

  /// The first parameter that an operand depends on, and the Ops from there through the node to the log density.
  private func way(through node: Node, operand: Int) -> (parameter: String, path: [String])? {
    guard node.operands.indices.contains(operand), let target = node.operands[operand].node else { return nil }
    for parameter in parameters {
      guard let source = parameter.unconstrained.node else { continue }
      let before = Traversal.path(from: source, to: target)
      guard !before.isEmpty else { continue }
      let rest = density.map { Traversal.path(from: node, to: $0) } ?? []
      let ops = [parameter.name] + before.dropFirst().map(\.op.name) + (rest.isEmpty ? [node] : rest).map(\.op.name)
      return (parameter.name, ops)
    }
    return nil
  }
}
