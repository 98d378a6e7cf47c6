// Datasets from NetCDF files: NetCDF-4, HDF5 that h5netcdf wrote, and the classic formats.

internal import ApusData
internal import ApusGraph
internal import ApusSystem

/// Reads a file by libnetcdf.
///
/// HDF5 beneath the library is not made for damaged files: of 2,000 it crashed on 8 and did not end on 6, and what it does on one
/// depends on the memory that it finds. So files are read in a copy of the process (``SeparateProcess``), which sends what is in them.
struct NetCDFReader {
  private typealias Constant = NetCDFLibrary.Constant
  private let library: NetCDFLibrary
  private let byteCount: Int

  /// - Throws: `TableError.unreadable`.
  static func dataset(_ path: String, beginning bytes: [UInt8], byteCount: Int) throws(TableError) -> Dataset {
    // A full path is never taken for an address on the network.
    guard let resolved = realpath(path, nil) else { throw .missingFile(file: path) }
    let full = String(cString: resolved)
    free(resolved)
    let contents: StoredContents
    do throws(StoreFault) {
      try NetCDFSignature.check(bytes, size: byteCount)
      contents = try NetCDFLibrary.locked { (library) throws(StoreFault) in
        try NetCDFReader(library: library, byteCount: byteCount).contentsBySeparateProcess(full)
      }
    } catch { throw error.unreadable(path) }
    return try Dataset(contents.groups, attributes: contents.attributes, file: path)
  }

  private init(library: NetCDFLibrary, byteCount: Int) {
    self.library = library
    self.byteCount = byteCount
  }

  private func contentsBySeparateProcess(_ path: String) throws(StoreFault) -> StoredContents {
    let (isContents, isFault): (UInt8, UInt8) = (1, 2)
    // Two seconds, and what reads 10 MB each second; a gigabyte, and what well packed elements take.
    let memory = (1 << 30).addingReportingOverflow(byteCount.multipliedReportingOverflow(by: 64).partialValue)
    let outcome = SeparateProcess.run(
      seconds: 2 + byteCount / 10_000_000, byteCount: memory.partialValue
    ) {
      do throws(StoreFault) { return [isContents] + (try contents(path).bytes) } catch {
        return [isFault] + Array(error.reason.utf8)
      }
    }
    switch outcome {
    case .finished(let bytes):
      if bytes.first == isContents, let contents = StoredContents(Array(bytes.dropFirst())) { return contents }
      if bytes.first == isFault { throw StoreFault(String(decoding: bytes.dropFirst(), as: UTF8.self)) }
    case .killed: break
    case .unknown: return try contents(path)
    }
    throw StoreFault("the file is damaged: the library crashes on it, or does not end")
  }

  /// The groups of a file.
  private func contents(_ path: String) throws(StoreFault) -> StoredContents {
    var file: Int32 = 0
    try library.check(library.open(path, 0, &file), "the file is damaged, or no NetCDF")
    defer { _ = library.close(file) }
    var contents = StoredContents(attributes: try attributes(file, Constant.global))
    // Arrays that stand in no group are a posterior.
    let root = try group(DataGroup.Name.posterior.rawValue, file)
    if !root.arrays.isEmpty { contents.groups.append(root) }
    for place in try numbers(file, "its groups", library.groups) {
      let name = try name("a group") { library.groupName(place, $0) }
      contents.groups.append(try group(name, place))
    }
    return contents
  }

  /// The numbers of groups or variables.
  private func numbers(
    _ group: Int32, _ what: String, _ call: (Int32, NetCDFLibrary.Number, NetCDFLibrary.Number?) -> Int32
  ) throws(StoreFault) -> [Int32] {
    var count: Int32 = 0
    try library.check(call(group, &count, nil), what)
    guard count > 0 else { return [] }
    var numbers = [Int32](repeating: 0, count: Int(count))
    try library.check(call(group, &count, &numbers), what)
    return numbers
  }

  private func name(
    _ what: String, _ call: (UnsafeMutablePointer<CChar>) -> Int32
  ) throws(StoreFault) -> String {
    var buffer = [CChar](repeating: 0, count: Constant.mostNameLength + 1)
    try library.check(call(&buffer), what)
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private func group(_ name: String, _ place: Int32) throws(StoreFault) -> StoredGroup {
    var group = StoredGroup(name: name, arrays: [], attributes: try attributes(place, Constant.global))
    for variable in try numbers(place, "the arrays of '\(name)'", library.variables) {
      var (type, axisCount, attributeCount): (Int32, Int32, Int32) = (0, 0, 0)
      var axes = [Int32](repeating: 0, count: Constant.mostAxes)
      let array = try self.name("an array of '\(name)'") {
        library.variable(place, variable, $0, &type, &axisCount, &axes, &attributeCount)
      }
      var (dims, shape): ([String], [Int]) = ([], [])
      for axis in axes.prefix(Int(max(axisCount, 0))) {
        var length = 0
        dims.append(try self.name("a dim of '\(array)'") { library.dimension(place, axis, $0, &length) })
        shape.append(length)
      }
      let path = "\(name)/\(array)"
      let count = Shape(shape).elementCount
      guard shape.allSatisfy({ $0 >= 0 }), shape.count <= ZarrArrayMetadata.mostAxes,
        count <= max(1 << 24, byteCount.multipliedReportingOverflow(by: 4096).partialValue)
      else { throw StoreFault("'\(path)': a file of \(byteCount) bytes cannot hold an array of shape \(shape)") }
      guard let values = try values(place, variable, type, count, path) else {
        group.leftOut.append(array)
        continue
      }
      let facts = try attributes(place, variable)
      var stored = StoredArray(name: array, dims: dims, shape: shape, values: values, attributes: facts)
      if type == Constant.character { stored.joinCharacters() }
      group.arrays.append(stored)
    }
    return group
  }

  /// The elements of an array; nil where they are of a type that datasets have nothing for.
  private func values(
    _ group: Int32, _ variable: Int32, _ type: Int32, _ count: Int, _ path: String
  ) throws(StoreFault) -> StoredValues? {
    var status: Int32 = 0
    switch type {
    case Constant.float, Constant.double:
      let values = [Double](unsafeUninitializedCapacity: max(count, 1)) { buffer, made in
        buffer.initialize(repeating: .nan)
        if count > 0, let base = buffer.baseAddress { status = library.readNumbers(group, variable, base) }
        made = count
      }
      try library.check(status, "'\(path)'")
      return .doubles(values)
    case Constant.character:
      return .integers(try bytes(group, variable, count, path).map { Int($0) })
    case Constant.string: return try texts(group, variable, count, path)
    case Constant.byte...Constant.uint64:
      let values = [Int](unsafeUninitializedCapacity: max(count, 1)) { buffer, made in
        buffer.initialize(repeating: 0)
        if count > 0, let base = buffer.baseAddress { status = library.readIntegers(group, variable, base) }
        made = count
      }
      try library.check(status, "'\(path)'")
      return .integers(values)
    case Constant.firstUserType...:
      // Truth values of h5py: an enumeration of bytes.
      var (size, memberCount, base, kind): (Int, Int, Int32, Int32) = (0, 0, 0, 0)
      try library.check(
        library.userType(group, type, nil, &size, &base, &memberCount, &kind), "the type of '\(path)'")
      guard kind == Constant.enumeration, size == 1 else { return nil }
      let values = try bytes(group, variable, count, path)
      return memberCount == 2 ? .flags(values.map { $0 != 0 }) : .integers(values.map { Int(Int8(bitPattern: $0)) })
    default: return nil
    }
  }

  private func bytes(_ group: Int32, _ variable: Int32, _ count: Int, _ path: String) throws(StoreFault) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    if count > 0 { try library.check(library.readElements(group, variable, &bytes), "'\(path)'") }
    return bytes
  }

  private func texts(
    _ group: Int32, _ variable: Int32, _ count: Int, _ path: String
  ) throws(StoreFault) -> StoredValues {
    if count == 0 { return .texts([]) }
    var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    let status = pointers.withUnsafeMutableBytes { buffer in
      buffer.baseAddress.map { library.readElements(group, variable, $0) } ?? 0
    }
    defer { _ = library.freeTexts(count, &pointers) }
    try library.check(status, "'\(path)'")
    return .texts(pointers.map { $0.map { String(cString: $0) } ?? "" })
  }

  // MARK: Attributes

  /// The most elements of an attribute that are read.
  private static let mostElements = 1 << 22

  private func attributes(_ group: Int32, _ variable: Int32) throws(StoreFault) -> [String: Attribute] {
    var count: Int32 = 0
    if variable == Constant.global {
      try library.check(library.attributeCount(group, &count), "the attributes of a group")
    } else {
      try library.check(library.variable(group, variable, nil, nil, nil, nil, &count), "the attributes of an array")
    }
    var attributes: [String: Attribute] = [:]
    for place in 0..<max(count, 0) {
      let name = try name("an attribute") { library.attributeName(group, variable, place, $0) }
      if let attribute = try attribute(name, group, variable) { attributes[name] = attribute }
    }
    return attributes
  }

  private func attribute(_ name: String, _ group: Int32, _ variable: Int32) throws(StoreFault) -> Attribute? {
    var (type, count): (Int32, Int) = (0, 0)
    try library.check(library.attribute(group, variable, name, &type, &count), "the attribute '\(name)'")
    guard (0...Self.mostElements).contains(count) else { return nil }
    let list: [Attribute]
    switch type {
    case Constant.character:
      var text = [CChar](repeating: 0, count: count + 1)
      try library.check(library.getText(group, variable, name, &text), "the attribute '\(name)'")
      return .text(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    case Constant.string where count > 0:
      var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
      let status = library.getTexts(group, variable, name, &pointers)
      defer { _ = library.freeTexts(count, &pointers) }
      try library.check(status, "the attribute '\(name)'")
      list = pointers.map { .text($0.map { String(cString: $0) } ?? "") }
    case Constant.float, Constant.double:
      var numbers = [Double](repeating: .nan, count: count)
      if count > 0 { try library.check(library.getNumbers(group, variable, name, &numbers), "the attribute '\(name)'") }
      list = numbers.map(Attribute.number)
    case Constant.byte..<Constant.uint64:
      var integers = [Int](repeating: 0, count: count)
      if count > 0 {
        try library.check(library.getIntegers(group, variable, name, &integers), "the attribute '\(name)'")
      }
      list = integers.map(Attribute.integer)
    default: return nil
    }
    return list.count == 1 ? list[0] : .list(list)
  }
}

extension StoredArray {
  /// Joins bytes along the last axis to texts, which end at the first zero.
  fileprivate mutating func joinCharacters() {
    guard case .integers(let bytes) = values else { return }
    let width = shape.last ?? 1
    values = .texts(
      stride(from: 0, to: bytes.count, by: max(width, 1)).map { begin in
        String(
          decoding: bytes[begin..<(begin + width)].prefix { $0 != 0 }.map { UInt8(truncatingIfNeeded: $0) },
          as: UTF8.self)
      })
    guard width > 0, !shape.isEmpty else { return }
    shape.removeLast()
    dims?.removeLast()
    attributes["_Encoding"] = nil
  }
}
