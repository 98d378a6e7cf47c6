// The syntax of the text of a model: statements, then a line for each variable.

internal import ApusGraph

/// A line of a variable: `parameter "mu"(family: "Normal", value: %3, …)`.
struct VariableSyntax: Sendable {
  let role: String
  let name: String
  let position: TextPosition
  /// As of a statement, whose references are values too.
  let attributes: [Statement.Attribute]
}

/// The text of a model.
struct ModelSyntax: Sendable {
  let statements: [Statement]
  let coords: [(dim: String, labels: [String], position: TextPosition)]
  let variables: [VariableSyntax]
  let arrays: [(digest: String, bytes: [UInt8], position: TextPosition)]
}

extension SyntaxParser {
  private static let roles: Set<String> = ["data", "parameter", "observation", "deterministic", "potential"]

  /// `apus model 1`, statements, coords, variables, arrays.
  mutating func model() throws(GraphTextError) -> ModelSyntax {
    try header("model")
    let statements = try statements()
    var coords: [(dim: String, labels: [String], position: TextPosition)] = []
    while token == .word("coords") {
      try advance()
      let place = position
      let dim = try string("the name of a dimension")
      try take(":", "':' and the labels")
      let literal = try literal()
      guard let labels = [String](literal) else {
        throw literal.position.error(.attribute, "expected the labels as a list of quoted strings")
      }
      coords.append((dim, labels, place))
    }
    var variables: [VariableSyntax] = []
    while case .word(let role) = token, Self.roles.contains(role) {
      try advance()
      let place = position
      let name = try string("the name of the variable")
      var attributes: [Statement.Attribute] = []
      try take("(", "'('")
      while token != .sign(")") {
        attributes.append(try attribute(attributes, hasOperands: false))
        guard try takes(",") else { break }
      }
      try take(")", "',' or ')'")
      variables.append(VariableSyntax(role: role, name: name, position: place, attributes: attributes))
    }
    let arrays = try arrays(
      "a statement, 'coords', a variable such as parameter \"mu\"(…), 'array' or the end of the text")
    return ModelSyntax(statements: statements, coords: coords, variables: variables, arrays: arrays)
  }
}
