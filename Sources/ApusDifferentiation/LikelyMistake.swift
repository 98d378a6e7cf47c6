// What a wrong gradient rule most likely does, in a colleague's words.

/// The mistake that explains what a wrong rule returns; ``description`` says what each one is, and what to do.
public enum LikelyMistake: Sendable, Hashable, CustomStringConvertible {
  // The answer as a whole.
  case disconnected
  case returnsZero
  case notZero
  case notFinite

  // The cotangent.
  case ignoresCotangent
  case absoluteCotangent
  case squaredCotangent
  case clippedCotangent
  case addedConstant
  case swappedCotangents
  case leavesOutResult(Int)

  // The derivative.
  case missingDerivative
  case wrongSign
  case absoluteDerivative
  case clippedDerivative(Double)
  case factor(Double)
  case degrees
  case extraFactor(String)
  case missingFactor(String)
  case extraTerm(String)
  case missingTerm(String)
  case roundedToInteger
  case inexact(Double)

  // What belongs where.
  case swappedOperands(Int)
  case transposedJacobian
  case wrongElement
  case summedElements
  case meanOfShares
  case oneShare

  // The function itself, and other rules.
  case wrongPushforward
  case hiddenState
  case staleResiduals
  case notThreadSafe
  case mutatesOperand
  case leavesUnwritten
  case writesBeyond

  /// A remark on the rule.
  public var description: String {
    switch self {
    case .disconnected: "the function depends on this operand: return a cotangent for it, not 'disconnected'"
    case .returnsZero: "the rule returns zero, but the function depends on this operand"
    case .notZero: "the function does not depend on this operand: zero is right"
    case .notFinite:
      "the rule divides by zero, or takes a function outside its domain, where the function itself is fine"
    case .ignoresCotangent: "the rule ignores the cotangent: multiply the derivative by it"
    case .absoluteCotangent: "the rule takes the cotangent's magnitude: its sign belongs to the result"
    case .squaredCotangent: "the rule multiplies by the cotangent twice: once is right"
    case .clippedCotangent: "the rule clips the cotangent: large ones must go through as they are"
    case .addedConstant:
      "the rule adds something that does not depend on the cotangent: all of it must be multiplied by it"
    case .swappedCotangents: "the rule uses the cotangent of another result: the results' cotangents are mixed up"
    case .leavesOutResult(let result): "the rule leaves out the cotangent of result \(result)"
    case .missingDerivative: "the rule returns the cotangent itself: multiply it by the derivative"
    case .wrongSign: "the sign is wrong"
    case .absoluteDerivative: "the rule returns the derivative's magnitude: the sign is wrong where it is negative"
    case .clippedDerivative(let limit): "the rule cuts the derivative off at \(Self.rounded(limit))"
    case .factor(let factor): "the rule is \(Self.rounded(factor)) times the derivative: a constant factor is wrong"
    case .degrees: "the rule is off by π/180: degrees were taken for radians, or the reverse"
    case .extraFactor(let name): "the rule has an extra factor: \(name)"
    case .missingFactor(let name): "the rule lacks a factor: \(name)"
    case .extraTerm(let name): "the rule has a term too many: \(name)"
    case .missingTerm(let name): "the rule lacks a term: \(name)"
    case .roundedToInteger: "the rule rounds the derivative to a whole number: an integer type is in it"
    case .inexact(let error):
      "the rule is right to about \(Self.power(error)) only: single precision, differences in place of a derivative, or an "
        + "iteration that stops early. If that is meant, declare it: "
        + "var accuracy: Accuracy { Accuracy(rule: \(Self.declaration(error))) }; for a CustomFunction, as an argument"
    case .swappedOperands(let other): "the rule returns the derivative for operand \(other): the two are swapped"
    case .transposedJacobian: "the rule uses the Jacobian where its transpose belongs"
    case .wrongElement: "the rule returns the right numbers for other elements: an index is off, or an order"
    case .summedElements: "the rule sums over elements that belong apart"
    case .meanOfShares: "the rule returns the mean of this operand's shares: their sum is right"
    case .oneShare: "the rule returns one of this operand's shares: their sum is right"
    case .wrongPushforward: "the pullback agrees with differences: the pushforward is what is wrong"
    case .hiddenState: "the evaluation keeps something from call to call: it must depend on its operands alone"
    case .staleResiduals:
      "the rule uses what the last evaluation left behind: pass it on as a residual, not in memory of the Op's own"
    case .notThreadSafe: "its calls share memory: each call needs scratch of its own"
    case .leavesUnwritten: "write each element, zeros too: the buffers hold whatever was there before"
    case .writesBeyond: "write no more than each buffer's count: what lies beside it belongs to others"
    case .mutatesOperand: "its operands, results and cotangents belong to others: copy what is to be changed"
    }
  }

  /// Whether it was seen itself, not concluded from numbers.
  var isCertain: Bool {
    switch self {
    case .disconnected, .wrongPushforward, .hiddenState, .staleResiduals, .notThreadSafe, .mutatesOperand,
      .leavesUnwritten,
      .writesBeyond:
      true
    default: false
    }
  }

  private static func rounded(_ number: Double) -> String {
    let whole = number.rounded()
    if (number - whole).magnitude < 1e-6, whole.magnitude < 1e15 { return "\(Int(whole))" }
    return number.magnitude < 1e9 ? "\((number * 1e6).rounded() / 1e6)" : "\(number)"
  }

  /// A power of ten above an error, with room for larger ones elsewhere.
  private static func declaration(_ error: Double) -> String {
    var bound = 1e-15
    while bound < 10 * error, bound < 1 { bound *= 10 }
    return NumberDigits.text(bound, 1)
  }

  private static func power(_ error: Double) -> String {
    var (scale, exponent) = (1.0, 0)
    while error < 0.3 * scale, exponent > -18 { (scale, exponent) = (scale / 10, exponent - 1) }
    return exponent == 0 ? "1" : "1e\(exponent)"
  }
}
