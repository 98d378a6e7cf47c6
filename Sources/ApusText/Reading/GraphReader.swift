// The reader's way to a graph from its text.

public import ApusGraph
internal import ApusOps

/// A graph that was read: its arguments and its outputs.
public struct TextGraph: Sendable {
  /// The arguments in the order of the text.
  public let arguments: [Tensor]
  /// The outputs in the order of `return`.
  public let outputs: [Tensor]

  /// The first argument with a label.
  public func argument(_ label: String) -> Tensor? { arguments.first { $0.argument?.label == label } }
}

/// Reads the text of a graph. The text may come from anyone: whatever is wrong is an error with line and column.
///
/// Nothing is evaluated. The user's routines are only asked for the types of their results.
public struct GraphReader: Sendable {
  /// What a text may ask for.
  public struct Limits: Sendable {
    /// The most elements of a tensor.
    public var elements = 1 << 28
    /// The most axes of a tensor.
    public var rank = 32
    /// How many functions and lists may stand within each other.
    public var nesting = 24

    /// The usual limits.
    public init() {}

    /// What is too large in a type, as a clause; nil where nothing is.
    func excess(of type: TensorType) -> String? {
      if type.shape.rank > rank { return "expected at most \(rank) axes, and found \(type.shape.rank)" }
      guard type.elementCount <= elements, type.shape.dimensions.allSatisfy({ $0 <= elements }) else {
        return "expected at most \(elements) elements, and found \(type)"
      }
      return nil
    }
  }

  /// The user's routines by the names that the text has for them: the values that are called. A ``BlackBoxOp`` is given as
  /// `BlackBox(function:)`.
  public var externals: [String: any Op]
  /// The bytes of arrays that are not in the text, by their digests.
  public var arrays: [String: [UInt8]]
  /// What a text may ask for.
  public var limits = Limits()
  /// Whether routines that are not among ``externals`` are taken by their names and types alone: such a graph has no values.
  package var takesUnknownRoutines = false

  /// A reader.
  public init(externals: [String: any Op] = [:], arrays: [String: [UInt8]] = [:]) {
    self.externals = externals
    self.arrays = arrays
  }

  /// The graph of a text.
  ///
  /// - Parameters:
  ///   - file: the file's name, for messages and for the places of nodes.
  ///   - arguments: what stands for the text's arguments, in order; new arguments where nil.
  /// - Throws: ``GraphTextError`` at the first mistake.
  public func read(
    _ text: String, file: String? = nil, arguments: [Tensor]? = nil
  ) throws(GraphTextError) -> TextGraph {
    try read(Array(text.utf8), file: file, arguments: arguments)
  }

  /// The graph of a text in bytes; see ``read(_:file:arguments:)-(String,_,_)``.
  ///
  /// - Throws: ``GraphTextError`` at the first mistake.
  public func read(
    _ bytes: [UInt8], file: String? = nil, arguments: [Tensor]? = nil
  ) throws(GraphTextError) -> TextGraph {
    do throws(GraphTextError) {
      var parser = try SyntaxParser(bytes, limits)
      var assembly = GraphAssembly(self, file: file, arguments: arguments)
      return try assembly.graph(of: try parser.document())
    } catch {
      var placed = error
      placed.file = file
      throw placed
    }
  }
}
