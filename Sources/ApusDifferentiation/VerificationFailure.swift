// What the verifier says of a wrong rule: which check failed, for which operand, where, expected and returned.

public import ApusGraph

/// A finding of ``verifyGradient(of:at:)``: a gradient rule that breaks a law at a point.
public struct VerificationFailure: Sendable, CustomStringConvertible {
  /// The law that is broken.
  public enum Check: String, Sendable {
    /// The rule's cotangents are not those of differences of the function.
    case differences = "differs from differences of the function"
    /// The rule says that the function does not depend on an operand on which it depends.
    case disconnected = "says disconnected where the function depends on the operand"
    /// Twice the cotangent does not give twice the result.
    case linear = "is not linear in the cotangent"
    /// The opposite cotangent does not give the opposite result.
    case odd = "does not change its sign with the cotangent"
    /// A zero cotangent does not give zero.
    case zero = "does not give zero for a zero cotangent"
    /// Evaluating twice does not give the same bits.
    case pure = "gives other values when it is evaluated again"
  }

  /// The Op.
  public let op: String
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

  /// One line.
  public var description: String {
    let place = element.map { ", element \($0)" } ?? ""
    let where_ = point.map(\.description).joined(separator: ", ")
    return "the rule of \(op) for operand \(operand)\(place) \(check.rawValue): expected \(expected), returned "
      + "\(returned) (tolerance \(tolerance)) at (\(where_))"
      + (likelyMistake.map { "; \($0)" } ?? "")
  }
}

/// What a verification found.
public struct Verification: Sendable {
  /// The Op.
  public let op: String
  /// The broken laws; empty where the rule is right.
  public let failures: [VerificationFailure]
  /// How many derivatives were compared with differences.
  public let comparisonCount: Int
  /// The largest difference between rule and differences, relative to the larger of the derivative's size and the error
  /// of the differences.
  public let largestError: Double
  /// The operands for which the rule says that it has no derivative, with its reason; they are not checked.
  public let unavailable: [Int: String]

  /// Whether no law is broken.
  public var passed: Bool { failures.isEmpty }
}
