// The variables of a model in the order of their declaration, each with its role.

public import ApusGraph

/// A variable of a model: its role, and what belongs to it.
///
/// An observation of plain numbers has two sites: the data, and the observation whose value they are.
public enum Site: Sendable {
  case parameter(Parameter)
  case observation(Observation)
  case deterministic(Deterministic)
  case potential(Potential)
  case data(DataVariable)

  /// The name.
  public var name: String {
    switch self {
    case .parameter(let site): site.name
    case .observation(let site): site.name
    case .deterministic(let site): site.name
    case .potential(let site): site.name
    case .data(let site): site.name
    }
  }

  /// The tensor in the model's expressions.
  var value: Tensor {
    switch self {
    case .parameter(let site): site.value
    case .observation(let site): site.value
    case .deterministic(let site): site.value
    case .potential(let site): site.value
    case .data(let site): site.argument
    }
  }

  /// The user's line.
  public var location: SourceLocation {
    switch self {
    case .parameter(let site): site.location
    case .observation(let site): site.location
    case .deterministic(let site): site.location
    case .potential(let site): site.location
    case .data(let site): site.location
    }
  }
}

extension Sequence<Site> {
  var parameters: [Parameter] { compactMap { if case .parameter(let site) = $0 { site } else { nil } } }
  var observations: [Observation] { compactMap { if case .observation(let site) = $0 { site } else { nil } } }
  var deterministics: [Deterministic] { compactMap { if case .deterministic(let site) = $0 { site } else { nil } } }
  var potentials: [Potential] { compactMap { if case .potential(let site) = $0 { site } else { nil } } }
  var data: [DataVariable] { compactMap { if case .data(let site) = $0 { site } else { nil } } }
}
