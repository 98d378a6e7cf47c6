// Data replaced by others: of the same type, for which graphs are kept, or of another shape, for which they are built anew.

internal import ApusDistributions
public import ApusGraph

extension Model {
  /// Replaces data; see ``replaceData(_:coords:)``.
  public mutating func replaceData(
    _ name: String, with value: NDArray, coords: [String: [String]] = [:]
  ) throws(ModelError) {
    try replaceData([name: value], coords: coords)
  }

  /// Replaces data by others of the same or of another shape; integers are taken for numbers, whole numbers for integers.
  ///
  /// Data of the same type leave the graph as it is. For data of another shape it is built anew: shapes that follow from the data's,
  /// or from dims whose labels are replaced, follow. Data whose lengths go together are replaced in one call:
  ///
  /// ```swift
  /// try model.replaceData(["x": [1, 2, 3, 4], "y": [0.1, 0.2, 0.4, 0.3]])
  /// ```
  ///
  /// What Swift code computed from the old data, such as their number, stays what it was: compute it with functions of tensors
  /// (`mean(x)`), or declare the model again.
  /// A sum that was divided by such a number, `sum(x) / 5` of 5 elements, or by one less, is an error, since the constant may have been
  /// meant to follow or not; other constants stay.
  ///
  /// What depends on these data alone is checked now; what depends on other data too, when the model is sampled, since these
  /// may be replaced next.
  ///
  /// - Parameters:
  ///   - values: the new data by name.
  ///   - coords: other labels along named dimensions. All data with such a dimension must be replaced.
  /// - Throws: ``ModelError/unknownName(_:known:)``; ``ModelError/wrongType(name:expected:given:)`` for another element type;
  ///   ``ModelError/shape(name:reason:location:)`` or ``ModelError/graph(_:)`` where shapes, dims and labels do not fit together, with
  ///   both; ``ModelError/missingValues(name:count:first:location:)`` for observed data with NaN; ``ModelError/evaluation(_:)`` for
  ///   data with an index outside; ``ModelError/invalidValue(_:)``. The data are the old ones then.
  public mutating func replaceData(
    _ values: [String: NDArray], coords newCoords: [String: [String]] = [:]
  ) throws(ModelError) {
    let known = data.map(\.name)
    if let stranger = values.keys.filter({ !known.contains($0) }).min() { throw .unknownName(stranger, known: known) }
    if let stranger = newCoords.keys.filter({ coords[$0] == nil }).min() {
      throw .unknownName(stranger, known: coords.keys.sorted())
    }
    var changed: [Site] = []
    var isResized = newCoords.contains { coords[$0.key] != $0.value }
    for site in sites {
      guard case .data(var variable) = site, let value = values[variable.name] else {
        changed.append(site)
        continue
      }
      variable.value = try checked(value, variable)
      isResized = isResized || variable.value.type != variable.argument.type
      changed.append(.data(variable))
    }
    if isResized || hasMarginalized {
      self = try resized(changed, coords.merging(newCoords) { $1 })
      return
    }
    let replaced = withSites(changed)
    try replaced.checkIntegers(of: logDensityTerms().map(\.value) + deterministics.map(\.value))
    for variable in data where values[variable.name] != nil { try replaced.checkValues(changed: variable.argument) }
    self = replaced
  }

  /// A value in the element type of a variable, which may have another shape.
  private func checked(_ value: NDArray, _ variable: DataVariable) throws(ModelError) -> NDArray {
    if let fault = value.fault { throw .misuse(name: variable.name, reason: fault.reason, location: variable.location) }
    let due = TensorType(variable.argument.elementType, value.shape)
    let array = due.exactly(value)
    guard array.type == due else {
      throw .wrongType(name: variable.name, expected: variable.argument.type, given: value.type)
    }
    if observations.contains(where: { $0.value == variable.argument }),
      let error = ModelError.missing(in: array, of: variable.name, at: variable.location)
    {
      throw error
    }
    return array
  }

  /// The model on data of other shapes: sites one after another, each on those before.
  private func resized(_ changed: [Site], _ coords: [String: [String]]) throws(ModelError) -> Model {
    var resizing = Resizing([:])
    var sites: [Site] = []
    for site in changed { sites.append(try site.resized(by: &resizing, coords)) }
    return try Model(sites: sites, coords: coords)
  }
}

extension Site {
  /// The same variable on what has other shapes now.
  fileprivate func resized(by resizing: inout Resizing, _ coords: [String: [String]]) throws(ModelError) -> Site {
    switch self {
    case .data(var site):
      let type = site.value.type
      try site.dims.check(type.shape, of: self, coords)
      if type != site.argument.type {
        let argument = Tensor.newArgument(site.argument.argument?.label ?? site.name, type, at: site.location)
        resizing.set(site.argument, to: argument)
        site.argument = argument
      }
      return .data(site)
    case .parameter(let site): return .parameter(try site.resized(by: &resizing, coords))
    case .observation(var site):
      site.distribution = try site.distribution.resized(by: &resizing)
      site.value = try resizing.rebuilt([site.value])[0]
      try site.dims.check(site.value.shape, of: self, coords)
      guard site.distribution.shape.broadcasts(to: site.value.shape) else {
        throw .shape(
          name: name,
          reason: "the data have shape \(site.value.shape), to which the distribution's shape "
            + "\(site.distribution.shape) does not broadcast: data whose lengths go together are replaced in one call",
          location: location)
      }
      return .observation(site)
    case .deterministic(var site):
      site.value = try resizing.rebuilt([site.value])[0]
      try site.dims.check(site.value.shape, of: self, coords)
      return .deterministic(site)
    case .potential(var site):
      site.value = try resizing.rebuilt([site.value])[0]
      return .potential(site)
    }
  }
}

extension Parameter {
  fileprivate func resized(by resizing: inout Resizing, _ coords: [String: [String]]) throws(ModelError) -> Parameter {
    var resized = self
    resized.distribution = try distribution.resized(by: &resizing)
    let inner = resized.distribution.shape
    let shape =
      dims.isEmpty
      ? (value.shape == distribution.shape ? inner : value.shape) : Shape(dims.map { coords[$0]?.count ?? 0 })
    guard inner.broadcasts(to: shape) else {
      throw .shape(
        name: name, reason: "it has shape \(shape), to which its distribution's shape \(inner) does not broadcast",
        location: location)
    }
    let image = isDiscrete ? [] : [transform.constrain(unconstrained)]
    if try resizing.rebuilt(image) != image {
      guard !hasOwnTransform else {
        throw .misuse(
          name: name,
          reason:
            "its transform is computed from data of another shape now, and a transform of your own cannot be put on others",
          location: location)
      }
      resized.transform = resized.distribution.support.defaultTransform ?? transform
    }
    guard shape != value.shape else { return resized }
    if let initial {
      throw .shape(
        name: name, reason: "it has shape \(shape) now, and its initial value has \(initial.shape)", location: location)
    }
    let type = TensorType(value.elementType, shape)
    let freeType =
      isDiscrete ? type : .float64(resized.transform.unconstrainedShape(shape))
    resized.value = Tensor.newArgument(value.argument?.label ?? name, type, at: location)
    resized.unconstrained = Tensor.newArgument(unconstrained.argument?.label ?? name, freeType, at: location)
    resizing.set(value, to: resized.value)
    resizing.set(unconstrained, to: resized.unconstrained)
    return resized
  }
}

extension Distribution {
  /// The same family on operands of other shapes.
  fileprivate func resized(by resizing: inout Resizing) throws(ModelError) -> any Distribution {
    let operands = parameters.map(\.value)
    let others = try resizing.rebuilt(operands)
    return others == operands ? self : rebuilt(on: others)
  }
}

extension [String] {
  /// - Throws: ``ModelError/shape(name:reason:location:)`` where these dims have not the lengths of a shape.
  fileprivate func check(_ shape: Shape, of site: Site, _ coords: [String: [String]]) throws(ModelError) {
    let due = Shape(map { coords[$0]?.count ?? 0 })
    guard !isEmpty, shape != due else { return }
    throw .shape(
      name: site.name,
      reason:
        "it has shape \(shape) now, and its dims \(self) have \(due): give the labels of the new positions as `coords:`, "
        + "and replace all data with these dims in one call", location: site.location)
  }
}
