// A graph as text that is read back: the user's way to it.

public import ApusGraph

/// A graph as text, which ``GraphReader`` reads back as the same nodes.
///
/// A line is a node: its name, its Op with operands and stored properties, the types of its results. Numbers read back bit
/// for bit. Small arrays stand in their lines; large ones are named by the SHA-256 digest of their bytes.
public struct GraphText: Sendable {
  /// Where the bytes of large arrays go.
  public enum Arrays: Sendable {
    /// At the end of the text, as base64.
    case atEnd
    /// Beside the text, in ``GraphText/arrays``.
    case beside
  }

  /// The text.
  public let text: String
  /// The arguments in the order of the text: those that were given, then others that the outputs depend on.
  public let arguments: [Tensor]
  /// The bytes of large arrays by their digests.
  public let arrays: [String: [UInt8]]
  /// The user's routines by the names that the text has for them, as ``GraphReader`` takes them.
  public let externals: [String: any Op]

  /// The text of all that the outputs depend on.
  ///
  /// - Parameters:
  ///   - arguments: arguments to begin with, whether or not the outputs depend on them.
  ///   - arrays: where the bytes of large arrays go.
  ///   - locations: whether lines end with the places in the user's program where nodes were made.
  /// - Throws: the first error of a poisoned tensor.
  public init(
    _ outputs: [Tensor], arguments: [Tensor] = [], arrays: Arrays = .atEnd, locations: Bool = false
  ) throws(GraphError) {
    var writer = GraphWriter(locations: locations)
    let lines = try writer.lines(outputs, arguments)
    text = writer.document("graph", lines, arrays)
    self.arguments = writer.arguments
    self.arrays = writer.bytesOfArrays
    externals = writer.externals
  }

  /// The digest of a graph. It covers the text without places; arrays count by the digests of their bytes.
  ///
  /// Graphs with equal digests compute the same, given the same routines under the same names.
  ///
  /// - Throws: the first error of a poisoned tensor.
  public static func digest(of outputs: [Tensor], arguments: [Tensor] = []) throws(GraphError) -> String {
    ArrayBytes.digest(of: Array(try GraphText(outputs, arguments: arguments, arrays: .beside).text.utf8))
  }
}
