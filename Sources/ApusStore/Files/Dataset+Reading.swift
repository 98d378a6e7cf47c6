// Datasets from files of any of the formats, whose content tells which it is.

public import ApusData
internal import ApusGraph
internal import ApusSystem

extension Dataset {
  /// Reads a file that ``write(_:as:)`` or another program wrote: ArviZ, PyMC, nutpie, NumPyro, CmdStan, xarray, NumPy.
  ///
  /// The content tells the format: a folder is a Zarr store (version 2 or 3); a file is NetCDF, an archive of NumPy, or a table of
  /// draws (Apus's own, or CmdStan's). Narrower numbers become ours: doubles, integers. Arrays of texts are left out, since arrays
  /// hold numbers: their names stand in the group's attribute `left_out`. Arrays that stand in no group are the posterior.
  ///
  /// - Throws: `TableError`, which names the file and what is wrong with it; also where a library that the file needs is missing.
  public init(contentsOf path: String) throws(TableError) {
    if StoreReader.isStore(path) {
      // The store of a run, each file of which is compared with its checksum.
      do throws(StoreError) { self = try StoreReader(path).dataset() } catch { throw TableError(error) }
      return
    }
    if ZarrFolder.isFolder(path) {
      self = try ZarrReader.dataset(path)
      return
    }
    var status = stat()
    let isRegular = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    if isRegular {
      let head = try FileBytes.read(path, limit: NetCDFSignature.byteCount)
      if NetCDFSignature.isNetCDF(head) {
        self = try NetCDFReader.dataset(path, beginning: head, byteCount: Int(status.st_size))
        return
      }
    }
    let bytes = try FileBytes.read(path)
    if bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6]) {
      self = try ArrayArchive.dataset(bytes, file: path)
    } else if CmdStanTable.isBeginning(bytes) {
      self = try CmdStanTable(bytes, file: path).dataset()
    } else {
      self.init([try DataGroup(DrawsTable(csv: bytes, file: path))])
    }
  }

  /// Reads several files, such as those of CmdStan's chains, as one dataset: their chains one after the other.
  ///
  /// - Throws: `TableError`, as for one file; `.unreadable` of a file whose groups, arrays or numbers of draws are not those of the
  ///   first.
  public init(contentsOf paths: [String]) throws(TableError) {
    guard let first = paths.first else { throw .badColumns("there is no file") }
    var parts: [Dataset] = []
    for path in paths { parts.append(try Dataset(contentsOf: path)) }
    var groups: [DataGroup] = []
    for group in parts[0].groups {
      // A group without draws is that of the first file.
      guard group.chainCount > 0, parts.count > 1 else {
        groups.append(group)
        continue
      }
      do throws(DataError) {
        var joined = try DataGroup(group.name, attributes: group.attributes)
        for array in group.arrays { try joined.add(array.joined(parts.map { $0[group.name]?[array.name] })) }
        groups.append(joined)
      } catch {
        throw .unreadable(file: first, reason: "with the other files: \(error)")
      }
    }
    for (path, part) in zip(paths, parts) {
      if let other = part.groups.first(where: { parts[0][$0.name]?.names != $0.names }) {
        throw .unreadable(file: path, reason: "the group \(other.name) has other arrays than that of \(first)")
      }
    }
    self.init(groups, attributes: parts[0].attributes)
  }
}

extension TableError {
  /// The same as an error of files.
  init(_ error: StoreError) {
    self =
      switch error {
      case .damaged(let file, let reason): .unreadable(file: file, reason: "the file is damaged: \(reason)")
      case .unwritable(let file, let reason): .unwritable(file: file, reason: reason)
      case .notAStore(let path, let reason): .unreadable(file: path, reason: reason)
      case .inUse(let store), .otherRun(let store, _): .unreadable(file: store, reason: error.description)
      }
  }
}

extension DataArray {
  /// The chains of several arrays of the same shape and dims but for the number of chains, one after the other.
  fileprivate func joined(_ parts: [DataArray?]) throws(DataError) -> DataArray {
    guard sampleRank == 2 else { return self }
    var chainCount = 0
    var values: [NDArray] = []
    for part in parts {
      guard let part, part.dims == dims, part.elementType == elementType, part.labels.dropFirst() == labels.dropFirst()
      else {
        let draws = part.map { " of \($0.heading) and of" } ?? ": one file lacks it; it is"
        throw .badArray(name: name, reason: "chains\(draws) \(heading) do not fit together")
      }
      chainCount += part.shape[0]
      values.append(part.values)
    }
    let shape = Shape([chainCount] + shape.dimensions.dropFirst())
    let whole: NDArray =
      switch elementType {
      case .float64: NDArray(values.flatMap(\.doubles), shape: shape)
      case .int64: NDArray(values.flatMap { $0.integers ?? [] }, shape: shape)
      case .bool: NDArray(values.flatMap { $0.doubles.map { $0 != 0 } }, shape: shape)
      }
    let own = coords.filter { $0.key != DataArray.sampleDims[0] }
    return try DataArray(name, whole, dims: dims, coords: own, attributes: attributes)
  }
}
