// What a run will write: groups of variables, with their types, dims and labels, before there are draws.

public import ApusGraph

/// The variables of a run, and what is known before it.
public struct DatasetSchema: Sendable, Hashable {
  /// A variable that every draw has a value of.
  public struct Variable: Sendable, Hashable {
    /// The group that it belongs to.
    public let group: DataGroup.Name
    /// The name.
    public let name: String
    /// The type of one draw.
    public let type: TensorType
    /// The names of the axes of one draw.
    public let dims: [String]

    /// A variable. Axes without names are called by the variable's: `z_dim_0`.
    public init(_ name: String, _ type: TensorType, dims: [String] = [], group: DataGroup.Name = .posterior) {
      self.group = group
      self.name = name
      self.type = type
      self.dims = dims.isEmpty ? (0..<type.shape.rank).map { "\(name)_dim_\($0)" } : dims
    }
  }

  /// The variables, in order.
  public let variables: [Variable]
  /// The labels along dims; 0, 1, 2, … along the others.
  public let coords: [String: Labels]
  /// The number of chains.
  public let chainCount: Int
  /// The number of draws that each chain shall have.
  public let drawCount: Int
  /// The number of iterations of the warm-up of each chain.
  public let warmupCount: Int
  /// The groups that are known already, such as the observed data.
  public let known: [DataGroup]
  /// Facts about the run.
  public let attributes: [String: Attribute]

  /// A schema.
  public init(
    _ variables: [Variable], chainCount: Int, drawCount: Int, warmupCount: Int = 0,
    coords: [String: Labels] = [:], known: [DataGroup] = [], attributes: [String: Attribute] = [:]
  ) {
    self.variables = variables
    self.chainCount = chainCount
    self.drawCount = drawCount
    self.coords = coords
    self.warmupCount = warmupCount
    self.known = known
    self.attributes = attributes
  }

  /// The groups of the variables, in the order in which they come first.
  public var groups: [DataGroup.Name] {
    var names: [DataGroup.Name] = []
    for variable in variables where !names.contains(variable.group) { names.append(variable.group) }
    return names
  }

  /// The groups of all variables, of the values that each variable has, with the groups that are known.
  package func dataset(_ values: (Int, Variable) throws(DataError) -> DataArray) throws(DataError) -> Dataset {
    var groups: [DataGroup] = []
    for name in self.groups {
      var arrays: [DataArray] = []
      for (place, variable) in variables.enumerated() where variable.group == name {
        arrays.append(try values(place, variable))
      }
      groups.append(try DataGroup(name, arrays))
    }
    return Dataset(groups + known, attributes: attributes)
  }

  /// The variables of a group, in order.
  public func variables(of group: DataGroup.Name) -> [Variable] { variables.filter { $0.group == group } }
}

extension DatasetSchema.Variable {
  /// The first draws of the variable, a list for each chain or all chains in one, as an array with dims and labels.
  ///
  /// - Throws: ``DataError/badArray(name:reason:)`` where dims or labels do not fit.
  package func array(
    _ parts: [DrawBuffer], draws drawCount: Int, chains: Int, labels: [String: Labels],
    attributes: [String: Attribute] = [:]
  ) throws(DataError) -> DataArray {
    let shape = Shape([chains, drawCount] + type.shape.dimensions)
    let values = DrawBuffer.joined(parts, each: drawCount * type.elementCount, shape: shape)
    return try DataArray(
      name, values, dims: DataArray.sampleDims + dims, coords: labels.filter { dims.contains($0.key) },
      attributes: attributes)
  }
}
