// Fused multiply-adds: a product that nothing else reads, added to what is no product.
//
// The sum of two products stays as it is: with one of them rounded and the other not, a b − c d of equal factors would
// not be 0. The rule depends on the graph alone, so that the bits are those of every processor.

internal import ApusGraph

extension StepEmitter {
  /// The sum or difference of a task as one instruction with a product; nil where the rule does not allow it.
  mutating func multiplyAdd(_ task: LoweredTask, _ function: ElementFunction, _ scope: inout Scope) -> IRValue? {
    guard function.role == .sum || function.role == .difference else { return nil }
    let factors = task.operands.map { product($0, scope) }
    let isDifference = function.role == .difference
    switch (factors[0], factors[1]) {
    case (let factors?, nil) where !isRoundedProduct(task.operands[1]):
      let addend = operand(task.operands[1], &scope)
      let (a, b) = (operand(factors.0, &scope), operand(factors.1, &scope))
      return builder.fma(a, b, isDifference ? builder.negate(addend) : addend)
    case (nil, let factors?) where !isRoundedProduct(task.operands[0]):
      let addend = operand(task.operands[0], &scope)
      let (a, b) = (operand(factors.0, &scope), operand(factors.1, &scope))
      return builder.fma(isDifference ? builder.negate(a) : a, b, addend)
    default: return nil
    }
  }

  /// The factors of a value that is a product of this step, read once.
  private mutating func product(_ access: Access, _ scope: Scope) -> (Access, Access)? {
    guard case .computed(let maker) = program.values[access.value].origin, scope.results[access.value] != nil,
      uses[access.value] == 1, program.isIdentity(access, in: scope.space),
      case .map(let function, _) = program.tasks[maker].kind
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
