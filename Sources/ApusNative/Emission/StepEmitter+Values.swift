// Where values are found in emitted code: registers, constants, memory; in scalars, and in vectors at a place of a loop.

internal import ApusGraph

extension StepEmitter {
  func address(_ place: MemoryPlace, _ type: ElementType) -> ElementAddress {
    switch place {
    case .input(let offset):
      frame?.inputs[offset] ?? ElementAddress(region: "%input", byteOffset: offset, type: type)
    case .shared(let offset): ElementAddress(region: "%shared", byteOffset: offset, type: type)
    case .output(let offset):
      frame?.outputs[offset] ?? ElementAddress(region: "%output", byteOffset: offset, type: type)
    case .arena(let offset): arena(offset, type)
    }
  }

  /// A place of the arena.
  func arena(_ offset: Int, _ type: ElementType) -> ElementAddress {
    ElementAddress(region: "%arena", byteOffset: (frame?.arenaByteOffset ?? 0) + offset, type: type)
  }

  /// The address of an access's first element.
  func address(_ access: Access) -> ElementAddress {
    let type = program.values[access.value].type.elementType
    var result = address(plan.places[access.value] ?? .arena(plan.scratchByteOffset), type)
    result.byteOffset += access.offset * type.byteCount
    return result
  }

  var scratch: ElementAddress {
    arena(plan.scratchByteOffset, .float64)
  }

  func constant(_ number: NDArray) -> IRValue {
    switch number.elements {
    case .float64(let values): builder.constant(values[0])
    case .int64(let values): builder.integer(values[0])
    case .bool(let values): builder.truth(values[0])
    }
  }

  /// A scalar operand: a register, a constant, or a load.
  mutating func scalar(_ access: Access) -> IRValue {
    if case .immediate(let number) = program.values[access.value].origin { return constant(number) }
    if program.values[access.value].type.elementCount == 1, let known = scalars[access.value] { return known }
    let loaded = builder.loadScalar(address(access))
    if program.values[access.value].type.elementCount == 1 { scalars[access.value] = loaded }
    return loaded
  }

  /// A vector operand: a result of this step, a register, a constant, or a load.
  mutating func operand(_ access: Access, _ scope: inout Scope) -> IRValue {
    if case .immediate(let number) = program.values[access.value].origin {
      return constant(number).fitted(to: IRBuilder.lanes)
    }
    let isIdentity = program.isIdentity(access, in: scope.space)
    if isIdentity, let result = scope.results[access.value] { return result }
    // A vector of straight code has its elements in the lanes' order only where this code is straight too.
    let isStraight = scope.nest.extents.count == 1 && scope.nest.innerExtent <= IRBuilder.lanes
    if isIdentity, isStraight, let result = vectors[access.value] { return result }
    if let splat = scope.splats[access] { return splat }
    if let loaded = scope.loaded[access] { return loaded }
    // The caller's input may end where the last vector does not.
    let place = address(access, scope)
    let isGuarded = place.region == "%input" && place.stride == 1
    let value =
      isGuarded ? builder.loadLanes(place, of: scope.mask) : builder.loadVector(place, mask: scope.mask)
    scope.loaded[access] = value
    return value
  }

  /// Puts what does not vary along the inner axis into every lane, before the inner loop.
  mutating func prepareSplats(_ tasks: [LoweredTask], _ scope: inout Scope) {
    scope.splats = [:]
    scope.reciprocals = [:]
    let divisors = tasks.compactMap { task -> Access? in
      if case .map(let function, _) = task.kind, function.role == .quotient { task.operands[1] } else { nil }
    }
    let counts = Dictionary(divisors.map { ($0, 1) }, uniquingKeysWith: +)
    scope.sharedDivisors = divisions == .exact ? [] : Set(counts.filter { $0.value > 1 }.keys)
    for access in tasks.flatMap(\.operands) where scope.splats[access] == nil {
      if case .immediate = program.values[access.value].origin { continue }
      guard scope.nest.strides(access).last == 0 else { continue }
      let scalar: IRValue
      if program.values[access.value].type.elementCount == 1, let known = scalars[access.value] {
        scalar = known
      } else {
        scalar = builder.loadScalar(address(access, scope))
      }
      scope.splats[access] = builder.splat(scalar)
      if case .byReciprocal(let place) = divisions, divisors.contains(access) {
        scope.reciprocals[access] = builder.splat(builder.divide(builder.constant(1), scalar))
        if !program.hasSafeReciprocal(access) { Divisions.note(scalar, at: place, &builder) }
      }
    }
  }

  /// The address of an access's element at the first lane of this vector.
  mutating func address(_ access: Access, _ scope: Scope) -> ElementAddress {
    let strides = scope.nest.strides(access)
    var place = address(access)
    place.stride = strides[strides.count - 1]
    for (counter, stride) in zip(scope.counters, strides) {
      place.index = builder.indexAdd(place.index, builder.indexMultiply(counter, stride))
    }
    if let inner = scope.inner {
      place.index = builder.indexAdd(place.index, builder.indexMultiply(inner, place.stride))
    }
    return place
  }

  /// The lanes below the extent; nil where that is all.
  mutating func laneMask(_ counter: IRValue?, extent: Int) -> IRValue? {
    extent % IRBuilder.lanes == 0 ? nil : lanes(counter, below: extent)
  }

  /// The lanes of the vector at a counter that are below the extent.
  mutating func lanes(_ counter: IRValue?, below extent: Int) -> IRValue {
    let lanes = builder.laneNumbers(times: 1)
    let indices = counter.map { builder.integerAdd(lanes, builder.splat($0)) } ?? lanes
    return builder.compare(IntegerComparison.below, indices, builder.integer(extent))
  }
}
