// A graph made ready for evaluation: its nodes in order, split into what depends on varying arguments and what does not.

public import ApusGraph
internal import ApusSystem

/// The nodes that some outputs need, in the order in which they are evaluated.
///
/// Nodes that depend on no *varying* argument (constants, data, and what is made from them) form the prologue, which an
/// evaluator runs once after data are bound; the body runs at each evaluation.
public struct Program: Sendable {
  /// The values to compute.
  public let outputs: [Tensor]
  /// The arguments that must be bound, in the order of a depth-first walk from the outputs.
  public let arguments: [Tensor]
  /// The nodes that are evaluated once.
  package let prologue: [Node]
  /// The nodes that are evaluated each time.
  package let body: [Node]
  /// The arguments that change between evaluations.
  package let varyingArguments: Set<Node>

  /// A program for `outputs`.
  ///
  /// - Parameter varying: the arguments that change between evaluations; all, where nil.
  /// - Throws: the first error of a poisoned output.
  public init(_ outputs: [Tensor], varying: [Tensor]? = nil) throws(GraphError) {
    let order = try Traversal.topologicalOrder(of: outputs)
    for node in order { try Self.checkMemory(of: node) }
    self.outputs = outputs
    arguments = order.filter(\.isArgument).map { Tensor($0) }
    varyingArguments = Set((varying ?? arguments).compactMap(\.node))
    var reached = NodeNumbers(minimumCapacity: order.count)
    for node in varyingArguments { _ = reached.insert(node) }
    var (prologue, body): ([Node], [Node]) = ([], [])
    body.reserveCapacity(order.count)
    for node in order where !node.isArgument {
      if node.operands.contains(where: { $0.isResult(of: reached) }) {
        _ = reached.insert(node)
        body.append(node)
      } else {
        prologue.append(node)
      }
    }
    (self.prologue, self.body) = (prologue, body)
  }

  /// - Throws: an error where one value alone takes more memory than the machine has.
  private static func checkMemory(of node: Node) throws(GraphError) {
    for type in node.resultTypes where type.byteCount > Machine.memoryByteCount {
      let cause = TypeError(
        .shape, "a value of \(type) takes \(type.byteCount >> 30) GiB, more than this machine's memory")
      throw GraphError(
        operation: node.op.name, operands: node.operands.map(\.summary), cause: cause, location: node.location)
    }
  }

  /// The number of nodes evaluated each time.
  public var bodyNodeCount: Int { body.count }
}
