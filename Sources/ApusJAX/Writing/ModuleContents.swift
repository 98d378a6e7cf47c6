// What an exported module is made of while it is written: its names, functions and arrays.

internal import ApusFunctions
internal import ApusGraph
internal import ApusOps

/// The contents of a module that grow as graphs are written.
final class ModuleContents {
  /// A function that several nodes may share: an Op, with its operands' types where they matter.
  struct FunctionKey: Hashable {
    let op: AnyOp
    let types: [TensorType]
    /// The results that nothing uses, where the rule is another then.
    var unused: Set<Int> = []
  }

  /// The names in use.
  var names: PythonNames
  /// The definitions of functions, in the order in which they were finished.
  private(set) var definitions: [String] = []
  /// Arrays that are too large, or too much used, to stand in an expression.
  private(set) var arrays: [(name: String, value: NDArray)] = []
  /// The helper functions that are called.
  private(set) var helpers: Set<String> = []
  /// Helper functions that are Ops: they get a decorator and are followed by their rules.
  private(set) var decorators: [String: (decorator: String, rule: String)] = [:]
  /// The user's rules, by the function's name, with the line that declares each.
  private(set) var userRules: [(name: String, location: SourceLocation?)] = []
  /// Why functions refuse a derivative, by their names and the numbers of operands.
  var refusals: [String: [Int: String]] = [:]
  /// The operands for which functions have no derivative since they are disconnected, by the functions' names.
  var disconnected: [String: Set<Int>] = [:]
  /// The routines that run in the shared library.
  private(set) var routines: [Routine] = []
  private var functions: [FunctionKey: String] = [:]
  /// The kinds of the routines whose rules are being written, each inside the one before.
  private var enclosing: [ObjectIdentifier] = []
  /// The names and the places of definitions that are the same but for the names.
  private var variants: [String: [(name: String, place: Int)]] = [:]
  private var arrayNames: [NDArray: String] = [:]

  init() { names = PythonNames(reserving: HelperFunctions.shared.names) }

  /// Notes that a helper function is called; other names are nothing to note.
  func use(_ name: String) { if HelperFunctions.shared.block(name) != nil { helpers.insert(name) } }

  /// The name of an array of the module.
  func array(_ value: NDArray) -> String {
    if let name = arrayNames[value] { return name }
    let name = names.claim("constant_\(arrays.count)")
    arrays.append((name, value))
    arrayNames[value] = name
    return name
  }

  /// The name of the function for an Op, which is defined at the first call: `define` gets the name.
  func function(
    _ key: FunctionKey, wanted: String, isHelper: Bool = false,
    define: (String) throws(JAXExportError) -> Void
  ) throws(JAXExportError) -> String {
    if let name = functions[key] { return name }
    let name = isHelper ? wanted : names.claim(wanted)
    functions[key] = name
    if isHelper { helpers.insert(name) }
    let count = definitions.count
    try define(name)
    guard !isHelper, definitions.count > count else { return name }
    // The same text was written before where a function is called on operands of other shapes, or inside another function.
    let text = definitions[definitions.count - 1]
    let pattern = renamed(renamed(text, name, "?"), PythonNames.identifier(wanted), "?")
    let same = variants[pattern, default: []].first { definitions[$0.place] == renamed(text, name, $0.name) }
    guard let same else {
      variants[pattern, default: []].append((name, definitions.count - 1))
      return name
    }
    definitions.removeLast()
    userRules.removeAll { $0.name == name || $0.name == "\(name)_pushforward" }
    functions[key] = same.name
    return same.name
  }

  /// A text with a function's name, alone and at the beginnings of the names of its parts, replaced by another.
  private func renamed(_ text: String, _ old: String, _ new: String) -> String {
    HelperFunctions.mappingWords(text) { word in
      word == old || word.hasPrefix(old + "_") ? new + word.dropFirst(old.count) : String(word)
    }
  }

  /// Whether the rules that are being written are of at most so many routines of an Op's kind.
  func isInside(_ op: any Op, atMost limit: Int) -> Bool {
    enclosing.count { $0 == ObjectIdentifier(type(of: op)) } <= limit
  }

  /// Begins the rule of a routine.
  func enter(_ op: any Op) { enclosing.append(ObjectIdentifier(type(of: op))) }

  /// Ends the rule that was begun last.
  func leave() { enclosing.removeLast() }

  /// Adds a finished definition.
  func add(_ definition: String) { definitions.append(definition) }

  /// The functions as sections of a module: the helpers that are needed, then the others.
  var sections: [String] {
    let needed = HelperFunctions.shared.closure(of: helpers).map { helper in
      guard let (decorator, rule) = decorators[helper.name] else { return helper.text }
      return "\(decorator)\n\(helper.text)\n\n\n\(rule)"
    }
    return needed + definitions
  }

  /// The table of the user's rules.
  var ruleTable: String {
    let counts = userRules.map { "\(PythonLiteral.string($0.name)): 0" }.joined(separator: ", ")
    return "# How often JAX has traced each of the user's gradient rules.\nrule_traces = {\(counts)}"
  }

  /// Makes a helper function one with a rule.
  func decorate(_ helper: String, with decorator: String, rule: String) { decorators[helper] = (decorator, rule) }

  /// Notes a rule of the user's.
  func addUserRule(_ name: String, _ location: SourceLocation?) { userRules.append((name, location)) }

  /// The number of a routine in the shared library.
  func routine(_ op: any Op, _ operandTypes: [TensorType], _ resultTypes: [TensorType]) -> Int {
    routines.append(Routine(op: op, operandTypes: operandTypes, resultTypes: resultTypes))
    return routines.count - 1
  }
}

/// An Op as the key of a dictionary.
struct AnyOp: Hashable {
  let op: any Op

  static func == (a: AnyOp, b: AnyOp) -> Bool { areEqual(a.op, b.op) }
  func hash(into hasher: inout Hasher) { op.hash(into: &hasher) }

  private static func areEqual<Operation: Op>(_ a: Operation, _ b: any Op) -> Bool { (b as? Operation) == a }
}
