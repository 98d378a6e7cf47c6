// One derivative that a rule has wrong, in the user's terms: which, where, what the rule says, and what differences say.

internal import ApusGraph
internal import ApusOps

/// A single derivative, of one number of a result for one number of an operand, that a rule has wrong.
public struct WrongDerivative: Sendable {
  /// What is differentiated, such as `Orbit` or `result 1[3] of Orbit`.
  public let result: String
  /// The operand, counted from 0.
  public let operand: Int
  /// The element of the operand; nil where it is a single number, or the Op is elementwise.
  public let element: Int?
  /// The operands at that place: numbers, or nil for arrays that are no single number there.
  public let coordinates: [Double?]
  /// Whether the coordinates are all that the derivative depends on.
  let isElementwise: Bool
  /// By differences.
  public let expected: Double
  /// By the rule.
  public let returned: Double

  /// Such as `∂E/∂e at M = 0.3, e = 0.22: your rule says 1.5, differences say 2.5`.
  func sentence(names: [String]) -> String {
    let place = element.map { "[\($0)]" } ?? ""
    let name = names[operand].contains(" ") ? "(\(names[operand])\(place))" : "\(names[operand])\(place)"
    let point = zip(names.indices, coordinates).compactMap { index, value -> String? in
      value.map { "\(names[index])\(index == operand ? place : "") = \(NumberDigits.text($0, 4))" }
    }
    let digits = NumberDigits.telling(expected, from: returned)
    return "∂\(result)/∂\(name)" + (point.isEmpty ? "" : " at \(point.joined(separator: ", "))")
      + ": your rule says \(NumberDigits.text(returned, digits)), "
      + "differences say \(NumberDigits.text(expected, digits))"
  }
}

extension VerificationFailure {
  /// The most numbers that are written into a line of code.
  private static let numberLimit = 32

  /// A line of code that reproduces the finding; where the operands are too long to be written, `failure` is this one.
  public var reproduction: String {
    let operands = isShort ? "[\(arrays.map(Self.code).joined(separator: ", "))]" : "failure.point"
    return "print(try verifyGradient(of: \(expression), at: \(operands)).failures)"
  }

  /// Whether the operands can be written into a line of code.
  package var isShort: Bool { arrays.reduce(0) { $0 + $1.count } <= Self.numberLimit }

  /// The operands that show the finding: of an elementwise Op one number each.
  private var arrays: [NDArray] {
    if let derivative, derivative.isElementwise { return derivative.coordinates.map { NDArray($0 ?? .nan) } }
    return point
  }

  private static func code(_ array: NDArray) -> String {
    let numbers: [String]
    switch array.elements {
    case .float64(let values): numbers = values.map(code)
    case .int64(let values): numbers = values.map { "\($0)" }
    case .bool(let values): numbers = values.map { "\($0)" }
    }
    if array.shape.isScalar { return "NDArray(\(numbers[0])\(array.type.elementType == .int64 ? " as Int" : ""))" }
    let list = "[\(numbers.joined(separator: ", "))]"
    let typed = numbers.isEmpty ? "\(list) as [\(array.type.elementType.swiftName)]" : list
    return array.shape.rank == 1
      ? "NDArray(\(typed))"
      : "NDArray(\(typed), shape: [\(array.shape.dimensions.map(String.init).joined(separator: ", "))])"
  }

  private static func code(_ number: Double) -> String {
    number.isNaN ? ".nan" : number.isInfinite ? (number < 0 ? "-.infinity" : ".infinity") : "\(number)"
  }
}

extension ElementType {
  var swiftName: String {
    switch self {
    case .float64: "Double"
    case .int64: "Int"
    case .bool: "Bool"
    }
  }
}

extension Op {
  /// An expression that makes the Op, or the routine whose call it is, as far as it can be told.
  var swiftExpression: String {
    if self is any SymbolicOp { return name }
    let text = (self as? any RoutineCall)?.routineText ?? "\(self)"
    return text.count <= 120 ? text : "\(name)(…)"
  }

  /// What the operands are called: by the Op itself, else by their numbers.
  func operandNames(_ count: Int) -> [String] {
    let contract = ((self as? any RoutineCall)?.routineContract ?? self) as? any DomainContract
    return (0..<count).map { contract?.nameOfOperand($0) ?? "operand \($0)" }
  }
}
