// A survey of routines as users write them: what is right passes, what is wrong is refused with the right reason, on any scale.

import ApusExtension
import Foundation
import Testing

@Suite struct UserRoutineSurveyTests {
  private static let line = "User/Survey.swift:11"

  /// Sizes of the values, and of the operand.
  private static let scales: [(a: Double, s: Double)] = [
    (1, 1), (1e-6, 1), (1e6, 1), (1, 1e-6), (1, 1e6), (1e6, 1e-6), (1e-6, 1e6),
  ]

  /// A model of which the routine is a part, for a parameter of the operand's scale.
  private func model(_ curve: Curve, _ shape: Shape = [3], _ apply: (Tensor) -> Tensor) throws -> Model {
    let data = NDArray([Double](repeating: 0.6, count: shape.elementCount), shape: shape)
    return try Model { m in
      let x = m.parameter("x", Normal(0.7 * curve.s, 0.1 * curve.s), shape: shape)
      m.observe("y", Normal(apply(x) / curve.a, 0.5), data)
    }
  }

  /// The findings of a model, which `sample` must refuse for the same reason.
  private func refusal(_ model: Model) throws -> [String] {
    let found = try model.verify()
    let error = #expect(throws: ModelError.self) { try model.sample(draws: 5, warmup: 5, chains: 1, seed: 1) }
    guard case .wrongRule(let findings) = error else {
      Issue.record("sample said \(String(describing: error))")
      return []
    }
    #expect(findings.first?.failure.check == found.findings.first?.failure.check)
    #expect("\(findings[0])" == found.findings.first.map { "\($0)" })
    return found.findings.map(\.description)
  }

  @Test(arguments: RoutineKind.all)
  func `right rules and good differences pass, on any scale`(kind: RoutineKind) throws {
    for (a, s) in Self.scales {
      for (value, rule) in [
        (.sine, .exact), (.sine, .central(6e-6)), (.sine, .central(1e-5)), (.sine, .central(1e-6)), (.solver, .exact),
        (.singleSine, .exact), (.singleSine, .single),
      ] as [(Curve.Value, Curve.Rule)] {
        let curve = Curve(value: value, rule: rule, a: a, s: s)
        let model = try model(curve) { kind.apply(curve, .full, $0) }
        let found = try model.verify()
        #expect(found.findings.map(\.description) == [], "\(curve)")
        #expect(found.entries.map(\.op) == [kind.description] && found.entries[0].comparisonCount >= 9)
        guard a == 1 && s == 1 else { continue }
        let report = try model.sample(draws: 20, warmup: 50, chains: 1, seed: 1).gradientReport
        #expect(report.laterFindings.map(\.description) == [], "\(curve)")
        #expect(
          "\(report)".contains("\(kind): user's rule, applied 1 time at \(Self.line), on the way of x; verified at"))
        #expect("\(report)".contains("single precision") == (value == .singleSine), "\(report)")
      }
    }
  }

  @Test(arguments: RoutineKind.all, [(100, "100 times the derivative"), (-1, "the sign is wrong"), (0.5, "0.5 times")])
  func `a wrong rule is refused in the user's terms`(kind: RoutineKind, mistake: (factor: Double, text: String)) throws
  {
    for (a, s) in Self.scales {
      for shape in [[], [4]] as [Shape] {
        let curve = Curve(rule: .scaled(mistake.factor), a: a, s: s)
        let finding = try #require(
          try refusal(try model(curve, shape) { kind.apply(curve, .full, $0) }).first, "\(curve), \(shape)")
        for part in [
          "at the initial point: \(Self.line): the gradient with respect to 'x' needs the derivative of \(kind) for operand 0 (",
          "), which is wrong (\(kind.rule))", mistake.text, "path: x → \(kind) → ",
          "to reproduce: print(try verifyGradient(of: \(kind)(",
        ] { #expect(finding.contains(part), "\(part) in\n\(finding)") }
        let account = #/∂.+/∂\S+ at .*: your rule says (?<rule>\S+), differences say (?<right>[^\s;]+)/#
        let numbers = try #require(try account.firstMatch(in: finding), "\(finding)")
        let (said, right) = (try #require(Double(numbers.rule)), try #require(Double(numbers.right)))
        // PairOp and PairRoutine multiply by 1.5.
        let slope = a / s * cos(0.7) * (kind.description.hasPrefix("Pair") ? 1.5 : 1)
        #expect(abs(right / slope - 1) < 2e-3 && abs(said / (mistake.factor * slope) - 1) < 2e-3, "\(finding)")
        #expect(numbers.rule.count <= 12 && numbers.right.count <= 12, "\(finding)")
      }
    }
  }

  @Test(arguments: RoutineKind.all)
  func `a rule that is right to a few digits is told how to declare that, and then passes`(kind: RoutineKind) throws {
    for (a, s) in Self.scales {
      for (rule, declared) in [(.forward(1e-6), 1e-4), (.forward(1e-4), 1e-2)] as [(Curve.Rule, Double)] {
        let curve = Curve(rule: rule, a: a, s: s)
        let findings = try refusal(try model(curve) { kind.apply(curve, .full, $0) })
        for finding in findings {
          #expect(
            finding.contains("If that is meant, declare it: var accuracy: Accuracy { Accuracy(rule: "), "\(finding)")
        }
        let accuracy = Accuracy(rule: declared)
        let found = try model(curve) { kind.apply(curve, accuracy, $0) }.verify()
        #expect(found.findings.map(\.description) == [], "\(curve)")
        #expect("\(found)".contains("; declared accuracy: derivative to \(accuracy.rule)"), "\(found)")
        let wrong = Curve(rule: .scaled(1.1), a: a, s: s)
        #expect(try !model(wrong) { kind.apply(wrong, accuracy, $0) }.verify().passed)
      }
    }
  }

  @Test(
    arguments: [
      (.halfResult, "ArrayRoutine.evaluate leaves result 0 as it was at element"),
      (.halfSecondResult, "ArrayRoutine.evaluate leaves result 1 as it was at element"),
      (.halfResidual, "ArrayRoutine.evaluate leaves residual 0 as it was at element"),
      (.halfCotangent, "ArrayRoutine.pullback leaves the cotangent of operand 0 as it was at element"),
      (.noCotangent, "ArrayRoutine.pullback leaves the cotangent of operand 0 as it was"),
      (.beyondResult, "ArrayRoutine.evaluate writes beyond result 0, which has "),
      (.beforeResult, "ArrayRoutine.evaluate writes before result 0, which has "),
      (.beyondCotangent, "ArrayRoutine.pullback writes beyond the cotangent of operand 0, which has "),
    ] as [(Lapse, String)])
  func `what is left unwritten, or written beyond, is refused and named`(lapse: Lapse, text: String) throws {
    for count in [1, 2, 6, 41] {
      let isHalf = [.halfResult, .halfSecondResult, .halfResidual, .halfCotangent].contains(lapse)
      if isHalf && count == 1 { continue }
      let array = try model(Curve(), [count]) {
        ArrayRoutine(curve: Curve(), lapse: lapse)($0, file: "User/Survey.swift", line: 11)
      }
      let finding = try #require(try refusal(array).first)
      #expect(finding.hasPrefix("at the initial point: \(Self.line): ArrayRoutine "), "\(finding)")
      #expect(finding.contains(text) && finding.contains("path: x → ArrayRoutine"), "\(finding)")
      guard [.halfResult, .beyondResult, .beforeResult].contains(lapse) else { continue }
      let plain = try model(Curve(), [count]) {
        .apply(PlainOp(curve: Curve(), lapse: lapse), $0, file: "User/Survey.swift", line: 11)
      }
      let other = try #require(try refusal(plain).first)
      #expect(other.contains(text.replacing("ArrayRoutine", with: "PlainOp")), "\(other)")
    }
  }

  @Test func `what no gradient passes through is looked at as well`() throws {
    let curve = Curve()
    let derived = try Model { m in
      let x = m.parameter("x", Normal(0, 1), shape: [4])
      m.deterministic("d", ArrayRoutine(curve: curve, lapse: .halfSecondResult).results([x])[1])
      m.observe("y", Normal(x, 1), [1.0, 2, 3, 4])
    }
    #expect(
      try refusal(derived)[0].contains("ArrayRoutine.evaluate leaves result 1 as it was at elements 1, 3 (2 of 4)"))
    let prepared = try Model { m in
      let x = m.parameter("x", Normal(0, 1), shape: [4])
      let t = m.data("t", [0.1, 0.2, 0.3, 0.4])
      m.observe("y", Normal(x + Tensor.apply(PlainOp(curve: curve, lapse: .halfResult), t), 1), [1.0, 2, 3, 4])
    }
    #expect(try refusal(prepared)[0].contains("PlainOp.evaluate leaves result 0 as it was at elements 1, 3 (2 of 4)"))
  }

  @Test(
    arguments: [
      (.scalar, "answered a cotangent of type float64() for operand 0, which has type float64(3,)"),
      (.row, "answered a cotangent of type float64(1, 3) for operand 0, which has type float64(3,)"),
      (.integer, "answered a cotangent of type int64(3,) for operand 0, which has type float64(3,)"),
      (.none, "gave 0 answers where 1 is due."),
      (.twice, "gave 2 answers where 1 is due."),
      (.poisoned, "answered a cotangent for operand 0 that cannot be built ("),
    ] as [(WrongShape.Answer, String)])
  func `a pullback of a wrong shape is refused with parameter, path and line`(
    answer: WrongShape.Answer, text: String
  ) throws {
    let model = try Model { m in
      let x = m.parameter("x", HalfNormal(1), shape: [3])
      m.observe(
        "y", Normal(Tensor.apply(WrongShape(answer: answer), x, file: "User/Survey.swift", line: 11), 1), [1.0, 2, 3])
    }
    let first = #expect(throws: ModelError.self) { try model.verify() }
    let second = #expect(throws: ModelError.self) { try model.sample(draws: 5, warmup: 5, chains: 1, seed: 1) }
    for error in [first, second] {
      let said = try #require(error).description
      #expect(said.hasPrefix("\(Self.line): the rule of WrongShape \(text)"), "\(said)")
      #expect(said.contains("The gradient with respect to 'x' needs it. Path: x → Exp → WrongShape → "), "\(said)")
      #expect(said.contains("To reproduce: try verifyGradient(of: WrongShape("), "\(said)")
    }
  }
}

/// The identity with a rule whose answer is no cotangent.
struct WrongShape: Op {
  enum Answer: Hashable, Sendable { case scalar, row, integer, none, twice, poisoned }
  let answer: Answer
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for i in 0..<operands[0].count { results[0].float64[i] = operands[0].float64[i] }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let c = site.cotangent()
    return switch answer {
    case .scalar: [.value(sum(c))]
    case .row: [.value(c.reshaped(to: [1, 3]))]
    case .integer: [.value(c.cast(to: .int64))]
    case .none: []
    case .twice: [.value(c), .value(c)]
    case .poisoned: [.value(c + Tensor([1.0, 2]))]
    }
  }
}
