// Groups that are added to a store when its run has ended: predictions, log likelihoods, draws from the prior.

public import ApusData
internal import ApusSystem

extension RunStore {
  /// Adds groups to the store, in place of those of the same names that were added before.
  ///
  /// - Throws: ``StoreError``: a group is the run's own, the store is in use, damaged, or cannot be written to.
  public func add(_ groups: [DataGroup]) throws(StoreError) {
    let folder = StoreFolder(path)
    guard case .store = folder.content else {
      throw .notAStore(path: path, reason: "there is no run to which groups belong")
    }
    let lock = try StoreLock(folder)
    defer { withExtendedLifetime(lock) {} }
    let index = try StoreIndex(in: folder)
    var (changed, content) = (index, FixedContent())
    let creation = FixedContent.creation()
    for group in groups {
      let name = group.name.rawValue
      if index.samples.contains(where: { $0.group == name }) || name == DataGroup.Name.observedData.rawValue
        || name == DataGroup.Name.constantData.rawValue
      {
        throw .unwritable(file: folder.path(of: name), reason: "the group is the run's own")
      }
      content.add(group)
      changed.fixed.removeAll { $0.group == name }
      changed.groups.removeAll { $0.name == name }
      let dims: [String: Attribute] =
        group.chainCount > 0 ? ["sample_dims": .list(DataArray.sampleDims.map(Attribute.text))] : [:]
      changed.groups.append(
        StoreIndex.Group(
          name: name, attributes: creation.merging(dims) { $1 }.merging(group.attributes) { $1 }, drawCount: nil,
          coordinateChunk: 1))
    }
    changed.fixed += content.arrays
    // Built beside the store's groups, then put in their places; the index is last, and readers trust it alone.
    let building = StoreFolder("\(folder.ownPath)/new")
    Folder(building.path).remove()
    defer { Folder(building.path).remove() }
    for (path, metadata) in changed.nodes where groups.contains(where: { path.isIn($0.name.rawValue) }) {
      building.make(path)
      try SealedFile.replace(building.path(of: "\(path)/zarr.json"), with: metadata.bytes(isIndented: true))
    }
    try content.write(in: building)
    for group in groups {
      let (new, place) = (building.path(of: group.name.rawValue), folder.path(of: group.name.rawValue))
      let old = building.path(of: "old-\(group.name.rawValue)")
      if folder.has(place), rename(place, old) != 0 { throw .unwritable(file: place, reason: FileBytes.reason(errno)) }
      guard rename(new, place) == 0 else { throw .unwritable(file: place, reason: FileBytes.reason(errno)) }
    }
    try changed.write(in: folder, replacing: index)
  }
}

extension String {
  /// Whether a path is that of a group, or of an array in it.
  fileprivate func isIn(_ group: String) -> Bool { self == group || hasPrefix("\(group)/") }
}
