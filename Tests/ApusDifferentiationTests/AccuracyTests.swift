// Tests of what is right to a few digits: routines in single precision, and rules by differences.

import ApusDifferentiation
import ApusGraph
import ApusOps
import Foundation
import Testing

/// Functions in single precision, with their derivatives times a factor.
struct Single: UnaryElementwiseOp {
  enum Form: CaseIterable {
    /// exp(sin x), all in single precision.
    case all
    /// Only the operand is rounded.
    case operand
    /// A small part of x + sin(x)/1000 is.
    case part
    /// x is added to 1000 in single precision: steps of 6e-5.
    case shifted
    /// x² − x/2 in single precision, where its derivative is large.
    case square
  }
  let form: Form
  var factor = 1.0
  func evaluate(_ x: Double) -> Double {
    switch form {
    case .all: Double(Foundation.exp(Foundation.sin(Float(x))))
    case .operand: Foundation.sin(Double(Float(x)))
    case .part: x + 1e-3 * Double(Foundation.sin(Float(x)))
    case .shifted: Foundation.sin(Double(Float(x) + 1000))
    case .square: Double(Float(x) * Float(x) - Float(x) / 2)
    }
  }
  func partials(_ x: Double, result: Double) -> Double {
    factor
      * {
        switch form {
        case .all: Foundation.exp(Foundation.sin(x)) * Foundation.cos(x)
        case .operand: Foundation.cos(x)
        case .part: 1 + 1e-3 * Foundation.cos(x)
        case .shifted: Foundation.cos(x + 1000)
        case .square: 2 * x - 0.5
        }
      }()
  }
}

/// Sums over an array in single precision; the pullback too.
private struct SingleSum: BlackBoxOp {
  let factor: Float
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let (t, a) = (operands[0].float64, Float(operands[1].float64[0]))
    for i in 0..<t.count { results[0].float64[i] = Double(Foundation.exp(-a * Float(t[i]))) }
  }
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let (t, c, y) = (call.operands[0].float64, call.cotangents[0].float64, call.results[0].float64)
    let a = Float(call.operands[1].float64[0])
    for i in 0..<t.count { cotangents[0]?.float64[i] = Double(-a * factor * Float(c[i] * y[i])) }
    cotangents[1]?.float64[0] = Double(t.indices.reduce(Float(0)) { $0 - factor * Float(c[$1] * t[$1] * y[$1]) })
  }
}

/// exp(x) sin(x) with a rule by differences.
private struct Differenced: UnaryElementwiseOp {
  let step: Double
  let isCentral: Bool
  var declared = 0.0
  var factor = 1.0
  var accuracy: Accuracy { Accuracy(rule: declared) }
  func evaluate(_ x: Double) -> Double { Foundation.exp(x) * Foundation.sin(x) }
  func partials(_ x: Double, result: Double) -> Double {
    factor * (isCentral ? (evaluate(x + step) - evaluate(x - step)) / (2 * step) : (evaluate(x + step) - result) / step)
  }
}

@Suite struct AccuracyTests {
  static let points = [0.3, 0.77, -1.2, 2.9, 12.5]

  @Test(arguments: Single.Form.allCases, points)
  func `a routine in single precision passes with its right rule, and the steps are told`(
    form: Single.Form, x: Double
  ) throws {
    let found = try verifyGradient(of: Single(form: form), at: [NDArray(x)])
    #expect(found.failures.map(\.description) == [])
    if form != .part { #expect(found.resolution > 1e-10 && found.notes.contains { $0.contains("single precision") }) }
  }

  @Test(arguments: Single.Form.allCases, points)
  func `a wrong rule of a routine in single precision is found`(form: Single.Form, x: Double) throws {
    for factor in [0, 2, -1, 1.5] {
      let found = try verifyGradient(of: Single(form: form, factor: factor), at: [NDArray(x)])
      #expect(!found.passed, "\(factor)")
      #expect(found.failures.first?.likelyMistake != .notZero)
    }
  }

  @Test func `an array routine in single precision passes, and its wrong rules do not`() throws {
    let point: [NDArray] = [NDArray((0..<12).map { 0.1 + 0.31 * Double($0) }), NDArray(0.7)]
    #expect(try verifyGradient(of: SingleSum(factor: 1), at: point).failures.map(\.description) == [])
    for factor in [0, 2, -1, 1.1] as [Float] {
      #expect(try !verifyGradient(of: SingleSum(factor: factor), at: point).passed, "\(factor)")
    }
  }

  @Test(arguments: points) func `good differences pass; poor ones pass where they are declared`(x: Double) throws {
    #expect(try verifyGradient(of: Differenced(step: 6e-6, isCentral: true), at: [NDArray(x)]).passed)
    let poor = try verifyGradient(of: Differenced(step: 1e-5, isCentral: false), at: [NDArray(x)])
    let advice = try #require(poor.failures.first?.likelyMistake?.description)
    let declaration = #/declare it: var accuracy: Accuracy \{ Accuracy\(rule: (?<bound>[-.e0-9]+)\) \}/#
    let match = try #require(advice.firstMatch(of: declaration), "\(advice)")
    let bound = try #require(Double(match.bound))
    #expect((1e-7...1e-3).contains(bound))
    let asAdvised = Differenced(step: 1e-5, isCentral: false, declared: bound)
    #expect(try verifyGradient(of: asAdvised, at: [NDArray(x)]).passed)
    let declared = try verifyGradient(of: Differenced(step: 1e-5, isCentral: false, declared: 1e-4), at: [NDArray(x)])
    #expect(declared.passed && declared.accuracy.rule == 1e-4)
    let wrong = Differenced(step: 1e-5, isCentral: false, declared: 1e-4, factor: 1.01)
    #expect(try !verifyGradient(of: wrong, at: [NDArray(x)]).passed)
  }

  @Test func `no declaration excuses a mistake`() throws {
    #expect(Accuracy(value: 10, rule: .nan) == Accuracy(value: 0.01, rule: 0))
    let wrong = Differenced(step: 1e-5, isCentral: true, declared: 100, factor: 2)
    #expect(try !verifyGradient(of: wrong, at: [NDArray(0.4)]).passed)
  }
}
