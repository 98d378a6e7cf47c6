// Declares the variables of a model, one call each; mistakes are kept and thrown by `Model.init`.

public import ApusDistributions
public import ApusGraph
internal import ApusInterpreter
internal import ApusOps

/// What the closure of ``Model/init(coords:_:)`` declares a model with.
///
/// Nothing here throws. The first mistake is kept with the user's line, and thrown when the model is made.
public struct ModelBuilder {
  private(set) var sites: [Site] = []
  private var parameterNames: [Node: String] = [:]
  private var data: [Tensor: DataVariable] = [:]
  private(set) var prefix = ""
  private(set) var coords: [String: [String]]
  private(set) var error: ModelError?
  private var places: [String: SourceLocation] = [:]

  init(coords: [String: [String]]) {
    self.coords = coords
    for (dimension, labels) in coords.sorted(by: { $0.key < $1.key }) { checkLabels(dimension, labels, nil) }
  }

  /// Declares a dimension by the labels of its positions; their number is its length.
  ///
  /// Labels are texts, or what has a text, as a table's column of years: `m.coords("year", years)`. A column whose labels repeat goes
  /// to ``index(_:_:dims:file:line:)``.
  public mutating func coords(
    _ dimension: String, _ labels: [some CustomStringConvertible], file: StaticString = #fileID, line: UInt = #line
  ) {
    let labels = labels.map(\.description)
    checkLabels(dimension, labels, .line(file: file, line: line))
    coords[dimension] = labels
  }

  private mutating func checkLabels(_ dimension: String, _ labels: [String], _ location: SourceLocation?) {
    var places: [String: Int] = [:]
    for (place, label) in labels.enumerated() {
      if let first = places[label] {
        fail(.duplicateLabel(label, dimension: dimension, first: first, second: place, location: location))
        return
      }
      places[label] = place
    }
  }

  /// Declares a parameter.
  ///
  /// - Parameters:
  ///   - distribution: the prior.
  ///   - shape: the value's shape, event axes included; that of `dims`, or of the distribution, where nil.
  ///   - dims: the names of the axes, whose lengths the coords give.
  ///   - transform: the map from the real line to the support; the support's default where nil.
  ///   - initial: the constrained value where the sampler starts; integers are taken for numbers.
  ///   - allowsZeroGradient: whether gradient samplers may run although the log density's gradient with respect to this
  ///     parameter is zero everywhere; else that is an error, since they would not see the parameter.
  /// - Returns: the constrained value.
  @discardableResult
  public mutating func parameter(
    _ ownName: String, _ distribution: some Distribution, shape: Shape? = nil, dims: [String] = [],
    transform: (any Transform)? = nil, initial: NDArray? = nil, allowsZeroGradient: Bool = false,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let name = prefix + ownName
    let location = SourceLocation.line(file: file, line: line)
    claim(name, location)
    check(distribution, location)
    if distribution.hasAtoms {
      let what =
        distribution.isOfRecords
        ? "has the density of what is known of a value, not of all values"
        : "has probabilities at single numbers, beside a density"
      let reason =
        "\(distribution.name) \(what): it is for `observe`. Give the parameter the distribution that it is made of, or truncate "
        + "that"
      fail(.misuse(name: name, reason: reason, location: location))
    }
    let full = resolvedShape(name, shape, dims, distribution.shape, location)
    let isSized = checkSize(name, full, location)
    let type = TensorType(distribution.support.elementType, isSized ? full : .scalar)
    let standard = transform ?? distribution.support.defaultTransform
    if standard == nil && type.isDifferentiable {
      let reason =
        "no transform of Apus's own leads to \(distribution.support.words), the support of \(distribution.name): give one as "
        + "`transform:`"
      fail(.misuse(name: name, reason: reason, location: location))
    }
    let map = standard ?? IdentityTransform()
    let value = Tensor.argument(name, type, file: file, line: line)
    let freeType = type.isDifferentiable ? TensorType.float64(map.unconstrainedShape(type.shape)) : type
    let free = Tensor.argument("\(name), unconstrained", freeType, file: file, line: line)
    note(free.error, location)
    if type.isDifferentiable { checkTransform(name, map, free, type, location) }
    let initial = initial.map { type.exactly($0) }
    if let initial, initial.type != type {
      fail(
        .shape(
          name: name, reason: "its initial value has type \(initial.type), the parameter \(type)", location: location))
    }
    if let node = value.node { parameterNames[node] = name }
    sites.append(
      .parameter(
        Parameter(
          name: name, distribution: distribution, value: value, unconstrained: free, transform: map,
          hasOwnTransform: transform != nil, dims: dims, initial: initial, allowsZeroGradient: allowsZeroGradient,
          location: location)))
    return value
  }

  /// Declares observed data.
  ///
  /// Numbers that are missing (NaN, or nil in a list) become the parameter `<name>_missing`, with the distribution that they would have
  /// been observed with; those that are there are observed under the name, and predicted. Of what only observations have, such as
  /// ``Censored`` and ``Weighted``, and in data of a name of their own, nothing may be missing.
  ///
  /// - Parameters:
  ///   - distribution: the distribution of the data given the parameters. Its shape must broadcast to the data's.
  ///   - value: the data: numbers, an array, or a tensor made from data alone.
  /// - Returns: the observed value as a tensor; where numbers are missing, the parameter stands for them.
  @discardableResult
  public mutating func observe(
    _ ownName: String, _ distribution: some Distribution, _ value: some TensorConvertible, dims: [String] = [],
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let name = prefix + ownName
    let location = SourceLocation.line(file: file, line: line)
    check(distribution, location)
    let tensor: Tensor
    if let constant = value.tensor.constantValue {
      if let error = missing(in: constant, of: name, distribution, at: location) {
        // What is made for observations alone is no distribution of a parameter.
        if distribution.hasAtoms { fail(error) }
        return observeIncomplete(ownName, distribution, constant, dims: dims, file: file, line: line)
      }
      tensor = data(ownName, constant, dims: dims, file: file, line: line)
    } else {
      claim(name, location)
      tensor = value.tensor
      note(tensor.error, location)
      checkDims(name, tensor.shape, dims, location)
      let sources = (try? Traversal.topologicalOrder(of: [tensor])) ?? []
      if let node = sources.first(where: { parameterNames[$0] != nil }), let first = parameterNames[node] {
        let reason = "the observed value depends on the parameter '\(first)'"
        fail(.misuse(name: name, reason: reason, location: location))
      }
      if let source = data[tensor], let error = missing(in: source.value, of: name, distribution, at: location) {
        fail(error)
      }
    }
    if !distribution.shape.broadcasts(to: tensor.shape) {
      fail(.dataShape(name, tensor.shape, distribution, location))
    }
    sites.append(
      .observation(Observation(name: name, distribution: distribution, value: tensor, dims: dims, location: location)))
    return tensor
  }

  /// Names a value, so that its draws are kept.
  ///
  /// - Returns: the value itself.
  @discardableResult
  public mutating func deterministic(
    _ ownName: String, _ value: Tensor, dims: [String] = [], file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let name = prefix + ownName
    let location = SourceLocation.line(file: file, line: line)
    claim(name, location)
    note(value.error, location)
    if !dims.isEmpty { _ = resolvedShape(name, value.shape, dims, value.shape, location) }
    sites.append(.deterministic(Deterministic(name: name, value: value, dims: dims, location: location)))
    return value
  }

  /// Adds a term, all its elements, to the log density.
  public mutating func potential(_ ownName: String, _ value: Tensor, file: StaticString = #fileID, line: UInt = #line) {
    let name = prefix + ownName
    let location = SourceLocation.line(file: file, line: line)
    claim(name, location)
    note(value.error, location)
    sites.append(.potential(Potential(name: name, value: value, location: location)))
  }

  /// Declares data that can be replaced: see ``Model/replaceData(_:coords:)``.
  ///
  /// - Returns: the data as a tensor.
  @discardableResult
  public mutating func data(
    _ ownName: String, _ value: some TensorConvertible, dims: [String] = [], file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    let name = prefix + ownName
    let location = SourceLocation.line(file: file, line: line)
    claim(name, location)
    guard let array = value.tensor.constantValue else {
      note(value.tensor.error, location)
      fail(.misuse(name: name, reason: "data are numbers, not an expression", location: location))
      return value.tensor
    }
    if !dims.isEmpty { _ = resolvedShape(name, array.shape, dims, array.shape, location) }
    let argument = Tensor.argument(name, array.type, file: file, line: line)
    let variable = DataVariable(name: name, argument: argument, value: array, dims: dims, location: location)
    data[argument] = variable
    sites.append(.data(variable))
    return argument
  }

  /// Declares a part of the model, all of whose names begin with `prefix` and a dot: a function that declares a star, say, can
  /// be called for each star. Parts within a part have both prefixes.
  ///
  /// ```swift
  /// func star(_ m: inout ModelBuilder) -> Tensor { m.parameter("mass", LogNormal(0, 0.1)) }
  /// let masses = ["A", "B"].map { name in m.prefixed(name) { star(&$0) } }   // A.mass and B.mass
  /// ```
  ///
  /// - Returns: what `declare` returns.
  public mutating func prefixed<Result>(_ prefix: String, _ declare: (inout ModelBuilder) -> Result) -> Result {
    let outer = self.prefix
    self.prefix += prefix + "."
    defer { self.prefix = outer }
    return declare(&self)
  }

  /// Whether the value of a parameter or of data is in this model already.
  func hasValue(of site: Site) -> Bool {
    switch site {
    case .parameter(let parameter): parameter.value.node.map { parameterNames[$0] != nil } ?? false
    case .data(let variable): data[variable.argument] != nil
    case .observation, .deterministic, .potential: false
    }
  }

  /// Adds a variable of another model under a name that begins with `begin`.
  mutating func add(_ site: Site, begin: String, _ location: SourceLocation) {
    let name = prefix + begin + site.name
    switch site {
    case .parameter(let parameter):
      claim(name, location)
      if let node = parameter.value.node {
        parameterNames[node] = name
      }
    case .data(let variable):
      claim(name, location)
      data[variable.argument] = variable
    case .observation(let observation):
      // The data of an observation of plain numbers have its name.
      if data[observation.value]?.name != observation.name { claim(name, location) }
    case .deterministic, .potential: claim(name, location)
    }
    sites.append(site.renamed(name))
  }

  /// The most coordinates that a parameter may have: the sampler keeps some twenty numbers for each.
  private static let mostCoordinates = 1 << 27

  private mutating func checkSize(_ name: String, _ shape: Shape, _ location: SourceLocation) -> Bool {
    let reason =
      shape.fault
      ?? (shape.elementCount > Self.mostCoordinates ? "the shape \(shape) has more than 2²⁷ elements" : nil)
    if let reason { fail(.shape(name: name, reason: reason, location: location)) }
    return reason == nil
  }

  /// Whether a transform gives a value of the parameter's type.
  private mutating func checkTransform(
    _ name: String, _ map: any Transform, _ free: Tensor, _ type: TensorType, _ location: SourceLocation
  ) {
    guard error == nil else { return }
    let constrained = map.constrain(free)
    // What cannot be built is told with the terms of the density.
    guard constrained.error == nil, constrained.type != type else { return }
    let reason = "it is \(type), and its transform gives \(constrained.type)"
    fail(.shape(name: name, reason: reason, location: location))
  }

  mutating func checkDims(_ name: String, _ shape: Shape, _ dims: [String], _ location: SourceLocation) {
    if !dims.isEmpty { _ = resolvedShape(name, shape, dims, shape, location) }
  }

  /// Keeps what the parameter that was declared last stands for.
  mutating func noteMissing(_ values: MissingValues) {
    guard case .parameter(var parameter)? = sites.last else { return }
    parameter.missing = values
    sites[sites.count - 1] = .parameter(parameter)
  }

  mutating func fail(_ failure: ModelError) { if error == nil { error = failure } }

  /// Keeps an expression's error: at its own line where that is known, else at the line of the variable's declaration.
  private mutating func note(_ failure: GraphError?, _ location: SourceLocation) {
    if error == nil, let failure { fail(.graph(failure.located(at: location))) }
  }

  private mutating func check(_ distribution: any Distribution, _ location: SourceLocation) {
    for parameter in distribution.parameters { note(parameter.value.error, location) }
  }

  private mutating func claim(_ name: String, _ location: SourceLocation) {
    if let fault = NameChecks.fault(in: name) {
      fail(.misuse(name: NameChecks.printable(name), reason: fault, location: location))
    }
    if let first = places[name] { fail(.duplicateName(name, first: first, second: location)) }
    places[name] = location
  }

  /// The error of values that are missing, but for those that do not count; nil where none is.
  private func missing(
    in array: NDArray, of name: String, _ distribution: some Distribution, at location: SourceLocation
  ) -> ModelError? {
    var known = array
    if distribution.eventRank == 0, let counted = distribution.countedElements(in: array.shape),
      let counts = try? evaluate(counted)
    {
      known = NDArray(zip(array.doubles, counts.doubles).map { $1 == 0 ? 0 : $0 }, shape: array.shape)
    }
    return ModelError.missing(in: known, of: name, at: location)
  }

  /// The shape that is said, that dims tell, or that the distribution has; checked against each other.
  private mutating func resolvedShape(
    _ name: String, _ shape: Shape?, _ dims: [String], _ inner: Shape, _ location: SourceLocation
  ) -> Shape {
    var lengths: [Int] = []
    for dimension in dims {
      guard let labels = coords[dimension] else {
        fail(.shape(name: name, reason: "there are no coords for the dimension '\(dimension)'", location: location))
        return shape ?? inner
      }
      lengths.append(labels.count)
    }
    let named = dims.isEmpty ? nil : Shape(lengths)
    if let named, let shape, named != shape {
      fail(.shape(name: name, reason: "it has shape \(shape), and its dims \(dims) have \(named)", location: location))
    }
    let full = shape ?? named ?? inner
    if !inner.broadcasts(to: full) {
      fail(
        .shape(
          name: name, reason: "it has shape \(full), to which its distribution's shape \(inner) does not broadcast",
          location: location))
      return inner
    }
    return full
  }
}
