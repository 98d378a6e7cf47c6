// A model as text: the graph of all its values, then a line for each variable.

public import ApusGraph

/// A model as text, which ``GraphReader/readModel(_:file:arguments:)`` reads back with the same log density and gradient.
public struct ModelText: Sendable {
  /// The text.
  public let text: String
  /// The arguments in the order of the text: unconstrained values, then data.
  public let arguments: [Tensor]
  /// The bytes of large arrays by their digests.
  public let arrays: [String: [UInt8]]
  /// The user's routines by the names that the text has for them, as ``GraphReader`` takes them.
  public let externals: [String: any Op]

  /// The text of a model.
  ///
  /// - Parameters:
  ///   - arrays: where the bytes of large arrays go.
  ///   - locations: whether lines end with the places in the user's program where nodes were made.
  /// - Throws: the first error of a poisoned tensor.
  public init(
    _ model: TextModel, arrays: GraphText.Arrays = .atEnd, locations: Bool = false
  ) throws(GraphError) {
    var writer = GraphWriter(locations: locations)
    let lines = try writer.lines(of: model)
    text = writer.document("model", lines, arrays)
    arguments = writer.arguments
    self.arrays = writer.bytesOfArrays
    externals = writer.externals
  }

  /// The digest of a model. It covers the text without places; arrays count by the digests of their bytes.
  ///
  /// - Throws: the first error of a poisoned tensor.
  public static func digest(of model: TextModel) throws(GraphError) -> String {
    ArrayBytes.digest(of: Array(try ModelText(model, arrays: .beside).text.utf8))
  }
}

extension GraphWriter {
  fileprivate mutating func lines(of model: TextModel) throws(GraphError) -> [String] {
    let (statements, names) = try statements(model.values, model.arguments)
    var lines = statements
    for (dim, labels) in model.coords.sorted(by: { $0.key < $1.key }) {
      lines.append("coords \(dim.quoted): \(labels.text)")
    }
    func line(_ role: String, _ name: String, _ dims: [String], _ parts: [(String, String)]) {
      let all = (dims.isEmpty ? [] : [("dims", dims.text)]) + parts
      lines.append("\(role) \(name.quoted)(\(all.map { "\($0): \($1)" }.joined(separator: ", ")))")
    }
    for data in model.data {
      let value = arrayAttribute(data.value)
      line("data", data.name, data.dims, [("argument", names.reference(data.argument)), (value.name, value.text)])
    }
    for parameter in model.parameters {
      line(
        "parameter", parameter.name, parameter.dims,
        [
          ("family", parameter.family.quoted), ("transform", parameter.transform.quoted),
          ("argument", names.reference(parameter.unconstrained)), ("value", names.reference(parameter.constrained)),
          ("prior", names.reference(parameter.prior)),
        ] + (parameter.jacobian.map { [("jacobian", names.reference($0))] } ?? []))
    }
    for observation in model.observations {
      line(
        "observation", observation.name, observation.dims,
        [
          ("family", observation.family.quoted), ("value", names.reference(observation.value)),
          ("likelihood", names.reference(observation.likelihood)),
        ])
    }
    for value in model.deterministics {
      line("deterministic", value.name, value.dims, [("value", names.reference(value.value))])
    }
    for value in model.potentials {
      line("potential", value.name, value.dims, [("value", names.reference(value.value))])
    }
    return lines
  }
}
