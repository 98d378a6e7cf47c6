// A loop whose turns depend on one another: its body is a program of its own, on the parent's memory.

internal import ApusFunctions
internal import ApusGraph
internal import ApusInterpreter

/// A scan whose body was lowered, scheduled and planned.
struct LoweredScan: Sendable {
  /// Where an argument or a result of the body lies.
  enum Binding: Sendable {
    /// The running state in the scan's result of that number.
    case carry(Int)
    /// The turn's element, of the body's own type, of the operand, or of the result, of that number. The value that it lies in
    /// may be of another shape.
    case element(Int, TensorType)
    /// The operand of that number, in every turn.
    case whole(Int)
  }

  let length: Int
  let isReversed: Bool
  let carryCount: Int
  let outputCount: Int
  let body: LoweredProgram
  let schedule: Schedule
  let plan: MemoryPlan
  /// The binding of each argument of the body, by its byte offset in the body's input.
  let inputs: [Int: Binding]
  /// The results of the body: byte offset in the body's output, type, and binding; states are written after the turn.
  let outputs: [(byteOffset: Int, type: TensorType, binding: Binding)]
  /// The value of the parent that the body's arena and new states lie in.
  let scratch: ValueID

  /// The states that are numbers and are read as such: they go from turn to turn in registers.
  var registerCarries: [Int] {
    let inMemory = Set(body.tasks.flatMap { $0.tables + ($0.isCall ? $0.operands.map(\.value) : []) })
    let needed = body.values.indices.filter(inMemory.contains).compactMap { value -> Int? in
      guard case .input(let offset) = body.values[value].origin, case .carry(let carry) = inputs[offset] else {
        return nil
      }
      return carry
    }
    return (0..<carryCount).filter {
      outputs[$0].type.elementType == .float64 && outputs[$0].type.elementCount == 1 && !needed.contains($0)
    }
  }

  /// The bytes that new states take behind the body's arena.
  static func stateByteCount(_ scan: Scan) -> Int {
    scan.body.resultTypes[..<scan.carryCount].reduce(0) { $0 + $1.paddedByteCount }
  }

  /// The byte offset of a new state in the scratch value.
  func stateByteOffset(_ carry: Int) -> Int {
    outputs[..<carry].reduce(plan.arenaByteCount) { $0 + $1.type.paddedByteCount }
  }
}

extension Lowering {
  /// A scan as a native loop.
  mutating func scan(_ op: Scan, _ node: Node) -> Bool {
    guard let source = try? Program(op.body.results, varying: op.body.arguments) else { return false }
    let body = Lowering.lower(source, varying: op.body.arguments, within: sharedEnd, keepsDivisors: keepsDivisors)
    let schedule = Schedule(body)
    let plan = MemoryPlan(body, schedule, functionOfStep: schedule.steps.map { _ in 0 })
    program.shared += body.shared
    program.sharedByteCount += body.sharedByteCount
    program.knownDivisors += body.knownDivisors
    var offset = 0
    var inputs: [Int: LoweredScan.Binding] = [:]
    for (index, argument) in op.body.arguments.enumerated() {
      inputs[offset] =
        index < op.carryCount
        ? .carry(index)
        : index < op.carryCount + op.sequenceCount ? .element(index, argument.type) : .whole(index)
      offset += argument.type.packedByteCount
    }
    var outputs: [(byteOffset: Int, type: TensorType, binding: LoweredScan.Binding)] = []
    offset = 0
    for (index, result) in op.body.results.enumerated() {
      outputs.append((offset, result.type, index < op.carryCount ? .carry(index) : .element(index, result.type)))
      offset += result.type.packedByteCount
    }
    let byteCount = plan.arenaByteCount + LoweredScan.stateByteCount(op)
    let scratch = add(.float64([(byteCount + 7) / 8]), .called(task: program.tasks.count))
    let operands = node.operands.map { Access(value: memoryView(of: $0).value, offset: 0, strides: []) }
    let results = node.resultTypes.map { add($0, .called(task: program.tasks.count)) }
    program.values[scratch].origin = .called(task: program.tasks.count)
    let scan = LoweredScan(
      length: op.length, isReversed: op.isReversed, carryCount: op.carryCount, outputCount: op.outputCount, body: body,
      schedule: schedule, plan: plan, inputs: inputs, outputs: outputs, scratch: scratch)
    program.scans.append(program.tasks.count)
    program.tasks.append(
      LoweredTask(kind: .scan(scan, results: results + [scratch]), space: [], operands: operands, node: node))
    for (tensor, value) in zip(node.results, results) { views[tensor] = ValueView(value, tensor.shape) }
    return true
  }
}
