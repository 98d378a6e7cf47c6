// Finds what a wrong rule most likely does, by trying the usual mistakes on single derivatives at several points.

internal import ApusGraph

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

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
  /// The derivative with operand element and result element exchanged; nil where there is none.
  let transposed: Double?
  /// What the rule returns for the operand's other elements.
  let rest: [Double]
  /// The place of the result's element among those of its result.
  let place: Int

  /// Whether the rule's number is another one, within the error of the differences.
  func returns(_ value: Double) -> Bool {
    let relative = expected.value == 0 ? 0 : expected.error / expected.value.magnitude
    return (returned - value).magnitude <= (1e-6 + 20 * relative) * value.magnitude
  }
}

/// What a rule returns for the cotangents, for twice, minus and zero times them.
struct CotangentResponses {
  let once: [Double]
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
    if agree(twice, { once[$0] }) { return .ignoresCotangent }
    if agree(opposite, { once[$0] }) && agree(twice, { 2 * once[$0] }) { return .absoluteCotangent }
    if agree(twice, { 4 * once[$0] }) { return .squaredCotangent }
    let isAffine = agree(twice) { 2 * once[$0] - zero[$0] }
    return isAffine && zero.contains { $0 != 0 } ? .addedConstant : nil
  }
}

/// Tries mistakes on the evidence.
struct RuleDiagnosis {
  let evidence: [RuleEvidence]
  /// The names of the numbers in the evidence.
  let names: [String]
  /// The number of elements of the result; and of the operand.
  let extents: (result: Int, operand: Int)

  /// The first mistake that explains all of the evidence.
  var mistake: LikelyMistake? {
    guard !evidence.isEmpty else { return nil }
    if all({ $0.returned == 0 }) { return .returnsZero }
    if all({ $0.returns(-$0.expected.value) }) { return .wrongSign }
    if let other = otherOperand { return .swappedOperands(other) }
    if isTransposed { return .transposedJacobian }
    if let shares = sharesMistake { return shares }
    if let constant = constantFactor { return constant }
    if all({ $0.returned == 1 }) { return .missingDerivative }
    if let factor = variableFactor { return factor }
    return all { $0.returned == $0.returned.rounded() && ($0.returned - $0.expected.value).magnitude < 1 }
      ? .roundedToInteger : nil
  }

  private func all(_ holds: (RuleEvidence) -> Bool) -> Bool { evidence.allSatisfy(holds) }

  private var otherOperand: Int? {
    evidence[0].others.keys.sorted().first { other in
      all { row in row.others[other].map(row.returns) ?? false }
    }
  }

  private var isTransposed: Bool {
    let differing = evidence.filter { row in
      row.transposed.map { ($0 - row.expected.value).magnitude > 1e-3 * row.expected.value.magnitude } ?? false
    }
    return !differing.isEmpty && all { row in row.transposed.map(row.returns) ?? false }
  }

  /// Sums where there should be none, and none where there should be one.
  private var sharesMistake: LikelyMistake? {
    if extents.operand > 1,
      all({ row in row.returns(row.expected.value) && row.rest.allSatisfy { row.returned == $0 } })
    {
      return .summedElements
    }
    guard extents.operand == 1, extents.result > 1 else { return nil }
    if all({ $0.returns($0.expected.value / Double(extents.result)) }) { return .meanOfShares }
    let (first, others) = (evidence.filter { $0.place == 0 }, evidence.filter { $0.place > 0 })
    let isFirst = !others.isEmpty && others.allSatisfy { $0.returned == 0 }
    return isFirst && first.allSatisfy { $0.returns($0.expected.value) } ? .firstShare : nil
  }

  private var constantFactor: LikelyMistake? {
    let degree = Double.pi / 180
    if all({ $0.returns($0.expected.value * degree) }) || all({ $0.returns($0.expected.value / degree) }) {
      return .degrees
    }
    let factor = evidence[0].returned / evidence[0].expected.value
    guard factor.isFinite, evidence.count > 1, all({ $0.returns(factor * $0.expected.value) }) else { return nil }
    let sizes = evidence.map(\.expected.value.magnitude)
    let varies = (sizes.max() ?? 0) > 1.001 * (sizes.min() ?? 0)
    // Of a constant derivative a constant factor says nothing but itself, unless what is missing is all of it.
    if !varies && all({ $0.returned == 1 }) { return nil }
    return .factor(factor)
  }

  /// The functions of a number that derivatives often have as factors.
  private static let functions: [(name: @Sendable (String) -> String, value: @Sendable (Double) -> Double)] = [
    ({ $0 }, { $0 }), ({ "exp(\($0))" }, { exp($0) }), ({ "log(\($0))" }, { log($0) }),
    ({ "sin(\($0))" }, { sin($0) }), ({ "cos(\($0))" }, { cos($0) }), ({ "(1 − \($0))" }, { 1 - $0 }),
    ({ "(1 + \($0))" }, { 1 + $0 }), ({ "(1 − (\($0))²)" }, { 1 - $0 * $0 }), ({ "(1 + (\($0))²)" }, { 1 + $0 * $0 }),
  ]

  /// A factor that is a power of an operand, a result, or a function of one, perhaps with a small constant.
  private var variableFactor: LikelyMistake? {
    for constant in [1.0, -1, 2, 0.5, -2, -0.5] {
      for power in [1.0, -1, 2, -2, 0.5, -0.5] {
        for function in Self.functions {
          for number in names.indices {
            let factors = evidence.map { constant * pow(function.value($0.numbers[number]), power) }
            let sizes = factors.map(\.magnitude)
            guard factors.allSatisfy(\.isFinite), let most = sizes.max(), let least = sizes.min(),
              most > 1.0001 * least,
              zip(evidence, factors).allSatisfy({ $0.returns($1 * $0.expected.value) })
            else { continue }
            let base = Self.power(power.magnitude, of: function.name(names[number]))
            // c xᵖ too much is x^(−p)/c too little, which is the simpler thing to say where p < 0.
            let scale = power > 0 ? constant : 1 / constant
            let multiple = scale == scale.rounded() ? "\(Int(scale))" : "\(scale)"
            let name = scale == 1 ? base : scale == -1 ? "minus \(base)" : "\(multiple) times \(base)"
            return power > 0 ? .extraFactor(name) : .missingFactor(name)
          }
        }
      }
    }
    return nil
  }

  private static func power(_ exponent: Double, of name: String) -> String {
    exponent == 1 ? name : exponent == 2 ? "\(name) squared" : "√\(name.hasPrefix("(") ? name : "(\(name))")"
  }
}
