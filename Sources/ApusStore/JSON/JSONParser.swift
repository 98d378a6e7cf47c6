// JSON from text that may come from anyone.

/// What is wrong with a JSON document, and where.
package struct JSONError: Error, Hashable, CustomStringConvertible {
  /// The place in bytes, counted from 0.
  package let place: Int
  package let reason: String

  package var description: String { "byte \(place): \(reason)" }
}

extension JSONValue {
  /// Reads a document. `NaN`, `Infinity` and `-Infinity`, which Python writes, are numbers.
  ///
  /// - Throws: ``JSONError`` where the bytes are no document, or its lists and records stand in each other deeper than 100.
  package init(parsing bytes: [UInt8]) throws(JSONError) {
    var parser = JSONParser(bytes: bytes)
    self = try parser.document()
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  var place = 0
  private static let mostDepth = 100

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> JSONValue {
    let value = try value(depth: 0)
    skipSpace()
    if place < bytes.count { throw error("there is text after the document's end") }
    return value
  }

  private func error(_ reason: String) -> JSONError { JSONError(place: place, reason: reason) }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func require(_ character: Unicode.Scalar) throws(JSONError) {
    if !take(character) { throw error("'\(character)' is missing") }
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    if depth > Self.mostDepth { throw error("lists and records stand in each other too deep") }
    skipSpace()
    switch next {
    case nil: throw error("the document ends too early")
    case UInt8(ascii: "{"): return try record(depth)
    case UInt8(ascii: "["): return try list(depth)
    case UInt8(ascii: "\""): return .text(try string())
    default: return try word()
    }
  }

  private mutating func record(_ depth: Int) throws(JSONError) -> JSONValue {
    try require("{")
    var members: [JSONValue.Member] = []
    if take("}") { return .record([]) }
    repeat {
      skipSpace()
      let name = try string()
      try require(":")
      members.append(JSONValue.Member(name, try value(depth: depth + 1)))
    } while take(",")
    try require("}")
    return .record(members)
  }

  private mutating func list(_ depth: Int) throws(JSONError) -> JSONValue {
    try require("[")
    var values: [JSONValue] = []
    if take("]") { return .list([]) }
    repeat { values.append(try value(depth: depth + 1)) } while take(",")
    try require("]")
    return .list(values)
  }

  private mutating func word() throws(JSONError) -> JSONValue {
    let begin = place
    while let byte = next, Self.isOfWord(byte) { place += 1 }
    let word = String(decoding: bytes[begin..<place], as: UTF8.self)
    switch word {
    case "null": return .null
    case "true": return .flag(true)
    case "false": return .flag(false)
    case "NaN": return .number(.nan)
    case "Infinity": return .number(.infinity)
    case "-Infinity": return .number(-.infinity)
    default: break
    }
    if let first = word.utf8.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first),
      word.utf8.allSatisfy(Self.isOfNumber)
    {
      if let integer = Int(word), word != "-0" { return .integer(integer) }
      if let number = Double(word) { return .number(number) }
    }
    place = begin
    throw error(word.isEmpty ? "a value is missing" : "'\(word.prefix(40))' is no value")
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte)
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    default: false
    }
  }

  private mutating func string() throws(JSONError) -> String {
    guard next == UInt8(ascii: "\"") else { throw error("a name or text is missing") }
    place += 1
    var units: [UInt8] = []
    while true {
      guard let byte = next else { throw error("a text does not end") }
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: units, as: UTF8.self) else { throw error("a text is not UTF-8") }
        place += 1
        return text
      case UInt8(ascii: "\\"): try escape(&units)
      case 0..<0x20: throw error("a text has a control character")
      default:
        units.append(byte)
        place += 1
      }
    }
  }

  private mutating func escape(_ units: inout [UInt8]) throws(JSONError) {
    place += 1
    guard let byte = next else { throw error("a text does not end") }
    place += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(byte)
    case UInt8(ascii: "b"): units.append(0x08)
    case UInt8(ascii: "f"): units.append(0x0C)
    case UInt8(ascii: "n"): units.append(0x0A)
    case UInt8(ascii: "r"): units.append(0x0D)
    case UInt8(ascii: "t"): units.append(0x09)
    case UInt8(ascii: "u"): units += Array(String(try scalar()).utf8)
    default: throw error("there is no escape '\\\(Unicode.Scalar(byte))'")
    }
  }

  /// A scalar by its number, or by the two numbers of a pair; U+FFFD for half of a pair.
  private mutating func scalar() throws(JSONError) -> Character {
    let first = try hexadecimal()
    if (0xD800..<0xDC00).contains(first), next == UInt8(ascii: "\\"), place + 1 < bytes.count,
      bytes[place + 1] == UInt8(ascii: "u")
    {
      let begin = place
      place += 2
      let second = try hexadecimal()
      if (0xDC00..<0xE000).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        return Character(scalar)
      }
      place = begin
    }
    return Character(Unicode.Scalar(first) ?? "\u{FFFD}")
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    guard place + 4 <= bytes.count,
      bytes[place..<(place + 4)].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let number = UInt32(String(decoding: bytes[place..<(place + 4)], as: UTF8.self), radix: 16)
    else { throw error("four hexadecimal digits are missing") }
    place += 4
    return number
  }
}
