// Why a model cannot be exported to JAX: said before anything is written.

public import ApusGraph
public import ApusModel

/// Why a model cannot be exported.
public enum JAXExportError: Error, Sendable, CustomStringConvertible {
  /// The model has no gradient, or cannot be evaluated.
  case model(ModelError)
  /// An operation has no counterpart in JAX, and no routine that a library could run.
  case untranslatable(operation: String, reason: String, location: SourceLocation?)
  /// The model has routines in Swift, which run only in a shared library of its program, and no library was named.
  case libraryNeeded([String])
  /// The shared library cannot be made.
  case library(String)
  /// Neither the initial point nor a prior draw has a finite log density and gradient, at which the module could be checked.
  case noFinitePoint
  /// A file cannot be written.
  case unwritable(file: String, reason: String)

  /// One line, with the user's line where it is known.
  public var description: String {
    switch self {
    case .model(let error): return error.description
    case .untranslatable(let operation, let reason, let location):
      let place = location?.fileAndLine.map { "\($0.file):\($0.line): " } ?? ""
      return "\(place)\(operation) cannot be exported to JAX: \(reason)"
    case .libraryNeeded(let routines):
      return "\(routines.joined(separator: ", ")) \(routines.count == 1 ? "is a routine" : "are routines") in Swift, "
        + "which an exported module calls in a shared library of the model's program: "
        + "export it by `apus export jax PROGRAM`, or name the library"
    case .library(let reason): return reason
    case .noFinitePoint:
      return "the log density has no finite value and gradient at the initial point or near it: "
        + "there is nothing that a module could be held against; model.explain(at:) says why"
    case .unwritable(let file, let reason): return "\(file): cannot be written: \(reason)"
    }
  }
}
