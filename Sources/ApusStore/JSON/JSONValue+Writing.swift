// JSON values as text.

extension JSONValue {
  /// The document's bytes, in one line; with a line for each member where it is indented.
  ///
  /// Numbers keep all digits. What JSON has no number for becomes the text `NaN`, `Infinity` or `-Infinity`, as in Zarr's
  /// metadata.
  package func bytes(isIndented: Bool = false) -> [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes, indent: isIndented ? 0 : nil)
    return bytes
  }

  private func append(to bytes: inout [UInt8], indent: Int?) {
    switch self {
    case .null: bytes += "null".utf8
    case .flag(let flag): bytes += (flag ? "true" : "false").utf8
    case .integer(let integer): bytes += "\(integer)".utf8
    case .number(let number) where number.isFinite: bytes += "\(number)".utf8
    case .number(let number):
      Self.append(number.isNaN ? "NaN" : number > 0 ? "Infinity" : "-Infinity", to: &bytes)
    case .text(let text): Self.append(text, to: &bytes)
    case .list(let list):
      // Lists of plain values stay in one line.
      let isPlain = list.allSatisfy { if case .record = $0 { false } else { true } }
      Self.append(list, "[", "]", to: &bytes, indent: isPlain ? nil : indent) { value, bytes, indent in
        value.append(to: &bytes, indent: indent)
      }
    case .record(let members):
      Self.append(members, "{", "}", to: &bytes, indent: indent) { member, bytes, indent in
        Self.append(member.name, to: &bytes)
        bytes += (indent == nil ? ":" : ": ").utf8
        member.value.append(to: &bytes, indent: indent)
      }
    }
  }

  private static func append<Part>(
    _ parts: [Part], _ first: Unicode.Scalar, _ last: Unicode.Scalar, to bytes: inout [UInt8], indent: Int?,
    _ write: (Part, inout [UInt8], Int?) -> Void
  ) {
    bytes.append(UInt8(ascii: first))
    let inner = indent.map { $0 + 2 }
    for (place, part) in parts.enumerated() {
      if place > 0 { bytes += ",".utf8 }
      appendLine(inner, to: &bytes)
      write(part, &bytes, inner)
    }
    if !parts.isEmpty { appendLine(indent, to: &bytes) }
    bytes.append(UInt8(ascii: last))
  }

  private static func appendLine(_ indent: Int?, to bytes: inout [UInt8]) {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes += repeatElement(UInt8(ascii: " "), count: indent)
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    bytes.append(quote)
    for byte in text.utf8 {
      switch byte {
      case quote: bytes += "\\\"".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case UInt8(ascii: "\n"): bytes += "\\n".utf8
      case 0..<0x20, 0x7F: bytes += ("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(quote)
  }
}
