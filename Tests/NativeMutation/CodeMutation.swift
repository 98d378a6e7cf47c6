// Mistakes in the text of emitted code: one line of one module is changed.

package import ApusExtension
internal import Foundation

/// A kind of mistake that a compiler can make.
package enum CodeMutation: String, CaseIterable, Sendable {
  /// A number that is a little off, or much.
  case constant
  /// A difference for a sum, or a sum for a difference.
  case sign
  /// A sum for a product, a product for a quotient.
  case operation
  /// The element before.
  case index
  /// The first element for every one, or a smaller step from one to the next.
  case stride
  /// A sum without one of its terms.
  case missingTerm = "missing term"
  /// A comparison the other way round.
  case comparison

  /// A text with the mistake in a line that can have it; nil where there is none.
  ///
  /// Places are only moved towards the beginning of their block, so that broken code does not leave its memory.
  package func apply(to text: String, _ random: inout Philox4x64) -> String? {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // Helper functions follow the attributes; constants of the mathematical library are tested elsewhere.
    let end = lines.firstIndex { $0.hasPrefix("attributes") } ?? lines.count
    var choices = (0..<end).compactMap { line in
      changed(lines[line], &random).map { (line: line, text: $0) }
    }
    choices.removeAll { lines[$0.line] == $0.text }
    if self == .comparison {
      let guards = Self.guards(lines[..<end])
      choices.removeAll { lines[$0.line].registers.first.map(guards.contains) ?? false }
    }
    guard !choices.isEmpty else { return nil }
    let choice = choices[random.whole(0...(choices.count - 1))]
    lines[choice.line] = choice.text
    return lines.joined(separator: "\n")
  }

  private func changed(_ line: String, _ random: inout Philox4x64) -> String? {
    switch self {
    case .constant: return Self.withOtherNumber(line, &random)
    case .sign: return line.exchanging([" = fadd ": " = fsub ", " = fsub ": " = fadd "])
    case .operation:
      return line.exchanging([" = fmul ": " = fadd ", " = fdiv ": " = fmul "])
    case .index:
      guard line.contains("getelementptr inbounds i8, ptr %"), let offset = line.lastNumber, offset >= 8 else {
        return nil
      }
      return line.replacingLastNumber(by: offset - 8)
    case .stride:
      if line.contains("getelementptr inbounds double, ptr %"), line.contains(", i64 %") {
        return line.cut(at: ", i64 %").map { $0 + ", i64 0" }
      }
      guard line.contains(" = mul i64 "), let factor = line.lastNumber, factor > 1 else { return nil }
      return line.replacingLastNumber(by: factor - 1)
    case .missingTerm:
      if line.contains(" = fadd "), let rest = line.cut(at: ", ") { return rest + ", " + Self.zero(line) }
      guard line.contains("@llvm.fma."), line.hasSuffix(")"), let rest = line.cut(at: ", ") else { return nil }
      let type = line.contains("<8 x double>") ? "<8 x double> " : "double "
      return rest + ", " + type + Self.zero(line) + ")"
    case .comparison:
      return line.exchanging([
        " = fcmp olt ": " = fcmp ogt ", " = fcmp ogt ": " = fcmp olt ", " = fcmp oge ": " = fcmp ole ",
        " = fcmp ole ": " = fcmp oge ",
      ])
    }
  }

  /// The conditions of branches, such as into what only serves large angles: there a wrong one would read outside of tables.
  private static func guards(_ lines: ArraySlice<String>) -> Set<Substring> {
    var guards: Set<Substring> = []
    for line in lines.reversed() {
      let registers = line.registers
      guard let result = registers.first else { continue }
      if line.contains("br i1 ") { guards.insert(result) }
      let isCondition = line.contains(" i1>") || line.contains(" i1 ") || line.contains("x i1> ")
      if line.contains("@llvm.vector.reduce.or") || guards.contains(result) && isCondition {
        guards.formUnion(registers.dropFirst())
      }
    }
    return guards
  }

  private static func zero(_ line: String) -> String {
    line.contains("<8 x double>") ? "zeroinitializer" : "0x0000000000000000"
  }

  /// The line with its first number in hexadecimal a part of 1e-7 to 1 larger.
  private static func withOtherNumber(_ line: String, _ random: inout Philox4x64) -> String? {
    guard line.contains(" = f") || line.contains("@llvm.fma."), let place = line.firstRange(of: "0x") else {
      return nil
    }
    let digits = line[place.upperBound...].prefix(16)
    guard digits.count == 16, let bits = UInt64(digits, radix: 16) else { return nil }
    let number = Double(bitPattern: bits)
    guard number.isFinite, number != 0 else { return nil }
    let part = pow(10, random.number(-7...0))
    let other = String((number * (1 + part)).bitPattern, radix: 16, uppercase: true)
    let padded = String(repeating: "0", count: 16 - other.count) + other
    return line.replacingCharacters(in: digits.startIndex..<digits.endIndex, with: padded)
  }
}

extension String {
  /// The numbered registers in a line; the first is the result.
  fileprivate var registers: [Substring] {
    split { !($0.isLetter || $0.isNumber || $0 == "%") }.filter { $0.hasPrefix("%v") }
  }

  /// The string with the first of some words that it has exchanged for another.
  fileprivate func exchanging(_ words: KeyValuePairs<String, String>) -> String? {
    for (word, other) in words {
      if let range = firstRange(of: word) { return replacingCharacters(in: range, with: other) }
    }
    return nil
  }

  /// The string before the last place of a separator.
  fileprivate func cut(at separator: String) -> String? {
    ranges(of: separator).last.map { String(self[..<$0.lowerBound]) }
  }

  /// The number at the end.
  fileprivate var lastNumber: Int? {
    let digits = reversed().prefix { $0.isNumber }
    return digits.isEmpty ? nil : Int(String(digits.reversed()))
  }

  /// The string with another number at the end.
  fileprivate func replacingLastNumber(by number: Int) -> String {
    String(dropLast(reversed().prefix { $0.isNumber }.count)) + String(number)
  }
}
