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
  case wrongCotangent(BrokenRule, expected: TensorType, returned: TensorType)
  /// A rule answered a cotangent that cannot be built, such as a sum of shapes that do not broadcast.
  case poisonedCotangent(BrokenRule, GraphError)
  /// A rule answered for another number of operands than there are, or a pushforward for another number of results.
  case wrongAnswerCount(BrokenRule, expected: Int, returned: Int)
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

  /// Where a rule breaks its contract, which path needs it, and how to see it again.
  public struct BrokenRule: Sendable {
    /// The parameter whose gradient was asked for.
    public let parameter: String
    /// The Op.
    public let op: String
    /// Which of its operands, counted from 0.
    public let operand: Int
    /// The Ops from the parameter to the output.
    public let path: [String]
    /// A line of code that reproduces the error.
    public let reproduction: String
    /// The line that applied the Op.
    public let location: SourceLocation?

    /// The rule of the Op that is missing in `place`, which is there and breaks its contract.
    init(_ place: MissingRule, _ node: Node) {
      parameter = place.parameter
      op = place.op
      operand = place.operand
      path = place.path
      location = place.location
      let operands = node.operands.map { Self.code($0.type) }.joined(separator: ", ")
      reproduction = "try verifyGradient(of: \(node.op.swiftExpression), at: [\(operands)])"
    }

    /// The same for a parameter with another name.
    package init(_ other: BrokenRule, parameter: String, path: [String]) {
      self.parameter = parameter
      self.path = path
      op = other.op
      operand = other.operand
      reproduction = other.reproduction
      location = other.location
    }

    private static func code(_ type: TensorType) -> String {
      let name = type.elementType.swiftName
      let number =
        switch type.elementType {
        case .float64: "0.5"
        case .int64: "0"
        case .bool: "false"
        }
      if type.shape.isScalar { return "NDArray(\(name)(\(number)))" }
      let elements = "[\(name)](repeating: \(number), count: \(type.elementCount))"
      let extents = type.shape.dimensions.map(String.init).joined(separator: ", ")
      return "NDArray(\(elements)" + (type.shape.rank == 1 ? ")" : ", shape: [\(extents)])")
    }

    fileprivate func sentence(_ what: String) -> String {
      let place = location?.fileAndLine.map { "\($0.file):\($0.line): " } ?? ""
      return place
        + "the rule of \(op) \(what). The gradient with respect to '\(parameter)' needs it. Path: "
        + "\(path.joined(separator: " → ")). To reproduce: \(reproduction)"
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
    case .wrongCotangent(let rule, let expected, let returned):
      return rule.sentence(
        "answered a cotangent of type \(returned) for operand \(rule.operand), which has type \(expected)")
    case .poisonedCotangent(let rule, let error):
      return rule.sentence("answered a cotangent for operand \(rule.operand) that cannot be built (\(error))")
    case .wrongAnswerCount(let rule, let expected, let returned):
      return rule.sentence(
        "gave \(returned) answer\(returned == 1 ? "" : "s") where \(expected) \(expected == 1 ? "is" : "are") due")
    case .wrongSeed(let expected, let given):
      return "a cotangent or tangent of type \(given) was given for a value of type \(expected)"
    }
  }
}
