// What is known of an array in a Zarr store before its chunks are read.

package import ApusData

/// The metadata of an array: the document `zarr.json` of version 3; those of version 2 are read.
///
/// Reference: the Zarr core specification, version 3.0.
package struct ZarrArrayMetadata: Hashable, Sendable {
  /// How the file of a chunk is called.
  package enum ChunkNames: Hashable, Sendable {
    /// `c/0/1`, or with a dot.
    case prefixed(separator: String)
    /// `0.1`, or with a slash.
    case plain(separator: String)
  }

  package var shape: [Int]
  package var chunkShape: [Int]
  package var element: ZarrElement
  /// What elements of chunks that are not there are: a JSON number, truth value or text; null for 0.
  package var fillValue: JSONValue
  /// The names of the axes; nil where there are none.
  package var dims: [String]?
  package var attributes: [String: Attribute]
  package var codecs: [ZarrCodec]
  package var chunkNames: ChunkNames

  /// An array as Apus writes it: chunks of plain bytes, little-endian, or of texts; NaN, 0, false or "" where a chunk is missing.
  package init(
    shape: [Int], chunkShape: [Int], element: ZarrElement, dims: [String], attributes: [String: Attribute] = [:]
  ) {
    self.shape = shape
    self.chunkShape = chunkShape
    self.element = element
    self.dims = dims
    self.attributes = attributes
    codecs = element == .text ? [.vlenUTF8] : [.bytes(isLittle: true)]
    chunkNames = .prefixed(separator: "/")
    fillValue =
      switch element {
      case .float: .number(.nan)
      case .integer: .integer(0)
      case .bool: .flag(false)
      case .text, .fixedText, .fixedBytes: .text("")
      }
  }

  /// The most axes of an array.
  static let mostAxes = 32

  /// Throws where shapes, codecs and dims do not fit together.
  func check() throws(StoreFault) {
    guard shape.count <= Self.mostAxes, shape.allSatisfy({ $0 >= 0 }) else {
      throw StoreFault("there is no array of shape \(shape.prefix(Self.mostAxes))")
    }
    guard chunkShape.count == shape.count, chunkShape.allSatisfy({ $0 > 0 }) else {
      throw StoreFault("chunks of shape \(chunkShape) do not fill an array of shape \(shape)")
    }
    if let dims, dims.count != shape.count {
      throw StoreFault("\(dims.count) names of dims are not those of \(shape.count) axes")
    }
    try ZarrCodec.check(codecs, element, chunkShape)
  }

  /// The file of a chunk, below the array's folder.
  package func chunkFile(_ place: [Int]) -> String {
    let numbers = place.map(String.init)
    switch chunkNames {
    case .prefixed(let separator): return (["c"] + numbers).joined(separator: separator)
    case .plain(let separator): return numbers.isEmpty ? "0" : numbers.joined(separator: separator)
    }
  }
}

extension ZarrArrayMetadata {
  /// The document of version 3.
  package var json: JSONValue {
    let separator =
      switch chunkNames {
      case .prefixed(let separator), .plain(let separator): separator
      }
    let names: JSONValue = if case .plain = chunkNames { "v2" } else { "default" }
    var document: JSONValue = [
      "zarr_format": 3, "node_type": "array", "shape": .list(shape.map(JSONValue.integer)), "data_type": element.json,
      "chunk_grid": [
        "name": "regular", "configuration": ["chunk_shape": .list(chunkShape.map(JSONValue.integer))],
      ],
      "chunk_key_encoding": ["name": names, "configuration": ["separator": .text(separator)]],
      "fill_value": fillValue, "codecs": .list(codecs.map(\.json)), "attributes": attributes.json,
      "storage_transformers": [],
    ]
    if let dims { document.set("dimension_names", .list(dims.map(JSONValue.text))) }
    return document
  }

  /// Reads the document of version 3; nil where elements are of a type that datasets have nothing for.
  package init?(_ json: JSONValue) throws(StoreFault) {
    guard json["node_type"]?.text == "array", json["zarr_format"]?.integer == 3 else {
      throw StoreFault("it does not describe an array of Zarr's version 3")
    }
    guard let element = ZarrElement(json["data_type"]) else { return nil }
    self.element = element
    guard let shape = json["shape"]?.integers else { throw StoreFault("the shape is missing") }
    guard json["chunk_grid"]?["name"]?.text == "regular",
      let chunkShape = json["chunk_grid"]?["configuration"]?["chunk_shape"]?.integers
    else { throw StoreFault("the chunks are no regular grid") }
    if let transformers = json["storage_transformers"]?.list, !transformers.isEmpty {
      throw StoreFault("there is a storage transformer, which Apus does not read")
    }
    self.shape = shape
    self.chunkShape = chunkShape
    let encoding = json["chunk_key_encoding"]
    let separator = encoding?["configuration"]?["separator"]?.text
    switch encoding?.text ?? encoding?["name"]?.text {
    case "default": chunkNames = .prefixed(separator: separator ?? "/")
    case "v2": chunkNames = .plain(separator: separator ?? ".")
    default: throw StoreFault("the names of chunks are of a kind that Apus does not read")
    }
    guard [nil, "/", "."].contains(separator) else { throw StoreFault("the separator is neither / nor .") }
    fillValue = json["fill_value"] ?? .null
    codecs = try ZarrCodec.list(json["codecs"])
    attributes = [String: Attribute](json["attributes"])
    // Single axes without names are null: those arrays have none here.
    dims = json["dimension_names"]?.texts
    try check()
  }
}
