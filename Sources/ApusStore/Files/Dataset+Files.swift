// Datasets as files, whose format the file's name tells.

public import ApusData
internal import ApusGraph

/// The file formats of datasets.
public enum DatasetFormat: String, Sendable, CaseIterable {
  /// Comma-separated values: the draws of the posterior alone, a column for each element.
  case csv
  /// NumPy's archive: all groups, arrays as `posterior/mu`, their dims as `posterior/mu.dims`, labels as `posterior/coords/school`.
  case npz
  /// A Zarr store of version 3, a folder: all groups, as ArviZ and xarray open them.
  case zarr
  /// NetCDF-4: all groups, as ArviZ and xarray open them. Needs the library libnetcdf at run time.
  case netCDF = "nc"

  /// The format that the end of a file's name tells; nil where it tells none.
  public init?(fileName: String) {
    var name = fileName[...]
    while name.hasSuffix(".zarr/") || name.hasSuffix("//") { name.removeLast() }
    guard let dot = name.lastIndex(of: ".") else { return nil }
    self.init(rawValue: name[name.index(after: dot)...].lowercased())
  }
}

extension Dataset {
  /// Writes the dataset to a file. The file appears under its name only when it is complete.
  ///
  /// - Parameter format: the format; where nil, the name's end tells it: `.csv`, `.npz`, `.zarr` or `.nc`.
  /// - Throws: `TableError.unwritable`; what was there before is untouched then. `TableError.badColumns` where two columns of a
  ///   table would have one name.
  public func write(_ path: String, as format: DatasetFormat? = nil) throws(TableError) {
    switch try Self.format(of: path, format) {
    case .csv: try drawsForTable(path).table().write(to: path)
    case .npz: try archive().write(path)
    case .zarr: try ZarrWriter.write(self, path)
    case .netCDF: try NetCDFWriter.write(self, path)
    }
  }

  /// The group that a table has: the posterior, or else the first with draws.
  func drawsForTable(_ path: String) throws(TableError) -> DataGroup {
    guard let draws = groups.first(where: { $0.chainCount > 0 }) else {
      throw .unwritable(file: path, reason: "the dataset has no draws, and a table has nothing else")
    }
    return self[.posterior] ?? draws
  }

  /// Throws where a dataset cannot be written to a path, so that this is known before there are draws.
  ///
  /// - Parameter format: as for ``write(_:as:)``.
  /// - Throws: `TableError.unwritable`.
  public static func requirePlace(for path: String, as format: DatasetFormat? = nil) throws(TableError) {
    switch try Self.format(of: path, format) {
    case .csv, .npz: try FileBytes.requirePlace(path)
    case .zarr: try StorePlace.require(path)
    case .netCDF:
      try FileBytes.requirePlace(path)
      try NetCDFWriter.require(path)
    }
  }

  private static func format(of path: String, _ given: DatasetFormat?) throws(TableError) -> DatasetFormat {
    if let format = given ?? DatasetFormat(fileName: path) { return format }
    let endings = DatasetFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: " or ")
    throw .unwritable(file: path, reason: "its name tells no format: let it end in \(endings)")
  }

  private func archive() -> ArrayArchive {
    var archive = ArrayArchive()
    for group in groups {
      for array in group.arrays {
        archive.add("\(group.name)/\(array.name)", array.values)
        archive.add("\(group.name)/\(array.name).dims", array.dims)
      }
      for (dim, labels) in group.coords.sorted(by: { $0.key < $1.key }) {
        let name = "\(group.name)/coords/\(dim)"
        switch labels {
        case .text(let names): archive.add(name, names)
        case .positions(let count): archive.add(name, NDArray(Array(0..<count)))
        case .integers(let integers): archive.add(name, NDArray(integers))
        case .numbers(let numbers): archive.add(name, NDArray(numbers))
        }
      }
    }
    return archive
  }
}
