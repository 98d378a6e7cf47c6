// Elements from bytes, and bytes from elements.

internal import ApusGraph

extension StoredValues {
  /// The elements that bytes of a fixed width stand for. The bytes fill the elements.
  init(_ bytes: ArraySlice<UInt8>, _ element: ZarrElement, isLittle: Bool) throws(StoreFault) {
    switch element {
    case .float(8): self = .doubles(Self.words(bytes, isLittle) { Double(bitPattern: $0 as UInt64) })
    case .float(4): self = .doubles(Self.words(bytes, isLittle) { Double(Float(bitPattern: $0 as UInt32)) })
    case .float: self = .doubles(Self.words(bytes, isLittle) { Self.half($0 as UInt16) })
    case .integer(8, true): self = .integers(Self.words(bytes, isLittle) { Int(truncatingIfNeeded: $0 as UInt64) })
    case .integer(8, false):
      let words = Self.words(bytes, isLittle) { $0 as UInt64 }
      if words.contains(where: { $0 > UInt64(Int.max) }) { throw StoreFault("an integer is beyond 2⁶³") }
      self = .integers(words.map { Int($0) })
    case .integer(4, true): self = .integers(Self.words(bytes, isLittle) { Int(Int32(bitPattern: $0 as UInt32)) })
    case .integer(4, false): self = .integers(Self.words(bytes, isLittle) { Int($0 as UInt32) })
    case .integer(2, true): self = .integers(Self.words(bytes, isLittle) { Int(Int16(bitPattern: $0 as UInt16)) })
    case .integer(2, false): self = .integers(Self.words(bytes, isLittle) { Int($0 as UInt16) })
    case .integer(_, true): self = .integers(bytes.map { Int(Int8(bitPattern: $0)) })
    case .integer(_, false): self = .integers(bytes.map { Int($0) })
    case .bool: self = .flags(bytes.map { $0 != 0 })
    case .fixedText(let count):
      let scalars = Self.words(bytes, isLittle) { $0 as UInt32 }
      self = .texts(
        stride(from: 0, to: count == 0 ? 0 : scalars.count, by: max(count, 1)).map { begin in
          let used = scalars[begin..<(begin + count)]
          let end = used.lastIndex { $0 != 0 }.map { $0 + 1 } ?? begin
          var text = String.UnicodeScalarView()
          for scalar in used[..<end] { text.append(Unicode.Scalar(scalar) ?? "\u{FFFD}") }
          return String(text)
        })
    case .fixedBytes(let count):
      self = .texts(
        stride(from: bytes.startIndex, to: count == 0 ? bytes.startIndex : bytes.endIndex, by: max(count, 1)).map {
          let used = bytes[$0..<($0 + count)]
          return String(decoding: used[..<(used.lastIndex { $0 != 0 }.map { $0 + 1 } ?? $0)], as: UTF8.self)
        })
    case .text: throw StoreFault("texts have no fixed number of bytes")
    }
  }

  private static func words<Word: FixedWidthInteger, Element>(
    _ bytes: ArraySlice<UInt8>, _ isLittle: Bool, _ element: (Word) -> Element
  ) -> [Element] {
    let width = MemoryLayout<Word>.size
    return bytes.withUnsafeBytes { bytes in
      [Element](unsafeUninitializedCapacity: bytes.count / width) { elements, count in
        for place in 0..<(bytes.count / width) {
          let word = bytes.loadUnaligned(fromByteOffset: place * width, as: Word.self)
          elements.initializeElement(
            at: place, to: element(isLittle ? Word(littleEndian: word) : Word(bigEndian: word)))
        }
        count = bytes.count / width
      }
    }
  }

  /// A number of half precision.
  private static func half(_ bits: UInt16) -> Double {
    let sign: Double = bits >> 15 == 1 ? -1 : 1
    let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
    }
  }

  /// Texts of any length: their number, and each after its length.
  init(vlenUTF8 bytes: [UInt8], count: Int) throws(StoreFault) {
    func number(_ place: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) } }
    guard bytes.count >= 4, number(0) == count, count <= (bytes.count - 4) / 4 else {
      throw StoreFault("the chunk has not \(count) texts")
    }
    var texts: [String] = []
    texts.reserveCapacity(count)
    var place = 4
    for _ in 0..<count {
      guard place + 4 <= bytes.count else { throw StoreFault("a text is cut off") }
      let end = place + 4 + number(place)
      guard end <= bytes.count else { throw StoreFault("a text is cut off") }
      guard let text = String(validating: bytes[(place + 4)..<end], as: UTF8.self) else {
        throw StoreFault("a text is not UTF-8")
      }
      texts.append(text)
      place = end
    }
    self = .texts(texts)
  }

  /// The bytes of a chunk as Apus writes it: little-endian, a byte for each truth value, texts after their lengths.
  var chunkBytes: [UInt8] {
    switch self {
    case .doubles(let values): return values.withUnsafeBytes { Array($0) }
    case .integers(let values): return values.withUnsafeBytes { Array($0) }
    case .flags(let values): return values.map { $0 ? 1 : 0 }
    case .texts(let texts):
      var bytes: [UInt8] = []
      func append(_ number: Int) { for byte in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * byte))) } }
      append(texts.count)
      for text in texts {
        append(text.utf8.count)
        bytes += text.utf8
      }
      return bytes
    }
  }

  /// Elements where nothing was written.
  static func fill(_ element: ZarrElement, _ fill: JSONValue, count: Int) -> StoredValues {
    switch element {
    case .float: .doubles([Double](repeating: number(fill), count: count))
    case .integer: .integers([Int](repeating: fill.integer ?? 0, count: count))
    case .bool: .flags([Bool](repeating: fill.flag ?? (fill.number == 1), count: count))
    case .text, .fixedText, .fixedBytes: .texts([String](repeating: fill.text ?? "", count: count))
    }
  }

  /// A number as metadata write it: NaN where they say nothing.
  private static func number(_ fill: JSONValue) -> Double {
    if let number = fill.number { return number }
    switch fill.text {
    case "Infinity": return .infinity
    case "-Infinity": return -.infinity
    default: return .nan
    }
  }
}
