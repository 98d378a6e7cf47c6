// The kinds of wrong rule that the suite injects, and what the verifier should say of each.

internal import ApusDifferentiation

/// A kind of mistake in a gradient rule, or in the Op that it belongs to.
package enum MutationKind: String, CaseIterable, Sendable {
  // The answer as a whole.
  case returnsZero, disconnected, notFinite
  // The cotangent.
  case ignoresCotangent, absoluteCotangent, squaredCotangent, clippedCotangent, addedConstant, swappedCotangents
  case leavesOutResult
  // Constant factors.
  case missingDerivative, wrongSign, twice, half, offByThousandth, thousandfold, degreesForRadians, radiansForDegrees
  // Factors that vary.
  case extraOperand, missingOperand, extraResult, missingResult, extraOtherOperand, missingOtherOperand
  case extraExponential, extraCosine, extraOneMinusSquare, twiceOperand
  // Terms.
  case extraTerm, missingTerm, extraOne
  // What belongs where.
  case swappedOperands, transposedJacobian, summedElements, meanOfShares, oneShare, shiftedElements, reversedElements
  // The number itself.
  case roundedToInteger, truncatedToInteger, absoluteDerivative, clippedDerivative, singlePrecision, forwardDifference
  case otherPoint
  // The Op.
  case wrongPushforward, staleResiduals, notThreadSafe, mutatesOperand, pullbackMutates, hiddenState

  /// By how much, relative to its size, a rule must be wrong at a point to count.
  var leastChange: Double {
    switch self {
    case .singlePrecision, .forwardDifference: 2e-8
    default: 1e-5
    }
  }

  /// Whether the rule itself is right and something else is wrong.
  var isOfOp: Bool {
    switch self {
    case .wrongPushforward, .staleResiduals, .notThreadSafe, .mutatesOperand, .pullbackMutates, .hiddenState: true
    default: false
    }
  }

  /// Whether what the verifier says names this mistake.
  ///
  /// - Parameters:
  ///   - mistake: what it says.
  ///   - operand: the operand whose rule is wrong.
  ///   - other: another operand that the mistake has to do with.
  ///   - hasOneResult: whether the Op has a single result.
  func isNamed(by mistake: LikelyMistake, operand: Int, other: Int, hasOneResult: Bool) -> Bool {
    let (own, foreign) = ("operand \(operand)", "operand \(other)")
    let result = hasOneResult ? "the result" : "result 0"
    func isFactor(_ expected: Double) -> Bool {
      if case .factor(let factor) = mistake { (factor / expected - 1).magnitude < 1e-4 } else { false }
    }
    switch self {
    case .returnsZero: return mistake == .returnsZero
    case .disconnected: return mistake == .disconnected
    case .notFinite: return mistake == .notFinite
    case .ignoresCotangent: return mistake == .ignoresCotangent
    case .absoluteCotangent: return mistake == .absoluteCotangent
    case .squaredCotangent: return mistake == .squaredCotangent
    case .clippedCotangent: return mistake == .clippedCotangent
    case .addedConstant: return mistake == .addedConstant
    case .swappedCotangents: return mistake == .swappedCotangents
    case .leavesOutResult: return mistake == .leavesOutResult(0)
    case .missingDerivative: return mistake == .missingDerivative
    case .wrongSign: return mistake == .wrongSign
    case .twice: return isFactor(2)
    case .half: return isFactor(0.5)
    case .offByThousandth: return isFactor(1.001)
    case .thousandfold: return isFactor(1000)
    case .degreesForRadians, .radiansForDegrees: return mistake == .degrees
    case .extraOperand: return mistake == .extraFactor(own)
    case .missingOperand: return mistake == .missingFactor(own)
    case .extraResult: return mistake == .extraFactor(result)
    case .missingResult: return mistake == .missingFactor(result)
    case .extraOtherOperand: return mistake == .extraFactor(foreign)
    case .missingOtherOperand: return mistake == .missingFactor(foreign)
    case .extraExponential: return mistake == .extraFactor("exp(\(own))")
    case .extraCosine: return mistake == .extraFactor("cos(\(own))")
    case .extraOneMinusSquare: return mistake == .extraFactor("(1 − (\(own))²)")
    case .twiceOperand: return mistake == .extraFactor("2 times \(own)")
    case .extraTerm: return mistake == .extraTerm(own)
    case .missingTerm: return mistake == .missingTerm(foreign)
    case .extraOne: return mistake == .extraTerm("1.0")
    case .swappedOperands: return mistake == .swappedOperands(other)
    case .transposedJacobian: return mistake == .transposedJacobian
    case .summedElements: return mistake == .summedElements
    case .meanOfShares: return mistake == .meanOfShares
    case .oneShare: return mistake == .oneShare
    case .shiftedElements, .reversedElements: return mistake == .wrongElement
    case .roundedToInteger, .truncatedToInteger: return mistake == .roundedToInteger
    case .absoluteDerivative:
      // Where all are negative there is no telling the two apart.
      return mistake == .absoluteDerivative || mistake == .wrongSign
    case .clippedDerivative: if case .clippedDerivative = mistake { return true } else { return false }
    case .singlePrecision, .forwardDifference: if case .inexact = mistake { return true } else { return false }
    // A derivative at another point is none of the usual mistakes; it counts as not named.
    case .otherPoint: return false
    case .wrongPushforward: return mistake == .wrongPushforward
    case .staleResiduals: return mistake == .staleResiduals
    case .notThreadSafe: return mistake == .notThreadSafe
    case .mutatesOperand, .pullbackMutates: return mistake == .mutatesOperand
    case .hiddenState: return mistake == .hiddenState
    }
  }
}
