// The metadata of arrays in stores of Zarr's version 2: `.zarray` and `.zattrs`.

internal import ApusData

extension ZarrArrayMetadata {
  /// Reads the documents of version 2; nil where elements are of a type that datasets have nothing for.
  ///
  /// The names of axes are those that xarray writes into the attributes.
  ///
  /// Reference: the Zarr storage specification, version 2.
  init?(v2 array: JSONValue, attributes: JSONValue?) throws(StoreFault) {
    guard array["zarr_format"]?.integer == 2 else {
      throw StoreFault("it does not describe an array of Zarr's version 2")
    }
    guard let type = array["dtype"]?.text, let (element, isLittle) = ZarrElement.numpy(type) else { return nil }
    self.element = element
    guard let shape = array["shape"]?.integers, let chunks = array["chunks"]?.integers else {
      throw StoreFault("the shape or that of the chunks is missing")
    }
    self.shape = shape
    // Axes without elements have chunks of no length.
    chunkShape = zip(chunks, shape).map { $1 == 0 ? max($0, 1) : $0 } + chunks.dropFirst(shape.count)
    fillValue = array["fill_value"] ?? .null
    let separator = array["dimension_separator"]?.text ?? "."
    guard separator == "/" || separator == "." else { throw StoreFault("the separator is neither / nor .") }
    chunkNames = .plain(separator: separator)

    let order: [ZarrCodec] =
      array["order"]?.text == "F" && shape.count > 1 ? [.transpose(order: Array(shape.indices.reversed()))] : []
    var bytes: [ZarrCodec] = []
    var isTextFilter = false
    for filter in array["filters"]?.list ?? [] {
      if filter["id"]?.text == "vlen-utf8" { isTextFilter = true } else { bytes.append(try Self.codec(v2: filter)) }
    }
    // Objects that are no texts are of a type that datasets have nothing for.
    if element == .text, !isTextFilter { return nil }
    if let compressor = array["compressor"], compressor != .null { bytes.append(try Self.codec(v2: compressor)) }
    codecs = order + [isTextFilter ? .vlenUTF8 : .bytes(isLittle: isLittle)] + bytes

    self.attributes = [String: Attribute](attributes)
    self.attributes["_ARRAY_DIMENSIONS"] = nil
    dims = attributes?["_ARRAY_DIMENSIONS"]?.texts
    try check()
  }

  private static func codec(v2 json: JSONValue) throws(StoreFault) -> ZarrCodec {
    let name = json["id"]?.text ?? ""
    switch name {
    case "zlib": return .deflate(isGzip: false)
    case "gzip": return .deflate(isGzip: true)
    case "zstd": return .zstandard
    case "blosc": return .blosc
    case "crc32c": return .crc32c
    default: throw StoreFault("there is no codec '\(name.prefix(40))' in Apus")
    }
  }
}
