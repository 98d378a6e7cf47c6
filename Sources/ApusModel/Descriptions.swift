// What models, posteriors and predictions are when they are printed: a line for each variable.

internal import ApusDistributions
internal import ApusGraph

extension Model: CustomStringConvertible {
  /// A line for each variable, in the order of their declaration: its name, family or role, and axes.
  ///
  /// ``formula()`` has the parameters of the families, ``graph()`` what depends on what.
  public var description: String {
    // The data of an observation have its name.
    let observed = Set(observations.map(\.name))
    let shown = sites.filter { site in
      if case .data = site { return !observed.contains(site.name) }
      return true
    }
    return shown.map(\.heading).joined(separator: "\n")
  }
}

extension Site {
  /// Such as `level ~ Normal (county 85)`.
  fileprivate var heading: String {
    switch self {
    case .parameter(let site):
      "\(name) ~ \(site.distribution.name)" + axes(site.dims) + (site.isMarginalized ? ", summed out" : "")
    case .observation(let site): "\(name) ~ \(site.distribution.name)" + axes(site.dims) + ", observed"
    case .deterministic(let site): "\(name): computed" + axes(site.dims)
    case .potential: "\(name): added to the log density"
    case .data(let site): "\(name): data" + axes(site.dims)
    }
  }

  /// The lengths of the axes, with their names where they have some.
  private func axes(_ dims: [String]) -> String {
    let lengths = value.shape.dimensions
    guard !lengths.isEmpty else { return "" }
    let parts = lengths.indices.map { axis in axis < dims.count ? "\(dims[axis]) \(lengths[axis])" : "\(lengths[axis])"
    }
    return " (\(parts.joined(separator: ", ")))"
  }
}

extension Posterior: CustomStringConvertible {
  /// The arrays of draws, the sampler's statistics and the data, a line each. ``summary(_:)`` has the estimates.
  public var description: String { dataset.description }
}

extension LaplacePosterior: CustomStringConvertible {
  /// The arrays of draws and the data, a line each.
  public var description: String { dataset.description }
}

extension PopulationPosterior: CustomStringConvertible {
  /// The arrays of particles and the data, a line each.
  public var description: String { dataset.description }
}

extension Predictions: CustomStringConvertible {
  /// The arrays of draws and the data, a line each, and what threw.
  public var description: String { ([dataset.description] + throwingOps.map(\.description)).joined(separator: "\n") }
}
