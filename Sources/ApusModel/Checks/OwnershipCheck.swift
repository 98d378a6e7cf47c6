// Tensors of another model: an argument that this model gives no value.

internal import ApusDistributions
internal import ApusGraph

/// Checks that everything that a model's terms and values depend on is its own.
struct OwnershipCheck {
  private let own: Set<Node>
  private var seen: Set<Node> = []

  init(_ model: Model) {
    let arguments = model.sites.parameters.flatMap { [$0.value, $0.unconstrained] } + model.data.map(\.argument)
    own = Set(arguments.compactMap(\.node))
  }

  /// Throws where a tensor depends on an argument that the model did not declare.
  ///
  /// Nodes that were seen before are not walked again.
  mutating func check(_ tensors: [Tensor], _ role: String, _ name: String, _ location: SourceLocation)
    throws(ModelError)
  {
    var pending = tensors.compactMap(\.node)
    while let node = pending.popLast() {
      guard seen.insert(node).inserted else { continue }
      if let argument = node.op as? Argument, !own.contains(node) {
        let place = node.location.map { ", declared at \($0)," } ?? ""
        throw .misuse(
          name: name,
          reason:
            "\(role) depends on '\(argument.label)'\(place) which is no variable of this model: declare it in this "
            + "model, or pass its value as data", location: location)
      }
      pending += node.operands.compactMap(\.node)
    }
  }
}

extension Model {
  func checkOwnership(_ terms: [LocatedTerm]) throws(ModelError) {
    var check = OwnershipCheck(self)
    for parameter in parameters {
      try check.check(
        parameter.distribution.parameters.map(\.value) + parameter.distribution.support.bounds, "its prior",
        parameter.name, parameter.location)
      guard !parameter.isDiscrete else { continue }
      try check.check(
        [parameter.transform.constrain(parameter.unconstrained)], "its transform", parameter.name, parameter.location)
    }
    for observation in observations {
      try check.check([observation.value], "the observed value", observation.name, observation.location)
    }
    for deterministic in deterministics {
      try check.check([deterministic.value], "its value", deterministic.name, deterministic.location)
    }
    for term in terms { try check.check([term.term.value], "its \(term.term.source)", term.term.name, term.location) }
  }
}
