// A folder that keeps a run: draws, statistics, data, and the state in which the chains go on.

public import ApusData

/// A run in a folder, which outlives the process that makes it.
///
/// ```swift
/// let run = try model.sample(into: "fit.zarr", seed: 1)
/// ```
///
/// The folder is a Zarr store, version 3, which ArviZ and xarray open at any moment, while the run goes on and after it was killed:
/// it shows the draws that all chains have. Sampling into the same store again goes on where the run was stopped, with the same
/// draws, bit for bit, as without the stop; asking for more draws extends a finished run. A process that is killed loses the last
/// ``interval`` at most. Files are not forced to the disk after each interval, so a loss of power may damage what was written
/// last; that is found when the store is opened.
///
/// Reference: the Zarr specification, version 3; ArviZ's InferenceData schema.
public struct RunStore: Sendable, Hashable {
  /// The folder; its name ends in `.zarr` by custom.
  public let path: String
  /// How often the chains' states are written.
  public let interval: Duration
  /// Whether the sampler's positions are kept, too, as the group `unconstrained_posterior`.
  public let keepsUnconstrained: Bool

  /// A store at a path, which may be there or not.
  public init(_ path: String, interval: Duration = .milliseconds(250), keepsUnconstrained: Bool = false) {
    self.path = path
    self.interval = interval
    self.keepsUnconstrained = keepsUnconstrained
  }

  /// The draws that all chains have, the sampler's statistics and the data; of some groups where they are named.
  ///
  /// Every file is compared with its checksum.
  ///
  /// - Throws: ``StoreError``.
  public func dataset(_ groups: [DataGroup.Name]? = nil) throws(StoreError) -> Dataset {
    try StoreReader(path).dataset(groups)
  }

  /// An array of a group; nil where there is none of the name. No other array is read.
  ///
  /// - Throws: ``StoreError``.
  public func array(_ name: String, in group: DataGroup.Name = .posterior) throws(StoreError) -> DataArray? {
    try StoreReader(path).group(group, [name])[name]
  }
}

extension RunStore: ExpressibleByStringInterpolation {
  public init(stringLiteral value: String) { self.init(value) }
}
