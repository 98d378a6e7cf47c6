// The files in a ZIP archive, which may be damaged.

/// An archive: files that are stored as they are or packed by DEFLATE, also with the extension for more than 4 GB.
///
/// Reference: PKWARE's APPNOTE.TXT, 6.3.10, sections 4.3 to 4.5.
struct ZipArchive {
  /// A file in the archive.
  struct Entry {
    let name: String
    fileprivate let method: Int
    fileprivate let checksum: UInt32
    fileprivate let packedCount: Int
    fileprivate let count: Int
    fileprivate let place: Int
  }

  private let bytes: [UInt8]
  private(set) var entries: [Entry] = []

  /// Reads the directory of an archive.
  init(_ bytes: [UInt8]) throws(StoreFault) {
    self.bytes = bytes
    var end = bytes.count - 22
    let earliest = max(end - 0xFFFF, 0)
    while end >= earliest, number(end, 4) != 0x0605_4B50 { end -= 1 }
    guard end >= earliest else { throw StoreFault("the archive has no directory: it is cut off, or no ZIP") }
    var (count, size, place) = (number(end + 10, 2), number(end + 12, 4), number(end + 16, 4))
    if end >= 20, number(end - 20, 4) == 0x0706_4B50 {
      let large = number(end - 12, 8)
      guard large >= 0, large <= end - 56, number(large, 4) == 0x0606_4B50 else {
        throw StoreFault("the directory of the archive is damaged")
      }
      (count, size, place) = (number(large + 32, 8), number(large + 40, 8), number(large + 48, 8))
    }
    guard place >= 0, size >= 0, place <= end, size <= end - place, count >= 0, count <= size / 46 else {
      throw StoreFault("the directory of the archive is damaged")
    }
    let limit = place + size
    for _ in 0..<count { entries.append(try entry(&place, limit)) }
  }

  /// The content of a file.
  func content(_ entry: Entry) throws(StoreFault) -> [UInt8] {
    guard entry.place >= 0, entry.place <= bytes.count - 30, number(entry.place, 4) == 0x0403_4B50 else {
      throw StoreFault("'\(entry.name)' is not where the directory says")
    }
    let begin = entry.place + 30 + number(entry.place + 26, 2) + number(entry.place + 28, 2)
    guard entry.packedCount >= 0, begin <= bytes.count, entry.packedCount <= bytes.count - begin else {
      throw StoreFault("'\(entry.name)' is cut off")
    }
    let packed = bytes[begin..<(begin + entry.packedCount)]
    var content: [UInt8]
    switch entry.method {
    case 0: content = Array(packed)
    case 8:
      // DEFLATE makes at most 1032 bytes of one.
      guard entry.count >= 0, entry.count / 1032 <= packed.count else {
        throw StoreFault("'\(entry.name)' cannot be as large as it says")
      }
      content = try Decompression.inflate(packed, .raw, limit: entry.count)
    default: throw StoreFault("'\(entry.name)' is packed by a method that Apus does not read (\(entry.method))")
    }
    guard content.count == entry.count, Checksum.of(content) == entry.checksum else {
      throw StoreFault("'\(entry.name)' is damaged: its checksum is wrong")
    }
    return content
  }

  /// A row of the directory.
  private func entry(_ place: inout Int, _ limit: Int) throws(StoreFault) -> Entry {
    guard place <= limit - 46, number(place, 4) == 0x0201_4B50 else {
      throw StoreFault("the directory of the archive is damaged")
    }
    let (nameCount, extraCount) = (number(place + 28, 2), number(place + 30, 2))
    let end = place + 46 + nameCount + extraCount + number(place + 32, 2)
    guard end <= limit else { throw StoreFault("the directory of the archive is damaged") }
    let name = String(decoding: bytes[(place + 46)..<(place + 46 + nameCount)], as: UTF8.self)
    guard number(place + 8, 2) & 1 == 0 else { throw StoreFault("'\(name)' is encrypted") }

    var (packedCount, count, local) = (number(place + 20, 4), number(place + 24, 4), number(place + 42, 4))
    // The extension has those numbers that do not fit, in their order.
    var extra = place + 46 + nameCount
    let extraEnd = extra + extraCount
    while extra + 4 <= extraEnd {
      let (kind, size) = (number(extra, 2), number(extra + 2, 2))
      var field = extra + 4
      extra = field + size
      guard kind == 1, extra <= extraEnd else { continue }
      func next(_ value: inout Int) {
        guard value == 0xFFFF_FFFF, field + 8 <= extra else { return }
        value = number(field, 8)
        field += 8
      }
      next(&count)
      next(&packedCount)
      next(&local)
    }
    let entry = Entry(
      name: name, method: number(place + 10, 2), checksum: UInt32(number(place + 16, 4)), packedCount: packedCount,
      count: count, place: local)
    place = end
    return entry
  }

  /// The little-endian number at a place inside of the bytes; negative where it is beyond what an integer holds.
  private func number(_ place: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }
}
