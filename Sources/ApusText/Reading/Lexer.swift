// The words of a text with their lines and columns.

/// A word of a text.
enum Token: Equatable {
  /// `%name`, or `%name.1`.
  case value(String, Int?)
  case word(String)
  case integer(Int)
  case number(Double)
  /// A hexadecimal number.
  case bits(UInt64)
  case string(String)
  case sign(Character)
  case end

  var description: String {
    switch self {
    case .value(let name, let result): "'%\(name)\(result.map { ".\($0)" } ?? "")'"
    case .word(let word): "'\(word)'"
    case .integer(let value): "'\(value)'"
    case .number(let value): "'\(NumberText.text(value))'"
    case .bits(let value): "'0x\(String(value, radix: 16))'"
    case .string(let text): text.count > 40 ? "a string" : text.quoted
    case .sign(let sign): "'\(sign)'"
    case .end: "the end of the text"
    }
  }
}

/// Reads one word after another.
struct Lexer {
  private let bytes: [UInt8]
  private var index = 0
  private var position = TextPosition()

  /// - Throws: an error at the first byte that is not UTF-8.
  init(_ bytes: [UInt8]) throws(GraphTextError) {
    self.bytes = bytes
    if String(validating: bytes, as: UTF8.self) == nil { throw Self.encodingError(bytes) }
  }

  private static func encodingError(_ bytes: [UInt8]) -> GraphTextError {
    var decoder = UTF8()
    var source = bytes.makeIterator()
    var position = TextPosition()
    while case .scalarValue(let scalar) = decoder.decode(&source) {
      position = scalar == "\n" ? TextPosition(line: position.line + 1, column: 1) : position.moved(by: 1)
    }
    return position.error(.encoding, "expected UTF-8 and found bytes that are not")
  }

  private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func advance() {
    if bytes[index] == UInt8(ascii: "\n") {
      position = TextPosition(line: position.line + 1, column: 1)
    } else if bytes[index] & 0xc0 != 0x80 {
      position.column += 1
    }
    index += 1
  }

  private mutating func take(while isTaken: (UInt8) -> Bool) -> String {
    let start = index
    while let byte, isTaken(byte) { advance() }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func skipBlank() {
    while let byte {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): advance()
      case UInt8(ascii: "/") where index + 1 < bytes.count && bytes[index + 1] == byte:
        while let byte = self.byte, byte != UInt8(ascii: "\n") { advance() }
      default: return
      }
    }
  }

  /// The next word and where it begins.
  mutating func next() throws(GraphTextError) -> (token: Token, position: TextPosition) {
    skipBlank()
    let start = position
    guard let byte else { return (.end, start) }
    switch byte {
    case UInt8(ascii: "%"): return (try valueName(start), start)
    case UInt8(ascii: "\""): return (.string(try string(start)), start)
    case _ where byte == UInt8(ascii: "-") || byte.isDigit: return (try number(start), start)
    case _ where byte.isNameByte:
      let word = take { $0.isNameByte }
      return (word == "nan" ? .number(.nan) : word == "inf" ? .number(.infinity) : .word(word), start)
    case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "("), UInt8(ascii: ")"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
      advance()
      return (.sign(Character(UnicodeScalar(byte))), start)
    default:
      throw start.error(
        .syntax, "expected a word, a number, a name such as %1 or a string, and found another character")
    }
  }

  private mutating func valueName(_ start: TextPosition) throws(GraphTextError) -> Token {
    advance()
    let name = take { $0.isNameByte }
    guard !name.isEmpty else { throw start.error(.syntax, "expected a name after '%', such as %1") }
    guard byte == UInt8(ascii: ".") else { return .value(name, nil) }
    advance()
    let digits = take { $0.isDigit }
    guard let result = Int(digits) else {
      throw start.error(.number, "expected the number of a result after '%\(name).'")
    }
    return .value(name, result)
  }

  private mutating func number(_ start: TextPosition) throws(GraphTextError) -> Token {
    let isNegative = byte == UInt8(ascii: "-")
    if isNegative { advance() }
    var text = take { $0.isNameByte || $0 == UInt8(ascii: ".") }
    if text == "inf" { return .number(isNegative ? -.infinity : .infinity) }
    // A sign in an exponent.
    if text.last == "e" || text.last == "E", let sign = byte, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      advance()
      text.append(Character(UnicodeScalar(sign)))
      text += take { $0.isDigit }
    }
    if !isNegative, text.hasPrefix("0x") {
      guard let bits = UInt64(text.dropFirst(2), radix: 16), text.utf8.dropFirst(2).first.map(\.isNameByte) ?? false
      else { throw start.error(.number, "expected a hexadecimal number of 64 bits") }
      return .bits(bits)
    }
    let signed = (isNegative ? "-" : "") + text
    if !text.isEmpty, text.utf8.allSatisfy({ $0.isDigit }) {
      guard let value = Int(signed) else { throw start.error(.number, "expected an integer of 64 bits") }
      return .integer(value)
    }
    let isDecimal = text.utf8.first.map(\.isDigit) ?? false
    guard isDecimal, text.utf8.allSatisfy({ $0.isDigit || ".eE+-".utf8.contains($0) }),
      let value = NumberText.number(signed)
    else { throw start.error(.number, "expected a number that a double can hold") }
    return .number(value)
  }

  private mutating func string(_ start: TextPosition) throws(GraphTextError) -> String {
    advance()
    var result: [UInt8] = []
    while let byte, byte != UInt8(ascii: "\n") {
      advance()
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"): result += try escape(start)
      default: result.append(byte)
      }
    }
    throw start.error(.syntax, "expected a quote at the end of the string")
  }

  private mutating func escape(_ start: TextPosition) throws(GraphTextError) -> [UInt8] {
    guard let byte else { throw start.error(.syntax, "expected a quote at the end of the string") }
    let place = position.moved(by: -1)
    advance()
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [byte]
    case UInt8(ascii: "n"): return [UInt8(ascii: "\n")]
    case UInt8(ascii: "t"): return [UInt8(ascii: "\t")]
    case UInt8(ascii: "r"): return [UInt8(ascii: "\r")]
    case UInt8(ascii: "u"):
      if self.byte == UInt8(ascii: "{") {
        advance()
        let digits = take { $0.isNameByte }
        if self.byte == UInt8(ascii: "}"), let value = UInt32(digits, radix: 16), let scalar = UnicodeScalar(value) {
          advance()
          return Array(String(Character(scalar)).utf8)
        }
      }
      throw place.error(.syntax, "expected a character such as \\u{1b}")
    default: throw place.error(.syntax, "expected one of \\\" \\\\ \\n \\t \\r \\u{…}")
    }
  }
}

extension TextPosition {
  /// The place some characters later in the line.
  func moved(by count: Int) -> TextPosition { TextPosition(line: line, column: column + count) }
}
