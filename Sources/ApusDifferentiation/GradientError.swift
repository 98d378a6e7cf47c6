// Why a gradient cannot be had: with the parameter, the Op, the operand, and the path through the graph.

public import ApusGraph

/// A gradient that was asked for and cannot be had.
public enum GradientError: Error, Sendable, CustomStringConvertible {
  /// An expression of the graph could not be built.
  case graph(GraphError)
  /// The gradient of something that is no float64 scalar.
  case notAScalar(String)
  /// The gradient with respect to something that is no float64 tensor.
  case notDifferentiable(String)
  /// The gradient with respect to a constant, which is one and the same wherever it is written.
  case constantInput(String)
  /// A path passes through an operand for which there is mathematically no derivative.
  case undefined(MissingRule)
  /// A path passes through an operand whose derivative nobody has written down.
  case notImplemented(MissingRule)
  /// A rule answered a cotangent of another shape or element type than its operand's.
  case wrongCotangent(
    op: String, operand: Int, expected: TensorType, returned: TensorType, location: SourceLocation?)
  /// A rule answered for another number of operands than there are, or a pushforward for another number of results.
  case wrongAnswerCount(op: String, expected: Int, returned: Int, location: SourceLocation?)
  /// A cotangent that is not of its output's type was given.
  case wrongSeed(expected: TensorType, given: TensorType)
  /// Another number of cotangents or tangents was given than there are outputs or inputs.
  case wrongCount(String)

  /// Where a rule is missing and which path needs it.
  public struct MissingRule: Sendable {
    /// The parameter whose gradient was asked for.
    public let parameter: String
    /// The Op without the rule.
    public let op: String
    /// Which of its operands, counted from 0.
    public let operand: Int
    /// The Ops from the parameter to the output.
    public let path: [String]
    /// The reason that the rule gives.
    public let reason: String
    /// The line that applied the Op.
    public let location: SourceLocation?

    /// A missing rule.
    public init(
      parameter: String, op: String, operand: Int, path: [String], reason: String, location: SourceLocation?
    ) {
      self.parameter = parameter
      self.op = op
      self.operand = operand
      self.path = path
      self.reason = reason
      self.location = location
    }

    fileprivate func sentence(_ what: String) -> String {
      let place = location?.fileAndLine.map { "\($0.file):\($0.line): " } ?? ""
      return place
        + "the gradient with respect to '\(parameter)' needs the derivative of \(op) for operand \(operand), which is "
        + "\(what): \(reason). Path: \(path.joined(separator: " → ")). Write the derivative in the Op's rule; or, where no "
        + "gradient is meant to pass, take stopGradient of the operand"
    }
  }

  /// One line that names parameter, Op, operand and path.
  public var description: String {
    switch self {
    case .graph(let error): return error.description
    case .notAScalar(let output): return "a gradient is that of a float64 scalar, not of \(output)"
    case .notDifferentiable(let input):
      return "there is no gradient with respect to \(input): it has no float64 elements"
    case .wrongCount(let reason): return reason
    case .constantInput(let input):
      return "there is no gradient with respect to \(input): it is a constant; make it an argument"
    case .undefined(let missing): return missing.sentence("undefined")
    case .notImplemented(let missing): return missing.sentence("not implemented")
    case .wrongCotangent(let op, let operand, let expected, let returned, let location):
      let place = location?.fileAndLine.map { "\($0.file):\($0.line): " } ?? ""
      return place
        + "the rule of \(op) answered a cotangent of type \(returned) for operand \(operand), which has type \(expected)"
    case .wrongAnswerCount(let op, let expected, let returned, let location):
      let place = location?.fileAndLine.map { "\($0.file):\($0.line): " } ?? ""
      return place + "the rule of \(op) answered \(returned) times where \(expected) answers are due"
    case .wrongSeed(let expected, let given):
      return "a cotangent or tangent of type \(given) was given for a value of type \(expected)"
    }
  }
}
