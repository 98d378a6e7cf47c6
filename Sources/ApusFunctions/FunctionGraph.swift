// A graph as a function: traced once from a closure, compared by its nodes, inlined by substitution.

package import ApusGraph

/// A function of tensors as a graph: its arguments and its results.
///
/// Arguments are numbered by position and by the depth of tracing, so that two functions with the same body are equal.
package struct FunctionGraph: Hashable, Sendable {
  package let arguments: [Tensor]
  package let results: [Tensor]

  package init(arguments: [Tensor], results: [Tensor]) {
    self.arguments = arguments
    self.results = results
  }

  /// Traces a closure on arguments of the given types.
  package init(of types: [TensorType], _ body: ([Tensor]) -> [Tensor]) {
    (arguments, results) = Tracing.withArguments(of: types) { arguments in (arguments, body(arguments)) }
  }

  package var argumentTypes: [TensorType] { arguments.map(\.type) }
  package var resultTypes: [TensorType] { results.map(\.type) }
  /// The first error of a poisoned result.
  package var error: GraphError? { results.lazy.compactMap(\.error).first }

  /// The results with operands in the arguments' places. Poisoned results stay poisoned.
  package func inlined(on operands: [Tensor]) -> [Tensor] {
    guard error == nil else { return results }
    if let operandError = operands.lazy.compactMap(\.error).first {
      return results.map { Tensor(poisonedBy: operandError, as: $0.type) }
    }
    let places = Dictionary(zip(arguments, operands)) { first, _ in first }
    return (try? Traversal.substitute(places, in: results)) ?? results
  }

  /// The values from outside that the results depend on: the largest subgraphs without the function's arguments, leaving
  /// out those that are constant.
  package func captures() throws(GraphError) -> [Tensor] {
    let order = try Traversal.topologicalOrder(of: results)
    let inner = Traversal.dependents(of: arguments, in: order)
    let outer = Traversal.dependents(of: order.filter { $0.op is Argument }.map { Tensor($0) }, in: order)
      .subtracting(inner)
    var found: [Tensor] = []
    var seen: Set<Tensor> = []
    let uses = order.filter { inner.contains($0) }.flatMap(\.operands) + results
    for tensor in uses {
      if let node = tensor.node, outer.contains(node), seen.insert(tensor).inserted { found.append(tensor) }
    }
    return found
  }

  /// The function with what it takes from outside as further arguments, and those values.
  func closed() throws(GraphError) -> (function: FunctionGraph, captures: [Tensor]) {
    let outside = try captures()
    guard !outside.isEmpty else { return (self, []) }
    let further = outside.enumerated().map {
      Tracing.argument(at: arguments.count + $0, likeThoseOf: arguments, $1.type)
    }
    let places = Dictionary(uniqueKeysWithValues: zip(outside, further))
    return (
      FunctionGraph(arguments: arguments + further, results: try Traversal.substitute(places, in: results)), outside
    )
  }
}

/// Numbers the arguments of traced functions.
enum Tracing {
  /// How many functions are being traced around this one: arguments of different depths differ.
  @TaskLocal private static var depth: UInt64 = 0

  /// Calls `body` one level deeper with arguments of the given types.
  static func withArguments<Result>(of types: [TensorType], _ body: ([Tensor]) -> Result) -> Result {
    let level = depth + 1
    return $depth.withValue(level) {
      body(types.enumerated().map { argument(at: $0, level: level, $1) })
    }
  }

  /// An argument at a position of the same depth as other arguments, or of the next depth where there are none.
  static func argument(at position: Int, likeThoseOf others: [Tensor], _ type: TensorType) -> Tensor {
    let level = others.first?.argument.map { $0.identity >> 16 } ?? (depth + 1)
    return argument(at: position, level: level, type)
  }

  private static func argument(at position: Int, level: UInt64, _ type: TensorType) -> Tensor {
    .apply(Argument("x\(position)", type, identity: level << 16 | UInt64(position)))
  }
}
