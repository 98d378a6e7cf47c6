// The text of a graph as statements, before anything is built: names, literals and blocks with their places.

internal import ApusGraph

/// A literal with its place.
struct Literal: Sendable {
  indirect enum Value: Sendable {
    case integer(Int)
    case number(Double)
    case word(String)
    case string(String)
    case list([Literal])
    case tuple([Literal])
    case function(FunctionSyntax)
    /// A value, where a line of a model's text names one.
    case reference(Reference)
  }

  let value: Value
  let position: TextPosition
}

/// A use of a value: `%7`, or `%7.1` where the node has several results.
struct Reference: Sendable {
  let name: String
  let result: Int?
  let position: TextPosition
}

/// A type with its place.
struct TypeSyntax: Sendable {
  let type: TensorType
  let position: TextPosition
}

/// A line: `%2 = Sum(%1, axes: [0]): float64()`.
struct Statement: Sendable {
  struct Attribute: Sendable {
    let name: String
    let literal: Literal
    let position: TextPosition
  }

  let name: String
  let position: TextPosition
  let op: String
  let opPosition: TextPosition
  let operands: [Reference]
  let attributes: [Attribute]
  let types: [TypeSyntax]
  let location: (file: String, line: Int)?
}

/// A function's body: `function (%x0: float64()) { … return %1 }`.
struct FunctionSyntax: Sendable {
  struct Parameter: Sendable {
    let name: String
    let position: TextPosition
    let type: TypeSyntax
    let label: String?
    let identity: Identity
  }

  /// What tells a parameter from others.
  enum Identity: Sendable {
    /// Its position and the depth of the function.
    case positional
    case number(UInt64)
    /// None like it.
    case fresh
  }

  let parameters: [Parameter]
  let depth: UInt64?
  let statements: [Statement]
  let results: [Reference]
}

/// A whole text.
struct DocumentSyntax: Sendable {
  let statements: [Statement]
  let results: [Reference]
  let arrays: [(digest: String, bytes: [UInt8], position: TextPosition)]
}
