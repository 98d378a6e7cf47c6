// Datasets from NumPy's .npz files.

internal import ApusData

extension ArrayArchive {
  /// Reads an archive that Apus wrote, with the names of groups, dims and coordinates; or any other, whose arrays are a posterior:
  /// those that begin with the same two axes have these as chains and draws.
  ///
  /// - Throws: `TableError.unreadable`.
  static func dataset(_ bytes: [UInt8], file: String) throws(TableError) -> Dataset {
    let archive: ZipArchive
    do throws(StoreFault) { archive = try ZipArchive(bytes) } catch { throw error.unreadable(file) }
    var groups: [StoredGroup] = []
    var dims: [String: [String]] = [:]
    for entry in archive.entries where entry.name.hasSuffix(".npy") {
      let array: NumPyArray?
      do throws(StoreFault) { array = try NumPyArray(archive.content(entry)) } catch {
        throw .unreadable(file: file, reason: "'\(entry.name)': \(error)")
      }
      let path = String(entry.name.dropLast(4))
      let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let group = parts.count == 2 ? parts[0] : DataGroup.Name.posterior.rawValue
      let name = parts[parts.count - 1]
      if parts.count == 2, name.hasSuffix(".dims"), let array, case .texts(let names) = array.values {
        dims[String(path.dropLast(5))] = names
        continue
      }
      if !groups.contains(where: { $0.name == group }) {
        groups.append(StoredGroup(name: group, arrays: [], attributes: [:]))
      }
      guard let place = groups.firstIndex(where: { $0.name == group }) else { continue }
      guard let array else {
        groups[place].leftOut.append(name)
        continue
      }
      var stored = StoredArray(name: name, dims: nil, shape: array.shape, values: array.values)
      if parts.count == 2, name.hasPrefix("coords/"), array.shape.count == 1 {
        stored.name = String(name.dropFirst(7))
        stored.dims = [stored.name]
      }
      groups[place].arrays.append(stored)
    }
    for place in groups.indices {
      for array in groups[place].arrays.indices where groups[place].arrays[array].dims == nil {
        let stored = groups[place].arrays[array]
        let names = dims["\(groups[place].name)/\(stored.name)"]
        groups[place].arrays[array].dims = names?.count == stored.shape.count ? names : nil
      }
      groups[place].nameSampleDims()
    }
    return try Dataset(groups, attributes: [:], file: file)
  }
}

extension StoredGroup {
  /// Takes the first two axes for chains and draws: of arrays without names for theirs that agree on these.
  fileprivate mutating func nameSampleDims() {
    guard name == DataGroup.Name.posterior.rawValue,
      let first = arrays.first(where: { $0.dims == nil && $0.shape.count >= 2 })?.shape.prefix(2)
    else { return }
    for place in arrays.indices
    where arrays[place].dims == nil && arrays[place].shape.count >= 2 && arrays[place].shape.prefix(2) == first {
      let array = arrays[place]
      arrays[place].dims =
        DataArray.sampleDims + array.shape.indices.dropFirst(2).map { "\(array.name)_dim_\($0 - 2)" }
    }
  }
}
