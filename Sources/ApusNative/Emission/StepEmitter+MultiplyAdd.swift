// Fused multiply-adds: a product that nothing else reads is added to something that is not a product.
//
// The sum of two products stays as it is: with one of them rounded and the other not, a b − c d of equal factors would
// not be 0. The rule depends on the graph alone, so that the bits are those of every processor.

internal import ApusGraph

/// a b + c, with signs.
private struct MultiplyAdd {
  let factors: (Access, Access)
  let addend: Access
  let negatesProduct: Bool
  let negatesAddend: Bool

  func emit(_ builder: inout IRBuilder, _ a: IRValue, _ b: IRValue, _ c: IRValue) -> IRValue {
    builder.fma(negatesProduct ? builder.negate(a) : a, b, negatesAddend ? builder.negate(c) : c)
  }
}

extension StepEmitter {
  /// The sum or difference of a task of a loop as one instruction with a product; nil where the rule does not allow it.
  mutating func multiplyAdd(_ task: LoweredTask, _ scope: inout Scope) -> IRValue? {
    guard let joined = joined(task, isMade: { scope.results[$0] != nil }) else { return nil }
    let (a, b) = (operand(joined.factors.0, &scope), operand(joined.factors.1, &scope))
    return joined.emit(&builder, a, b, operand(joined.addend, &scope))
  }

  /// The same in scalar code.
  mutating func multiplyAdd(_ task: LoweredTask) -> IRValue? {
    guard let joined = joined(task, isMade: { scalars[$0] != nil }) else { return nil }
    let (a, b) = (scalar(joined.factors.0), scalar(joined.factors.1))
    return joined.emit(&builder, a, b, scalar(joined.addend))
  }

  private func joined(_ task: LoweredTask, isMade: (ValueID) -> Bool) -> MultiplyAdd? {
    guard joinsScalars || !task.space.isEmpty, case .map(let function, _) = task.kind,
      function.role == .sum || function.role == .difference
    else { return nil }
    for (place, other) in [(0, 1), (1, 0)] {
      guard let factors = factors(task.operands[place], in: task.space, isMade) else { continue }
      guard !isRoundedProduct(task.operands[other]) else { return nil }
      let isDifference = function.role == .difference
      return MultiplyAdd(
        factors: factors, addend: task.operands[other], negatesProduct: isDifference && place == 1,
        negatesAddend: isDifference && place == 0)
    }
    return nil
  }

  /// The factors of a value that is a product made here, read once.
  private func factors(_ access: Access, in space: [Int], _ isMade: (ValueID) -> Bool) -> (Access, Access)? {
    guard case .computed(let maker) = program.values[access.value].origin, isMade(access.value),
      uses[access.value] == 1, program.isIdentity(access, in: space),
      case .map(let function, _) = program.tasks[maker].kind, program.tasks[maker].space == space
    else { return nil }
    let operands = program.tasks[maker].operands
    return switch function.role {
    case .product: (operands[0], operands[1])
    case .square: (operands[0], operands[0])
    default: nil
    }
  }

  /// Whether a value is a product, or one with its sign changed, wherever it was made.
  private func isRoundedProduct(_ access: Access) -> Bool {
    guard case .computed(let maker) = program.values[access.value].origin,
      case .map(let function, _) = program.tasks[maker].kind
    else { return false }
    return switch function.role {
    case .product, .square: true
    case .negation: isRoundedProduct(program.tasks[maker].operands[0])
    default: false
    }
  }
}
