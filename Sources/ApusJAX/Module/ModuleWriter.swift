// Writes a whole module: what it says of itself, its data, its functions, and the fixed part that samples and checks.

internal import ApusGraph
internal import ApusModel
internal import ApusStore

/// Writes the module of a model.
package struct ModuleWriter {
  private let model: Model
  private let name: String
  private let contents = ModuleContents()
  private let start: [NDArray]
  private let scales: [NDArray]
  private let library: JAXLibrary?
  private(set) var archive = ArrayArchive()

  init(_ model: Model, name: String, library: JAXLibrary?) throws(JAXExportError) {
    self.model = model
    self.name = name
    self.library = library
    do {
      let layout = PositionLayout(model.parameters)
      func parts(_ position: [Double]) -> [NDArray] {
        layout.entries.map { NDArray(Array(position[$0.offset..<($0.offset + $0.count)]), shape: $0.shape) }
      }
      start = parts(try model.initialPosition())
      scales = parts(try model.startScales(seed: 0))
    } catch { throw .model(error) }
  }

  /// The routines that the module calls, in the order of their numbers; complete after ``text()``.
  var routines: [Routine] { contents.routines }
  /// The user's gradient rules, by the names of their functions.
  var rules: [String] { contents.userRules.map(\.name) }

  /// The module's text.
  mutating func text() throws(JAXExportError) -> String {
    let functions = [
      try logDensityTerms(), Self.logDensity, try constrain(), try unconstrain(), try deterministics(),
    ]
    if !routines.isEmpty, library == nil {
      let own = routines.filter { $0.op.rule == .user || $0.op.rule == .swift }
      var names: [String] = []
      for routine in own.isEmpty ? routines : own where !names.contains(routine.op.name) {
        names.append(routine.op.name)
      }
      throw .libraryNeeded(names)
    }
    let tables = data()
    var sections = [docstring, Self.imports, variables, rules.isEmpty ? "rule_traces = {}" : contents.ruleTable]
    if let library, !routines.isEmpty { sections.append(routineTable(library)) }
    sections.append(tables)
    sections += contents.sections + functions + [Self.runtime]
    return PythonLayout.module(sections)
  }

  // MARK: What the module says

  private var docstring: String {
    let said = PythonLiteral.documentation(name)
    var lines = [
      "\"\"\"\(said): a model exported by Apus, which NumPyro and BlackJAX sample with exactly its gradient.", "",
      "    draws = run_numpyro()  # or run_blackjax(): arrays (chains, draws, ...) by name",
      "    python \(said).py --check  # compares values and gradients with those of Apus", "",
      "Parameters, with the unconstrained shape that samplers move where it is another:",
    ]
    for parameter in model.parameters {
      let (shape, free) = (parameter.value.shape, parameter.unconstrained.shape)
      let prior = "\(type(of: parameter.distribution))"
      lines.append(
        "    \(PythonLiteral.documentation(parameter.name)): \(prior), shape \(shape)"
          + (free == shape ? "" : ", unconstrained \(free)"))
    }
    if !contents.userRules.isEmpty {
      lines += ["", "Gradient rules of the user's, each a function with jax.custom_vjp or jax.custom_jvp:"]
      for rule in contents.userRules {
        let place = rule.location?.fileAndLine.map { " (\($0.file):\($0.line))" } ?? ""
        lines.append("    \(rule.name)\(place)")
      }
    }
    return lines.joined(separator: "\n") + "\n\"\"\""
  }

  /// What every module begins with.
  package static let imports = String(decoding: PackageResources.imports_py, as: UTF8.self).withoutNewlinesAround

  private var variables: String {
    func tuple(_ texts: [String]) -> String {
      texts.isEmpty ? "()" : PythonLiteral.tuple(texts.map(PythonLiteral.string))
    }
    var lines = ["parameters = {"]
    for parameter in model.parameters {
      lines.append(
        "    \(PythonLiteral.string(parameter.name)): {\"shape\": \(parameter.value.shape), "
          + "\"unconstrained_shape\": \(parameter.unconstrained.shape), \"dims\": \(tuple(parameter.dims))},")
    }
    lines.append("}")
    let dims = model.deterministics.map { "\(PythonLiteral.string($0.name)): \(tuple($0.dims))" }
    lines.append("deterministic_dims = {\(dims.joined(separator: ", "))}")
    lines.append("coords = {" + (model.coords.isEmpty ? "}" : ""))
    for (dimension, labels) in model.coords.sorted(by: { $0.key < $1.key }) {
      let list = labels.map(PythonLiteral.string).joined(separator: ", ")
      lines.append("    \(PythonLiteral.string(dimension)): [\(list)],")
    }
    if !model.coords.isEmpty { lines.append("}") }
    return lines.joined(separator: "\n")
  }

  // MARK: Arrays

  /// The data, the constants and the start, after all functions have been written.
  private mutating func data() -> String {
    var lines: [String] = []
    lines.append("data = {" + (model.data.isEmpty ? "}" : ""))
    for variable in model.data {
      lines.append(
        "    \(PythonLiteral.string(variable.name)): \(archive.literal("data/\(variable.name)", variable.value)),")
    }
    if !model.data.isEmpty { lines.append("}") }
    for (name, value) in contents.arrays { lines.append("\(name) = \(archive.literal(name, value))") }
    lines.append("# Where sampling starts, and the prior's size along each coordinate, at most 1.")
    for (table, values) in [("start", start), ("start_scales", scales)] {
      lines.append("\(table) = {")
      for (parameter, value) in zip(model.parameters, values) {
        lines.append(
          "    \(PythonLiteral.string(parameter.name)): \(archive.literal("\(table)/\(parameter.name)", value)),")
      }
      lines.append("}")
    }
    if !archive.isEmpty {
      lines.insert(ArrayArchive.loading, at: 0)
    }
    return lines.joined(separator: "\n")
  }

  private func routineTable(_ library: JAXLibrary) -> String {
    var lines = ["# The routines in Swift, with the types of their results, in the shared library."]
    lines.append("swift_library = \(PythonLiteral.string(library.file))")
    lines.append("swift_main = \(PythonLiteral.string(library.main))")
    lines.append("swift_routines = [")
    for routine in routines {
      let results = routine.resultTypes.map {
        "jax.ShapeDtypeStruct(\($0.shape), jnp.\(PythonLiteral.numpyName($0.elementType)))"
      }
      lines.append(
        "    (\(PythonLiteral.string(routine.signature)), \(PythonLiteral.tuple(results))),")
    }
    return (lines + ["]"]).joined(separator: "\n")
  }

  // MARK: Functions

  /// The values of data by their names.
  private var dataValues: [Tensor: PythonExpression] {
    Dictionary(
      uniqueKeysWithValues: model.data.map {
        ($0.argument, PythonExpression("data[\(PythonLiteral.string($0.name))]"))
      })
  }

  private func logDensityTerms() throws(JAXExportError) -> String {
    let terms = model.logDensityTerms()
    let named = model.parameters.map(\.value) + model.deterministics.map(\.value)
    let namedNames = model.parameters.map(\.name) + model.deterministics.map(\.name)
    let constrained: [Tensor]
    do { constrained = try model.onUnconstrainedSpace(named) } catch { throw .model(error) }
    let all = try simplified(terms.map(\.value) + constrained)
    let values = Array(all[..<terms.count])
    var hints: [Tensor: String] = [:]
    for (tensor, name) in zip(all[terms.count...], namedNames) where tensor.node?.operands.isEmpty == false {
      hints[tensor] = name
    }
    var known = dataValues
    var lines: [String] = []
    var names: Set<String> = []
    for parameter in model.parameters {
      let isIdentity = all[terms.count...].contains(parameter.unconstrained)
      let wanted = isIdentity ? parameter.name : "\(parameter.name)_free"
      let name = contents.names.claimLocal(wanted, besides: names)
      names.insert(name)
      known[parameter.unconstrained] = PythonExpression(name)
      lines.append("    \(name) = position[\(PythonLiteral.string(parameter.name))]")
    }
    var writer = try GraphWriter(values, in: contents, known: known, hints: hints, names: names)
    var entries: [String] = []
    for (term, value) in zip(terms, values) where !Self.isZero(value) {
      let label =
        switch term.source {
        case .prior: "prior of \(term.name)"
        case .jacobian: "log Jacobian of \(term.name)"
        case .likelihood: "likelihood of \(term.name)"
        case .potential: "potential \(term.name)"
        }
      entries.append("        \(PythonLiteral.string(label)): \(try writer.writeArray(value).text),")
    }
    if entries.isEmpty { entries.append("        \"nothing\": jnp.zeros(()),") }
    return
      ([
        "def log_density_terms(position):",
        "    \"\"\"The terms of the log density at an unconstrained position, by where they come from.\"\"\"",
      ]
      + lines + writer.lines + ["    return {"] + entries + ["    }"]).joined(separator: "\n")
  }

  /// Whether a term is zero everywhere, such as the log Jacobian of a parameter that is not transformed.
  private static func isZero(_ term: Tensor) -> Bool {
    let filled = (term.node?.op as? Fill)?.value ?? term.constantValue
    return filled.map { $0.shape.isScalar && $0.doubles == [0] } ?? false
  }

  private static let logDensity = """
    def log_density(position):
        \"\"\"The log density of the unconstrained values, by name: priors, Jacobians, likelihood.\"\"\"
        return sum(jnp.sum(term) for term in log_density_terms(position).values())
    """

  private func constrain() throws(JAXExportError) -> String {
    var known = dataValues
    for parameter in model.parameters {
      known[parameter.unconstrained] = PythonExpression("position[\(PythonLiteral.string(parameter.name))]")
    }
    let values: [Tensor]
    do { values = try model.onUnconstrainedSpace(model.parameters.map(\.value)) } catch { throw .model(error) }
    return try function(
      "constrain(position)", "The parameters' values, by name, at an unconstrained position.",
      model.parameters.map(\.name), values, known)
  }

  private func unconstrain() throws(JAXExportError) -> String {
    try function(
      "unconstrain(values)",
      "The unconstrained position of the parameters' values; infinite or NaN outside of the support.",
      model.parameters.map(\.name),
      model.parameters.map { $0.isDiscrete ? $0.value : $0.transform.unconstrain($0.value) },
      parameterValues)
  }

  private func deterministics() throws(JAXExportError) -> String {
    try function(
      "deterministics(values)", "The model's other named values, from the parameters' values.",
      model.deterministics.map(\.name), model.deterministics.map(\.value), parameterValues)
  }

  /// The data, and the parameters' values in a dictionary `values`.
  private var parameterValues: [Tensor: PythonExpression] {
    var known = dataValues
    for parameter in model.parameters {
      known[parameter.value] = PythonExpression("values[\(PythonLiteral.string(parameter.name))]")
    }
    return known
  }

  /// A function that returns values by name.
  private func function(
    _ signature: String, _ summary: String, _ names: [String], _ values: [Tensor], _ known: [Tensor: PythonExpression]
  ) throws(JAXExportError) -> String {
    let values = try simplified(values)
    var hints: [Tensor: String] = [:]
    for (value, name) in zip(values, names) where value.node?.operands.isEmpty == false && hints[value] == nil {
      hints[value] = name
    }
    var writer = try GraphWriter(values, in: contents, known: known, hints: hints)
    writer.add("\"\"\"\(summary)\"\"\"")
    var entries: [String] = []
    for (name, value) in zip(names, values) {
      entries.append("\(PythonLiteral.string(name)): \(try writer.writeArray(value).text)")
    }
    writer.add("return {\(entries.joined(separator: ", "))}")
    return (["def \(signature):"] + writer.lines).joined(separator: "\n")
  }

  /// The fixed part, without its own imports and comments.
  private static let runtime: String = {
    let text = String(decoding: PackageResources.runtime_py, as: UTF8.self)
    let starts = ["\nclass ", "\ndef "].compactMap { text.firstRange(of: $0)?.lowerBound }
    guard let start = starts.min() else { return text }
    return text[start...].withoutNewlinesAround
  }()
}

extension StringProtocol {
  /// The text without empty lines before and behind it.
  fileprivate var withoutNewlinesAround: String {
    guard let first = firstIndex(where: { !$0.isNewline }), let last = lastIndex(where: { !$0.isNewline }) else {
      return ""
    }
    return String(self[first...last])
  }
}
