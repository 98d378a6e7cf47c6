// An array of a run store: where its numbers are, and what Zarr's metadata say of it.

internal import ApusData
internal import ApusGraph

/// An array whose draws are appended: one chunk file holds neighbouring draws of one chain.
struct SampleArray: Sendable, Hashable {
  let group: String
  let name: String
  let type: ElementType
  /// The names and lengths of the axes of one draw.
  let dims: [String]
  let rowShape: [Int]
  /// The draws of one chunk.
  let chunkDraws: Int

  var path: String { "\(group)/\(StorePath.encoded(name))" }
  var rowCount: Int { rowShape.reduce(1, *) }
  var rowBytes: Int { rowCount * type.storedBytes }
  var chunkBytes: Int { chunkDraws * rowBytes }

  /// The file of a chunk, in the store.
  func chunkPath(chain: Int, chunk: Int) -> String {
    "\(path)/c/\(chain)/\(chunk)" + rowShape.map { _ in "/0" }.joined()
  }

  /// The number of draws of a chunk, so that a run has few files: a megabyte, or a sixteenth of the run if that is more.
  static func chunkDraws(rowBytes: Int, drawCount: Int) -> Int {
    let rowBytes = max(rowBytes, 1)
    let (total, overflow) = rowBytes.multipliedReportingOverflow(by: drawCount)
    let bytes = min(max((overflow ? .max : total) / 16, 1 << 20), 1 << 23)
    return max(min(drawCount, bytes / rowBytes), 1)
  }

  func metadata(chains: Int, draws: Int) -> JSONValue {
    ZarrMetadata.array(
      shape: [chains, draws] + rowShape, chunk: [1, chunkDraws] + rowShape.map { max($0, 1) }, type: type.zarrType,
      dims: DataArray.sampleDims + dims)
  }
}

/// An array that is there from the beginning: data, or a coordinate.
struct FixedArray: Sendable, Hashable {
  enum Values: Sendable, Hashable {
    case numbers(NDArray)
    case texts([String])
  }

  let group: String
  let name: String
  let dims: [String]
  let shape: [Int]
  /// `float64`, `int64`, `bool` or `string`.
  let type: String
  let checksum: UInt32

  var path: String { "\(group)/\(StorePath.encoded(name))" }
  var chunkPath: String { "\(path)/c" + shape.map { _ in "/0" }.joined() }

  var metadata: JSONValue {
    ZarrMetadata.array(shape: shape, chunk: shape.map { max($0, 1) }, type: type, dims: dims)
  }
}

/// Zarr's metadata of nodes.
enum ZarrMetadata {
  static func array(shape: [Int], chunk: [Int], type: String, dims: [String]) -> JSONValue {
    let element: ZarrElement =
      switch type {
      case "int64": .int64
      case "bool": .bool
      case "string": .text
      default: .float64
      }
    return ZarrArrayMetadata(shape: shape, chunkShape: chunk, element: element, dims: dims).json
  }

  static func group(_ attributes: [String: Attribute]) -> JSONValue {
    ["zarr_format": 3, "node_type": "group", "attributes": attributes.json]
  }
}

extension ElementType {
  var storedBytes: Int { self == .bool ? 1 : 8 }

  var zarrType: String {
    switch self {
    case .float64: "float64"
    case .int64: "int64"
    case .bool: "bool"
    }
  }

  init?(zarrType: String) {
    switch zarrType {
    case "float64": self = .float64
    case "int64": self = .int64
    case "bool": self = .bool
    default: return nil
    }
  }
}

/// Names of variables as names of folders.
enum StorePath {
  /// The name, with what a folder's name or Zarr cannot have as `%` and two digits: slashes, controls, a point or two underscores
  /// at the beginning, and the name of the metadata.
  static func encoded(_ name: String) -> String {
    if name.isEmpty { return "%" }
    let isReserved = name == "zarr.json" || name.hasPrefix(".") || name.hasPrefix("__")
    var text = ""
    for (place, scalar) in name.unicodeScalars.enumerated() {
      let isBad = scalar == "/" || scalar == "%" || scalar.value < 32 || scalar.value == 127
      if isBad || isReserved && place == 0 {
        text += scalar.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var utf8: [UInt8] { Array(String(self).utf8) }
}
