// Finds what a wrong rule most likely does, by trying the usual mistakes on single derivatives at several points.

internal import RealModule

struct RuleDiagnosis {
  let evidence: [RuleEvidence]
  let names: [String]
  /// The number of elements of the result; and of the operand.
  let extents: (result: Int, operand: Int)
  private let wrong: [RuleEvidence]

  init(evidence: [RuleEvidence], names: [String], extents: (result: Int, operand: Int)) {
    self.evidence = evidence
    self.names = names
    self.extents = extents
    wrong = evidence.filter(\.isWrong)
  }

  /// The usual mistakes in the order in which they are tried, the simpler ones first; whether one needs a derivative that is wrong.
  private static let table: [(needsWrong: Bool, find: @Sendable (RuleDiagnosis) -> LikelyMistake?)] = [
    (false, \.shares),
    (false, \.zeros),
    (true, \.leftOutResult),
    (true, \.sign),
    (true, \.otherOperand),
    (true, \.transposition),
    (true, \.otherResult),
    (true, \.order),
    (true, \.constantFactor),
    (true, \.cotangent),
    (true, \.variableFactor),
    (true, \.rounding),
    (true, \.limit),
    (false, \.inexactness),
    (true, \.term),
  ]

  /// The first mistake that explains all of the evidence.
  var mistake: LikelyMistake? {
    guard !evidence.isEmpty else { return nil }
    for row in Self.table where !row.needsWrong || !wrong.isEmpty {
      if let mistake = row.find(self) { return mistake }
    }
    return nil
  }

  private func all(_ holds: (RuleEvidence) -> Bool) -> Bool { evidence.allSatisfy(holds) }
  private func allWrong(_ holds: (RuleEvidence) -> Bool) -> Bool { wrong.allSatisfy(holds) }

  // MARK: What belongs where

  private var zeros: LikelyMistake? { all { $0.all.allSatisfy { $0 == 0 } } ? .returnsZero : nil }

  /// The cotangent itself is returned: 1 where it belongs and nothing elsewhere.
  private var cotangent: LikelyMistake? {
    let isCotangent =
      extents.operand == extents.result
      ? all { row in row.all.indices.allSatisfy { row.all[$0] == ($0 == row.result.place ? 1 : 0) } }
      : all { $0.returned == 1 }
    return isCotangent ? .missingDerivative : nil
  }

  private var leftOutResult: LikelyMistake? {
    let outputs = Set(wrong.map(\.result.output))
    guard outputs.count == 1, let output = outputs.first, evidence.contains(where: { $0.result.output != output }),
      allWrong({ $0.returned == 0 })
    else { return nil }
    return .leavesOutResult(output)
  }

  private var sign: LikelyMistake? {
    guard allWrong({ $0.returns(-$0.expected.value) }) else { return nil }
    if wrong.count == evidence.count { return .wrongSign }
    return all { $0.returned >= 0 } ? .absoluteDerivative : nil
  }

  private var otherOperand: LikelyMistake? {
    evidence[0].others.keys.sorted().first { other in
      all { row in row.others[other].map(row.returns) ?? false }
    }.map { .swappedOperands($0) }
  }

  private var transposition: LikelyMistake? {
    let differing = evidence.filter { row in
      row.transposed.map { ($0 - row.expected.value).magnitude > 1e-3 * row.expected.value.magnitude } ?? false
    }
    let isTransposed = !differing.isEmpty && all { row in row.transposed.map(row.returns) ?? false }
    return isTransposed ? .transposedJacobian : nil
  }

  private var otherResult: LikelyMistake? {
    allWrong { row in row.otherResults.contains(where: row.returns) } ? .swappedCotangents : nil
  }

  /// The right numbers at other places.
  private var order: LikelyMistake? {
    let isPermuted = allWrong { row in
      guard let expected = row.allExpected, expected.count == row.all.count, expected.count > 1 else { return false }
      let size = expected.reduce(0) { max($0, $1.magnitude) }
      return zip(expected.sorted(), row.all.sorted()).allSatisfy { ($0 - $1).magnitude <= 1e-6 * size }
    }
    return isPermuted ? .wrongElement : nil
  }

  /// Sums where there should be none, and none where there should be one.
  private var shares: LikelyMistake? {
    let isConstant = all { row in row.all.allSatisfy { $0 == row.all[0] } }
    let isSum = all { row in
      let sum = row.allExpected.map { $0.reduce(0, +) } ?? row.expected.value
      return row.returns(sum)
    }
    let isConstantRightly = all { row in row.allExpected?.allSatisfy { row.returns($0) } ?? false }
    if extents.operand > 1, isConstant, isSum, !isConstantRightly { return .summedElements }
    guard extents.result > extents.operand, extents.operand > 0, extents.result.isMultiple(of: extents.operand) else {
      return nil
    }
    let shareCount = Double(extents.result / extents.operand)
    if all({ $0.returns($0.expected.value / shareCount) }) { return .meanOfShares }
    let right = evidence.filter { !$0.isWrong }
    return !right.isEmpty && !wrong.isEmpty && allWrong { $0.returned == 0 }
      && Set(wrong.map(\.result.output)).count == 1
      && Set(right.map(\.result.output)) == Set(wrong.map(\.result.output)) ? .oneShare : nil
  }

  // MARK: Factors and terms

  private var constantFactor: LikelyMistake? {
    let degree = Double.pi / 180
    if all({ $0.returns($0.expected.value * degree) }) || all({ $0.returns($0.expected.value / degree) }) {
      return .degrees
    }
    let factor = evidence[0].returned / evidence[0].expected.value
    guard factor.isFinite, evidence.count > 1, all({ $0.returns(factor * $0.expected.value) }) else { return nil }
    if (factor - 1).magnitude < 1e-4 { return .inexact((factor - 1).magnitude) }
    let sizes = evidence.map(\.expected.value.magnitude)
    let varies = (sizes.max() ?? 0) > 1.001 * (sizes.min() ?? 0)
    // Of a constant derivative a constant factor says nothing but itself, unless what is missing is all of it.
    if !varies && all({ $0.returned == 1 }) { return nil }
    return .factor(factor)
  }

  /// The functions of a number that derivatives often have as factors.
  private static let functions: [(name: @Sendable (String) -> String, value: @Sendable (Double) -> Double)] = [
    ({ $0 }, { $0 }), ({ "exp(\($0))" }, { .exp($0) }), ({ "log(\($0))" }, { .log($0) }),
    ({ "sin(\($0))" }, { .sin($0) }), ({ "cos(\($0))" }, { .cos($0) }), ({ "(1 − \($0))" }, { 1 - $0 }),
    ({ "(1 + \($0))" }, { 1 + $0 }), ({ "(1 − (\($0))²)" }, { 1 - $0 * $0 }), ({ "(1 + (\($0))²)" }, { 1 + $0 * $0 }),
  ]

  /// A power of an operand, a result, or a function of one, perhaps with a small constant, that varies over the evidence.
  private struct Expression {
    let constant: Double
    let power: Double
    let base: String

    /// Its name, of a positive power.
    func name(_ scale: Double) -> String {
      let multiple = scale == scale.rounded() ? "\(Int(scale))" : "\(scale)"
      let whole = power.magnitude == 1 ? base : power.magnitude == 2 ? "\(base) squared" : root
      return scale == 1 ? whole : scale == -1 ? "minus \(whole)" : "\(multiple) times \(whole)"
    }

    private var root: String { "√\(base.hasPrefix("(") ? base : "(\(base))")" }
  }

  private static func power(_ exponent: Double, of x: Double) -> Double {
    exponent == exponent.rounded() ? .pow(x, Int(exponent)) : .pow(x, exponent)
  }

  /// The first expression whose values on some rows explain them.
  private func expression(of rows: [RuleEvidence], _ explains: (RuleEvidence, Double) -> Bool) -> Expression? {
    guard rows.count > 1 else { return nil }
    for constant in [1.0, -1, 2, 0.5, -2, -0.5] {
      for power in [1.0, -1, 2, -2, 0.5, -0.5] {
        for function in Self.functions {
          for number in names.indices {
            let values = rows.map { constant * Self.power(power, of: function.value($0.numbers[number])) }
            let sizes = values.map(\.magnitude)
            guard values.allSatisfy(\.isFinite), let most = sizes.max(), let least = sizes.min(), most > 1.0001 * least,
              zip(rows, values).allSatisfy(explains)
            else { continue }
            return Expression(constant: constant, power: power, base: function.name(names[number]))
          }
        }
      }
    }
    return nil
  }

  private var variableFactor: LikelyMistake? {
    guard let found = expression(of: evidence, { $0.returns($1 * $0.expected.value) }) else { return nil }
    // c xᵖ too much is x^(−p)/c too little, which is the simpler thing to say where p < 0.
    return found.power > 0
      ? .extraFactor(found.name(found.constant)) : .missingFactor(found.name(1 / found.constant))
  }

  private var term: LikelyMistake? {
    let first = wrong[0].returned - wrong[0].expected.value
    if wrong.count > 1, wrong.count == evidence.count, all({ $0.deviates(by: first) }) {
      let name = "\((first.magnitude * 1e6).rounded() / 1e6)"
      return first > 0 ? .extraTerm(name) : .missingTerm(name)
    }
    guard wrong.count == evidence.count, let found = expression(of: evidence, { $0.deviates(by: $1) }), found.power > 0
    else { return nil }
    return found.constant > 0
      ? .extraTerm(found.name(found.constant)) : .missingTerm(found.name(-found.constant))
  }

  // MARK: The number itself

  private var rounding: LikelyMistake? {
    let isRounded = all { $0.returned == $0.returned.rounded() && ($0.returned - $0.expected.value).magnitude < 1 }
    return isRounded ? .roundedToInteger : nil
  }

  /// A limit that the derivative is held within.
  private var limit: LikelyMistake? {
    let bound = wrong[0].returned.magnitude
    let isCut = allWrong { row in
      row.returned.magnitude == bound && row.expected.value.magnitude > bound
        && row.returned.sign == row.expected.value.sign
    }
    return isCut && wrong.count > 1 && all { $0.returned.magnitude <= bound } ? .clippedDerivative(bound) : nil
  }

  /// Right to a few digits, with errors that are no constant factor.
  private var inexactness: LikelyMistake? {
    let errors = evidence.map { ($0.returned - $0.expected.value).magnitude / $0.expected.value.magnitude }
    guard let most = errors.max(), most < 1e-3, most > 0 else { return nil }
    return .inexact(most)
  }
}
