// The tasks of a step at one vector of indices.

internal import ApusGraph

extension StepEmitter {
  mutating func emitVector(_ task: LoweredTask, _ scope: inout Scope) {
    switch task.kind {
    case .map(let function, let result):
      if let joined = multiplyAdd(task, &scope) { return finish(result, joined, &scope) }
      let operands = task.operands.map { operand($0, &scope) }
      if function.role == .quotient, let reciprocal = scope.reciprocals[task.operands[1]] {
        finish(result, builder.multiply(operands[0], reciprocal), &scope)
      } else if function.role == .quotient, scope.sharedDivisors.contains(task.operands[1]) {
        let (program, divisor) = (program, task.operands[1])
        let parts = builder.sharing("reciprocal", operands[1]) {
          Reciprocal(of: operands[1], isSafe: program.hasSafeReciprocal(divisor), &$0).parts
        }
        finish(result, Reciprocal(parts).times(operands[0], &builder), &scope)
      } else {
        finish(result, function.emit(&builder, operands), &scope)
      }
    case .gather(let base, let indexStride, let extent, let result):
      let index = operand(task.operands[0], &scope)
      let (place, offsets, inside) = table(base, index, indexStride, extent, scope)
      finish(result, builder.loadIndexed(place, at: offsets, inside: inside), &scope)
    case .reduce(let reduction, let into):
      let place = address(into, scope)
      let old = builder.loadVector(place, mask: scope.mask)
      let combined = combine(reduction, old, operand(task.operands[0], &scope))
      builder.storeVector(combined, place, mask: scope.mask)
    case .scatterAdd(let into, let indexStride, let extent):
      let index = operand(task.operands[0], &scope)
      let (place, offsets, inside) = table(into, index, indexStride, extent, scope)
      builder.scatterAdd(operand(task.operands[1], &scope), place, at: offsets, inside: inside, scratch: scratch)
    case .place(let into):
      builder.storeVector(operand(task.operands[0], &scope), address(into, scope), mask: scope.mask)
    case .rowProduct, .columnProduct, .call, .scan: break
    }
  }

  /// A product of a matrix of data for all vectors of a turn at once; false where the task is none.
  mutating func emitProduct(_ task: LoweredTask, _ scopes: inout [Scope]) -> Bool {
    switch task.kind {
    case .rowProduct(let matrix, let vector, let length, let result):
      let products = rowProducts(matrix, vector, length, scopes)
      for copy in scopes.indices { finish(result, products[copy], &scopes[copy]) }
    case .columnProduct(let matrix, let length, let into):
      let factors = scopes.indices.map { copy in
        let factor = operand(task.operands[0], &scopes[copy])
        return scopes[copy].mask.map { builder.select($0, factor, builder.constant(0)) } ?? factor
      }
      columnProducts(matrix, factors, length, into: into, scopes)
    default: return false
    }
    return true
  }

  /// The first element of a table for this vector, the lanes' offsets in it, and the lanes whose index is inside.
  mutating func table(
    _ base: Access, _ index: IRValue, _ indexStride: Int, _ extent: Int, _ scope: Scope
  ) -> (ElementAddress, IRValue, IRValue) {
    var place = address(base, scope)
    var inside = isInside(index, extent)
    if let mask = scope.mask { inside = builder.and(inside, mask) }
    var offsets = indexStride == 1 ? index : builder.integerMultiply(index, builder.integer(indexStride))
    if place.stride != 0 { offsets = builder.integerAdd(offsets, builder.laneNumbers(times: place.stride)) }
    place.stride = 1
    return (place, offsets, inside)
  }

  mutating func finish(_ value: ValueID, _ register: IRValue, _ scope: inout Scope) {
    scope.results[value] = register
    guard plan.places[value] != nil else { return }
    let access = Access(value: value, offset: 0, strides: LoweredProgram.strides(scope.space))
    let place = address(access, scope)
    // The last vector of a row may write over the next row's beginning, which is written after it.
    builder.storeVector(register, place, mask: place.stride == 1 && !scope.storesLanes ? nil : scope.mask)
  }
}
