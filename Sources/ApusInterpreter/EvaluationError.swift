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

  /// One line.
  public var description: String {
    switch self {
    case .graph(let error): error.description
    case .unboundArgument(let name): "the argument \(name) was not bound"
    case .unknownArgument(let name): "the program has no argument \(name)"
    case .thrown(let op, let message): "\(op) threw: \(message)"
    case .wrongType(let argument, let expected, let given):
      "the argument \(argument) takes \(expected) and was given \(given)"
    }
  }
}
