// Names of variables as LaTeX: Greek letters, subscripts after an underscore, words upright.

struct LaTeXName {
  /// The letter or word.
  let base: String
  /// What stands below it, part by part.
  let subscripts: [String]

  private static let greek: Set<String> = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "pi",
    "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi",
    "Sigma", "Upsilon", "Phi", "Psi", "Omega",
  ]

  init(_ name: String) {
    var parts = name.split(separator: "_").map(String.init)
    // Trailing digits are a subscript: y0.
    if let first = parts.first, let end = first.lastIndex(where: { !$0.isNumber }),
      end < first.index(before: first.endIndex)
    {
      let digits = first[first.index(after: end)...]
      parts.replaceSubrange(0..<1, with: [String(first[...end]), String(digits)])
    }
    base = parts.first.map(Self.symbol) ?? "\\mathrm{\(Self.escaped(name))}"
    subscripts = parts.dropFirst().map(Self.symbol)
  }

  /// The name with subscripts, and indices behind them.
  ///
  /// - Parameter isBold: whether it stands for a whole array.
  func text(_ indices: [String], isBold: Bool = false) -> String {
    let below = (subscripts + indices).joined(separator: ", ")
    let symbol = isBold ? "\\boldsymbol{\(base)}" : base
    return below.isEmpty ? symbol : below.count == 1 ? "\(symbol)_\(below)" : "\(symbol)_{\(below)}"
  }

  private static func symbol(_ word: String) -> String {
    if greek.contains(word) { return "\\\(word)" }
    if word.count == 1 || word.allSatisfy(\.isNumber) { return escaped(word) }
    return "\\mathrm{\(escaped(word))}"
  }

  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&", "%", "$", "#", "_", "{", "}": result += "\\\(character)"
      case "\\": result += "\\backslash "
      case "^": result += "\\hat{}"
      case "~": result += "\\sim "
      case " ": result += "\\ "
      default: result.append(character)
      }
    }
  }
}
