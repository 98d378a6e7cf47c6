// A user's routine and the Ops that stand for its derivatives, told apart by what is stored in them: for graphs as text.

package import ApusGraph

/// Which Op of a routine: its call, or one that stands for its derivatives.
package enum RoutinePart: Hashable, Sendable {
  case call
  case pullback(operandCount: Int, wanted: [Int])
  /// The derivative of a black box's pullback.
  case difference(operandCount: Int, moved: [Int], provided: [Int])
  case partials
  case secondPartials

  /// The Op of a part, made from the Op that calls the routine.
  ///
  /// - Throws: ``TypeError`` where the routine has no such part, or its numbers and the operands do not fit.
  package func op(of call: any Op, on operands: [TensorType]) throws(TypeError) -> any Op {
    if self == .call { return call }
    if let call = call as? any DerivableRoutine { return try call.derivative(self, on: operands) }
    if let function = call as? any ElementwiseOp { return try Self.derivative(self, of: function, on: operands) }
    throw TypeError(.attribute, "\(call.name) has no derivatives that are Ops of their own")
  }

  private static func derivative<Function: ElementwiseOp>(
    _ part: RoutinePart, of function: Function, on operands: [TensorType]
  ) throws(TypeError) -> any Op {
    switch part {
    case .partials:
      guard operands.count == function.operandCount + 1 else {
        throw .operandCount(operands.count, expected: function.operandCount + 1)
      }
      let result = try function.resultTypes(of: Array(operands.dropLast()))
      guard operands.suffix(1) == result[...] else {
        throw TypeError(.shape, "the last operand is not the routine's result, \(result)")
      }
      return ElementwisePartials(function: function)
    case .secondPartials: return ElementwiseSecondPartials(function: function)
    default: throw TypeError(.attribute, "\(function.name) is a routine of numbers, which has no such part")
    }
  }
}

/// An Op that stands for derivatives of a routine.
package protocol RoutineDerivative: Op {
  var call: any Op { get }
  var part: RoutinePart { get }
}

/// An Op that calls a routine whose derivatives are Ops of their own.
package protocol DerivableRoutine: Op {
  /// The Op of a part other than the call.
  ///
  /// - Throws: ``TypeError`` where there is none for such operands.
  func derivative(_ part: RoutinePart, on operands: [TensorType]) throws(TypeError) -> any Op
}

extension BlackBox: DerivableRoutine {
  package func derivative(_ part: RoutinePart, on operands: [TensorType]) throws(TypeError) -> any Op {
    switch part {
    case .pullback(let count, let wanted):
      let (own, results, residuals) = try types(operands, count, wanted)
      try Self.require(own + results + residuals + results, operands)
      return BlackBoxPullback(function: function, operandCount: count, wanted: wanted)
    case .difference(let count, let moved, let provided):
      let (own, results, _) = try types(operands, count, moved)
      try Self.require(own + results + moved.map { own[$0] }, operands)
      guard provided == own.indices.filter({ isProvided($0, own) }) else {
        throw TypeError(.attribute, "the routine does not provide the derivatives for operands \(provided)")
      }
      return BlackBoxDifference(
        function: function, operandCount: count, resultCount: results.count, moved: moved, provided: provided)
    case .call: return self
    case .partials, .secondPartials:
      throw TypeError(.attribute, "\(name) is a routine of arrays, which has no such part")
    }
  }

  private func isProvided(_ index: Int, _ operands: [TensorType]) -> Bool {
    operands[index].isDifferentiable && function.derivative(forOperand: index) == .provided
  }

  /// The types of the routine's own operands, its results and its residuals.
  private func types(
    _ operands: [TensorType], _ count: Int, _ chosen: [Int]
  ) throws(TypeError) -> ([TensorType], [TensorType], [TensorType]) {
    guard count >= 0, count <= operands.count else { throw .operandCount(operands.count, expected: count) }
    let own = Array(operands[..<count])
    let all = try resultTypes(of: own)
    guard zip(chosen, chosen.dropFirst()).allSatisfy({ $0 < $1 }), chosen.allSatisfy(own.indices.contains),
      chosen.allSatisfy({ isProvided($0, own) })
    else { throw TypeError(.attribute, "the routine does not provide the derivatives for operands \(chosen)") }
    let residualCount = residualCount(of: own)
    return (own, Array(all.dropLast(residualCount)), Array(all.suffix(residualCount)))
  }

  private static func require(_ expected: [TensorType], _ operands: [TensorType]) throws(TypeError) {
    guard operands == expected else {
      throw TypeError(.shape, "operands \(operands) were given where \(expected) are taken")
    }
  }
}

extension BlackBoxPullback: RoutineDerivative {
  package var call: any Op { BlackBox(function: function) }
  package var part: RoutinePart { .pullback(operandCount: operandCount, wanted: wanted) }
}

extension BlackBoxDifference: RoutineDerivative {
  package var call: any Op { BlackBox(function: function) }
  package var part: RoutinePart { .difference(operandCount: operandCount, moved: moved, provided: provided) }
}

extension ElementwisePartials: RoutineDerivative {
  package var call: any Op { function }
  package var part: RoutinePart { .partials }
}

extension ElementwiseSecondPartials: RoutineDerivative {
  package var call: any Op { function }
  package var part: RoutinePart { .secondPartials }
}
