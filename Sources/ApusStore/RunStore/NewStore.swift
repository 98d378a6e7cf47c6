// A store that a run begins: built beside its place, and there at once.

internal import ApusData
internal import ApusGraph
internal import ApusSystem

/// The store of a run that has no draws yet.
struct NewStore {
  private let folder: StoreFolder
  private let building: StoreFolder
  private let identity: RunIdentity
  private var index: StoreIndex
  private var content = FixedContent()

  init(_ folder: StoreFolder, _ identity: RunIdentity, _ schema: DatasetSchema) throws(StoreError) {
    self.folder = folder
    self.identity = identity
    building = StoreFolder("\(folder.path).\(getpid()).tmp")
    let creation = FixedContent.creation()
    func attributes(_ own: [String: Attribute]) -> [String: Attribute] {
      creation.merging(schema.attributes) { $1 }.merging(own) { $1 }
    }
    index = StoreIndex(
      chainCount: schema.chainCount, groups: [], samples: [], fixed: [], attributes: attributes([:]))
    for group in schema.groups {
      let count = schema.drawCount(of: group)
      index.groups.append(
        StoreIndex.Group(
          name: group.rawValue,
          attributes: attributes(["sample_dims": .list(DataArray.sampleDims.map(Attribute.text))]),
          drawCount: 0, coordinateChunk: max(min(count, 1 << 17), 1)))
      content.add(group, "chain", dims: ["chain"], .numbers(NDArray(Array(0..<schema.chainCount))))
      for variable in schema.variables(of: group) {
        let shape = variable.type.shape.dimensions
        let array = SampleArray(
          group: group.rawValue, name: variable.name, type: variable.type.elementType, dims: variable.dims,
          rowShape: shape,
          chunkDraws: SampleArray.chunkDraws(
            rowBytes: variable.type.elementCount * variable.type.elementType.storedBytes, drawCount: count))
        index.samples.append(array)
        for (dim, length) in zip(variable.dims, shape) {
          content.addCoordinate(group, dim, schema.coords[dim]?.normalized ?? .positions(length))
        }
      }
    }
    for group in schema.known {
      index.groups.append(
        StoreIndex.Group(
          name: group.name.rawValue, attributes: attributes(group.attributes), drawCount: nil, coordinateChunk: 1))
      content.add(group)
    }
    index.fixed = content.arrays
    try requireNames()
  }

  /// Throws where two arrays of a group have one name, as a variable with the name of a dim.
  private func requireNames() throws(StoreError) {
    var seen: Set<String> = []
    for path in index.nodes.map(\.path) where !seen.insert(path).inserted {
      let name = path.split(separator: "/").last ?? ""
      throw .unwritable(
        file: folder.path, reason: "the name '\(name)' is that of a variable and of a dim; give one of them another")
    }
  }

  /// Builds the store and gives it its name.
  ///
  /// - Returns: the right to write to it.
  func make() throws(StoreError) -> StoreLock {
    Folder(building.path).remove()
    do throws(StoreError) {
      try makeFolder(building.ownPath)
      for (path, _) in index.nodes { try makeFolder(building.path(of: path)) }
      try content.write(in: building)
      try SealedFile.write(identity.json.bytes(isIndented: true), to: building.identityPath)
      for chain in 0..<index.chainCount {
        var chain = StoredChain(chain: chain, arrayCount: index.samples.count)
        try chain.write(in: building)
      }
      try index.write(in: building, replacing: nil)
      let lock = try StoreLock(building)
      guard rename(building.path, folder.path) == 0 else {
        let code = errno
        throw code == ENOTEMPTY || code == EEXIST
          ? .inUse(store: folder.path) : .unwritable(file: folder.path, reason: FileBytes.reason(code))
      }
      return lock
    } catch {
      Folder(building.path).remove()
      throw error
    }
  }

  /// Makes a folder that must not be there: where the system takes two names for one, they would share their files.
  private func makeFolder(_ path: String) throws(StoreError) {
    if let end = path.lastIndex(of: "/") { Folder(String(path[..<end])).make() }
    if mkdir(path, 0o777) != 0 {
      let reason =
        errno == EEXIST
        ? "this file system takes two names of variables that differ in upper and lower case for one"
        : FileBytes.reason(errno)
      throw .unwritable(file: folder.path, reason: reason)
    }
  }
}

extension DatasetSchema {
  /// The draws that each chain shall have in a group.
  func drawCount(of group: DataGroup.Name) -> Int {
    group == .warmupPosterior || group == .warmupSampleStats ? warmupCount : drawCount
  }
}
