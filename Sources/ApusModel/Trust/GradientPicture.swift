// The gradient's way from the parameters to the log density as a picture: whose rule each node has, and what is blocked.

internal import ApusDifferentiation
internal import ApusGraph

/// What a picture of a gradient needs: the nodes that a rule was used at, and their operands.
struct GradientPicture: Sendable {
  private struct Box: Sendable {
    let name: String
    let rule: GradientRule
    let line: String?
    /// The boxes or parameters from which cotangents are asked, with what the rule answered.
    let sources: [(name: String, answer: RuleUse.Answer)]
  }

  private let boxes: [(id: String, box: Box)]
  private let parameters: [(id: String, name: String, isZero: Bool)]
  private let last: String?

  init(_ gradient: GradientWithProvenance, _ all: [Parameter]) {
    var names: [Node: String] = [:]
    for (index, use) in gradient.uses.reversed().enumerated() { names[use.node] = "n\(index)" }
    var parameters: [(id: String, name: String, isZero: Bool)] = []
    for (index, parameter) in all.enumerated() {
      parameters.append(("p\(index)", parameter.name, gradient.isStructurallyZero[index]))
      if let node = parameter.unconstrained.node { names[node] = "p\(index)" }
    }
    self.parameters = parameters
    boxes = gradient.uses.reversed().map { use in
      let sources = zip(use.node.operands, use.answers).compactMap { operand, answer in
        operand.node.flatMap { names[$0] }.map { (name: $0, answer: answer) }
      }
      // Lines take time to look up: those of rules that are not built in are what is asked for.
      let line = use.node.op.rule == .builtIn ? nil : use.node.line
      return (
        names[use.node] ?? "n", Box(name: use.node.op.name, rule: use.node.op.rule, line: line, sources: sources)
      )
    }
    last = gradient.uses.first.flatMap { names[$0.node] }
  }

  /// A Graphviz digraph.
  var graphviz: String {
    func escaped(_ text: String) -> String {
      text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
    var lines = ["digraph gradient {", "  rankdir=TB; node [shape=box, fontname=\"Helvetica\"];"]
    for parameter in parameters {
      let style = parameter.isZero ? ", style=dashed, color=red" : ""
      lines.append("  \(parameter.id) [label=\"\(escaped(parameter.name))\", shape=ellipse\(style)];")
    }
    for (id, box) in boxes {
      var label = escaped(box.name)
      if box.rule != .builtIn { label += "\\n\(box.rule) rule" }
      if let line = box.line { label += "\\n\(escaped(line))" }
      let style =
        switch box.rule {
        case .builtIn: ""
        case .modifier: ", style=filled, fillcolor=orange"
        default: ", style=filled, fillcolor=lightblue"
        }
      lines.append("  \(id) [label=\"\(label)\"\(style)];")
      for source in box.sources {
        let style =
          switch source.answer {
          case .value: ""
          case .disconnected: " [style=dashed, color=red, label=\"disconnected\"]"
          case .notNeeded: " [style=dotted]"
          }
        lines.append("  \(source.name) -> \(id)\(style);")
      }
    }
    if let last {
      lines.append("  density [label=\"log density\", shape=plaintext];")
      lines.append("  \(last) -> density;")
    }
    return (lines + ["}"]).joined(separator: "\n")
  }
}

extension GradientReport {
  /// The gradient's graph from the parameters to the log density for Graphviz: rules of the user's own are blue, modifiers
  /// orange, answers `disconnected` red and dashed.
  public var graphviz: String { picture.graphviz }
}
