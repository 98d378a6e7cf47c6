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
      var changed = site
      changed.distribution = try rebuilt(site.distribution)
      changed.transform = transform
      return .parameter(changed)
    case .observation(let site):
      var changed = site
      changed.distribution = try rebuilt(site.distribution)
      changed.value = try replaced([site.value])[0]
      return .observation(changed)
    case .deterministic(let site):
      var changed = site
      changed.value = try replaced([site.value])[0]
      return .deterministic(changed)
    case .potential(let site):
      var changed = site
      changed.value = try replaced([site.value])[0]
      return .potential(changed)
    case .data: return self
    }
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
        guard case .parameter(var rebuilt) = try site.substituting(known) else { continue }
        rebuilt.value = copy(parameter.value, parameter.name, parameter.location)
        rebuilt.unconstrained = copy(parameter.unconstrained, parameter.name, parameter.location)
        copies.append(.parameter(rebuilt))
      case .data(let variable):
        var changed = variable
        changed.argument = copy(variable.argument, variable.name, variable.location)
        copies.append(.data(changed))
      case .observation, .deterministic, .potential: copies.append(try site.substituting(known))
      }
    }
    return copies
  }
}
