// Python expressions as text that knows how tightly it binds, so that brackets stand only where they are needed.

package import ApusGraph

package struct PythonExpression: Sendable {
  /// How tightly an expression binds, loosest first.
  package enum Precedence: Int, Comparable, Sendable {
    case disjunction, conjunction, comparison, sum, product, sign, atom

    package static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }
  }

  package let text: String
  /// How tightly it binds.
  package let precedence: Precedence

  package init(_ text: String, _ precedence: Precedence = .atom) {
    self.text = text
    self.precedence = precedence
  }

  /// The text, in brackets where it binds less tightly than `least`.
  package func text(atLeast least: Precedence) -> String { precedence < least ? "(\(text))" : text }

  package static func call(_ function: String, _ arguments: [PythonExpression], _ options: String...)
    -> PythonExpression
  {
    PythonExpression("\(function)(\((arguments.map(\.text) + options).joined(separator: ", ")))")
  }

  /// `x + y` and the like. On the right the same precedence needs brackets, so that the order of operations stays.
  package static func binary(
    _ symbol: String, _ precedence: Precedence, _ x: PythonExpression, _ y: PythonExpression
  ) -> PythonExpression {
    let tighter = Precedence(rawValue: precedence.rawValue + 1) ?? .atom
    // Comparisons do not chain in Python as they do on paper.
    let left = precedence == .comparison ? x.text(atLeast: tighter) : x.text(atLeast: precedence)
    return PythonExpression("\(left) \(symbol) \(y.text(atLeast: tighter))", precedence)
  }

  /// `-x` and the like.
  package static func prefix(_ symbol: String, _ x: PythonExpression) -> PythonExpression {
    PythonExpression(symbol + x.text(atLeast: .sign), .sign)
  }

  /// `x[…]`.
  package func subscripted(_ indices: String) -> PythonExpression {
    PythonExpression("\(text(atLeast: .atom))[\(indices)]")
  }

  /// `x.name` or `x.name(…)`.
  package func member(_ name: String) -> PythonExpression { PythonExpression("\(text(atLeast: .atom)).\(name)") }
}

/// Python's literals.
package enum PythonLiteral {
  /// A number; `module` has the names of what is no number.
  package static func text(_ value: Double, module: String = "jnp") -> String {
    if value.isNaN { return "\(module).nan" }
    if value.isInfinite { return value < 0 ? "-\(module).inf" : "\(module).inf" }
    return "\(value)"
  }

  package static func scalar(_ value: NDArray) -> PythonExpression {
    switch value.elements {
    case .float64(let values):
      PythonExpression(text(values[0]), values[0].sign == .minus && !values[0].isNaN ? .sign : .atom)
    case .int64(let values): PythonExpression("\(values[0])", values[0] < 0 ? .sign : .atom)
    case .bool(let values): PythonExpression(values[0] ? "True" : "False")
    }
  }

  /// A shape as a tuple.
  package static func shape(_ shape: Shape) -> String { "\(shape)" }

  /// A string in double quotes.
  package static func string(_ text: String) -> String {
    var result = "\""
    for character in text.unicodeScalars {
      switch character {
      case "\"", "\\": result += "\\\(character)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        if character.value < 0x20 || character.value == 0x7F {
          result += "\\x" + String(character.value + 0x100, radix: 16).dropFirst()
        } else {
          result.unicodeScalars.append(character)
        }
      }
    }
    return result + "\""
  }

  /// A text as it stands in a docstring: without what would end it or be an escape sequence.
  static func documentation(_ text: String) -> String {
    String(string(text).dropFirst().dropLast()).replacing("\\\"", with: "\"").replacing("\"\"\"", with: "\\\"\\\"\\\"")
  }

  /// A tuple of expressions; one alone keeps its comma.
  package static func tuple(_ parts: [String]) -> String {
    parts.count == 1 ? "(\(parts[0]),)" : "(\(parts.joined(separator: ", ")))"
  }

  /// The targets of an assignment from a sequence; one alone in brackets, with its comma.
  package static func targets(_ names: [String]) -> String {
    names.count == 1 ? tuple(names) : names.joined(separator: ", ")
  }

  /// The elements of an array as a nested list of Python's.
  package static func list(_ value: NDArray) -> String {
    let leaves: [String] =
      switch value.elements {
      case .float64(let values): values.map { text($0, module: "np") }
      case .int64(let values): values.map { "\($0)" }
      case .bool(let values): values.map { $0 ? "True" : "False" }
      }
    return nested(leaves[...], value.shape.dimensions[...])
  }

  /// NumPy's name of an element type.
  package static func numpyName(_ type: ElementType) -> String { type == .bool ? "bool_" : "\(type)" }

  private static func nested(_ leaves: ArraySlice<String>, _ extents: ArraySlice<Int>) -> String {
    guard let extent = extents.first else { return leaves.first ?? "" }
    let size = leaves.count / max(1, extent)
    let parts = (0..<extent).map { row in
      nested(leaves[(leaves.startIndex + row * size)..<(leaves.startIndex + (row + 1) * size)], extents.dropFirst())
    }
    return "[\(parts.joined(separator: ", "))]"
  }
}
