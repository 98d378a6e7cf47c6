// A chunk's elements from its bytes, codec by codec.

internal import ApusGraph

/// What a chunk of an array is, besides its bytes.
struct ZarrChunk {
  let shape: [Int]
  let element: ZarrElement
  let fillValue: JSONValue

  /// The elements of a chunk.
  ///
  /// - Throws: ``StoreFault`` where the bytes are not what the codecs make of such a chunk.
  func elements(_ bytes: [UInt8], _ codecs: [ZarrCodec]) throws(StoreFault) -> StoredValues {
    var bytes = bytes
    for codec in codecs.reversed() {
      switch codec {
      case .crc32c: bytes = try Self.checked(bytes)
      case .deflate: bytes = try Decompression.inflate(bytes[...], .zlibOrGzip, limit: try limit(bytes.count))
      case .zstandard: bytes = try Decompression.zstandard(bytes[...], limit: try limit(bytes.count))
      case .blosc: bytes = try Decompression.blosc(bytes[...], limit: try limit(bytes.count))
      case .transpose, .bytes, .vlenUTF8, .sharding: break
      }
    }
    // The chunk before the transpositions, and its shape.
    let orders = codecs.compactMap { if case .transpose(let order) = $0 { order } else { nil } }
    let stored = orders.reduce(shape) { shape, order in order.map { shape[$0] } }
    var values = try ZarrChunk(shape: stored, element: element, fillValue: fillValue).untransposed(bytes, codecs)
    var storedShape = stored
    for order in orders.reversed() {
      let inverse = order.indices.map { axis in order.firstIndex(of: axis) ?? axis }
      values = values.transposed(storedShape, order: inverse)
      storedShape = inverse.map { storedShape[$0] }
    }
    return values
  }

  private func untransposed(_ bytes: [UInt8], _ codecs: [ZarrCodec]) throws(StoreFault) -> StoredValues {
    let count = Shape(shape).elementCount
    for codec in codecs {
      switch codec {
      case .bytes(let isLittle):
        guard let width = element.byteCount else { throw StoreFault("texts have no fixed number of bytes") }
        let (expected, overflows) = count.multipliedReportingOverflow(by: width)
        guard !overflows, bytes.count == expected else {
          throw StoreFault("the chunk has \(bytes.count) bytes, where \(expected) belong")
        }
        if width == 0 { return .texts([String](repeating: "", count: try plausible(count, bytes.count))) }
        return try StoredValues(bytes[...], element, isLittle: isLittle)
      case .vlenUTF8: return try StoredValues(vlenUTF8: bytes, count: count)
      case .sharding(let inner, let codecs, let indexCodecs, let isIndexAtEnd):
        return try shard(bytes, inner, codecs, indexCodecs, isIndexAtEnd)
      case .transpose, .deflate, .zstandard, .blosc, .crc32c: break
      }
    }
    throw StoreFault("the codecs make no bytes")
  }

  /// The most bytes that some packed bytes may become: those of the chunk, where they are plausible.
  private func limit(_ packedCount: Int) throws(StoreFault) -> Int {
    guard let width = element.byteCount else { return try plausible(nil, packedCount) }
    let (bytes, overflows) = Shape(shape).elementCount.multipliedReportingOverflow(by: width)
    // Checksums, and the table of a shard.
    return try plausible(overflows ? Int.max : bytes, packedCount) + 1024 + 17 * packedCount
  }

  /// Throws where so few bytes cannot hold so much; nil is as much as they can hold.
  private func plausible(_ count: Int?, _ packedCount: Int) throws(StoreFault) -> Int {
    let most = min(max(1 << 24, packedCount.multipliedReportingOverflow(by: 1 << 16).0), 1 << 40)
    guard let count else { return min(most, 1 << 30) }
    guard count <= most else { throw StoreFault("\(packedCount) bytes cannot hold a chunk of shape \(shape)") }
    return count
  }

  private static func checked(_ bytes: [UInt8]) throws(StoreFault) -> [UInt8] {
    guard bytes.count >= 4 else { throw StoreFault("the checksum is missing") }
    let content = bytes.dropLast(4)
    guard number(bytes, content.count, 4) == UInt64(Decompression.crc32c(content)) else {
      throw StoreFault("the checksum is wrong: bytes are damaged")
    }
    return Array(content)
  }

  private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> UInt64 {
    (0..<count).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
  }

  /// The elements of a shard: chunks at the places that its table says.
  private func shard(
    _ bytes: [UInt8], _ inner: [Int], _ codecs: [ZarrCodec], _ indexCodecs: [ZarrCodec], _ isIndexAtEnd: Bool
  ) throws(StoreFault) -> StoredValues {
    let grid = zip(shape, inner).map { $0 / $1 }
    let count = Shape(grid).elementCount
    let checksums = 4 * (indexCodecs.count - 1)
    guard count <= bytes.count / 16, 16 * count + checksums <= bytes.count else {
      throw StoreFault("the shard is too short for the table of its chunks")
    }
    let size = 16 * count + checksums
    var table = Array(isIndexAtEnd ? bytes.suffix(size) : bytes.prefix(size))
    for _ in indexCodecs.dropFirst() { table = try Self.checked(table) }

    let elementCount = try plausible(Shape(shape).elementCount, bytes.count)
    var whole = StoredValues.fill(element, fillValue, count: elementCount)
    let part = ZarrChunk(shape: inner, element: element, fillValue: fillValue)
    let strides = Shape(grid).strides
    for index in 0..<count {
      let offset = Self.number(table, 16 * index, 8)
      let length = Self.number(table, 16 * index + 8, 8)
      if offset == .max && length == .max { continue }
      guard offset <= UInt64(bytes.count), length <= UInt64(bytes.count) - offset else {
        throw StoreFault("a chunk of the shard lies outside of it")
      }
      let place = grid.indices.map { index / strides[$0] % grid[$0] * inner[$0] }
      let chunk = try part.elements(Array(bytes[Int(offset)..<Int(offset + length)]), codecs)
      whole.put(chunk, inner, at: place, shape)
    }
    return whole
  }
}
