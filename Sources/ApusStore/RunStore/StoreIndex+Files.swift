// The index and the metadata as files.

extension StoreIndex {
  /// - Throws: ``StoreError/damaged(file:reason:)``.
  init(in folder: StoreFolder) throws(StoreError) {
    let bytes = try SealedFile.read(folder.indexPath)
    guard let json = try? JSONValue(parsing: bytes) else {
      throw .damaged(file: folder.indexPath, reason: "it is no JSON document")
    }
    if let format = json["format"]?.integer, format != Self.format {
      throw .otherRun(
        store: folder.path,
        differences: ["the store has format \(format), and this version of Apus writes \(Self.format)"])
    }
    guard let index = StoreIndex(json) else { throw .damaged(file: folder.indexPath, reason: "it is no store's index") }
    self = index
  }

  /// Writes the metadata that differ from those of an earlier index, then the index, then the root's metadata.
  func write(in folder: StoreFolder, replacing old: StoreIndex?) throws(StoreError) {
    for group in groups { try writeDraws(of: group, in: folder) }
    let nodes = nodes
    let earlier = Dictionary((old?.nodes ?? []).map { ($0.path, $0.metadata) }) { $1 }
    for (path, metadata) in nodes where earlier[path] != metadata {
      try SealedFile.replace(folder.path(of: "\(path)/zarr.json"), with: metadata.bytes(isIndented: true))
    }
    try SealedFile.write(json.bytes(isIndented: true), to: folder.indexPath)
    try SealedFile.replace(folder.path(of: "zarr.json"), with: root(nodes).bytes())
  }

  /// Writes the numbers of a group's draws, which are a coordinate; the files that are there stay.
  private func writeDraws(of group: Group, in folder: StoreFolder) throws(StoreError) {
    guard let count = group.drawCount, count > 0 else { return }
    for chunk in (0..<((count + group.coordinateChunk - 1) / group.coordinateChunk)).reversed() {
      let path = folder.path(of: "\(group.name)/draw/c/\(chunk)")
      if folder.has(path) { return }
      try writeDraws(of: group, chunk, path, in: folder)
    }
  }

  private func writeDraws(
    of group: Group, _ chunk: Int, _ path: String, in folder: StoreFolder
  ) throws(StoreError) {
    folder.make("\(group.name)/draw/c")
    let first = chunk * group.coordinateChunk
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * group.coordinateChunk)
    for draw in first..<(first + group.coordinateChunk) {
      withUnsafeBytes(of: Int64(draw).littleEndian) { bytes += $0 }
    }
    try SealedFile.replace(path, with: bytes)
  }
}

extension RunIdentity {
  /// - Throws: ``StoreError/damaged(file:reason:)``.
  init(in folder: StoreFolder) throws(StoreError) {
    guard let json = try? JSONValue(parsing: try SealedFile.read(folder.identityPath)), let identity = RunIdentity(json)
    else { throw .damaged(file: folder.identityPath, reason: "it is no run's description") }
    self = identity
  }
}
