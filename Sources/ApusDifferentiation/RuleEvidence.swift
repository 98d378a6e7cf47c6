// What a diagnosis is made from: single derivatives as they are and as a rule has them, and the rule's use of cotangents.

/// One derivative ∂(element of a result)/∂(element of an operand), as it is and as the rule has it.
struct RuleEvidence {
  /// The derivative, by differences.
  let expected: Estimate
  /// What the rule returns for a cotangent of 1 of that element alone.
  let returned: Double
  /// Numbers at this point that may be a factor too many or too few: operands and results.
  let numbers: [Double]
  /// The derivatives for the other operands of the same shape, by their numbers.
  let others: [Int: Double]
  /// The derivatives of the same place of the other results of the same shape.
  let otherResults: [Double]
  /// The derivative with operand element and result element exchanged; nil where there is none.
  let transposed: Double?
  /// The place of the derivative among the operand's elements.
  let element: Int
  /// What the rule returns for all of the operand's elements.
  let all: [Double]
  /// The derivatives for all of the operand's elements; nil where they are many.
  let allExpected: [Double]?
  /// Which result, and the place of its element.
  let result: (output: Int, place: Int)

  private var uncertainty: Double { expected.value == 0 ? 0 : expected.error / expected.value.magnitude }

  /// Whether the rule's number is another one, within the error of the differences.
  func returns(_ value: Double) -> Bool { (returned - value).magnitude <= (1e-6 + 20 * uncertainty) * value.magnitude }

  var isWrong: Bool { !returns(expected.value) }

  /// Whether the rule's number minus the derivative is another number.
  func deviates(by value: Double) -> Bool {
    let deviation = returned - expected.value
    return (deviation - value).magnitude <= 1e-6 * value.magnitude + 20 * expected.error + 1e-9 * returned.magnitude
  }
}

/// What a rule returns for the cotangents, and for a thousand times, twice, minus and zero times them.
struct CotangentResponses {
  let once: [Double]
  let thousandfold: [Double]
  let twice: [Double]
  let opposite: [Double]
  let zero: [Double]

  /// The mistake in the use of the cotangent, if that is what is wrong.
  var mistake: LikelyMistake? {
    guard once.contains(where: { $0 != 0 }) else { return nil }
    func agree(_ found: [Double], _ expected: (Int) -> Double) -> Bool {
      let size = once.reduce(0) { max($0, $1.magnitude) }
      return found.indices.allSatisfy { (found[$0] - expected($0)).magnitude <= 1e-9 * size }
    }
    let isOdd = agree(opposite) { -once[$0] }
    if agree(zero, { once[$0] }), agree(twice, { once[$0] }) { return .ignoresCotangent }
    if agree(opposite, { once[$0] }) && agree(twice, { 2 * once[$0] }) { return .absoluteCotangent }
    if agree(twice, { 4 * once[$0] }) { return .squaredCotangent }
    let growth = zip(thousandfold, once).map { $0.magnitude - 500 * $1.magnitude }
    if isOdd, growth.allSatisfy({ $0 <= 0 }) { return .clippedCotangent }
    let isAffine = agree(twice) { 2 * once[$0] - zero[$0] }
    return isAffine && zero.contains { $0 != 0 } ? .addedConstant : nil
  }
}
