// Reads SVG strictly: attributes in quotes, known entities only, every element closed.

/// An element of an SVG file.
public struct SVGElement: Sendable {
  /// Why a text is not well-formed.
  public struct Malformed: Error {
    /// What is wrong, and before which text.
    public let reason: String
  }

  public let name: String
  public private(set) var attributes: [String: String] = [:]
  public private(set) var children: [SVGElement] = []
  /// The text within it and within its children.
  public private(set) var text = ""

  /// The root of a file.
  ///
  /// - Throws: ``Malformed``.
  public init(_ source: String) throws {
    var reader = Reader(source)
    self = try reader.element()
    try reader.requireEnd()
  }

  fileprivate init(name: String) { self.name = name }

  /// Whether the attribute `class` has the word.
  public func has(class word: String) -> Bool {
    (attributes["class"] ?? "").split(separator: " ").contains { $0 == word }
  }

  /// All elements below with this class, in their order.
  public func all(class word: String) -> [SVGElement] {
    children.flatMap { ($0.has(class: word) ? [$0] : []) + $0.all(class: word) }
  }

  /// All elements below with this name.
  public func all(named name: String) -> [SVGElement] {
    children.flatMap { ($0.name == name ? [$0] : []) + $0.all(named: name) }
  }

  /// An attribute as a number.
  public func number(_ key: String) -> Double? { attributes[key].flatMap(Double.init) }

  /// The places to which a path moves: where its parts begin.
  public var starts: [(x: Double, y: Double)] { points(after: "M") }

  /// The places of a path's absolute commands `M` and `L`.
  public var vertices: [(x: Double, y: Double)] { points(after: "ML") }

  private func points(after commands: String) -> [(x: Double, y: Double)] {
    let path = Array(attributes["d"] ?? "")
    var result: [(x: Double, y: Double)] = []
    for (index, letter) in path.enumerated() where commands.contains(letter) {
      let rest = path[(index + 1)...].prefix { !$0.isLetter }
      let numbers = String(rest).split(separator: " ").compactMap { Double($0) }
      if numbers.count == 2 { result.append((numbers[0], numbers[1])) }
    }
    return result
  }

  /// A recursive reader of elements.
  private struct Reader {
    private let source: [Character]
    private var index = 0

    init(_ text: String) { source = Array(text) }

    private var rest: String { String(source[index...].prefix(40)) }

    private func failure(_ reason: String) -> Malformed { Malformed(reason: "\(reason) before: \(rest)") }

    private mutating func skipSpace() {
      while index < source.count, source[index].isWhitespace { index += 1 }
    }

    private mutating func take(_ expected: String) throws {
      guard source[index...].starts(with: expected) else { throw failure("no \(expected)") }
      index += expected.count
    }

    private mutating func name() throws -> String {
      let start = index
      while index < source.count, source[index].isLetter || source[index].isNumber || "-:".contains(source[index]) {
        index += 1
      }
      guard index > start else { throw failure("no name") }
      return String(source[start..<index])
    }

    /// Text up to a character, with entities replaced.
    private mutating func text(until end: Character) throws -> String {
      var result = ""
      while index < source.count, source[index] != end {
        let letter = source[index]
        index += 1
        guard letter != "<" else { throw failure("a bare <") }
        for scalar in letter.unicodeScalars where scalar.value < 0x20 && !"\t\n\r".unicodeScalars.contains(scalar) {
          throw failure("control character \(scalar.value)")
        }
        guard letter == "&" else {
          result.append(letter)
          continue
        }
        let entity = String(source[index...].prefix { $0 != ";" }.prefix(6))
        let known = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'"]
        guard let replacement = known[entity] else { throw failure("entity \(entity)") }
        result += replacement
        index += entity.count + 1
      }
      guard index < source.count else { throw failure("no \(end)") }
      return result
    }

    mutating func element() throws -> SVGElement {
      try take("<")
      var element = SVGElement(name: try name())
      skipSpace()
      while index < source.count, source[index] != ">", source[index] != "/" {
        let key = try name()
        try take("=\"")
        guard element.attributes[key] == nil else { throw failure("a second \(key)") }
        element.attributes[key] = try text(until: "\"")
        try take("\"")
        skipSpace()
      }
      if source[index...].starts(with: "/>") {
        index += 2
        skipSpace()
        return element
      }
      try take(">")
      while true {
        element.text += try text(until: "<")
        if source[index...].starts(with: "</") {
          try take("</\(element.name)>")
          return element
        }
        let child = try self.element()
        element.text += child.text
        element.children.append(child)
      }
    }

    mutating func requireEnd() throws {
      skipSpace()
      guard index == source.count else { throw failure("more text") }
    }
  }
}
