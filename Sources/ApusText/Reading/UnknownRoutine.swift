// What stands for a user's routine that a text names and nobody gave: it has types, and neither values nor a gradient.

package import ApusGraph
internal import ApusOps

/// A call of a routine in Swift, or one of its derivatives, of which only the text is known.
///
/// A graph with it is printed, digested and rewritten like others. It cannot be evaluated or differentiated through.
package struct UnknownRoutine: Op {
  /// The name that the text has for the routine.
  package let routine: String
  /// Which Op of the routine it is.
  let part: RoutinePart
  /// The types of the text.
  let types: [TensorType]

  package var name: String { routine }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { types }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) throws {
    throw Unknown(description: reason)
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [OperandCotangent](repeating: .notImplemented(reason), count: site.operands.count)
  }

  private struct Unknown: Error, CustomStringConvertible { let description: String }

  private var reason: String { "the routine \(routine.quoted) is written in Swift, and only its name is known here" }
}
