// What a wrong gradient rule most likely does, in a colleague's words.

/// The mistake that explains what a wrong rule returns.
public enum LikelyMistake: Sendable, Hashable, CustomStringConvertible {
  /// The rule says that the function does not depend on the operand.
  case disconnected
  /// The cotangent is not used.
  case ignoresCotangent
  /// The cotangent's magnitude is used.
  case absoluteCotangent
  /// The cotangent is used twice.
  case squaredCotangent
  /// A number is added that does not depend on the cotangent.
  case addedConstant
  /// The derivative is 0 everywhere.
  case returnsZero
  /// The cotangent is passed on as if the derivative were 1.
  case missingDerivative
  /// The derivative's sign.
  case wrongSign
  /// The derivative is this many times the right one.
  case factor(Double)
  /// An angle in degrees is taken for one in radians, or the reverse.
  case degrees
  /// The derivative has a factor too many, such as `the result`.
  case extraFactor(String)
  /// The derivative lacks a factor.
  case missingFactor(String)
  /// The derivative is that of another operand.
  case swappedOperands(Int)
  /// The Jacobian is used in place of its transpose.
  case transposedJacobian
  /// Elements are summed that belong apart.
  case summedElements
  /// The mean of an operand's shares is returned, not their sum.
  case meanOfShares
  /// Only the first of an operand's shares is returned, not their sum.
  case firstShare
  /// The derivative is rounded to a whole number.
  case roundedToInteger

  /// A remark on the rule.
  public var description: String {
    switch self {
    case .disconnected: "the function depends on this operand: return a cotangent for it, not 'disconnected'"
    case .ignoresCotangent: "the rule ignores the cotangent: multiply the derivative by it"
    case .absoluteCotangent: "the rule takes the cotangent's magnitude: its sign belongs to the result"
    case .squaredCotangent: "the rule multiplies by the cotangent twice: once is right"
    case .addedConstant:
      "the rule adds something that does not depend on the cotangent: all of it must be multiplied by it"
    case .returnsZero: "the rule returns zero, but the function depends on this operand"
    case .missingDerivative: "the rule returns the cotangent itself: multiply it by the derivative"
    case .wrongSign: "the sign is wrong"
    case .factor(let factor): "the rule is \(Self.rounded(factor)) times the derivative: a constant factor is wrong"
    case .degrees: "the rule is off by π/180: degrees were taken for radians, or the reverse"
    case .extraFactor(let name): "the rule has an extra factor: \(name)"
    case .missingFactor(let name): "the rule lacks a factor: \(name)"
    case .swappedOperands(let other): "the rule returns the derivative for operand \(other): the two are swapped"
    case .transposedJacobian: "the rule uses the Jacobian where its transpose belongs"
    case .summedElements: "the rule sums over elements that belong apart"
    case .meanOfShares: "the rule returns the mean of this operand's shares: their sum is right"
    case .firstShare: "the rule returns the first of this operand's shares: their sum is right"
    case .roundedToInteger: "the rule rounds the derivative to a whole number: an integer type is in it"
    }
  }

  private static func rounded(_ number: Double) -> String {
    let whole = number.rounded()
    if (number - whole).magnitude < 1e-6 { return "\(Int(whole))" }
    return "\((number * 1e6).rounded() / 1e6)"
  }
}
