// The arrays of a store that do not grow, with their values: data, labels, predictions.

internal import ApusData
internal import ApusGraph
internal import ApusSystem

/// Arrays and coordinates that are to be written.
struct FixedContent {
  private(set) var arrays: [FixedArray] = []
  private var values: [String: FixedArray.Values] = [:]

  /// What ArviZ's attributes say of the making of a group.
  static func creation() -> [String: Attribute] {
    [
      "created_at": .text(Timestamp.now), "creation_library": "apus",
      "creation_library_version": .text(ApusRelease.version), "creation_library_language": "Swift",
      "inference_library": "apus", "inference_library_version": .text(ApusRelease.version),
    ]
  }

  /// Adds the arrays of a group, and a coordinate for each of their dims.
  mutating func add(_ group: DataGroup) {
    for array in group.arrays {
      add(group.name, array.name, dims: array.dims, .numbers(array.values))
      for (dim, labels) in zip(array.dims, array.labels) { addCoordinate(group.name, dim, labels) }
    }
  }

  mutating func addCoordinate(_ group: DataGroup.Name, _ dim: String, _ labels: Labels) {
    guard !arrays.contains(where: { $0.group == group.rawValue && $0.dims == [dim] && $0.name == dim }) else { return }
    let values: FixedArray.Values =
      switch labels {
      case .text(let names): .texts(names)
      case .positions(let count): .numbers(NDArray(Array(0..<count)))
      case .integers(let integers): .numbers(NDArray(integers))
      case .numbers(let numbers): .numbers(NDArray(numbers))
      }
    add(group, dim, dims: [dim], values)
  }

  mutating func add(_ group: DataGroup.Name, _ name: String, dims: [String], _ values: FixedArray.Values) {
    let array = FixedArray(
      group: group.rawValue, name: name, dims: dims, shape: values.shape, type: values.zarrType,
      checksum: Checksum.of(values.bytes))
    arrays.append(array)
    self.values[array.path] = values
  }

  /// Writes the one chunk of each array.
  func write(in folder: StoreFolder) throws(StoreError) {
    for array in arrays {
      guard let values = values[array.path], !array.shape.contains(0) else { continue }
      let chunk = folder.path(of: array.chunkPath)
      if let end = chunk.lastIndex(of: "/") { Folder(String(chunk[..<end])).make() }
      try SealedFile.replace(chunk, with: values.bytes)
    }
  }
}

extension FixedArray.Values {
  var shape: [Int] {
    switch self {
    case .numbers(let array): array.shape.dimensions
    case .texts(let texts): [texts.count]
    }
  }

  var zarrType: String {
    switch self {
    case .numbers(let array): array.type.elementType.zarrType
    case .texts: "string"
    }
  }

  /// The bytes of the one chunk: numbers as in memory, texts with their lengths.
  var bytes: [UInt8] {
    switch self {
    case .numbers(let array): array.withUnsafeBytes { Array($0) }
    case .texts(let texts): StoredValues.texts(texts).chunkBytes
    }
  }
}
