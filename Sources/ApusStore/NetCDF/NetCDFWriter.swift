// Datasets as NetCDF-4 files.

internal import ApusData
internal import ApusGraph
internal import ApusSystem

/// Writes a whole file, which appears under its name only when it is complete.
///
/// The layout is that of ArviZ: a group for each of ours, with dims, coordinates and attributes of its own. Truth values are bytes
/// with the attribute `dtype = "bool"`, as xarray has them; only doubles have a fill value, NaN.
struct NetCDFWriter {
  private typealias Constant = NetCDFLibrary.Constant
  private let library: NetCDFLibrary
  private var file: Int32 = 0

  /// - Throws: `TableError.unwritable`; what was there before is untouched then.
  static func write(_ dataset: Dataset, _ path: String) throws(TableError) {
    try require(path)
    let place = FileBytes.Place(path)
    if let device = try place.openDevice() {
      _ = close(device)
      throw .unwritable(file: path, reason: "only a regular file can hold NetCDF")
    }
    let made = try place.createTemporary()
    _ = close(made.file)
    let temporary = made.path
    do throws(StoreFault) {
      try NetCDFLibrary.locked { (library) throws(StoreFault) in
        var writer = NetCDFWriter(library: library)
        try library.check(library.create(temporary, Constant.netCDF4, &writer.file), "the file")
        do throws(StoreFault) { try writer.write(dataset) } catch {
          _ = library.close(writer.file)
          throw error
        }
        try library.check(library.close(writer.file), "the file's end")
      }
    } catch {
      _ = unlink(temporary)
      throw .unwritable(file: path, reason: error.reason)
    }
    let written = open(temporary, O_RDONLY | O_CLOEXEC)
    _ = fsync(written)
    _ = close(written)
    try place.rename(made)
  }

  /// Throws where there is no library.
  static func require(_ path: String) throws(TableError) {
    do throws(StoreFault) { _ = try NetCDFLibrary.locked { _ in true } } catch {
      throw .unwritable(file: path, reason: error.reason)
    }
  }

  private init(library: NetCDFLibrary) { self.library = library }

  private func write(_ dataset: Dataset) throws(StoreFault) {
    let (groups, attributes) = dataset.storedGroups()
    try put(attributes, file, Constant.global)
    for group in groups {
      var place: Int32 = 0
      try library.check(library.defineGroup(file, group.name, &place), "the group '\(group.name)'")
      try put(group.attributes, place, Constant.global)
      // The library needs all definitions before the elements of large files, and is quicker so.
      var dims: [String: Int32] = [:]
      var variables: [Int32] = []
      for array in group.arrays { variables.append(try define(array, place, &dims)) }
      for (variable, array) in zip(variables, group.arrays) {
        try library.check(write(array.values, place, variable), "'\(group.name)/\(array.name)'")
      }
    }
  }

  private func define(_ array: StoredArray, _ group: Int32, _ dims: inout [String: Int32]) throws(StoreFault) -> Int32 {
    var axes: [Int32] = []
    for (dim, length) in zip(array.dims ?? [], array.shape) {
      if dims[dim] == nil {
        var axis: Int32 = 0
        // A length of 0 stands for a dim that may grow, and has no elements yet.
        try library.check(library.defineDimension(group, dim, length, &axis), "the dim '\(dim)'")
        dims[dim] = axis
      }
      axes.append(dims[dim] ?? 0)
    }
    let type =
      switch array.values {
      case .doubles: Constant.double
      case .integers: Constant.int64
      case .flags: Constant.byte
      case .texts: Constant.string
      }
    var variable: Int32 = 0
    try library.check(
      library.defineVariable(group, array.name, type, Int32(axes.count), axes, &variable), "'\(array.name)'")
    var attributes = array.attributes
    if case .flags = array.values { attributes["dtype"] = "bool" }
    if case .doubles = array.values {
      var fill = Double.nan
      try library.check(library.defineFill(group, variable, 0, &fill), "'\(array.name)'")
    }
    try put(attributes, group, variable)
    return variable
  }

  private func write(_ values: StoredValues, _ group: Int32, _ variable: Int32) -> Int32 {
    if values.count == 0 { return 0 }
    switch values {
    case .doubles(let values): return library.writeElements(group, variable, values)
    case .integers(let values): return library.writeElements(group, variable, values)
    case .flags(let values): return library.writeElements(group, variable, values.map { $0 ? 1 : 0 } as [Int8])
    case .texts(let texts): return Self.withTexts(texts) { library.writeElements(group, variable, $0) }
    }
  }

  // MARK: Attributes

  /// Names that the library keeps for itself.
  private static let reserved: Set<String> = [
    "_FillValue", "CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST", "_Netcdf4Dimid", "_Netcdf4Coordinates",
    "_NCProperties", "_nc3_strict", "_IsNetcdf4", "_SuperblockVersion",
  ]

  private func put(_ attributes: [String: Attribute], _ group: Int32, _ variable: Int32) throws(StoreFault) {
    for (name, attribute) in attributes.sorted(by: { $0.key < $1.key }) where !Self.reserved.contains(name) {
      try library.check(put(name, attribute, group, variable), "the attribute '\(name)'")
    }
  }

  private func put(_ name: String, _ attribute: Attribute, _ group: Int32, _ variable: Int32) -> Int32 {
    switch attribute {
    case .text(let text):
      // The library marks plain text as ASCII, which other readers take at its word.
      let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
      if isASCII, !text.isEmpty { return library.putText(group, variable, name, text.utf8.count, text) }
      return Self.withTexts([text]) { library.putTexts(group, variable, name, 1, $0) }
    case .integer(let value): return library.putIntegers(group, variable, name, Constant.int64, 1, [value])
    case .number(let value): return library.putNumbers(group, variable, name, Constant.double, 1, [value])
    case .flag(let value): return library.putIntegers(group, variable, name, Constant.byte, 1, [value ? 1 : 0])
    case .list(let values):
      if values.isEmpty { return 0 }
      let integers = values.compactMap { if case .integer(let value) = $0 { value } else { nil } }
      if integers.count == values.count {
        return library.putIntegers(group, variable, name, Constant.int64, values.count, integers)
      }
      let numbers = values.compactMap { if case .number(let value) = $0 { value } else { nil } }
      if numbers.count == values.count {
        return library.putNumbers(group, variable, name, Constant.double, values.count, numbers)
      }
      return Self.withTexts(values.map(\.description)) { library.putTexts(group, variable, name, values.count, $0) }
    }
  }

  /// Calls `body` with texts that end with a NUL, in whose place U+FFFD stands inside of them.
  private static func withTexts(_ texts: [String], _ body: (NetCDFLibrary.InputTexts) -> Int32) -> Int32 {
    let copies = texts.map { strdup($0.replacing("\0", with: "\u{FFFD}")) }
    defer { for copy in copies { free(copy) } }
    var pointers = copies.map { $0.map { UnsafePointer($0) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.map(body) ?? 0 }
  }
}
