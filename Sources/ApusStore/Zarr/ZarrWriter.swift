// Datasets as Zarr stores: folders with a file for each chunk.

internal import ApusData
internal import ApusGraph
internal import ApusSystem

/// Writes a whole store of version 3, which appears under its name only when it is complete.
///
/// The layout is that of ArviZ: a folder for each group, in it one for each array and for the labels of each dim; the root has the
/// metadata of all.
struct ZarrWriter {
  private let path: String
  private var root: String
  private var nodes: [JSONValue.Member] = []

  /// - Throws: `TableError.unwritable`; what was there before is untouched then.
  static func write(_ dataset: Dataset, _ path: String) throws(TableError) {
    let place = try StorePlace(path)
    var writer = ZarrWriter(path: path, root: try place.makeTemporary())
    do throws(TableError) {
      try writer.write(dataset)
      try place.rename(writer.root)
    } catch {
      Folder(writer.root).remove()
      throw error
    }
  }

  private init(path: String, root: String) {
    self.path = path
    self.root = root
  }

  private mutating func write(_ dataset: Dataset) throws(TableError) {
    let (groups, attributes) = dataset.storedGroups()
    for group in groups {
      try makeFolder(group.name)
      try writeDocument(group.name, Self.group(group.attributes))
      for array in group.arrays { try write(array, group.name) }
    }
    var document = Self.group(attributes)
    document.set("consolidated_metadata", ["kind": "inline", "must_understand": false, "metadata": .record(nodes)])
    try FileBytes.write(document.bytes(), to: "\(root)/zarr.json")
  }

  private static func group(_ attributes: [String: Attribute]) -> JSONValue {
    ["zarr_format": 3, "node_type": "group", "attributes": attributes.json]
  }

  private mutating func writeDocument(_ node: String, _ document: JSONValue) throws(TableError) {
    nodes.append(JSONValue.Member(node, document))
    try FileBytes.write(document.bytes(), to: "\(root)/\(node)/zarr.json")
  }

  private func makeFolder(_ node: String) throws(TableError) {
    guard node.split(separator: "/", omittingEmptySubsequences: false).allSatisfy({ ZarrFolder.isName(String($0)) })
    else { throw .unwritable(file: path, reason: "a folder cannot have the name '\(node)'") }
    guard mkdir("\(root)/\(node)", 0o777) == 0 else {
      let reason = errno == EEXIST ? "two names differ in their case only" : FileBytes.reason(errno)
      throw .unwritable(file: path, reason: "'\(node)': \(reason)")
    }
  }

  private mutating func write(_ array: StoredArray, _ group: String) throws(TableError) {
    guard !array.name.contains("/") else {
      throw .unwritable(file: path, reason: "a folder cannot have the name '\(array.name)'")
    }
    let node = "\(group)/\(array.name)"
    let chunkShape = Self.chunkShape(array)
    let element: ZarrElement =
      switch array.values {
      case .doubles: .float64
      case .integers: .int64
      case .flags: .bool
      case .texts: .text
      }
    let metadata = ZarrArrayMetadata(
      shape: array.shape, chunkShape: chunkShape, element: element, dims: array.dims ?? [],
      attributes: array.attributes)
    try makeFolder(node)
    try writeDocument(node, metadata.json)
    let grid = zip(array.shape, chunkShape).map { $0 == 0 ? 0 : ($0 - 1) / $1 + 1 }
    let strides = Shape(grid).strides
    for index in 0..<Shape(grid).elementCount {
      let place = grid.indices.map { index / strides[$0] % grid[$0] }
      let chunk = Self.chunk(array, place, chunkShape)
      var folder = "\(root)/\(node)"
      // The folders of a chunk, which one before it may have made.
      for name in metadata.chunkFile(place).split(separator: "/").dropLast() {
        folder += "/\(name)"
        if mkdir(folder, 0o777) != 0, errno != EEXIST {
          throw .unwritable(file: path, reason: "'\(folder)': \(FileBytes.reason(errno))")
        }
      }
      try FileBytes.write(chunk.chunkBytes, to: "\(root)/\(node)/\(metadata.chunkFile(place))")
    }
  }

  /// The elements of a chunk up to which an array is a single one.
  private static let mostElements = 1 << 21

  /// Small arrays are one chunk; of larger ones with draws it is one chain or a part of one, of others a part along the first axis.
  private static func chunkShape(_ array: StoredArray) -> [Int] {
    var shape = array.shape.map { max($0, 1) }
    let isSampled = array.dims?.starts(with: DataArray.sampleDims) == true
    for axis in shape.indices where Shape(shape).elementCount > mostElements {
      if isSampled, axis == 0 {
        shape[axis] = 1
      } else {
        shape[axis] = max(1, mostElements / Shape(Array(shape[(axis + 1)...])).elementCount)
      }
    }
    return shape
  }

  /// The elements of a chunk; those beyond the array's edge are the fill value.
  private static func chunk(_ array: StoredArray, _ place: [Int], _ chunkShape: [Int]) -> StoredValues {
    if chunkShape == array.shape { return array.values }
    let (element, fill): (ZarrElement, JSONValue) =
      switch array.values {
      case .doubles: (.float64, .number(.nan))
      case .integers: (.int64, 0)
      case .flags: (.bool, false)
      case .texts: (.text, "")
      }
    var chunk = StoredValues.fill(element, fill, count: Shape(chunkShape).elementCount)
    chunk.take(array.values, array.shape, from: zip(place, chunkShape).map { $0 * $1 }, chunkShape)
    return chunk
  }
}
