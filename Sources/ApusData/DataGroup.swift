// Arrays that belong together: the draws of a posterior, the statistics of a sampler, the observed data.

public import ApusGraph

/// Arrays of one kind, which share their dims: a group of a ``Dataset``.
public struct DataGroup: Sendable, Hashable {
  /// What a group holds, by ArviZ's names.
  public struct Name: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
    public var description: String { rawValue }

    /// Draws of parameters and deterministics from the posterior.
    public static let posterior: Name = "posterior"
    /// The sampler's statistics of each draw.
    public static let sampleStats: Name = "sample_stats"
    /// Values of parameters and deterministics in the warm-up.
    public static let warmupPosterior: Name = "warmup_posterior"
    /// The sampler's positions on the unconstrained space, one for each draw.
    public static let unconstrainedPosterior: Name = "unconstrained_posterior"
    /// The sampler's statistics of each iteration of the warm-up.
    public static let warmupSampleStats: Name = "warmup_sample_stats"
    /// The log likelihood of each observation at each draw.
    public static let logLikelihood: Name = "log_likelihood"
    /// The log density of each prior at each draw.
    public static let logPrior: Name = "log_prior"
    /// Draws of the observations from the posterior.
    public static let posteriorPredictive: Name = "posterior_predictive"
    /// Draws of parameters and deterministics from the prior.
    public static let prior: Name = "prior"
    /// Draws of the observations from the prior.
    public static let priorPredictive: Name = "prior_predictive"
    /// The observed data.
    public static let observedData: Name = "observed_data"
    /// The other data.
    public static let constantData: Name = "constant_data"
  }

  /// What the group holds.
  public let name: Name
  /// The arrays, in order.
  public private(set) var arrays: [DataArray] = []
  /// Facts about the group.
  public var attributes: [String: Attribute]
  private var places: [String: Int] = [:]
  /// The labels along each dim of the arrays.
  public private(set) var coords: [String: Labels] = [:]

  /// A group.
  ///
  /// - Throws: ``DataError/duplicateName(_:group:)``; ``DataError/differentLabels(dimension:first:second:)`` where arrays do not
  ///   share a dim's labels.
  public init(_ name: Name, _ arrays: [DataArray] = [], attributes: [String: Attribute] = [:]) throws(DataError) {
    self.name = name
    self.attributes = attributes
    for array in arrays { try add(array) }
  }

  /// Adds an array.
  ///
  /// - Throws: as the initialiser; the group is as before then.
  public mutating func add(_ array: DataArray) throws(DataError) {
    guard places[array.name] == nil else { throw .duplicateName(array.name, group: name.rawValue) }
    for (dim, labels) in zip(array.dims, array.labels) where (coords[dim] ?? labels) != labels {
      let other = arrays.first { $0.dims.contains(dim) }?.name ?? ""
      throw .differentLabels(dimension: dim, first: other, second: array.name)
    }
    coords.merge(array.coords) { first, _ in first }
    places[array.name] = arrays.count
    arrays.append(array)
  }

  /// The names of the arrays.
  public var names: [String] { arrays.map(\.name) }

  /// An array, or its part at labels of its dims, those of draws left out: `draws["b"]`, `draws["b", "tau", "Keck"]`.
  ///
  /// The name may also be that of an element: `draws["b[tau, Keck]"]`, `draws["z[3]"]`. Nil where there is none of the name, or
  /// no such label.
  public subscript(name: String, labels: LabelChoice...) -> DataArray? { array(name, labels) }

  package func array(_ name: String, _ labels: [LabelChoice]) -> DataArray? {
    if let place = places[name] { return arrays[place].choosing(labels) }
    guard labels.isEmpty, let (place, element) = element(named: name) else { return nil }
    let array = arrays[place]
    let rank = array.sampleRank
    let count = array.elementCount
    let places = stride(from: element, to: array.count, by: max(count, 1))
    let shape = Shape(Array(array.shape.dimensions.prefix(rank)))
    return DataArray(
      checked: name, array.values.picking(Array(places), shape: shape), Array(array.dims.prefix(rank)),
      Array(array.labels.prefix(rank)), array.attributes)
  }

  /// The array and the element that a name such as `z[3]` or `b[tau, Keck]` stands for.
  private func element(named name: String) -> (array: Int, element: Int)? {
    for (place, array) in arrays.enumerated() where name.hasPrefix(array.name + "[") {
      if let element = array.elementNames.firstIndex(of: name) ?? array.positionNames.firstIndex(of: name) {
        return (place, element)
      }
    }
    return nil
  }

  /// The number of chains; 0 where there are no draws.
  public var chainCount: Int { arrays.first { $0.sampleRank == 2 }?.shape[0] ?? 0 }
  /// The number of draws of each chain; 0 where there are none.
  public var drawCount: Int { arrays.first { $0.sampleRank == 2 }?.shape[1] ?? 0 }

  /// The names of the elements of all arrays: `mu`, `z[0]`, `b[tau, Keck]`.
  public var columnNames: [String] { arrays.flatMap(\.elementNames) }
  /// The number of elements of each draw, of all arrays.
  package var columnCount: Int { arrays.reduce(0) { $0 + $1.elementCount } }

  /// The values of one draw by name.
  public func values(chain: Int, draw: Int) -> [String: NDArray] {
    var values: [String: NDArray] = [:]
    for array in arrays where array.sampleRank == 2 {
      let count = array.elementCount
      let begin = (chain * array.shape[1] + draw) * count
      values[array.name] = array.values.slice(
        begin..<(begin + count), shape: Shape(Array(array.shape.dimensions.dropFirst(2))))
    }
    return values
  }
}
