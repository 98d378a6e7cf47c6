// Models as parts of models: included in another, under names of their own.

public import ApusGraph

extension Model {
  /// The model with `prefix` and a dot before all names of its variables; dimensions keep theirs.
  ///
  /// - Throws: ``ModelError/misuse(name:reason:location:)`` where the prefix makes a name that no variable may have.
  public func prefixed(_ prefix: String, file: StaticString = #fileID, line: UInt = #line) throws(ModelError) -> Model {
    if let fault = NameChecks.fault(in: prefix) {
      throw .misuse(name: NameChecks.printable(prefix), reason: fault, location: .line(file: file, line: line))
    }
    return try Model(sites: sites.map { $0.renamed(prefix + "." + $0.name) }, coords: coords)
  }
}

extension ModelBuilder {
  /// Declares all variables of a model, as they are or under a prefix, so that it becomes a part of this one.
  ///
  /// ```swift
  /// let star = try Model { m in m.parameter("mass", LogNormal(0, 0.1)) }
  /// let model = try Model { m in
  ///   let host = m.include(star, as: "host")
  ///   m.observe("v", Normal(velocity(of: host["mass"]), 2), v)    // the parameter is host.mass
  /// }
  /// ```
  ///
  /// A model may be included several times, each time under another prefix: every part has parameters and data of its own.
  ///
  /// - Parameter prefix: what is put before its names, with a dot; nothing where nil.
  /// - Returns: its values by the names that they have in it.
  @discardableResult
  public mutating func include(
    _ model: Model, as prefix: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> IncludedModel {
    let location = SourceLocation.line(file: file, line: line)
    let begin = prefix.map { $0 + "." } ?? ""
    // The dims of incomplete observations belong to these alone.
    var own: [String: String] = [:]
    for parameter in model.parameters where parameter.missing != nil {
      let observed = String(parameter.name.dropLast(MissingValues.suffix.count))
      for name in [parameter.name, observed] { own[name + "_dim_0"] = self.prefix + begin + name + "_dim_0" }
    }
    for (name, labels) in model.coords.sorted(by: { $0.key < $1.key }) {
      let dimension = own[name] ?? name
      if let own = coords[dimension], own != labels {
        fail(
          .misuse(
            name: dimension, reason: "the included model has other labels along this dimension", location: location))
      }
      coords(dimension, labels, file: file, line: line)
    }
    var sites = model.sites.map { $0.renamingDims(own) }
    if sites.contains(where: hasValue) {
      do throws(ModelError) { sites = try model.copiedSites() } catch { fail(error) }
    }
    for site in sites { add(site, begin: begin, location) }
    return IncludedModel(sites)
  }
}

/// The values of a model that was included in another.
public struct IncludedModel: Sendable {
  private let values: [String: Tensor]

  init(_ sites: [Site]) { values = Dictionary(sites.map { ($0.name, $0.value) }) { $1 } }

  /// The value of a variable of the included model. An unknown name gives a poisoned tensor that lists the known ones.
  public subscript(name: String, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    if let value = values[name] { return value }
    let known = values.keys.sorted().joined(separator: ", ")
    return Tensor(
      poisonedBy: GraphError(
        operation: "the included model's '\(name)'", operands: [],
        cause: TypeError(.attribute, "it has no such variable; it has \(known)"),
        location: .line(file: file, line: line)))
  }
}

extension Site {
  func renamingDims(_ names: [String: String]) -> Site {
    func renamed(_ dims: [String]) -> [String] { dims.map { names[$0] ?? $0 } }
    switch self {
    case .parameter(var site):
      site.dims = renamed(site.dims)
      return .parameter(site)
    case .observation(var site):
      site.dims = renamed(site.dims)
      return .observation(site)
    case .deterministic(var site):
      site.dims = renamed(site.dims)
      return .deterministic(site)
    case .potential: return self
    case .data(var site):
      site.dims = renamed(site.dims)
      return .data(site)
    }
  }

  func renamed(_ name: String) -> Site {
    switch self {
    case .parameter(var site):
      site.name = name
      return .parameter(site)
    case .observation(var site):
      site.name = name
      return .observation(site)
    case .deterministic(var site):
      site.name = name
      return .deterministic(site)
    case .potential(var site):
      site.name = name
      return .potential(site)
    case .data(var site):
      site.name = name
      return .data(site)
    }
  }
}
