// The layout of Python text: long lines are folded at brackets, as a formatter would.

/// Folds lines that are too long.
package enum PythonLayout {
  /// The longest line.
  package static let width = 100

  /// The imports that not every module needs, each with what tells that it does.
  private static let imports = [
    ("import ctypes", "ctypes."), ("import functools", "functools."), ("import pathlib", "pathlib."),
    ("from jax.extend.core import Primitive", "Primitive("),
    ("from jax.interpreters import ad, batching, mlir", "batching."),
  ]

  /// The text of a module of sections, without the import of what it does not use.
  package static func module(_ sections: [String]) -> String {
    var text = ""
    for section in sections {
      let isFunction = section.hasPrefix("def ") || section.hasPrefix("@") || section.hasPrefix("class ")
      text += (text.isEmpty ? "" : isFunction ? "\n\n\n" : "\n\n") + section
    }
    for (line, use) in imports where !text.contains(use) {
      text = text.replacing(line + "\n", with: "", maxReplacements: 1)
    }
    return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { folded(String($0)) }
      .joined(separator: "\n") + "\n"
  }

  /// A statement on as many lines as it needs.
  package static func folded(_ line: String) -> [String] {
    guard line.count > width else { return [line] }
    let indentation = String(line.prefix { $0 == " " })
    let scalars = Array(line.unicodeScalars)
    guard let (open, close) = widestBrackets(scalars) else { return [line] }
    let inner = indentation + "    "
    let content = text(scalars[(open + 1)..<close])
    let parts = items(content)
    var lines = [text(scalars[...open])]
    if parts.count <= 1 {
      // One expression: a comma would make a tuple of it, or is there already.
      lines += folded(inner + content)
    } else if parts.allSatisfy({ $0.count <= 24 && !$0.contains("=") }), parts.count > 6 {
      lines += filled(parts, inner)
    } else {
      lines += parts.flatMap { folded(inner + $0 + ",") }
    }
    return lines + folded(indentation + text(scalars[close...]))
  }

  /// The pair of outermost brackets with the most between them.
  private static func widestBrackets(_ text: [Unicode.Scalar]) -> (Int, Int)? {
    var best: (Int, Int)?
    var start = 0
    walk(text) { index, depth, isOpening in
      if isOpening && depth == 1 { start = index }
      if !isOpening && depth == 0, index - start > (best.map { $1 - $0 } ?? 1) { best = (start, index) }
    } comma: { _, _ in
    }
    return best
  }

  /// The parts between the commas at the top.
  private static func items(_ content: String) -> [String] {
    let scalars = Array(content.unicodeScalars)
    var cuts: [Int] = []
    walk(scalars) { _, _, _ in
    } comma: { index, depth in
      if depth == 0 { cuts.append(index) }
    }
    var parts: [String] = []
    var start = 0
    for cut in cuts + [scalars.count] {
      let part = scalars[start..<cut].drop { $0 == " " }
      if !part.isEmpty { parts.append(text(part)) }
      start = cut + 1
    }
    // `(x,)` keeps its comma.
    return parts.count == 1 && !cuts.isEmpty ? [content] : parts
  }

  /// Short parts, as many on a line as fit.
  private static func filled(_ parts: [String], _ indentation: String) -> [String] {
    var lines: [String] = []
    var line = indentation
    for part in parts {
      if line.count + part.count + 2 > width, line != indentation {
        lines.append(line)
        line = indentation
      }
      line += (line == indentation ? "" : " ") + part + ","
    }
    return lines + [line]
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  /// Visits brackets and commas outside of strings, scalar by scalar (a quote and a mark after it are one `Character`), each with the depth after it.
  private static func walk(
    _ text: [Unicode.Scalar], bracket: (_ index: Int, _ depth: Int, _ isOpening: Bool) -> Void,
    comma: (_ index: Int, _ depth: Int) -> Void
  ) {
    var depth = 0
    var isInString = false
    var index = 0
    while index < text.count {
      let character = text[index]
      if isInString {
        if character == "\\" { index += 1 } else if character == "\"" { isInString = false }
      } else {
        switch character {
        case "\"": isInString = true
        case "(", "[", "{":
          depth += 1
          bracket(index, depth, true)
        case ")", "]", "}":
          depth -= 1
          bracket(index, depth, false)
        case ",": comma(index, depth)
        default: break
        }
      }
      index += 1
    }
  }
}
