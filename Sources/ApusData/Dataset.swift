// What a fit leaves behind, as one value: draws, statistics, data and predictions in groups.

/// Groups of labelled arrays: ArviZ's InferenceData.
///
/// ```swift
/// let dataset = posterior.dataset
/// let theta = dataset[.posterior]?["theta", "Choate"]
/// let divergent = dataset[.sampleStats]?["diverging"]
/// ```
public struct Dataset: Sendable, Hashable {
  /// The groups, in order.
  public private(set) var groups: [DataGroup]
  /// Facts about the whole.
  public var attributes: [String: Attribute]

  /// A dataset. Of groups with one name the last is kept.
  public init(_ groups: [DataGroup] = [], attributes: [String: Attribute] = [:]) {
    self.groups = []
    self.attributes = attributes
    for group in groups { set(group) }
  }

  /// A group; nil where there is none of the name.
  public subscript(name: DataGroup.Name) -> DataGroup? { groups.first { $0.name == name } }

  /// Adds a group, in place of one of the same name where there is one.
  public mutating func set(_ group: DataGroup) {
    if let place = groups.firstIndex(where: { $0.name == group.name }) {
      groups[place] = group
    } else {
      groups.append(group)
    }
  }

  /// The same with other groups beside its own, or in place of those of the same names.
  public func adding(_ groups: DataGroup...) -> Dataset {
    var dataset = self
    for group in groups { dataset.set(group) }
    return dataset
  }
}

extension Dataset: CustomStringConvertible {
  /// A line for each group, and one for each of its arrays: name, dims with their lengths, element type.
  public var description: String { groups.map(\.description).joined(separator: "\n") }
}

extension DataGroup: CustomStringConvertible {
  /// The name, and a line for each array: name, dims with their lengths, element type.
  public var description: String { name.rawValue + arrays.map { "\n  \($0.heading)" }.joined() }
}
