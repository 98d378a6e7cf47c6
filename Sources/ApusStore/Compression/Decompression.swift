// Bytes unpacked by the system's libraries: never more of them than the caller says.

/// What unpacks bytes that may be damaged.
enum Decompression {
  /// How DEFLATE is framed.
  enum Frame: Int32 {
    /// Not at all, as in ZIP files.
    case raw = -15
    /// By zlib or gzip, which the first bytes tell.
    case zlibOrGzip = 47
  }

  /// The structure `z_stream` of zlib.
  private struct Stream {
    var nextIn: UnsafePointer<UInt8>?
    var availableIn: UInt32 = 0
    var totalIn: UInt = 0
    var nextOut: UnsafeMutablePointer<UInt8>?
    var availableOut: UInt32 = 0
    var totalOut: UInt = 0
    var message: UnsafePointer<CChar>?
    var state: OpaquePointer?
    var allocate: OpaquePointer?
    var free: OpaquePointer?
    var opaque: UnsafeMutableRawPointer?
    var dataType: Int32 = 0
    var adler: UInt = 0
    var reserved: UInt = 0
  }

  private typealias InflateInit =
    @convention(c) (UnsafeMutableRawPointer, Int32, UnsafePointer<CChar>, Int32) -> Int32
  private typealias Inflate = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32
  private typealias InflateEnd = @convention(c) (UnsafeMutableRawPointer) -> Int32

  /// Unpacks DEFLATE.
  ///
  /// - Parameter limit: more bytes than these are an error.
  static func inflate(_ bytes: ArraySlice<UInt8>, _ frame: Frame, limit: Int) throws(StoreFault) -> [UInt8] {
    let begin = try FileLibrary.zlib.function("inflateInit2_", as: InflateInit.self)
    let step = try FileLibrary.zlib.function("inflate", as: Inflate.self)
    let end = try FileLibrary.zlib.function("inflateEnd", as: InflateEnd.self)
    guard bytes.count < 1 << 31 else { throw StoreFault("more than 2 GB are packed in one piece") }

    var stream = Stream()
    guard begin(&stream, frame.rawValue, "1.2.11", Int32(MemoryLayout<Stream>.stride)) == 0 else {
      throw StoreFault("zlib does not begin")
    }
    defer { _ = end(&stream) }
    var result: [UInt8] = []
    var status: Int32 = 0
    let streamEnd: Int32 = 1
    bytes.withUnsafeBufferPointer { input in
      stream.nextIn = input.baseAddress
      stream.availableIn = UInt32(input.count)
      while status == 0, result.count <= limit {
        let room = min(max(4 * input.count, 1 << 12, result.count), limit + 1 - result.count, 1 << 30)
        var made = 0
        let piece = [UInt8](unsafeUninitializedCapacity: max(room, 1)) { buffer, count in
          stream.nextOut = buffer.baseAddress
          stream.availableOut = UInt32(buffer.count)
          status = step(&stream, 0)
          made = buffer.count - Int(stream.availableOut)
          count = made
        }
        result += piece
        // No progress: the input has ended too early.
        if status == 0, made == 0 { break }
      }
    }
    guard result.count <= limit else { throw StoreFault("it unpacks to more than \(limit) bytes") }
    guard status == streamEnd else { throw StoreFault("its packed bytes are damaged or cut off") }
    return result
  }

  private typealias ZstdSize = @convention(c) (UnsafeRawPointer?, Int) -> UInt64
  private typealias ZstdDecompress = @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeRawPointer?, Int) -> Int
  private typealias ZstdIsError = @convention(c) (Int) -> UInt32

  /// Unpacks Zstandard.
  static func zstandard(_ bytes: ArraySlice<UInt8>, limit: Int) throws(StoreFault) -> [UInt8] {
    let size = try FileLibrary.zstandard.function("ZSTD_getFrameContentSize", as: ZstdSize.self)
    let unpack = try FileLibrary.zstandard.function("ZSTD_decompress", as: ZstdDecompress.self)
    let isError = try FileLibrary.zstandard.function("ZSTD_isError", as: ZstdIsError.self)
    let (isUnknown, isDamaged) = (UInt64.max, UInt64.max - 1)
    return try bytes.withUnsafeBufferPointer { (input) throws(StoreFault) in
      let stated = size(input.baseAddress, input.count)
      guard stated != isDamaged else { throw StoreFault("its packed bytes are damaged or cut off") }
      guard stated == isUnknown || stated <= UInt64(limit) else {
        throw StoreFault("it unpacks to more than \(limit) bytes")
      }
      var isWhole = false
      let result = [UInt8](unsafeUninitializedCapacity: max(stated == isUnknown ? limit : Int(stated), 1)) {
        buffer, count in
        let made = unpack(buffer.baseAddress, buffer.count, input.baseAddress, input.count)
        isWhole = isError(made) == 0 && (stated == isUnknown || UInt64(made) == stated)
        count = isWhole ? made : 0
      }
      guard isWhole else { throw StoreFault("its packed bytes are damaged or cut off") }
      return result
    }
  }

  private typealias BloscValidate = @convention(c) (UnsafeRawPointer?, Int, UnsafeMutablePointer<Int>) -> Int32
  private typealias BloscDecompress =
    @convention(c) (UnsafeRawPointer?, UnsafeMutableRawPointer?, Int, Int32) -> Int32

  /// Unpacks Blosc.
  static func blosc(_ bytes: ArraySlice<UInt8>, limit: Int) throws(StoreFault) -> [UInt8] {
    let validate = try FileLibrary.blosc.function("blosc_cbuffer_validate", as: BloscValidate.self)
    let unpack = try FileLibrary.blosc.function("blosc_decompress_ctx", as: BloscDecompress.self)
    return try bytes.withUnsafeBufferPointer { (input) throws(StoreFault) in
      var stated = 0
      guard input.count >= 16, validate(input.baseAddress, input.count, &stated) == 0, stated >= 0 else {
        throw StoreFault("its packed bytes are damaged or cut off")
      }
      guard stated <= limit else { throw StoreFault("it unpacks to more than \(limit) bytes") }
      if stated == 0 { return [] }
      var isWhole = false
      let result = [UInt8](unsafeUninitializedCapacity: stated) { buffer, count in
        isWhole = Int(unpack(input.baseAddress, buffer.baseAddress, buffer.count, 1)) == stated
        count = isWhole ? stated : 0
      }
      guard isWhole else { throw StoreFault("its packed bytes are damaged or cut off") }
      return result
    }
  }

  /// The checksum CRC-32C, with the reflected polynomial 0x82F63B78.
  static func crc32c(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in crcTable[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
  }

  private static let crcTable = (0..<256).map { index -> UInt32 in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0x82F6_3B78 ^ (value >> 1) : value >> 1 }
  }
}
