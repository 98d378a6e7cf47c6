// Writes well-formed SVG element by element: text and attributes are escaped, each element is closed.

/// The text of an SVG file as it grows.
package struct SVGWriter {
  private var bytes: [UInt8] = []
  private var openElements: [String] = []

  /// A file without elements.
  package init() {}

  /// The file; every element must be closed.
  package var text: String {
    precondition(openElements.isEmpty, "\(openElements.count) elements are open")
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Opens an element.
  package mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) {
    begin(name, attributes)
    write(">")
    openElements.append(name)
  }

  /// Closes the element that was opened last.
  package mutating func close() {
    guard let name = openElements.popLast() else { return }
    write("</\(name)>\n")
  }

  /// Writes an element with text, or without content.
  package mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String? = nil
  ) {
    begin(name, attributes)
    guard let text else { return write("/>\n") }
    write(">")
    write(Self.escaped(text))
    write("</\(name)>\n")
  }

  /// Writes a path, unless it is empty.
  package mutating func path(_ data: PathData, _ attributes: KeyValuePairs<String, String>) {
    guard !data.isEmpty else { return }
    begin("path", attributes)
    write(" d=\"")
    bytes += data.bytes
    write("\"/>\n")
  }

  /// Writes text that is escaped already.
  package mutating func write(_ markup: String) { bytes += Array(markup.utf8) }

  private mutating func begin(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    write("<\(name)")
    for (key, value) in attributes { write(" \(key)=\"\(Self.escaped(value))\"") }
  }

  /// A part of 1 as an attribute.
  package static func part(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }

  /// The text with marks of XML as entities. Control characters, which XML forbids or which turn the direction of writing,
  /// are dropped; line ends and tabulators become spaces.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x26: result += "&amp;"
      case 0x3C: result += "&lt;"
      case 0x3E: result += "&gt;"
      case 0x22: result += "&quot;"
      case 0x27: result += "&#39;"
      case 0x09, 0x0A, 0x0D: result += " "
      case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF0...0xFFFF: continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
