// A routine of the user's in Swift, as exported modules count and call them.

package import ApusGraph

/// A routine in Swift that an exported module calls.
package struct Routine: Sendable {
  /// The Op that evaluates it.
  package let op: any Op
  package let operandTypes: [TensorType]
  package let resultTypes: [TensorType]

  /// What tells routines apart: name and types.
  package var signature: String {
    let operands = operandTypes.map(\.description).joined(separator: ", ")
    let results = resultTypes.map(\.description).joined(separator: ", ")
    // One line, whatever Python takes for a line's end.
    let name = op.name.unicodeScalars.map { scalar in
      [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory) ? " " : "\(scalar)"
    }
    return "\(name.joined())(\(operands)) -> \(results)"
  }
}
