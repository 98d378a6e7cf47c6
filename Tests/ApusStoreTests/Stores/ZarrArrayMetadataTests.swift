// The metadata of arrays: written and read back, checked for sense.

import ApusData
import ApusStore
import Testing

@Suite struct ZarrArrayMetadataTests {
  private static let elements: [ZarrElement] = [
    .float64, .float(byteCount: 4), .float(byteCount: 2), .int64, .integer(byteCount: 1, isSigned: false),
    .integer(byteCount: 2, isSigned: true), .bool, .text, .fixedText(scalarCount: 3), .fixedBytes(byteCount: 5),
  ]

  private func metadata(_ element: ZarrElement = .float64) -> ZarrArrayMetadata {
    ZarrArrayMetadata(
      shape: [4, 1000, 3], chunkShape: [1, 100, 3], element: element, dims: ["chain", "draw", "k"],
      attributes: ["unit": "m/s", "n": 3])
  }

  @Test(arguments: elements) func `the document is read back`(element: ZarrElement) throws {
    var metadata = metadata(element)
    let document = try JSONValue(parsing: metadata.json.bytes())
    // NaN stands as a text in documents.
    if case .float = element {
      #expect(document["fill_value"] == "NaN")
      metadata.fillValue = "NaN"
    }
    #expect(try ZarrArrayMetadata(document) == metadata)
  }

  @Test func `all codecs are read back`() throws {
    var metadata = metadata()
    metadata.fillValue = 0
    metadata.chunkNames = .plain(separator: ".")
    metadata.codecs = [
      .transpose(order: [2, 0, 1]),
      .sharding(
        chunkShape: [3, 1, 50], codecs: [.bytes(isLittle: false), .blosc, .crc32c],
        indexCodecs: [.bytes(isLittle: true), .crc32c], isIndexAtEnd: false), .zstandard, .deflate(isGzip: true),
      .deflate(isGzip: false),
    ]
    // A shard is filled by chunks in the order of its axes before the transposition.
    metadata.chunkShape = [3, 1, 50]
    metadata.shape = [3, 1, 50]
    #expect(try ZarrArrayMetadata(metadata.json) == metadata)
  }

  @Test func `the document has what the specification asks for`() {
    let json = metadata().json
    #expect(json["zarr_format"] == 3 && json["node_type"] == "array" && json["data_type"] == "float64")
    #expect(json["chunk_grid"]?["configuration"]?["chunk_shape"]?.integers == [1, 100, 3])
    #expect(json["codecs"]?.list?.first?["configuration"]?["endian"] == "little")
    #expect(json["dimension_names"]?.texts == ["chain", "draw", "k"] && json["attributes"]?["unit"] == "m/s")
    #expect(metadata(.text).json["codecs"]?.list?.first?["name"] == "vlen-utf8")
  }

  @Test func `chunks have the names that their kind says`() {
    var metadata = metadata()
    #expect(metadata.chunkFile([1, 20, 0]) == "c/1/20/0" && metadata.chunkFile([]) == "c")
    metadata.chunkNames = .prefixed(separator: ".")
    #expect(metadata.chunkFile([1, 20, 0]) == "c.1.20.0")
    metadata.chunkNames = .plain(separator: "/")
    #expect(metadata.chunkFile([1, 20, 0]) == "1/20/0" && metadata.chunkFile([]) == "0")
  }

  @Test(
    arguments: [
      ("shape", [-1, 2, 3]), ("shape", [4, 1000]), ("shape", "4"), ("shape", .list(Array(repeating: 1, count: 40))),
      ("chunk_grid", ["name": "regular", "configuration": ["chunk_shape": [1, 0, 3]]]),
      ("chunk_grid", ["name": "rectilinear"]), ("codecs", []), ("codecs", .null), ("codecs", ["gzip"]),
      ("codecs", ["bytes", "bytes"]), ("codecs", ["gzip", "bytes"]), ("codecs", ["bytes", "new"]),
      ("codecs", ["vlen-utf8"]), ("codecs", [["name": "transpose", "configuration": ["order": [0, 0, 1]]], "bytes"]),
      ("codecs", [["name": "transpose", "configuration": ["order": [1, 0]]], "bytes"]),
      ("dimension_names", ["a"]), ("chunk_key_encoding", "other"), ("zarr_format", 2), ("node_type", "group"),
      ("storage_transformers", ["x"]),
    ] as [(String, JSONValue)])
  func `documents without sense are faults`(name: String, value: JSONValue) {
    var document = metadata().json
    document.set(name, value)
    #expect(throws: StoreFault.self) { try ZarrArrayMetadata(document) }
  }

  @Test(arguments: ["complex128", "r8", "datetime64", ""] as [JSONValue])
  func `types that datasets have nothing for are no fault`(type: JSONValue) throws {
    var document = metadata().json
    document.set("data_type", type)
    #expect(try ZarrArrayMetadata(document) == nil)
  }

  @Test func `NumPy's names of types are read`() {
    #expect(ZarrElement.numpy("<f8")?.element == .float64 && ZarrElement.numpy(">f8")?.isLittle == false)
    #expect(
      ZarrElement.numpy("|b1")?.element == .bool && ZarrElement.numpy("<U7")?.element == .fixedText(scalarCount: 7))
    for name in ["", "f8", "<f3", "<c16", "<M8[ns]", "<U-1", "<U99999999999", "|V8"] {
      #expect(ZarrElement.numpy(name) == nil, "\(name)")
    }
  }
}
