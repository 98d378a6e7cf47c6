// The gradient's way from the parameters to the log density as a picture: whose rule each node has, and what is blocked.

internal import ApusDifferentiation
internal import ApusGraph

/// What a picture of a gradient needs: the rules that were used, and the parameters. Nothing is drawn until it is needed.
struct GradientPicture: Sendable {
  private let uses: [RuleUse]
  private let parameters: [(name: String, argument: Tensor, isZero: Bool)]

  init() { (uses, parameters) = ([], []) }

  init(_ gradient: GradientWithProvenance, _ parameters: [Parameter]) {
    uses = gradient.uses.reversed()
    self.parameters = zip(parameters, gradient.isStructurallyZero).map { ($0.name, $0.unconstrained, $1) }
  }

  var graphviz: String {
    func escaped(_ text: String) -> String { text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") }
    var lines = ["digraph gradient {", "  rankdir=TB; node [shape=box, fontname=\"Helvetica\"];"]
    var names: [Node: String] = [:]
    for (index, use) in uses.enumerated() { names[use.node] = "n\(index)" }
    for (index, parameter) in parameters.enumerated() {
      if let node = parameter.argument.node { names[node] = "p\(index)" }
      let style = parameter.isZero ? ", style=dashed, color=red" : ""
      lines.append("  p\(index) [label=\"\(escaped(parameter.name))\", shape=ellipse\(style)];")
    }
    for (index, use) in uses.enumerated() {
      let rule = use.node.op.rule
      var label = escaped(use.node.op.name)
      // Lines take time to look up: those of rules that are not built in are what is asked for.
      if rule != .builtIn { label += "\\n\(rule) rule" + (use.node.line.map { "\\n\(escaped($0))" } ?? "") }
      let style =
        switch rule {
        case .builtIn: ""
        case .modifier: ", style=filled, fillcolor=orange"
        default: ", style=filled, fillcolor=lightblue"
        }
      lines.append("  n\(index) [label=\"\(label)\"\(style)];")
      for (operand, answer) in zip(use.node.operands, use.answers) {
        guard let source = operand.node.flatMap({ names[$0] }) else { continue }
        let style =
          switch answer {
          case .value: ""
          case .disconnected: " [style=dashed, color=red, label=\"disconnected\"]"
          case .notNeeded: " [style=dotted]"
          }
        lines.append("  \(source) -> n\(index)\(style);")
      }
    }
    if !uses.isEmpty {
      lines.append("  density [label=\"log density\", shape=plaintext];")
      lines.append("  n\(uses.count - 1) -> density;")
    }
    return (lines + ["}"]).joined(separator: "\n")
  }
}

extension GradientReport {
  /// The gradient's graph from the parameters to the log density for Graphviz: rules of the user's own are blue, modifiers
  /// orange, answers `disconnected` red and dashed.
  public var graphviz: String { picture.graphviz }
}
