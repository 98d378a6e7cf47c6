// The steps by which a chunk of an array becomes bytes.

/// A step that turns a chunk into bytes, or bytes into fewer.
///
/// Reference: the Zarr core specification, version 3.0, and ZEP 2 (sharding).
package indirect enum ZarrCodec: Hashable, Sendable {
  /// Axes in another order: axis `i` of the stored chunk is axis `order[i]` of the array.
  case transpose(order: [Int])
  /// Elements of a fixed width, one after the other.
  case bytes(isLittle: Bool)
  /// Texts, each after its length.
  case vlenUTF8
  /// Chunks in a chunk, with a table of their places.
  case sharding(chunkShape: [Int], codecs: [ZarrCodec], indexCodecs: [ZarrCodec], isIndexAtEnd: Bool)
  /// DEFLATE, in the frame of gzip or of zlib.
  case deflate(isGzip: Bool)
  case zstandard
  case blosc
  /// A checksum after the bytes.
  case crc32c

  /// The codec as version 3 writes it; only those without parameters that a reader does not need are written.
  package var json: JSONValue {
    switch self {
    case .transpose(let order): ["name": "transpose", "configuration": ["order": .list(order.map(JSONValue.integer))]]
    case .bytes(let isLittle): ["name": "bytes", "configuration": ["endian": isLittle ? "little" : "big"]]
    case .vlenUTF8: ["name": "vlen-utf8"]
    case .sharding(let shape, let codecs, let indexCodecs, let isIndexAtEnd):
      [
        "name": "sharding_indexed",
        "configuration": [
          "chunk_shape": .list(shape.map(JSONValue.integer)), "codecs": .list(codecs.map(\.json)),
          "index_codecs": .list(indexCodecs.map(\.json)), "index_location": isIndexAtEnd ? "end" : "start",
        ],
      ]
    case .deflate(let isGzip):
      ["name": isGzip ? "gzip" : "numcodecs.zlib", "configuration": ["level": 5]]
    case .zstandard: ["name": "zstd", "configuration": ["level": 0, "checksum": false]]
    case .blosc: ["name": "blosc"]
    case .crc32c: ["name": "crc32c"]
    }
  }

  /// The codec that version 3 writes so.
  package init(_ json: JSONValue) throws(StoreFault) {
    let settings = json["configuration"]
    let name = json.text ?? json["name"]?.text ?? ""
    switch name {
    case "bytes": self = .bytes(isLittle: settings?["endian"]?.text != "big")
    case "vlen-utf8": self = .vlenUTF8
    case "gzip": self = .deflate(isGzip: true)
    case "numcodecs.gzip": self = .deflate(isGzip: true)
    case "zlib", "numcodecs.zlib": self = .deflate(isGzip: false)
    case "zstd", "numcodecs.zstd": self = .zstandard
    case "blosc", "numcodecs.blosc": self = .blosc
    case "crc32c": self = .crc32c
    case "transpose":
      guard let order = settings?["order"]?.integers, order.sorted() == Array(order.indices) else {
        throw StoreFault("the codec transpose has no order of axes")
      }
      self = .transpose(order: order)
    case "sharding_indexed":
      guard let shape = settings?["chunk_shape"]?.integers, shape.allSatisfy({ $0 > 0 }) else {
        throw StoreFault("the codec sharding_indexed has no shape of chunks")
      }
      self = .sharding(
        chunkShape: shape, codecs: try Self.list(settings?["codecs"]),
        indexCodecs: try Self.list(settings?["index_codecs"]),
        isIndexAtEnd: settings?["index_location"]?.text != "start")
    default: throw StoreFault("there is no codec '\(name.prefix(40))' in Apus")
    }
  }

  /// A list of codecs.
  package static func list(_ json: JSONValue?) throws(StoreFault) -> [ZarrCodec] {
    guard let list = json?.list, !list.isEmpty, list.count <= 16 else { throw StoreFault("there is no list of codecs") }
    var codecs: [ZarrCodec] = []
    for codec in list { codecs.append(try ZarrCodec(codec)) }
    return codecs
  }

  /// Whether it turns a chunk into a chunk, a chunk into bytes, or bytes into bytes: 0, 1 or 2.
  private var stage: Int {
    switch self {
    case .transpose: 0
    case .bytes, .vlenUTF8, .sharding: 1
    case .deflate, .zstandard, .blosc, .crc32c: 2
    }
  }

  /// Throws where codecs do not follow on each other, or do not fit a chunk.
  package static func check(_ codecs: [ZarrCodec], _ element: ZarrElement, _ chunkShape: [Int]) throws(StoreFault) {
    let stages = codecs.map(\.stage)
    guard stages == stages.sorted(), stages.count(where: { $0 == 1 }) == 1 else {
      throw StoreFault("the codecs do not follow on each other")
    }
    for codec in codecs {
      switch codec {
      case .transpose(let order) where order.count != chunkShape.count:
        throw StoreFault("the codec transpose has \(order.count) axes, the array \(chunkShape.count)")
      case .bytes where element.byteCount == nil: throw StoreFault("texts have no fixed number of bytes")
      case .vlenUTF8 where element != .text: throw StoreFault("the codec vlen-utf8 is for texts")
      case .sharding(let inner, let codecs, let indexCodecs, _):
        guard inner.count == chunkShape.count, zip(chunkShape, inner).allSatisfy({ $0.isMultiple(of: $1) }) else {
          throw StoreFault("chunks of shape \(inner) do not fill a shard of shape \(chunkShape)")
        }
        try check(codecs, element, inner)
        guard indexCodecs.first == .bytes(isLittle: true), indexCodecs.dropFirst().allSatisfy({ $0 == .crc32c }) else {
          throw StoreFault("the table of a shard is in a form that Apus does not read")
        }
      default: break
      }
    }
  }
}
