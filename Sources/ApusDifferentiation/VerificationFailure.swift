// What the verifier says of a wrong rule: which check failed, for which operand, where, expected and returned.

public import ApusGraph

/// A finding of ``verifyGradient(of:at:)``: a gradient rule that breaks a law at a point.
public struct VerificationFailure: Sendable, CustomStringConvertible {
  /// The law that is broken, in words that follow the rule's name.
  public enum Check: String, Sendable {
    case differences = "differs from differences of the function"
    case disconnected = "says disconnected where the function depends on the operand"
    case linear = "is not linear in the cotangent"
    case odd = "does not change its sign with the cotangent"
    case zero = "does not give zero for a zero cotangent"
    case adjoint = "does not agree with the pushforward, ⟨J v, u⟩ = ⟨v, Jᵀ u⟩"
    case pure = "gives other values when it is evaluated again"
    case stateless = "gives other values after an evaluation elsewhere"
    case constant = "writes to what it is given to read"
    case threadSafe = "gives other values while another thread evaluates it"
    case complete = "does not write all that it is given to write"
    case bounds = "writes beyond what it is given to write"

    /// Whether it is the function, not its derivative, that the check is about.
    package var isOfEvaluation: Bool {
      switch self {
      case .pure, .constant, .threadSafe, .complete, .bounds: true
      case .differences, .disconnected, .linear, .odd, .zero, .adjoint, .stateless: false
      }
    }
  }

  /// The Op.
  public let op: String
  /// The user's function that is the rule, such as `EccentricAnomaly.partials`; nil where it is a closure or built in.
  public let rule: String?
  /// The line that declares the rule, where it is known.
  public let location: SourceLocation?
  /// Which operand, counted from 0.
  public let operand: Int
  /// The element of the operand, in row-major order, where one is to blame.
  public let element: Int?
  /// The broken law.
  public let check: Check
  /// What the rule should give.
  public let expected: Double
  /// What it gives.
  public let returned: Double
  /// By how much the two may differ: the error of the expectation.
  public let tolerance: Double
  /// The operands.
  public let point: [NDArray]
  /// What the rule most likely does wrong, where one of the usual mistakes explains all that it returns.
  public internal(set) var likelyMistake: LikelyMistake?
  /// One of the derivatives that are wrong, for a cotangent of 1; nil where none is wrong by itself.
  public internal(set) var derivative: WrongDerivative?
  package var operandNames: [String] = []
  /// What was written where, for ``Check/complete`` and ``Check/bounds``.
  var detail: String?
  let expression: String

  /// Where, what, both numbers, what to do about it, and a line of code that reproduces it.
  public var description: String {
    let line = location?.fileAndLine.map { "\($0.file):\($0.line): " } ?? ""
    return "\(line)\(subject) \(check.rawValue): \(account)\n    to reproduce: \(reproduction)"
  }

  /// The rule, or the Op whose evaluation is wrong.
  private var subject: String {
    if check.isOfEvaluation { return op }
    let place = element.map { ", element \($0)," } ?? ""
    return "the rule of \(op)\(ruleText) for \(operandText)\(place)"
  }

  /// Such as ` (Orbit.partials)`.
  package var ruleText: String { rule.map { " (\($0))" } ?? "" }

  /// Such as `operand 1 (e)`.
  package var operandText: String {
    let name = operandNames.indices.contains(operand) ? operandNames[operand] : ""
    return "operand \(operand)" + (name.isEmpty || name == "operand \(operand)" ? "" : " (\(name))")
  }

  /// Both numbers in the user's terms, and what to do.
  package var account: String {
    let advice = likelyMistake.map { ($0.isCertain ? "; " : "; most likely ") + $0.description } ?? ""
    if let detail { return detail + advice }
    if let derivative { return derivative.sentence(names: operandNames) + advice }
    let values = point.map(\.description).joined(separator: ", ")
    if check == .constant { return "at (\(values))\(advice)" }
    let digits = NumberDigits.telling(expected, from: returned)
    let numbers = "expected \(NumberDigits.text(expected, digits)), returned \(NumberDigits.text(returned, digits))"
    let margin = tolerance > 0 ? " (tolerance \(NumberDigits.text(tolerance, 2)))" : ""
    return "\(numbers)\(margin) at (\(values))\(advice)"
  }
}

/// What a verification found.
public struct Verification: Sendable {
  /// The Op.
  public let op: String
  /// The broken laws; empty where the rule is right.
  public internal(set) var failures: [VerificationFailure] = []
  /// What is worth knowing and no mistake: kinks, jumps and edges of the domain at the point.
  public internal(set) var notes: [String] = []
  /// How many derivatives were compared with differences.
  public internal(set) var comparisonCount = 0
  /// The largest difference between rule and expectation, relative to the larger of the derivative's size and the error
  /// of the expectation.
  public internal(set) var largestError = 0.0
  /// The height of the function's steps in parts of its size, where it is a staircase, as one in single precision is; else 0.
  public internal(set) var resolution = 0.0
  /// The accuracy that the Op declares.
  public internal(set) var accuracy = Accuracy.full
  /// What the Op threw at the point, or near it.
  public internal(set) var thrown: String?
  /// The operands for which the rule says that it has no derivative, with its reason; they are not checked.
  public internal(set) var unavailable: [Int: String] = [:]

  package init(op: String) { self.op = op }

  /// Whether no law is broken.
  public var passed: Bool { failures.isEmpty }
}
