// Single arrays as they stand in the text of a graph: for command lines and test files.

public import ApusGraph

extension GraphText {
  /// An array as its literal, a list in row-major order: `0.5`, `[1.0, nan, -0.0]`.
  public static func literal(_ array: NDArray) -> String { GraphWriter.literal(array) }
}

extension GraphReader {
  /// The array of a type that a literal stands for; see ``GraphText/literal(_:)``.
  ///
  /// - Throws: ``GraphTextError``, whose columns count from the literal's beginning.
  public func array(_ literal: String, _ type: TensorType) throws(GraphTextError) -> NDArray {
    var parser = try SyntaxParser(Array(literal.utf8), limits)
    return try GraphAssembly(self, file: nil, arguments: nil).array(try parser.onlyLiteral(), type)
  }
}
