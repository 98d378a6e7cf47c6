// Expressions as Python functions, without a model: the tests compare them with Apus one by one.

package import ApusGraph
internal import ApusStore

/// A Python module of functions.
package struct JAXFunctions: Sendable {
  /// A function that is written.
  package struct Function: Sendable {
    package let name: String
    package let arguments: [Tensor]
    package let results: [Tensor]

    /// A function from arguments to results.
    package init(_ name: String, _ arguments: [Tensor], _ results: [Tensor]) {
      self.name = name
      self.arguments = arguments
      self.results = results
    }
  }

  /// The module's text: functions `function_0` and so on, from a list of arrays to a list of arrays, and the list `names`.
  package let text: String
  /// What tells the routines apart that would run in a shared library; none for what Apus's own Ops make.
  package let routines: [String]
  /// The arrays that are too large for the text, by name, and those that were added.
  private var archive = ArrayArchive()

  /// Writes functions in Python.
  ///
  /// - Parameter simplifying: whether what does nothing is left out, as in modules of models.
  /// - Throws: ``JAXExportError``.
  package init(_ functions: [Function], simplifying: Bool = true) throws(JAXExportError) {
    let contents = ModuleContents()
    var definitions: [String] = []
    var entries: [String] = []
    for (number, function) in functions.enumerated() {
      let arguments = function.arguments.indices.map { "x\($0)" }
      let known = Dictionary(uniqueKeysWithValues: zip(function.arguments, arguments.map { PythonExpression($0) }))
      let results = simplifying ? try simplified(function.results) : function.results
      var writer = try GraphWriter(results, in: contents, known: known, names: Set(arguments))
      if !arguments.isEmpty { writer.add("\(PythonLiteral.targets(arguments)) = arguments") }
      var values: [String] = []
      for result in results { values.append(try writer.writeArray(result).text) }
      writer.add("return [\(values.joined(separator: ", "))]")
      definitions.append((["def function_\(number)(arguments):"] + writer.lines).joined(separator: "\n"))
      entries.append("    \(PythonLiteral.string(function.name)),")
    }
    var tables: [String] = []
    for (name, value) in contents.arrays { tables.append("\(name) = \(archive.literal(name, value))") }
    if !archive.isEmpty { tables.insert(ArrayArchive.loading, at: 0) }
    routines = contents.routines.map(\.signature)
    text = PythonLayout.module(
      [ModuleWriter.imports, contents.ruleTable, tables.joined(separator: "\n")] + contents.sections + definitions
        + [(["names = ["] + entries + ["]"]).joined(separator: "\n")])
  }

  /// Adds an array to the file beside the module.
  package mutating func add(_ name: String, _ value: NDArray) { archive.add(name, value) }

  /// Saves the module and its arrays.
  ///
  /// - Throws: ``JAXExportError/unwritable(file:reason:)``.
  package func write(to path: String) throws(JAXExportError) { try archive.save(beside: path, text) }
}
