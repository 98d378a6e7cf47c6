// Variables whose distributions and values are put on other tensors: what interventions and copies of models are made of.

internal import ApusDistributions
internal import ApusGraph

extension Site {
  /// The same variable with other tensors in place of some, in all that it is computed from.
  ///
  /// A parameter keeps its value and its unconstrained value. Its transform follows its distribution's support.
  ///
  /// - Throws: ``ModelError/misuse(name:reason:location:)`` where a transform of the user's own is computed from what is replaced;
  ///   ``ModelError/graph(_:)``.
  func substituting(_ known: [Tensor: Tensor]) throws(ModelError) -> Site {
    func replaced(_ tensors: [Tensor]) throws(ModelError) -> [Tensor] {
      do { return try Traversal.substitute(known, in: tensors) } catch { throw .graph(error) }
    }
    func rebuilt(_ distribution: any Distribution) throws(ModelError) -> any Distribution {
      let operands = distribution.parameters.map(\.value)
      let others = try replaced(operands)
      return others == operands ? distribution : distribution.rebuilt(on: others)
    }
    switch self {
    case .parameter(let site):
      var transform = site.transform
      let image = site.transform.constrain(site.unconstrained)
      if try replaced([image]) != [image] {
        guard !site.hasOwnTransform else {
          throw .misuse(
            name: site.name,
            reason:
              "its transform is computed from what is replaced, and a transform of your own cannot be put on other values",
            location: site.location)
        }
        transform = try rebuilt(site.distribution).support.defaultTransform ?? transform
      }
      return .parameter(try site.rebuilt(on: rebuilt(site.distribution), transform, site.value, site.unconstrained))
    case .observation(let site):
      return .observation(
        Observation(
          name: site.name, distribution: try rebuilt(site.distribution), value: try replaced([site.value])[0],
          dims: site.dims, location: site.location))
    case .deterministic(let site):
      return .deterministic(
        Deterministic(
          name: site.name, value: try replaced([site.value])[0], dims: site.dims, location: site.location))
    case .potential(let site):
      return .potential(Potential(name: site.name, value: try replaced([site.value])[0], location: site.location))
    case .data: return self
    }
  }
}

extension Parameter {
  fileprivate func rebuilt(
    on distribution: any Distribution, _ transform: any Transform, _ value: Tensor, _ unconstrained: Tensor
  ) -> Parameter {
    Parameter(
      name: name, distribution: distribution, value: value, unconstrained: unconstrained, transform: transform,
      hasOwnTransform: hasOwnTransform, dims: dims, initial: initial, allowsZeroGradient: allowsZeroGradient,
      location: location)
  }
}

extension Model {
  /// Sites of the same model with parameters and data of their own: a second set of the same variables.
  ///
  /// - Throws: as ``Site/substituting(_:)``.
  func copiedSites() throws(ModelError) -> [Site] {
    var known: [Tensor: Tensor] = [:]
    func copy(_ argument: Tensor, _ name: String, _ location: SourceLocation) -> Tensor {
      let copy = Tensor.newArgument(argument.argument?.label ?? name, argument.type, at: location)
      known[argument] = copy
      return copy
    }
    var copies: [Site] = []
    for site in sites {
      switch site {
      case .parameter(let parameter):
        guard case .parameter(let rebuilt) = try site.substituting(known) else { continue }
        let value = copy(parameter.value, parameter.name, parameter.location)
        let unconstrained = copy(parameter.unconstrained, parameter.name, parameter.location)
        copies.append(.parameter(rebuilt.rebuilt(on: rebuilt.distribution, rebuilt.transform, value, unconstrained)))
      case .data(let variable):
        copies.append(
          .data(
            DataVariable(
              name: variable.name, argument: copy(variable.argument, variable.name, variable.location),
              value: variable.value, dims: variable.dims, location: variable.location)))
      case .observation, .deterministic, .potential: copies.append(try site.substituting(known))
      }
    }
    return copies
  }
}
