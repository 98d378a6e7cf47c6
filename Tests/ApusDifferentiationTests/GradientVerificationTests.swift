// Tests of the verifier of gradient rules by mutation: right rules pass at every scale, wrong ones are found.

import ApusDifferentiation
import ApusGraph
import ApusOps
import ApusTestSupport
import Foundation
import Testing

/// Gives another value at each evaluation, which no Op may.
private struct Impure: Op {
  final class State: Hashable, @unchecked Sendable {
    var count = 0.0
    static func == (a: State, b: State) -> Bool { a === b }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
  }

  let state: State

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    state.count += 1
    results[0].float64[0] = operands[0].float64[0] + state.count
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(site.cotangent())] }
}

/// sin(x²), with factors too many or too few in the derivative 2x cos(x²).
struct WrongSquare: UnaryElementwiseOp {
  enum Mistake: CaseIterable {
    case noInner, noTwo, extraOperand, extraResult, extraExponential, overCosine, bare, degrees

    var expected: LikelyMistake {
      switch self {
      case .noInner: .missingFactor("2 times operand 0")
      case .noTwo: .factor(0.5)
      case .extraOperand: .extraFactor("operand 0")
      case .extraResult: .extraFactor("the result squared")
      case .extraExponential: .extraFactor("exp(operand 0)")
      case .overCosine: .missingFactor("√(1 − (the result)²)")
      case .bare: .missingDerivative
      case .degrees: .degrees
      }
    }
  }

  let mistake: Mistake

  func evaluate(_ x: Double) -> Double { sin(x * x) }

  func partials(_ x: Double, result y: Double) -> Double {
    let right = 2 * x * cos(x * x)
    return switch mistake {
    case .noInner: cos(x * x)
    case .noTwo: right / 2
    case .extraOperand: right * x
    case .extraResult: right * y * y
    case .extraExponential: right * exp(x)
    case .overCosine: 2 * x
    case .bare: 1
    case .degrees: right * .pi / 180
    }
  }
}

@Suite struct GradientVerificationTests {
  static let point: [NDArray] = [[0.3, -1.2, 0.9], [1.7, 0.4, -2.2]]
  static let scales = [1e-12, 1e-5, 1.0, 1e8]

  @Test(arguments: scales) func `a right rule passes at any scale of the function`(scale: Double) throws {
    let found = try verifyGradient(of: Mutated(mutation: .none, scale: scale), at: Self.point)
    #expect(found.failures.map(\.description) == [])
    #expect(found.comparisonCount == 6)
    #expect(found.largestError < 1e-8)
  }

  @Test(arguments: scales, Mutated.Mutation.allCases.filter { $0 != .none })
  func `a wrong rule is found at any scale of the function`(scale: Double, mutation: Mutated.Mutation) throws {
    #expect(!(try verifyGradient(of: Mutated(mutation: mutation, scale: scale), at: Self.point).passed))
  }

  @Test(
    arguments: scales,
    [
      (Mutated.Mutation.absoluteCotangent, 0, LikelyMistake.absoluteCotangent),
      (.ignoresCotangent, 0, .ignoresCotangent),
      (.ignoresCotangent, 1, .ignoresCotangent), (.squaresCotangent, 0, .squaredCotangent), (.zero, 0, .returnsZero),
      (.zero, 1, .returnsZero), (.disconnected, 1, .disconnected), (.missingChainFactor, 0, .factor(1.0 / 3)),
      (.swappedOperands, 0, .swappedOperands(1)), (.swappedOperands, 1, .swappedOperands(0)),
      (.wrongSign, 1, .wrongSign),
      (.offByThousandth, 0, .factor(1.001)), (.constantAdded, 0, .addedConstant),
      (.sumInsteadOfElements, 0, .summedElements),
    ] as [(Mutated.Mutation, Int, LikelyMistake)])
  func `the mistake is named at any scale of the function`(
    scale: Double, mistake: (mutation: Mutated.Mutation, operand: Int, expected: LikelyMistake)
  ) throws {
    let found = try verifyGradient(of: Mutated(mutation: mistake.mutation, scale: scale), at: Self.point)
    let failure = try #require(found.failures.first { $0.operand == mistake.operand })
    if case .factor(let factor) = mistake.expected, case .factor(let said) = failure.likelyMistake {
      #expect((said / factor - 1).magnitude < 1e-6)
    } else {
      #expect(failure.likelyMistake == mistake.expected)
    }
  }

  @Test(arguments: WrongSquare.Mistake.allCases) func `factors are named`(mistake: WrongSquare.Mistake) throws {
    let found = try verifyGradient(of: WrongSquare(mistake: mistake), at: [[0.3, 1.2, -0.7]])
    let said = try #require(found.failures.first?.likelyMistake)
    #expect(said.description == mistake.expected.description)
  }

  @Test func `findings name the law, the operand and both numbers`() throws {
    func checks(_ mutation: Mutated.Mutation) throws -> Set<String> {
      let found = try verifyGradient(of: Mutated(mutation: mutation, scale: 1), at: Self.point)
      return Set(found.failures.map { "\($0.operand) \($0.check.rawValue)" })
    }
    #expect(try checks(.absoluteCotangent).contains("0 does not change its sign with the cotangent"))
    #expect(try checks(.ignoresCotangent).contains("1 does not give zero for a zero cotangent"))
    #expect(try checks(.squaresCotangent).contains("0 is not linear in the cotangent"))
    #expect(try checks(.disconnected) == ["1 says disconnected where the function depends on the operand"])
    #expect(try checks(.wrongSign) == ["1 differs from differences of the function"])
    #expect(try checks(.missingChainFactor) == ["0 differs from differences of the function"])
  }

  @Test func `Kepler's equation with the rule that a user posted fails, with the numbers of both`() throws {
    let (E, e) = (1.1, 0.3)
    let operands: [NDArray] = [NDArray(E - e * Foundation.sin(E)), NDArray(e)]
    #expect(try verifyGradient(of: Kepler(isPosted: false), at: operands).passed)
    let found = try verifyGradient(of: Kepler(isPosted: true), at: operands)
    let failure = try #require(found.failures.first)
    #expect(found.failures.count == 1)
    #expect((failure.operand, failure.element, failure.check) == (1, 0, .differences))
    #expect(failure.likelyMistake == .extraFactor("the result"))
    #expect(failure.description.contains("; most likely the rule has an extra factor: the result\n"))
    #expect(
      failure.description.contains(
        "∂Kepler/∂(operand 1) at operand 0 = 0.8326, operand 1 = 0.3: your rule says 1.1347, differences say 1.0316"))
    #expect(
      failure.description.hasSuffix(
        "to reproduce: print(try verifyGradient(of: \(Kepler(isPosted: true)), "
          + "at: [NDArray(\(E - e * Foundation.sin(E))), NDArray(0.3)]).failures)"))
    #expect(
      failure.description.hasPrefix("the rule of Kepler (Kepler.partials) for operand 1, element 0, differs from"))
    #expect(abs(failure.returned - 1.1347) < 5e-5)
    #expect(abs(failure.expected - 1.0316) < 5e-5)
  }

  @Test func `a transposed Jacobian is found`() throws {
    #expect(try verifyGradient(of: Linear(isTransposed: true), at: [[0.5, -2]]).passed)
    let found = try verifyGradient(of: Linear(isTransposed: false), at: [[0.5, -2]])
    #expect(found.failures.first?.likelyMistake == .transposedJacobian)
  }

  @Test func `the built-in rules pass`() throws {
    let matrix = NDArray(rows: [[0.5, -2, 3], [1.5, 0.25, -1]])
    let cases: [(any Op, [NDArray])] = [
      (Add(), [matrix, [1, 2, 3]]), (Subtract(), [matrix, NDArray(2.0)]), (Multiply(), [matrix, [1, 2, 3]]),
      (Divide(), [NDArray(2.0), matrix]), (Negate(), [matrix]), (Sum(axes: [0]), [matrix]), (Sum(), [matrix]),
      (Broadcast(to: [2, 2, 3]), [matrix]), (Reshape(to: [3, 2]), [matrix]), (Sine(), [matrix]),
    ]
    for (op, point) in cases {
      let found = try verifyGradient(of: op, at: point)
      #expect(found.failures.map(\.description) == [])
      #expect(found.comparisonCount == point.reduce(0) { $0 + $1.count })
    }
  }

  @Test func `an operand without a derivative is reported, the others are checked`() throws {
    let op = Answering(answers: [.value, .undefined("no limit exists")])
    let found = try verifyGradient(of: op, at: [NDArray(1.0), NDArray(2.0)])
    #expect(found.passed)
    #expect(found.unavailable == [1: "no limit exists"])
    #expect(found.comparisonCount == 1)
  }

  @Test func `a rule that breaks its contract is an error, not a finding`() {
    let op = Answering(answers: [.typed(.float64([1]))])
    #expect(errorOf { () throws(GradientError) in _ = try verifyGradient(of: op, at: [[1, 2, 3]]) } != nil)
  }

  @Test func `an evaluation that changes from call to call is found`() throws {
    let found = try verifyGradient(of: Impure(state: Impure.State()), at: [[1]])
    #expect(found.failures.contains { $0.check == .pure })
  }

  @Test func `three Ops at three points take a small part of a fifth of a second`() throws {
    let points: [[NDArray]] = [[[0.3, -1.2], [1.7, 0.4]], [[0.5, 0.1], [0.2, 0.9]], [[1.3, 2.2], [0.7, -0.4]]]
    let time = try processorTime {
      for point in points {
        let found = [
          try verifyGradient(of: Mutated(mutation: .none, scale: 1), at: point),
          try verifyGradient(of: Linear(isTransposed: true), at: [point[0]]),
          try verifyGradient(of: Kepler(isPosted: false), at: [[0.4, 1.2], [0.1, 0.3]]),
        ]
        #expect(found.allSatisfy { $0.passed })
      }
    }
    #expect(time < 0.1)
  }

  @Test func `of a large operand some elements are checked`() throws {
    let point = NDArray((0..<1000).map { Double($0) / 100 + 0.5 })
    let found = try verifyGradient(of: Sine(), at: [point])
    #expect(found.passed)
    #expect(found.comparisonCount == 24)
  }
}
