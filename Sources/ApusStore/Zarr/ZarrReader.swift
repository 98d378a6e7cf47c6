// Datasets from Zarr stores of versions 2 and 3.

internal import ApusData
internal import ApusGraph
internal import ApusSystem

/// Reads a store: folders with metadata, and a file for each chunk.
///
/// Metadata come from one document where the store has one for all (consolidated metadata), else from the folders. Chunks that are
/// not there are filled, as in a store that a run is still writing.
struct ZarrReader {
  private let root: ZarrFolder
  private var groups: [StoredGroup] = []
  /// What the document for all nodes says of a node; nil where there is no such document.
  private var known: [(path: String, document: JSONValue)]?

  /// - Throws: `TableError.unreadable`, `.missingFile`.
  static func dataset(_ path: String) throws(TableError) -> Dataset {
    let root = ZarrFolder(path)
    var reader = ZarrReader(root: root)
    var attributes: [String: Attribute] = [:]
    if let document = try root.document("zarr.json") {
      reader.known = document["consolidated_metadata"]?["metadata"]?.members.map { ($0.name, $0.value) }
      if document["node_type"]?.text == "array" {
        throw .unreadable(file: path, reason: "the store is a single array, not groups of arrays")
      }
      attributes = [String: Attribute](document["attributes"])
      try reader.readNodes3()
    } else if root.isNode {
      reader.known = try root.document(".zmetadata")?["metadata"]?.members.map { ($0.name, $0.value) }
      if root.sizeOfFile(".zarray") != nil {
        throw .unreadable(file: path, reason: "the store is a single array, not groups of arrays")
      }
      attributes = [String: Attribute](try reader.document2(".zattrs"))
      try reader.readNodes2()
    } else {
      throw .unreadable(file: path, reason: "the folder is no Zarr store: it has neither zarr.json nor .zgroup")
    }
    return try Dataset(reader.groups, attributes: attributes, file: path)
  }

  private init(root: ZarrFolder) { self.root = root }

  /// The parts of a path of one or two names; nil for any other, and for names that lead elsewhere.
  private static func parts(_ path: String) -> [String]? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    return (1...2).contains(parts.count) && parts.allSatisfy(ZarrFolder.isName) ? parts : nil
  }

  /// The place of a group in the list, which is made where it is not there. Arrays that stand in no group are a posterior.
  private mutating func place(ofGroup name: String, _ attributes: [String: Attribute] = [:]) -> Int {
    if let place = groups.firstIndex(where: { $0.name == name }) {
      groups[place].attributes.merge(attributes) { _, new in new }
      return place
    }
    groups.append(StoredGroup(name: name, arrays: [], attributes: attributes))
    return groups.count - 1
  }

  // MARK: Version 3

  private mutating func readNodes3() throws(TableError) {
    if let known {
      for (path, document) in known {
        guard let parts = Self.parts(path) else { continue }
        try read3(parts, document)
      }
      return
    }
    for name in root.names where ZarrFolder.isFolder("\(root.path)/\(name)") {
      guard let document = try root.folder(name).document("zarr.json") else { continue }
      try read3([name], document)
      guard document["node_type"]?.text == "group" else { continue }
      let folder = root.folder(name)
      for inner in folder.names where ZarrFolder.isFolder("\(folder.path)/\(inner)") {
        if let document = try folder.folder(inner).document("zarr.json") { try read3([name, inner], document) }
      }
    }
  }

  private mutating func read3(_ parts: [String], _ document: JSONValue) throws(TableError) {
    switch document["node_type"]?.text {
    case "group": if parts.count == 1 { _ = place(ofGroup: parts[0], [String: Attribute](document["attributes"])) }
    case "array":
      let folder = parts.reduce(root) { $0.folder($1) }
      let array: ZarrArrayMetadata?
      do throws(StoreFault) { array = try ZarrArrayMetadata(document) } catch {
        throw error.unreadable("\(folder.path)/zarr.json")
      }
      try add(parts, folder, array)
    default:
      throw .unreadable(
        file: "\((parts.reduce(root) { $0.folder($1) }).path)/zarr.json", reason: "it is neither a group nor an array")
    }
  }

  // MARK: Version 2

  private func document2(_ path: String) throws(TableError) -> JSONValue? {
    if let known { return known.last { $0.path == path }?.document }
    return try root.document(path)
  }

  private mutating func readNodes2() throws(TableError) {
    var paths: [[String]] = []
    if let known {
      for (path, _) in known {
        for end in ["/.zgroup", "/.zarray"] where path.hasSuffix(end) {
          if let parts = Self.parts(String(path.dropLast(end.count))) { paths.append(parts) }
        }
      }
    } else {
      for name in root.names where ZarrFolder.isFolder("\(root.path)/\(name)") {
        let folder = root.folder(name)
        guard folder.isNode else { continue }
        paths.append([name])
        guard folder.sizeOfFile(".zgroup") != nil else { continue }
        for inner in folder.names where folder.folder(inner).sizeOfFile(".zarray") != nil {
          paths.append([name, inner])
        }
      }
    }
    for parts in paths {
      let path = parts.joined(separator: "/")
      let attributes = try document2("\(path)/.zattrs")
      guard let document = try document2("\(path)/.zarray") else {
        if parts.count == 1 { _ = place(ofGroup: path, [String: Attribute](attributes)) }
        continue
      }
      let array: ZarrArrayMetadata?
      do throws(StoreFault) { array = try ZarrArrayMetadata(v2: document, attributes: attributes) } catch {
        throw error.unreadable("\(root.path)/\(path)/.zarray")
      }
      try add(parts, root.folder(path), array)
    }
  }

  // MARK: Arrays

  private mutating func add(
    _ parts: [String], _ folder: ZarrFolder, _ array: ZarrArrayMetadata?
  ) throws(TableError) {
    let place = place(ofGroup: parts.count == 2 ? parts[0] : DataGroup.Name.posterior.rawValue)
    let name = parts[parts.count - 1]
    guard let array else {
      groups[place].leftOut.append(name)
      return
    }
    let values = try Self.values(folder, array)
    groups[place].arrays.append(
      StoredArray(
        name: name, dims: array.dims, shape: array.shape, values: values, attributes: array.attributes))
  }

  /// The elements of an array: of its chunks, and where they are missing the fill value.
  static func values(_ folder: ZarrFolder, _ array: ZarrArrayMetadata) throws(TableError) -> StoredValues {
    let files = folder.chunks(array)
    let byteCount = files.reduce(0) { $0.addingReportingOverflow($1.byteCount).partialValue }
    let count = Shape(array.shape).elementCount
    // A store may declare draws that are still to come: some thousand times those that are there.
    guard count <= max(1 << 24, byteCount.multipliedReportingOverflow(by: 4096).partialValue),
      count <= Shape.mostElements
    else {
      throw .unreadable(
        file: folder.path, reason: "chunks of \(byteCount) bytes in all cannot fill an array of shape \(array.shape)")
    }
    let chunk = ZarrChunk(shape: array.chunkShape, element: array.element, fillValue: array.fillValue)
    // One chunk that is the whole array needs no copy.
    let isWhole = files.count == 1 && array.chunkShape == array.shape
    var whole = StoredValues.fill(array.element, array.fillValue, count: isWhole ? 0 : count)
    for (place, name, _) in files {
      let file = "\(folder.path)/\(name)"
      let bytes = try FileBytes.read(file, limit: .max)
      do throws(StoreFault) {
        let elements = try chunk.elements(bytes, array.codecs)
        if isWhole { return elements }
        whole.put(elements, array.chunkShape, at: zip(place, array.chunkShape).map { $0 * $1 }, array.shape)
      } catch { throw error.unreadable(file) }
    }
    return whole
  }
}
