// A loop in the graph: a body carried from step to step over sequences, with stacked outputs; reversed for its gradient.

public import ApusGraph
internal import ApusDifferentiation
internal import ApusOps

/// A loop of static length. The body takes the carried state, the elements of the sequences at the step, and values that
/// stay the same; it gives the next state and the outputs of the step.
///
/// Operands are the initial state, the sequences (leading axis: the step) and the constant values. Results are the last
/// state, the outputs stacked along a leading axis, and the state before each step, stacked likewise, which the
/// gradient needs.
public struct Scan: PreparedOp {
  /// The body.
  public let body: FunctionGraph
  /// The number of steps.
  public let length: Int
  /// How many values are carried.
  public let carryCount: Int
  /// How many sequences are read.
  public let sequenceCount: Int
  /// Whether the steps run from the last element to the first.
  public let isReversed: Bool

  /// A loop of a body that depends on its arguments alone; see ``scan(_:over:length:reversed:file:line:body:)``.
  public init(body: FunctionGraph, length: Int, carryCount: Int, sequenceCount: Int, isReversed: Bool) {
    self.body = body
    self.length = length
    self.carryCount = carryCount
    self.sequenceCount = sequenceCount
    self.isReversed = isReversed
  }

  /// How many outputs each step gives.
  public var outputCount: Int { body.results.count - carryCount }

  /// Such as `Scan of 100 steps`.
  public var name: String { "\(isReversed ? "reversed " : "")Scan of \(length) steps" }

  /// The last state, the stacked outputs, the stacked states.
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    let expected = body.argumentTypes.enumerated().map { index, type in
      (carryCount..<(carryCount + sequenceCount)).contains(index) ? type.stacked(length) : type
    }
    guard operands == expected else {
      throw TypeError(.shape, "a loop of \(length) steps takes \(expected) and was given \(operands)")
    }
    let carried = Array(body.argumentTypes[..<carryCount])
    guard Array(body.resultTypes[..<carryCount]) == carried else {
      throw TypeError(
        .shape, "the body turns a state of types \(carried) into \(body.resultTypes[..<carryCount]): they must be equal"
      )
    }
    return carried + body.resultTypes[carryCount...].map { $0.stacked(length) } + carried.map { $0.stacked(length) }
  }

  /// A loop over an evaluator of the body.
  public func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    let evaluation = BodyEvaluation(body)
    return { operands, results in run(evaluation, operands, results) }
  }

  private func run(_ evaluation: BodyEvaluation, _ operands: [TensorView], _ results: [MutableTensorView]) {
    for index in (carryCount + sequenceCount)..<operands.count { evaluation.load(index, from: operands[index].base) }
    for index in 0..<carryCount {
      results[index].base.copyMemory(from: operands[index].base, byteCount: results[index].type.byteCount)
    }
    for turn in 0..<length {
      let step = isReversed ? length - 1 - turn : turn
      for index in 0..<carryCount {
        let size = results[index].type.byteCount
        evaluation.load(index, from: results[index].base)
        let history = results[carryCount + outputCount + index]
        (history.base + step * size).copyMemory(from: results[index].base, byteCount: size)
      }
      for index in carryCount..<(carryCount + sequenceCount) {
        evaluation.load(index, from: operands[index].base + step * body.arguments[index].type.byteCount)
      }
      evaluation.run()
      for (index, result) in body.results.enumerated() {
        guard let value = evaluation.result(index) else { continue }
        let offset = index < carryCount ? 0 : step * result.type.byteCount
        (results[index].base + offset).copyMemory(from: value.base, byteCount: result.type.byteCount)
      }
    }
  }

  /// The reversed loop over the body's vector-Jacobian product: it carries the state's cotangent and sums those of the
  /// constant values.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let reverse = ReversedBody(self)
    switch reverse.traced(isNeeded: site.isNeeded, site) {
    case .failure(let error): return site.operands.map { _ in .notImplemented("in the loop's body: \(error)") }
    case .success(let cotangents): return cotangents
    }
  }
}

extension TensorType {
  /// This type with a leading axis.
  func stacked(_ count: Int) -> TensorType { TensorType(elementType, Shape([count] + shape.dimensions)) }
}
