// From the syntax of a model's text to its variables.

public import ApusGraph

extension GraphReader {
  /// The model of a text.
  ///
  /// - Parameters:
  ///   - file: the file's name, for messages and for the places of nodes.
  ///   - arguments: what stands for the text's arguments, in order; new arguments where nil.
  /// - Throws: ``GraphTextError`` at the first mistake.
  public func readModel(
    _ text: String, file: String? = nil, arguments: [Tensor]? = nil
  ) throws(GraphTextError) -> TextModel {
    try readModel(Array(text.utf8), file: file, arguments: arguments)
  }

  /// The model of a text in bytes; see ``readModel(_:file:arguments:)-(String,_,_)``.
  ///
  /// - Throws: ``GraphTextError`` at the first mistake.
  public func readModel(
    _ bytes: [UInt8], file: String? = nil, arguments: [Tensor]? = nil
  ) throws(GraphTextError) -> TextModel {
    do throws(GraphTextError) {
      var parser = try SyntaxParser(bytes, limits)
      var assembly = GraphAssembly(self, file: file, arguments: arguments)
      return try assembly.model(of: try parser.model())
    } catch {
      var placed = error
      placed.file = file
      throw placed
    }
  }
}

extension GraphAssembly {
  fileprivate mutating func model(of syntax: ModelSyntax) throws(GraphTextError) -> TextModel {
    let scope = try scope(of: syntax.statements, syntax.arrays)
    var coords: [String: [String]] = [:]
    for (dim, labels, position) in syntax.coords {
      guard coords.updateValue(labels, forKey: dim) == nil else {
        throw position.error(.name, "expected each dimension once, and found \(dim.quoted) again")
      }
    }
    var names: Set<String> = []
    var data: [TextModel.Data] = []
    var parameters: [TextModel.Parameter] = []
    var observations: [TextModel.Observation] = []
    var deterministics: [TextModel.Value] = []
    var potentials: [TextModel.Value] = []
    for variable in syntax.variables {
      // Observed data have the name of their observation, and potentials any.
      let isNew = variable.role == "potential" || names.insert("\(variable.role == "data") \(variable.name)").inserted
      guard isNew else {
        throw variable.position.error(.name, "expected a new name, and found \(variable.name.quoted) again")
      }
      var reader = VariableReader(variable, scope)
      let dims: [String] = try reader.attributes.optional("dims") ?? []
      switch variable.role {
      case "data":
        let argument = try reader.argument()
        let value = try constant(reader.statement(of: argument.type), &reader.attributes).value
        data.append(.init(variable.name, dims: dims, argument: argument, value: value))
      case "parameter":
        parameters.append(
          .init(
            variable.name, dims: dims, family: try reader.attributes.value("family"),
            transform: try reader.attributes.value("transform"), unconstrained: try reader.argument(),
            constrained: try reader.tensor("value"), prior: try reader.number("prior"),
            jacobian: variable.attributes.contains { $0.name == "jacobian" } ? try reader.number("jacobian") : nil))
      case "observation":
        observations.append(
          .init(
            variable.name, dims: dims, family: try reader.attributes.value("family"),
            value: try reader.tensor("value"), likelihood: try reader.number("likelihood")))
      case "deterministic":
        deterministics.append(.init(variable.name, dims: dims, value: try reader.tensor("value")))
      default: potentials.append(.init(variable.name, dims: dims, value: try reader.number("value")))
      }
      try reader.attributes.requireAllRead()
    }
    let model = TextModel(
      coords: coords, data: data, parameters: parameters, observations: observations, deterministics: deterministics,
      potentials: potentials)
    let own = model.arguments
    guard Set(own).count == own.count, own.count == arguments.count else {
      let place = syntax.variables.first?.position ?? TextPosition()
      throw place.error(.name, "expected a parameter or data for each of the \(arguments.count) arguments")
    }
    return model
  }
}

/// Reads the attributes of a variable.
private struct VariableReader {
  var attributes: AttributeReader
  private let variable: VariableSyntax
  private let scope: GraphAssembly.Scope

  init(_ variable: VariableSyntax, _ scope: GraphAssembly.Scope) {
    self.variable = variable
    self.scope = scope
    attributes = AttributeReader(
      Statement(
        name: variable.name, position: variable.position, op: variable.role, opPosition: variable.position,
        operands: [], attributes: variable.attributes, types: [], location: nil))
  }

  /// A statement with the attributes of the variable, for what reads constants.
  func statement(of type: TensorType) -> Statement {
    Statement(
      name: variable.name, position: variable.position, op: variable.role, opPosition: variable.position, operands: [],
      attributes: variable.attributes, types: [TypeSyntax(type: type, position: variable.position)], location: nil)
  }

  /// The value that an attribute refers to.
  mutating func tensor(_ name: String) throws(GraphTextError) -> Tensor {
    guard let literal = attributes.literal(name) else {
      throw variable.position.error(.attribute, "\(variable.role) needs the attribute '\(name)'")
    }
    guard case .reference(let reference) = literal.value else {
      throw literal.position.error(.attribute, "expected a value such as %1 as '\(name)'")
    }
    return try scope.value(reference)
  }

  /// A value of float64.
  mutating func number(_ name: String) throws(GraphTextError) -> Tensor {
    let tensor = try tensor(name)
    guard tensor.type.isDifferentiable else {
      throw variable.position.error(.type, "expected float64 as '\(name)', and found \(tensor.type)")
    }
    return tensor
  }

  mutating func argument() throws(GraphTextError) -> Tensor {
    let tensor = try tensor("argument")
    guard tensor.argument != nil else {
      throw variable.position.error(.type, "expected an argument of the text as 'argument'")
    }
    return tensor
  }
}
