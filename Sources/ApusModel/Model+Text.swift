// A model as graphs that are written as text.

internal import ApusDistributions
internal import ApusGraph
public import ApusText

extension Model {
  /// The model's variables with the graphs of their densities, on the unconstrained space: what ``ModelText`` writes. Their log
  /// density is ``logDensity(jacobian:)``.
  public var textModel: TextModel {
    let terms = logDensityTerms()
    let constrained = constrainedValues
    var values: [String: Tensor] = [:]
    func key(_ name: String, _ source: LogDensityTerm.Source) -> String { "\(source) of \(name)" }
    for term in terms { values[key(term.name, term.source)] = term.value }
    func term(_ name: String, _ source: LogDensityTerm.Source) -> Tensor? { values[key(name, source)] }
    // What is summed over discrete parameters and has no variable of its name: of several together.
    let known = Set((parameters.map(\.name) + observations.map(\.name) + potentials.map(\.name)))
    let joint = terms.filter { !known.contains($0.name) }
    func value(_ tensor: Tensor) -> Tensor { (try? Traversal.substitute(constrained, in: [tensor]))?[0] ?? tensor }
    return TextModel(
      coords: coords,
      data: data.map { TextModel.Data($0.name, dims: $0.dims, argument: $0.argument, value: $0.value) },
      parameters: parameters.compactMap { parameter in
        guard let constrained = constrained[parameter.value] else { return nil }
        let prior = term(parameter.name, .prior) ?? Tensor(0.0)
        return TextModel.Parameter(
          parameter.name, dims: parameter.dims, family: parameter.distribution.name,
          transform: "\(type(of: parameter.transform))", unconstrained: parameter.unconstrained,
          constrained: constrained, prior: prior, jacobian: term(parameter.name, .jacobian))
      },
      observations: observations.compactMap { observation in
        guard let likelihood = term(observation.name, .likelihood) else { return nil }
        return TextModel.Observation(
          observation.name, dims: observation.dims, family: observation.distribution.name,
          value: value(observation.value), likelihood: likelihood)
      },
      deterministics: deterministics.map { TextModel.Value($0.name, dims: $0.dims, value: value($0.value)) },
      potentials: potentials.compactMap { potential in
        term(potential.name, .potential).map { TextModel.Value(potential.name, dims: [], value: $0) }
      } + joint.map { TextModel.Value($0.name, dims: [], value: $0.value) })
  }
}
