// Routines as users write them, with one mistake or approximation each: what the survey of users' Ops is made of.

import ApusExtension
import Foundation

/// A function of one number with its derivative, as a user has them: exact, approximate, or wrong.
struct Curve: Hashable, Sendable {
  /// How the value is computed.
  enum Value: Hashable, Sendable {
    /// a sin(x/s).
    case sine
    /// The same in single precision.
    case singleSine
    /// The solution y of y − 0.4 sin y = x/s, times a, by an iteration that stops at 1e-10.
    case solver
  }

  /// What the rule does.
  enum Rule: Hashable, Sendable {
    case exact
    case scaled(Double)
    /// Differences of the value over a step relative to s.
    case central(Double)
    case forward(Double)
    case single
  }

  var value = Value.sine
  var rule = Rule.exact
  /// The size of the values.
  var a = 1.0
  /// The scale of the operand.
  var s = 1.0

  func number(_ x: Double) -> Double {
    switch value {
    case .sine: return a * sin(x / s)
    case .singleSine: return Double(Float(a) * sin(Float(x) / Float(s)))
    case .solver:
      var y = x / s
      for _ in 0..<200 {
        let next = x / s + 0.4 * sin(y)
        let change = abs(next - y)
        y = next
        if change < 1e-10 { break }
      }
      return a * y
    }
  }

  func slope(_ x: Double, _ y: Double) -> Double {
    let exact =
      switch value {
      case .sine, .singleSine: a / s * cos(x / s)
      case .solver: a / s / (1 - 0.4 * cos(y / a))
      }
    switch rule {
    case .exact: return exact
    case .scaled(let factor): return factor * exact
    case .central(let step): return (number(x + step * s) - number(x - step * s)) / (2 * step * s)
    case .forward(let step): return (number(x + step * s) - number(x)) / (step * s)
    case .single: return Double(Float(a / s) * cos(Float(x) / Float(s)))
    }
  }

  /// The slope with the graph's Ops, for rules that are graphs.
  func slope(_ x: Tensor, _ y: Tensor, _ value: (Tensor) -> Tensor) -> Tensor {
    let exact =
      switch self.value {
      case .sine, .singleSine: a / s * Apus.cos(x / s)
      case .solver: a / s / (1 - 0.4 * Apus.cos(y / a))
      }
    switch rule {
    case .exact, .single: return exact
    case .scaled(let factor): return factor * exact
    case .central(let step): return (value(x + step * s) - value(x - step * s)) / (2 * step * s)
    case .forward(let step): return (value(x + step * s) - y) / (step * s)
    }
  }
}

/// What a routine leaves out or does too much.
enum Lapse: Hashable, Sendable {
  case none
  /// Every other element of the result, of the second result, of a residual, or of the cotangent is not written.
  case halfResult, halfSecondResult, halfResidual, halfCotangent
  /// One element more than there are is written, or one before the first.
  case beyondResult, beforeResult, beyondCotangent
  /// All cotangents are left as they are.
  case noCotangent
}

struct PlainOp: Op {
  let curve: Curve
  var accuracy = Accuracy.full
  var lapse = Lapse.none
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let count = operands[0].count
    let y = results[0].base.assumingMemoryBound(to: Double.self)
    for i in stride(from: 0, to: count, by: lapse == .halfResult ? 2 : 1) {
      y[i] = curve.number(operands[0].float64[i])
    }
    if lapse == .beyondResult { y[count] = 1 }
    if lapse == .beforeResult { y[-1] = 1 }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let slope = curve.slope(site.operands[0], site.results[0]) { .apply(self, $0) }
    return [.value(site.cotangent() * slope)]
  }
}

struct ElementOp: UnaryElementwise {
  let curve: Curve
  var accuracy = Accuracy.full
  func value(_ x: Double) -> Double { curve.number(x) }
  func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { curve.slope(x, y) { .apply(self, $0) } }
}

/// The curve of the first operand, times the second.
struct PairOp: BinaryElementwise {
  let curve: Curve
  var accuracy = Accuracy.full
  func value(_ x: Double, _ w: Double) -> Double { curve.number(x) * w }
  func partials(_ x: Tensor, _ w: Tensor, _ y: Tensor) -> (Tensor, Tensor) {
    let own = ElementOp(curve: curve)
    return (w * curve.slope(x, y / w) { .apply(own, $0) }, y / w)
  }
}

struct ScalarRoutine: UnaryElementwiseOp {
  let curve: Curve
  var accuracy = Accuracy.full
  func evaluate(_ x: Double) -> Double { curve.number(x) }
  func partials(_ x: Double, result: Double) -> Double { curve.slope(x, result) }
}

/// The curve of the first operand, times the second.
struct PairRoutine: BinaryElementwiseOp, DomainContract {
  let curve: Curve
  var accuracy = Accuracy.full
  func evaluate(_ x: Double, _ w: Double) -> Double { curve.number(x) * w }
  func partials(_ x: Double, _ w: Double, result: Double) -> (Double, Double) {
    let y = curve.number(x)
    return (w * curve.slope(x, y), y)
  }
  func domain(ofOperand index: Int) -> OperandDomain? { nil }
  func nameOfOperand(_ index: Int) -> String { ["t", "w"][index] }
}

/// The curve's values and their halves, with a residual.
struct ArrayRoutine: BlackBoxOp {
  let curve: Curve
  var lapse = Lapse.none
  var accuracy = Accuracy.full

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0], operands[0]] }
  func residualTypes(of operands: [TensorType]) -> [TensorType] { [operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let count = operands[0].count
    let y = results[0].base.assumingMemoryBound(to: Double.self)
    for i in 0..<count {
      let value = curve.number(operands[0].float64[i])
      if lapse != .halfResult || i % 2 == 0 { y[i] = value }
      if lapse != .halfSecondResult || i % 2 == 0 { results[1].float64[i] = value / 2 }
      if lapse != .halfResidual || i % 2 == 0 {
        residuals[0].float64[i] = curve.slope(operands[0].float64[i], value)
      }
    }
    if lapse == .beyondResult { y[count] = 1 }
    if lapse == .beforeResult { y[-1] = 1 }
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    guard let target = cotangents[0], lapse != .noCotangent else { return }
    let dx = target.base.assumingMemoryBound(to: Double.self)
    for i in stride(from: 0, to: target.count, by: lapse == .halfCotangent ? 2 : 1) {
      dx[i] =
        (call.cotangents[0].float64[i] + call.cotangents[1].float64[i] / 2) * call.residuals[0].float64[i]
    }
    if lapse == .beyondCotangent { dx[target.count] = 1 }
  }
}

/// A way to put a curve into a model.
struct RoutineKind: Sendable, CustomStringConvertible {
  /// The Op's name in messages.
  let description: String
  /// The user's function that messages name as the rule.
  let rule: String
  /// The routine on an operand, as on line 11 of a file of the user's.
  let apply: @Sendable (Curve, Accuracy, Tensor) -> Tensor

  static let all: [RoutineKind] = [
    RoutineKind(description: "PlainOp", rule: "PlainOp.pullback") { curve, accuracy, x in
      .apply(PlainOp(curve: curve, accuracy: accuracy), x, file: "User/Survey.swift", line: 11)
    },
    RoutineKind(description: "ElementOp", rule: "ElementOp.derivative") { curve, accuracy, x in
      .apply(ElementOp(curve: curve, accuracy: accuracy), x, file: "User/Survey.swift", line: 11)
    },
    RoutineKind(description: "PairOp", rule: "PairOp.partials") { curve, accuracy, x in
      .apply(PairOp(curve: curve, accuracy: accuracy), x, Tensor(1.5), file: "User/Survey.swift", line: 11) / 1.5
    },
    RoutineKind(description: "ScalarRoutine", rule: "ScalarRoutine.partials") { curve, accuracy, x in
      ScalarRoutine(curve: curve, accuracy: accuracy)(x, file: "User/Survey.swift", line: 11)
    },
    RoutineKind(description: "PairRoutine", rule: "PairRoutine.partials") { curve, accuracy, x in
      PairRoutine(curve: curve, accuracy: accuracy)(x, 1.5, file: "User/Survey.swift", line: 11) / 1.5
    },
    RoutineKind(description: "ArrayRoutine", rule: "ArrayRoutine.pullback") { curve, accuracy, x in
      ArrayRoutine(curve: curve, accuracy: accuracy)(x, file: "User/Survey.swift", line: 11)
    },
  ]
}
