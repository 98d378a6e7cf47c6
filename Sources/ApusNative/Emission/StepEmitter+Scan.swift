// Scans as loops: the body's steps are emitted on the parent's memory, at places that move from turn to turn.

internal import ApusGraph

/// Where the body of a scan finds its arguments, puts its results and keeps its values.
struct ScanFrame {
  let inputs: [Int: ElementAddress]
  let outputs: [Int: ElementAddress]
  let arenaByteOffset: Int
  /// The number of the body's first call.
  let firstCall: Int
  /// The byte offsets of the outputs that stay in registers.
  let kept: Set<Int>
  /// Those outputs, when they are made.
  var made: [Int: IRValue] = [:]
}

extension StepEmitter {
  mutating func emitScan(_ scan: LoweredScan, _ task: Int) {
    let (operands, results) = (program.tasks[task].operands.map(\.value), program.tasks[task].called)
    let registers = scan.length > 0 ? scan.registerCarries : []
    for carry in 0..<scan.carryCount where !registers.contains(carry) {
      copy(scan.outputs[carry].type, from: whole(operands[carry]), to: whole(results[carry]))
    }
    guard scan.length > 0 else { return }
    let starts = registers.map { builder.loadScalar(whole(operands[$0])) }
    let finals = loop(extent: scan.length, step: 1, carrying: starts) { emitter, turn, states in
      let last = emitter.builder.integer(scan.length - 1)
      let index = scan.isReversed ? emitter.builder.integerSubtract(last, turn) : turn
      let known = Dictionary(uniqueKeysWithValues: zip(registers, states))
      return emitter.emitTurn(scan, task, operands, results, index, known)
    }
    for (carry, final) in zip(registers, finals) { builder.storeScalar(final, whole(results[carry])) }
  }

  /// One turn, with the states that are in registers; their new values.
  private mutating func emitTurn(
    _ scan: LoweredScan, _ task: Int, _ operands: [ValueID], _ results: [ValueID], _ index: IRValue,
    _ states: [Int: IRValue]
  ) -> [IRValue] {
    let scratch = whole(scan.scratch)
    for carry in 0..<scan.carryCount {
      let type = scan.outputs[carry].type
      let history = results[scan.carryCount + scan.outputCount + carry]
      guard uses[history] > 0 else { continue }
      if let state = states[carry] {
        builder.storeScalar(state, element(history, type, index))
      } else {
        copy(type, from: whole(results[carry]), to: element(history, type, index))
      }
    }
    var registers: [Int: IRValue] = [:]
    var inputs: [Int: ElementAddress] = [:]
    for (offset, binding) in scan.inputs.sorted(by: { $0.key < $1.key }) {
      switch binding {
      case .carry(let carry):
        inputs[offset] = whole(results[carry])
        registers[offset] = states[carry]
      case .whole(let operand): inputs[offset] = whole(operands[operand])
      case .element(let operand, let type): inputs[offset] = element(operands[operand], type, index)
      }
    }
    var outputs: [Int: ElementAddress] = [:]
    for (number, output) in scan.outputs.enumerated() {
      if case .element = output.binding {
        outputs[output.byteOffset] = element(results[number], output.type, index)
      } else {
        outputs[output.byteOffset] = newState(scan, number, scratch)
      }
    }
    let frame = ScanFrame(
      inputs: inputs, outputs: outputs, arenaByteOffset: scratch.byteOffset,
      firstCall: firstCall + program.firstCallNumber(ofScan: task),
      kept: Set(states.keys.map { scan.outputs[$0].byteOffset }))
    var made: [Int: IRValue] = [:]
    within(scan, frame) { body in
      for (value, content) in scan.body.values.enumerated() {
        if case .input(let offset) = content.origin, let state = registers[offset] { body.scalars[value] = state }
      }
      for step in scan.schedule.steps.indices { body.emit(step: step) }
      made = body.frame?.made ?? [:]
    }
    for carry in 0..<scan.carryCount where states[carry] == nil {
      copy(scan.outputs[carry].type, from: newState(scan, carry, scratch), to: whole(results[carry]))
    }
    return states.keys.sorted().compactMap { made[scan.outputs[$0].byteOffset] }
  }

  /// Where the body puts a new state, before the old one is given up.
  private func newState(_ scan: LoweredScan, _ carry: Int, _ scratch: ElementAddress) -> ElementAddress {
    ElementAddress(
      region: scratch.region, byteOffset: scratch.byteOffset + scan.stateByteOffset(carry),
      type: scan.outputs[carry].type.elementType)
  }

  /// The first element of a value.
  private func whole(_ value: ValueID) -> ElementAddress {
    address(plan.places[value] ?? .arena(plan.scratchByteOffset), program.values[value].type.elementType)
  }

  /// The element of a stacked value at an index.
  private mutating func element(_ value: ValueID, _ type: TensorType, _ index: IRValue) -> ElementAddress {
    var place = whole(value)
    place.index = builder.indexAdd(place.index, builder.indexMultiply(index, type.elementCount))
    return place
  }

  private mutating func copy(_ type: TensorType, from source: ElementAddress, to target: ElementAddress) {
    guard type.elementCount > 4 else {
      for number in 0..<type.elementCount {
        var (from, to) = (source, target)
        from.byteOffset += number * type.elementType.byteCount
        to.byteOffset += number * type.elementType.byteCount
        builder.storeScalar(builder.loadScalar(from), to)
      }
      return
    }
    builder.copy(from: source, to: target, byteCount: type.byteCount)
  }
}
