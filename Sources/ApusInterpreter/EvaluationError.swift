// What can go wrong when a program is evaluated.

public import ApusGraph

/// Why a program cannot be evaluated. Bad numbers are not among them: they are data.
public enum EvaluationError: Error, Sendable, CustomStringConvertible {
  /// An output is poisoned.
  case graph(GraphError)
  /// An argument has no value.
  case unboundArgument(String)
  /// The program has no such argument.
  case unknownArgument(String)
  /// An Op threw.
  case thrown(op: String, message: String)
  /// A value of another type than the argument's.
  case wrongType(argument: String, expected: TensorType, given: TensorType)
  /// An array whose elements do not fill its shape.
  case badArray(argument: String, reason: String)
  /// An integer for which an operation has no answer: an index outside, or a result that does not fit.
  case integer(GraphError)

  public var description: String {
    switch self {
    case .graph(let error): error.description
    case .unboundArgument(let name): "the argument \(name) was not bound"
    case .unknownArgument(let name): "the program has no argument \(name)"
    case .thrown(let op, let message): "\(op) threw: \(message)"
    case .wrongType(let argument, let expected, let given):
      "the argument \(argument) takes \(expected) and was given \(given)"
    case .badArray(let argument, let reason): "the array for the argument \(argument) is none: \(reason)"
    case .integer(let error): error.description
    }
  }
}
