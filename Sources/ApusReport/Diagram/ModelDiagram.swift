// The structure of a model as a diagram shows it: variables, what they depend on, and the plates that repeat them.

/// The variables of a model and the arrows between them.
package struct ModelDiagram: Sendable, Hashable {
  /// What a variable is.
  package enum Role: String, Sendable, Hashable { case parameter, deterministic, observed, data }

  /// A dimension along which variables are repeated.
  package struct Plate: Sendable, Hashable {
    package var name: String
    package var length: Int

    package init(_ name: String, length: Int) { (self.name, self.length) = (name, length) }
  }

  /// A variable.
  package struct Node: Sendable, Hashable {
    package var name: String
    package var role: Role
    /// The family of its distribution, or how it is computed; may be empty.
    package var family: String
    /// The dimensions along which it is repeated, in their order.
    package var plates: [Plate]

    package init(_ name: String, _ role: Role, family: String = "", plates: [Plate] = []) {
      (self.name, self.role, self.family, self.plates) = (name, role, family, plates)
    }
  }

  package var nodes: [Node]
  /// The names of two variables each: the second depends on the first. Names that no node has are passed over.
  package var edges: [Edge]

  /// An arrow.
  package struct Edge: Sendable, Hashable {
    package var from: String
    package var to: String

    package init(_ from: String, _ to: String) { (self.from, self.to) = (from, to) }
  }

  package init(nodes: [Node], edges: [Edge]) { (self.nodes, self.edges) = (nodes, edges) }

  /// The arrows as places of nodes, without loops and repetitions.
  var arrows: [(from: Int, to: Int)] {
    let places = Dictionary(nodes.enumerated().map { ($1.name, $0) }) { first, _ in first }
    var seen: Set<[Int]> = []
    return edges.compactMap { edge in
      guard let from = places[edge.from], let to = places[edge.to], from != to, seen.insert([from, to]).inserted else {
        return nil
      }
      return (from, to)
    }
  }

  /// The model in words, a sentence for each variable.
  var sentences: [String] {
    let arrows = arrows
    return nodes.enumerated().map { place, node in
      let parents = arrows.filter { $0.to == place }.map { nodes[$0.from].name }
      let family =
        node.family.isEmpty
        ? "" : node.role == .parameter || node.role == .observed ? " ~ \(node.family)" : ": \(node.family)"
      let plates = node.plates.map { "\($0.name) (\($0.length))" }
      return "\(node.name) (\(node.role == .deterministic ? "computed" : node.role.rawValue))\(family)"
        + (parents.isEmpty ? "" : ", depends on \(parents.joined(separator: ", "))")
        + (plates.isEmpty ? "" : ", repeated over \(plates.joined(separator: " × "))") + "."
    }
  }
}
