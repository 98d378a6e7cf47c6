// `apus graph`: the text of a graph printed, rewritten, differentiated, evaluated, and its first bad number explained.

internal import ApusExtension
internal import ApusProgram
internal import ArgumentParser
internal import Foundation

/// Works on the text of a graph.
struct Graph: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Print, differentiate or evaluate a graph that is written as text.",
    discussion: """
      FILE is the text of a graph, as GraphText writes it; - is the standard input. Without options the graph is printed in \
      its canonical form. With values for its arguments (--at 'x = [1, 2]' --at 'y = 0.5', or all in one, separated by \
      semicolons) its outputs are evaluated, and the first number that is not finite is explained. A graph that calls \
      routines in Swift can be printed and rewritten, but not evaluated, since they are not in the text. The exit status is \
      0 if all is well, 65 if the text or a value is wrong, 66 if there is no such file, and 70 if the graph cannot be \
      differentiated or evaluated, or native code cannot be made.

      Example: apus graph density.apus --gradient --at 'x = [1, 2]'
      """)

  @ArgumentParser.Argument(help: "The text of a graph.", completion: .file(extensions: ["apus"]))
  var file: String

  @Option(help: ArgumentHelp("A value of an argument, by its label.", valueName: "name = value"))
  var at: [String] = []

  @Flag(help: "Add the gradients of the first output with respect to all float64 arguments.")
  var gradient = false

  @Flag(help: "Rewrite the graph as a model's: stable forms before differentiation, all other rules after it.")
  var rewritten = false

  @Flag(help: "End each line with the place where its node was made, in the program or in the text.")
  var locations = false

  @Flag(help: "Print the digest of the graph.")
  var digest = false

  @Option(
    help: "Evaluate by native code, compared with the interpreter, or by the interpreter alone, and say by which.")
  var backend: GraphBackend?

  @Flag(help: "Print the steps of the graph's native program.")
  var explain = false

  func validate() throws {
    if explain, backend == .interpreter {
      throw ValidationError("--explain prints the steps of native code, which the interpreter does without")
    }
  }

  func run() throws {
    try ProgramFailure.saying("apus") {
      let graph = try read()
      let (outputs, slopes) = try made(graph)
      if digest {
        try printed { try GraphText.digest(of: outputs, arguments: graph.arguments) }
      } else if at.isEmpty, backend == nil, !explain {
        try printed { try GraphText(outputs, arguments: graph.arguments, locations: locations).text }
      } else {
        var lines: [String] = []
        if !at.isEmpty || backend != nil {
          lines += try evaluated(outputs, graph.outputs.indices.map { "output \($0)" } + slopes, graph)
        }
        if explain { lines.append(try NativeEvaluation(outputs, varying: graph.arguments).explanation) }
        try printed { lines.joined(separator: "\n") }
      }
    }
  }

  /// Lines with the values of the outputs, the first bad number and what evaluated them.
  private func evaluated(
    _ outputs: [Tensor], _ names: [String], _ graph: TextGraph
  ) throws(ProgramFailure) -> [String] {
    let bindings = try bindings(graph)
    try Self.requireNoRoutines(in: outputs)
    // The interpreter comes first: it finds integers that have no answer, such as an index outside.
    var found = try values(of: outputs, bindings)
    var how = "the interpreter"
    if backend == .native {
      let point = graph.arguments.compactMap { argument in bindings[argument].map { (argument, $0) } }
      let native = try NativeEvaluation(outputs, varying: point.map(\.0))
      found = try native.values(at: point.map(\.1), names)
      how = "native code (\(NativeEvaluation.platform)), which agrees with the interpreter"
    }
    let bad = try BadNumber(outputs, arguments: graph.arguments, bindings)
    return zip(names, found).map { "\($0): \($1.type) = \(Self.text($1))" } + (bad.map { [$0.sentence] } ?? [])
      + (backend == nil ? [] : ["evaluated by \(how)"])
  }

  /// - Throws: a failure that names the routines in Swift on which outputs depend.
  private static func requireNoRoutines(in outputs: [Tensor]) throws(ProgramFailure) {
    guard let routines = try? GraphText(outputs).externals.keys.sorted(), !routines.isEmpty else { return }
    let names = routines.map { "'\($0)'" }.joined(separator: ", ")
    throw ProgramFailure(
      .software,
      "the graph calls \(routines.count == 1 ? "the routine" : "the routines") \(names), written in Swift, so that only the program "
        + "that has \(routines.count == 1 ? "it" : "them") can evaluate it")
  }

  /// An array for people, for whom one NaN is as good as another.
  private static func text(_ array: NDArray) -> String {
    guard case .float64(let numbers) = array.elements else { return GraphText.literal(array) }
    return GraphText.literal(NDArray(numbers.map { $0.isNaN ? .nan : $0 }, shape: array.shape))
  }

  private func printed(_ text: () throws -> String) throws(ProgramFailure) {
    do { try StandardOutput.write(try text().trimmingCharacters(in: .newlines)) } catch {
      throw ProgramFailure(.outputFailed, "\(error)")
    }
  }

  /// The graph of the file. Of its routines, if it has some, only the names are known.
  private func read() throws(ProgramFailure) -> TextGraph {
    let bytes: [UInt8]
    do {
      bytes = Array(
        try file == "-" ? FileHandle.standardInput.readToEnd() ?? Data() : Data(contentsOf: URL(fileURLWithPath: file)))
    } catch {
      throw ProgramFailure(.noInput, "\(file) cannot be read")
    }
    var reader = GraphReader()
    reader.takesUnknownRoutines = true
    do throws(GraphTextError) {
      return try reader.read(bytes, file: file == "-" ? "standard input" : file)
    } catch { throw ProgramFailure(.dataError, error.description) }
  }

  /// The outputs, rewritten and with gradients where that is asked for, and the names of the gradients.
  private func made(_ graph: TextGraph) throws(ProgramFailure) -> (outputs: [Tensor], slopes: [String]) {
    do {
      var outputs = rewritten ? try rewrite(graph.outputs, with: .stabilize).outputs : graph.outputs
      let inputs = graph.arguments.filter { $0.type.isDifferentiable }
      if gradient, let first = outputs.first {
        let products = try vectorJacobianProduct(
          of: [first], cotangents: [.ones(first.shape)], withRespectTo: inputs)
        outputs += zip(inputs, products).map { $1 ?? .zeros($0.type) }
      }
      if rewritten { outputs = try rewrite(outputs, with: .specialize).outputs }
      let labels = inputs.map { $0.argument?.label ?? "" }
      return (outputs, gradient ? labels.map { "gradient with respect to \($0)" } : [])
    } catch {
      throw ProgramFailure(.software, "\(error)")
    }
  }

  /// The values of arguments that the command line gives.
  private func bindings(_ graph: TextGraph) throws(ProgramFailure) -> [Tensor: NDArray] {
    var bindings: [Tensor: NDArray] = [:]
    for part in at.flatMap({ $0.split(separator: ";") }) {
      let sides = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard sides.count == 2 else {
        throw ProgramFailure(.dataError, "expected 'name = value', and found '\(part)'")
      }
      guard let argument = graph.argument(sides[0]) else {
        let labels = graph.arguments.compactMap { $0.argument?.label }.joined(separator: ", ")
        throw ProgramFailure(.dataError, "the graph has no argument '\(sides[0])'; it has \(labels)")
      }
      do throws(GraphTextError) { bindings[argument] = try GraphReader().array(sides[1], argument.type) } catch {
        throw ProgramFailure(.dataError, "the value of \(sides[0]), character \(error.column): \(error.reason)")
      }
    }
    return bindings
  }
}

private func values(of outputs: [Tensor], _ bindings: [Tensor: NDArray]) throws(ProgramFailure) -> [NDArray] {
  do throws(EvaluationError) { return try evaluate(outputs, bindings) } catch {
    throw ProgramFailure(.software, error.description)
  }
}

/// The first number of a graph that is not finite though what it is made of is.
private struct BadNumber {
  let sentence: String

  /// Nil where there is none.
  init?(_ outputs: [Tensor], arguments: [Tensor], _ bindings: [Tensor: NDArray]) throws(ProgramFailure) {
    guard let order = try? Traversal.topologicalOrder(of: outputs) else { return nil }
    let results = order.flatMap(\.results)
    let found = Dictionary(uniqueKeysWithValues: zip(results, try values(of: results, bindings)))
    func badElement(_ tensor: Tensor) -> Int? {
      guard case .float64(let numbers) = found[tensor]?.elements else { return nil }
      return numbers.firstIndex { !$0.isFinite }
    }
    // Infinite constants are meant: what is made of them is looked at.
    for node in order
    where !Self.isConstant(node)
      && node.operands.allSatisfy({ badElement($0) == nil || $0.node.map(Self.isConstant) ?? false })
    {
      for result in node.results {
        guard let element = badElement(result), let number = found[result]?.doubles[element] else { continue }
        let place = node.location?.fileAndLine.map { "\($0.file):\($0.line): " } ?? ""
        let operands = node.operands.compactMap { found[$0] }.map { array -> String in
          array.type.shape == result.shape ? "\(array.doubles[element])" : "\(array)"
        }
        let made = operands.isEmpty ? "" : ", of " + operands.joined(separator: " and ")
        sentence = "\(place)\(result.summary) is \(number) at element \(element)\(made)"
        return
      }
    }
    return nil
  }

  private static func isConstant(_ node: Node) -> Bool { node.op is Constant || node.op is Fill }
}
