// Graphs for people: one line a node as text, Graphviz for pictures, and short names for messages.

extension Tensor: CustomStringConvertible {
  /// The expression in a short form, with its type: `Add(x, exp(y)): float64(3,)`.
  public var description: String { summary }

  /// The expression, two levels deep, with its type.
  package var summary: String { "\(expression(depth: 2)): \(type)" }

  /// The expression in function notation, cut at `depth` levels.
  package func expression(depth: Int) -> String {
    guard let node else { return "poisoned" }
    let suffix = node.resultTypes.count > 1 ? ".\(resultIndex)" : ""
    guard !node.operands.isEmpty else { return node.op.name + suffix }
    guard depth > 0 else { return "\(node.op.name)(…)\(suffix)" }
    return "\(node.op.name)(\(node.operands.map { $0.expression(depth: depth - 1) }.joined(separator: ", ")))\(suffix)"
  }
}

/// Prints graphs.
public struct GraphPrinter: Sendable {
  private let order: [Node]
  private let outputs: [Tensor]

  /// A printer of all that the outputs depend on.
  ///
  /// - Throws: the first error of a poisoned output.
  public init(_ outputs: [Tensor]) throws(GraphError) {
    order = try Traversal.topologicalOrder(of: outputs)
    self.outputs = outputs
  }

  /// One line a node, operands before their uses: `%2 = Add(%0, %1): float64(3,)  // main.swift:7`.
  public var text: String {
    let numbers = numbering
    var lines: [String] = order.map { node in
      let operands = node.operands.map { reference($0, numbers) }.joined(separator: ", ")
      let types = node.resultTypes.map(\.description).joined(separator: ", ")
      let place = node.location?.fileAndLine.map { "  // \($0.file):\($0.line)" } ?? ""
      let call = node.operands.isEmpty ? node.op.name : "\(node.op.name)(\(operands))"
      return "%\(numbers[node] ?? 0) = \(call): \(types)\(place)"
    }
    lines.append("return " + outputs.map { reference($0, numbers) }.joined(separator: ", "))
    return lines.joined(separator: "\n")
  }

  /// A Graphviz digraph: boxes are nodes, arrows run from operands to uses and carry the value's type.
  public var graphviz: String {
    let numbers = numbering
    var lines = ["digraph apus {", "  rankdir=TB; node [shape=box, fontname=\"Helvetica\"];"]
    for node in order {
      let style = node.op is Argument ? ", style=rounded" : node.op is Constant ? ", style=dotted" : ""
      lines.append("  n\(numbers[node] ?? 0) [label=\"\(Self.escaped(node.op.name))\"\(style)];")
      for operand in node.operands {
        guard let source = operand.node else { continue }
        lines.append("  n\(numbers[source] ?? 0) -> n\(numbers[node] ?? 0) [label=\"\(operand.type)\"];")
      }
    }
    for (index, output) in outputs.enumerated() {
      guard let source = output.node else { continue }
      lines.append("  out\(index) [label=\"output \(index)\", shape=plaintext];")
      lines.append("  n\(numbers[source] ?? 0) -> out\(index) [label=\"\(output.type)\"];")
    }
    return (lines + ["}"]).joined(separator: "\n")
  }

  private var numbering: [Node: Int] {
    Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
  }

  private func reference(_ tensor: Tensor, _ numbers: [Node: Int]) -> String {
    guard let node = tensor.node else { return "poisoned" }
    return "%\(numbers[node] ?? 0)" + (node.resultTypes.count > 1 ? ".\(tensor.resultIndex)" : "")
  }

  /// The text with what ends a quoted string or begins an escape written as escapes.
  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "\"", "\\": result += "\\\(character)"
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
  }
}
