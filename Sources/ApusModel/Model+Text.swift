// A model as graphs that are written as text.

internal import ApusDistributions
internal import ApusGraph
public import ApusText

extension Model {
  /// The model's variables with the graphs of their densities, on the unconstrained space: what ``ModelText`` writes. Their log
  /// density is ``logDensity(jacobian:)``.
  public var textModel: TextModel {
    // In the order of declaration: priors, each with its Jacobian, observations, potentials.
    var terms = logDensityTerms()[...]
    let constrained = constrainedValues
    func term(_ source: LogDensityTerm.Source) -> Tensor? {
      terms.first?.source == source ? terms.removeFirst().value : nil
    }
    func value(_ tensor: Tensor) -> Tensor { (try? Traversal.substitute(constrained, in: [tensor]))?[0] ?? tensor }
    return TextModel(
      coords: coords,
      data: data.map { TextModel.Data($0.name, dims: $0.dims, argument: $0.argument, value: $0.value) },
      parameters: parameters.compactMap { parameter in
        guard let prior = term(.prior), let constrained = constrained[parameter.value] else {
          return nil
        }
        return TextModel.Parameter(
          parameter.name, dims: parameter.dims, family: parameter.distribution.name,
          transform: "\(type(of: parameter.transform))", unconstrained: parameter.unconstrained,
          constrained: constrained, prior: prior, jacobian: term(.jacobian))
      },
      observations: observations.compactMap { observation in
        guard let likelihood = term(.likelihood) else { return nil }
        return TextModel.Observation(
          observation.name, dims: observation.dims, family: observation.distribution.name,
          value: value(observation.value), likelihood: likelihood)
      },
      deterministics: deterministics.map { TextModel.Value($0.name, dims: $0.dims, value: value($0.value)) },
      potentials: potentials.compactMap { potential in
        term(.potential).map { TextModel.Value(potential.name, dims: [], value: $0) }
      })
  }
}
