// The helper functions of exported modules: Python files in the package. A module contains those that it uses.

/// The blocks of the helper files: functions and tables, with what they need of each other.
package struct HelperFunctions: Sendable {
  /// A function or table with the statements that belong to it.
  package struct Block: Sendable {
    package let name: String
    package let text: String
    /// The helpers that the text mentions.
    package let needs: [String]
    /// Whether it begins with decorators of its own.
    let isDecorated: Bool
  }

  /// The helpers of all modules.
  package static let shared = HelperFunctions(
    [
      String(decoding: PackageResources.arrays_py, as: UTF8.self),
      String(decoding: PackageResources.special_py, as: UTF8.self),
      String(decoding: PackageResources.routines_py, as: UTF8.self),
    ], whole: ["with_both_rules": String(decoding: PackageResources.rules_py, as: UTF8.self)])

  /// The blocks in the order of the files.
  package let blocks: [Block]
  private let places: [String: Int]

  /// - Parameters:
  ///   - files: the files, of which each function is a block.
  ///   - whole: files that are a block each.
  init(_ files: [String], whole: [String: String]) {
    var texts: [(name: String, text: String)] = []
    for file in files {
      for statement in Self.statements(file) {
        let name = Self.owner(of: statement)
        // A statement about a function, such as the registration of its rule, belongs to it.
        if let place = texts.firstIndex(where: { $0.name == name }) {
          texts[place].text += "\n\n\n" + statement
        } else {
          texts.append((name, statement))
        }
      }
    }
    for (name, file) in whole { texts.append((name, Self.statements(file).joined(separator: "\n\n\n"))) }
    let names = Set(texts.map(\.name))
    blocks = texts.map { name, text in
      Block(
        name: name, text: text, needs: Self.words(text).filter { names.contains($0) && $0 != name },
        isDecorated: text.hasPrefix("@"))
    }
    places = Dictionary(uniqueKeysWithValues: blocks.enumerated().map { ($1.name, $0) })
  }

  /// The names of all helpers.
  package var names: [String] { blocks.map(\.name) }

  /// A helper.
  package func block(_ name: String) -> Block? { places[name].map { blocks[$0] } }

  /// Helpers with all that they need, in the order of the files.
  package func closure(of names: some Sequence<String>) -> [Block] {
    var found: Set<String> = []
    var pending = Array(names)
    while let name = pending.popLast() {
      guard let block = block(name), found.insert(name).inserted else { continue }
      pending += block.needs
    }
    return blocks.filter { found.contains($0.name) }
  }

  /// The top-level statements of a file, comments and imports left out.
  private static func statements(_ file: String) -> [String] {
    var statements: [String] = []
    var current: [String] = []
    func isOpen() -> Bool {
      guard let last = current.first(where: { !$0.hasPrefix("@") }) else { return !current.isEmpty }
      return last.hasSuffix("(") || last.hasSuffix("[") || last.hasSuffix("{")
    }
    func close() {
      while current.last?.isEmpty ?? false { current.removeLast() }
      if !current.isEmpty { statements.append(current.joined(separator: "\n")) }
      current = []
    }
    for line in Self.withoutDocstring(file).split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      let isContinued = line.isEmpty || line.first == " " || line.first == ")" || line.first == "]" || line.first == "}"
      if isContinued || (current.last?.hasPrefix("@") ?? false) {
        if !current.isEmpty { current.append(line) }
        continue
      }
      if !isOpen() || line.hasPrefix("def ") || line.hasPrefix("@") { close() }
      if line.hasPrefix("#") || line.hasPrefix("import ") || line.hasPrefix("from ") { continue }
      current.append(line)
    }
    close()
    return statements
  }

  /// The file after the string that says what it is for.
  private static func withoutDocstring(_ file: String) -> Substring {
    guard file.hasPrefix("\"\"\""), let end = file.dropFirst(3).firstRange(of: "\"\"\"") else { return file[...] }
    return file[end.upperBound...]
  }

  /// The name that a statement defines, or says something about.
  private static func owner(of statement: String) -> String {
    for line in statement.split(separator: "\n") {
      if line.hasPrefix("@") {
        let decorator = words(String(line))[0]
        if !["functools", "jax", "jnp"].contains(decorator) { return decorator }
        continue
      }
      let name = words(line.hasPrefix("def ") ? String(line.dropFirst(4)) : String(line)).first ?? ""
      // A rule belongs to its function.
      for ending in ["_forward", "_backward", "_pushforward"] where name.hasPrefix("_") && name.hasSuffix(ending) {
        return String(name.dropFirst().dropLast(ending.count))
      }
      return name
    }
    return ""
  }

  /// The identifiers of a text that are not members of others, each once, in order.
  static func words(_ text: String) -> [String] {
    var seen: Set<Substring> = []
    var words: [String] = []
    var index = text.startIndex
    while index < text.endIndex {
      guard isPart(text[index]) else {
        index = text.index(after: index)
        continue
      }
      let end = text[index...].firstIndex { !isPart($0) } ?? text.endIndex
      let isMember = index > text.startIndex && text[text.index(before: index)] == "."
      if !isMember, seen.insert(text[index..<end]).inserted { words.append(String(text[index..<end])) }
      index = end
    }
    return words
  }

  /// A text with each of its identifiers replaced.
  static func mappingWords(_ text: String, _ replacement: (Substring) -> String) -> String {
    var result = ""
    var index = text.startIndex
    while index < text.endIndex {
      let end = text[index...].firstIndex { isPart($0) != isPart(text[index]) } ?? text.endIndex
      result += isPart(text[index]) ? replacement(text[index..<end]) : String(text[index..<end])
      index = end
    }
    return result
  }

  private static func isPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}
