// Draws from the model's own distributions: each variable given those declared before it.

internal import ApusDistributions
internal import ApusGraph
internal import ApusInterpreter
internal import ApusRandom

/// Draws variables in the order of their declaration, from their distributions given the values before.
struct AncestralSampler {
  enum Extent {
    case parameters
    /// The parameters, then the observations.
    case everything
    case observations
  }

  private struct Stage {
    let name: String
    let value: Tensor
    let distribution: any Distribution
    let evaluator: Evaluator
    let location: SourceLocation
  }

  private let stages: [Stage]
  private let parameters: [Parameter]

  init(_ model: Model, upTo extent: Extent) throws(ModelError) {
    // Those that are summed out are drawn like any other, given what they depend on.
    parameters = model.sites.parameters
    var variables: [(name: String, value: Tensor, distribution: any Distribution, location: SourceLocation)] = []
    let drawn = extent == .observations ? model.marginalizedParameters : parameters
    variables += drawn.map { ($0.name, $0.value, $0.distribution, $0.location) }
    try Self.requireDraws(
      drawn.map { ($0.name, $0.distribution, $0.location) }
        + (extent == .parameters ? [] : model.observations.map { ($0.name, $0.distribution, $0.location) }))
    if extent != .observations {
      if let improper = model.parameters.first(where: { !$0.distribution.isProper }) {
        throw .improperPrior(improper.name)
      }
    }
    if extent != .parameters {
      variables += model.observations.map { ($0.name, $0.value, $0.distribution, $0.location) }
    }
    let bindings = model.dataBindings
    stages = try ModelError.lifting {
      try variables.map { name, value, distribution, location in
        let evaluator = try Evaluator(Program(distribution.parameters.map(\.value)), data: bindings)
        return Stage(name: name, value: value, distribution: distribution, evaluator: evaluator, location: location)
      }
    }
  }

  /// Throws where a distribution of the user's own does not say how it is drawn from.
  static func requireDraws(
    _ variables: [(name: String, distribution: any Distribution, location: SourceLocation)]
  ) throws(ModelError) {
    guard let missing = variables.first(where: { !$0.distribution.hasDraws }) else { return }
    let closure = missing.distribution.eventRank == 0 ? "draw" : "drawEvent"
    let reason = "it cannot be drawn from: give CustomDistribution a closure `\(closure):`"
    throw .misuse(name: missing.name, reason: reason, location: missing.location)
  }

  /// One draw of each variable, given values of parameters that are not drawn; with what Ops threw, on which NaN depends.
  func draw(
    given: [String: NDArray] = [:], using generator: inout Philox4x64
  ) throws(ModelError) -> (values: [String: NDArray], thrown: [ThrownError]) {
    var thrown: [ThrownError] = []
    var known: [Tensor: NDArray] = [:]
    var withoutInteger: [Tensor: ModelError] = [:]
    for parameter in parameters { if let value = given[parameter.name] { known[parameter.value] = value } }
    var drawn: [String: NDArray] = [:]
    for stage in stages {
      let values = try ModelError.lifting { () throws -> [NDArray] in
        for argument in stage.evaluator.program.arguments {
          if let error = withoutInteger[argument] { throw error }
          if let value = known[argument] { try stage.evaluator.bind(argument, to: value) }
        }
        do throws(EvaluationError) { try stage.evaluator.run() } catch {
          guard case .thrown(let op, let message) = error else { throw error }
          if !thrown.contains(where: { $0.op == op }) { thrown.append(ThrownError(op: op, message: message, count: 1)) }
        }
        for found in stage.evaluator.errors.endPoint() where !thrown.contains(where: { $0.op == found.op }) {
          thrown.append(found)
        }
        return stage.distribution.parameters.indices.map { stage.evaluator.output($0).array }
      }
      let value = stage.distribution.draw(shape: stage.value.shape, parameters: values, using: &generator)
      drawn[stage.name] = value
      if value.type == stage.value.type {
        known[stage.value] = value
      } else if let draw = value.doubles.first(where: { Int(exactly: $0) == nil }) {
        // A count that no integer holds is a draw like any other, as long as nothing is made from it.
        let error = ModelError.drawWithoutInteger(
          name: stage.name, draw: draw, parameters: Self.text(stage.distribution, values), location: stage.location)
        if parameters.contains(where: { $0.value == stage.value }) { throw error }
        withoutInteger[stage.value] = error
      }
    }
    return (drawn, thrown)
  }

  private static func text(_ distribution: any Distribution, _ values: [NDArray]) -> String {
    let parameters = zip(distribution.parameters, values).map { "\($0.name) = \($1)" }
    return "\(distribution.name) with \(parameters.joined(separator: ", "))"
  }
}
