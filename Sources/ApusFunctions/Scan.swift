// A loop in the graph: a body carried from step to step over sequences, with stacked outputs; reversed for its gradient.

package import ApusGraph
internal import ApusDifferentiation
internal import ApusOps

/// A loop of static length. The body takes the carried state, the elements of the sequences at the step, and values that
/// stay the same; it gives the next state and the outputs of the step.
///
/// Operands are the initial state, the sequences (leading axis: the step) and the constant values. Results are the last
/// state, the outputs stacked along a leading axis, and the state before each step, stacked likewise, which the
/// gradient needs.
package struct Scan: PreparedOp, BuiltInOp {
  package let body: FunctionGraph
  package let length: Int
  package let carryCount: Int
  package let sequenceCount: Int
  /// Whether the steps run from the last element to the first.
  package let isReversed: Bool

  /// A loop of a body that depends on its arguments alone; see ``scan(_:over:length:reversed:file:line:body:)``.
  package init(body: FunctionGraph, length: Int, carryCount: Int, sequenceCount: Int, isReversed: Bool) {
    self.body = body
    self.length = length
    self.carryCount = carryCount
    self.sequenceCount = sequenceCount
    self.isReversed = isReversed
  }

  package var outputCount: Int { body.results.count - carryCount }

  package var name: String { "\(isReversed ? "reversed " : "")Scan of \(length) steps" }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard length >= 0, carryCount >= 0, sequenceCount >= 0, carryCount <= body.results.count,
      carryCount <= body.arguments.count, sequenceCount <= body.arguments.count - carryCount
    else {
      throw TypeError(
        .attribute,
        "a body of \(body.arguments.count) arguments and \(body.results.count) results does not carry \(carryCount) values "
          + "over \(sequenceCount) sequences of \(length) steps")
    }
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

  package func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
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
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let reverse = ReversedBody(self)
    if case .success(let cotangents) = reverse.traced(isNeeded: site.isNeeded, site) { return cotangents }
    // Which operand is it?
    return site.operands.indices.map { operand in
      guard site.isNeeded[operand] else { return .disconnected }
      switch reverse.traced(isNeeded: site.operands.indices.map { $0 == operand }, site) {
      case .success(let cotangents): return cotangents[operand]
      case .failure(.undefined(let missing)): return .undefined(missing.inLoop)
      case .failure(.notImplemented(let missing)): return .notImplemented(missing.inLoop)
      case .failure(let error):
        let cause = TypeError(.attribute, "in the loop's body: \(error)")
        return .value(
          Tensor(
            poisonedBy: GraphError(operation: "the gradient of \(name)", operands: [], cause: cause, location: nil)))
      }
    }
  }

  /// The body at the first step, as values of the operands' graph; none for a loop of no steps.
  package func firstStep(on operands: [Tensor]) -> [Tensor] {
    guard length > 0 else { return [] }
    let index = isReversed ? length - 1 : 0
    let elements = operands[carryCount..<(carryCount + sequenceCount)].map { $0[index] }
    return body.inlined(on: operands[..<carryCount] + elements + operands[(carryCount + sequenceCount)...])
  }

  /// Whether the body, or the body of a loop in it, applies an Op with a gradient rule that is not built in.
  package var bearsGradientRules: Bool {
    guard let order = try? Traversal.topologicalOrder(of: body.results) else { return false }
    return order.contains { $0.op.rule != .builtIn || ($0.op as? Scan)?.bearsGradientRules ?? false }
  }
}

extension GradientError.MissingRule {
  /// The reason that a loop gives.
  fileprivate var inLoop: String { "its body needs the derivative of \(op) for operand \(operand): \(reason)" }
}

extension TensorType {
  /// This type with a leading axis.
  func stacked(_ count: Int) -> TensorType { TensorType(elementType, Shape([count] + shape.dimensions)) }
}
