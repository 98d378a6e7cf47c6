// Identifiers of an exported module: the user's names made into Python identifiers, each used for one thing only.

// Foundation has the form NFKC of a text; the standard library has not.
internal import Foundation

/// The identifiers of a module, its functions' local ones included.
///
/// Local names avoid those of the module, and names that the module gets later avoid all local ones, so that nothing is
/// shadowed.
package struct PythonNames {
  /// Names that are never given: Python's own, and those of the fixed part of a module.
  private static let reserved: Set<String> = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", "match", "case", "type",
    "jax", "jnp", "np", "sys", "pathlib", "argparse", "ctypes", "functools", "numpyro", "blackjax",
    "data", "constants", "coords", "parameters", "position", "values", "start", "start_scales", "rule_traces",
    "constrain", "unconstrain", "deterministics", "deterministic_dims", "log_density", "log_density_terms",
    "initial_position", "potential_fn", "run_numpyro", "run_blackjax", "check", "main", "residuals", "results",
    "cotangents", "tangents", "primals", "operands", "carry", "element", "Draws", "Primitive", "ad", "batching", "mlir",
    "arrays", "swift_library", "swift_main", "swift_routines", "abs", "all", "any", "bool", "dict", "enumerate",
    "float",
    "int", "isinstance", "len", "list", "map", "max", "min", "next", "pow", "print", "range", "round", "set", "slice",
    "sorted", "str", "sum", "tuple", "zip", "NotImplementedError", "RuntimeError", "ValueError",
  ]

  private var taken: Set<String>
  private var locals: Set<String> = []

  /// No names but the reserved ones and those of helper functions.
  package init(reserving names: some Sequence<String>) { taken = Self.reserved.union(names) }

  /// A name of the module's own, as near to the wanted one as can be.
  package mutating func claim(_ wanted: String) -> String {
    let name = Self.unique(Self.identifier(wanted)) { taken.contains($0) || locals.contains($0) }
    taken.insert(name)
    return name
  }

  /// A name in one of the module's functions, in which `others` are used already.
  package mutating func claimLocal(_ wanted: String, besides others: Set<String>) -> String {
    let name = Self.unique(Self.identifier(wanted)) { taken.contains($0) || others.contains($0) }
    locals.insert(name)
    return name
  }

  private static func unique(_ name: String, _ isTaken: (String) -> Bool) -> String {
    guard isTaken(name) else { return name }
    var count = 2
    while isTaken("\(name)_\(count)") { count += 1 }
    return "\(name)_\(count)"
  }

  /// The text with everything that no identifier has replaced by underscores, in the form in which Python compares
  /// identifiers (NFKC): letters that it takes for the same are the same here.
  static func identifier(_ text: String) -> String {
    var result = ""
    for scalar in text.precomposedStringWithCompatibilityMapping.unicodeScalars {
      let isPlain =
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
        || scalar.value > 0x7F && scalar.properties.isXIDContinue
      if isPlain { result.unicodeScalars.append(scalar) } else if result.last != "_" { result += "_" }
    }
    while result.count > 1, result.hasSuffix("_") { result.removeLast() }
    guard let first = result.unicodeScalars.first else { return "value" }
    return first.properties.isXIDStart ? result : "v" + result
  }
}
