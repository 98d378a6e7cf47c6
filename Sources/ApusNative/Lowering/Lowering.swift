// From a graph to values and tasks: nodes that a loop can compute become tasks, all others become calls of their Ops.

internal import ApusFunctions
internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps

/// Lowers the nodes of a program.
struct Lowering {
  var program = LoweredProgram()
  var views = TensorTable<ValueView>()
  private var sharedStart = 0
  /// The bytes of the shared block that this program, and what is around it, has taken.
  var sharedEnd: Int { sharedStart + program.sharedByteCount }
  private var inputMoves = false
  /// Whether divisors that are known before the program runs stay divisors.
  private(set) var keepsDivisors = false
  private let source: Program
  /// The nodes that run each time.
  private(set) lazy var bodyNodes = Set(source.body)
  private var immediates: [NDArray: ValueID] = [:]
  /// Sums of many parts, by their last addition; see ``findSumsOfParts(_:)``.
  var sumsOfParts: [Node: [Tensor]] = [:]
  /// What such sums take the place of.
  var absorbed: Set<Node> = []

  /// Lowers a program whose varying arguments and outputs lie one after the other in the caller's blocks.
  ///
  /// - Parameters:
  ///   - start: for the body of a scan, the bytes of the shared block that the parent has taken: the body's input moves from
  ///     turn to turn, so that calls get copies of it.
  ///   - firstApart: whether the first output stays in the arena.
  ///   - keepsDivisors: whether divisors that are known before the program runs stay divisors.
  static func lower(
    _ program: Program, varying: [Tensor], within start: Int? = nil, firstApart: Bool = false,
    keepsDivisors: Bool = false
  ) -> LoweredProgram {
    var lowering = Lowering(program, varying: varying)
    lowering.keepsDivisors = keepsDivisors
    lowering.sharedStart = start ?? 0
    lowering.inputMoves = start != nil
    lowering.findSumsOfParts(program)
    for node in program.body { lowering.lower(node) }
    for (index, output) in program.outputs.enumerated() {
      lowering.lowerOutput(output, isApart: firstApart && index == 0)
    }
    return lowering.program
  }

  private init(_ program: Program, varying: [Tensor]) {
    source = program
    for argument in varying {
      let value = add(argument.type, .input(byteOffset: self.program.inputByteCount))
      views[argument] = ValueView(value, argument.shape)
      self.program.inputByteCount += argument.type.packedByteCount
    }
  }

  // MARK: Values

  mutating func add(_ type: TensorType, _ origin: ValueOrigin) -> ValueID {
    program.values.append(LoweredValue(type: type, origin: origin))
    return program.values.count - 1
  }

  mutating func view(_ tensor: Tensor) -> ValueView {
    if let known = views[tensor] { return known }
    let view = outsideView(tensor)
    views[tensor] = view
    return view
  }

  /// The view of a tensor that is computed before the program runs.
  private mutating func outsideView(_ tensor: Tensor) -> ValueView {
    let fill = tensor.node?.leaf(Fill.self)?.value ?? tensor.constantValue.flatMap { $0.count == 1 ? $0 : nil }
    if let number = fill {
      var view = ValueView(immediate(number.reshaped([])), tensor.shape)
      view.strides = tensor.shape.dimensions.map { _ in 0 }
      return view
    }
    let value = add(tensor.type, .shared(byteOffset: sharedEnd))
    program.shared.append((tensor, sharedEnd))
    program.sharedByteCount += tensor.type.paddedByteCount
    return ValueView(value, tensor.shape)
  }

  mutating func immediate(_ number: NDArray) -> ValueID {
    if let known = immediates[number] { return known }
    let value = add(number.type, .immediate(number))
    immediates[number] = value
    return value
  }

  /// A number as a view of any shape.
  mutating func number(_ value: Double) -> ValueView { ValueView(immediate(NDArray(value)), []) }

  // MARK: Tasks

  /// A map over a shape of operands that broadcast to it.
  mutating func map(
    _ function: ElementFunction, _ operands: [ValueView], _ shape: Shape, _ node: Node? = nil
  ) -> ValueView {
    let result = add(TensorType(function.type, shape), .computed(task: program.tasks.count))
    program.tasks.append(
      LoweredTask(
        kind: .map(function, result: result), space: shape.space, operands: operands.map { $0.access(in: shape) },
        node: node))
    return ValueView(result, shape)
  }

  /// A value that tasks will write, zeroed first where it has an initial number.
  mutating func memory(_ type: TensorType, initial: NDArray? = nil) -> ValueID {
    add(type, .written(tasks: [], initial: initial))
  }

  /// A task that writes a value.
  mutating func write(
    _ kind: LoweredTask.Kind, over shape: Shape, _ operands: [ValueView], _ node: Node? = nil
  ) {
    let task = LoweredTask(
      kind: kind, space: shape.space, operands: operands.map { $0.access(in: shape) }, node: node)
    guard let value = task.written else { return }
    switch program.values[value].origin {
    case .written(let tasks, let initial):
      program.values[value].origin = .written(tasks: tasks + [program.tasks.count], initial: initial)
    case .output(let offset, let tasks):
      program.values[value].origin = .output(byteOffset: offset, tasks: tasks + [program.tasks.count])
    default: return
    }
    program.tasks.append(task)
  }

  /// A gather over a shape.
  mutating func gather(
    _ base: Access, indexStride: Int, extent: Int, at indices: ValueView, _ type: TensorType, _ node: Node
  ) -> ValueView {
    let result = add(type, .computed(task: program.tasks.count))
    program.tasks.append(
      LoweredTask(
        kind: .gather(base: base, indexStride: indexStride, extent: extent, result: result), space: type.shape.space,
        operands: [indices.access(in: type.shape)], node: node))
    return ValueView(result, type.shape)
  }

  /// The view as a value of its own in row-major order.
  mutating func contiguous(_ view: ValueView) -> ValueView {
    let type = program.values[view.value].type
    if view.offset == 0 && view.isContiguous && view.shape.elementCount == type.elementCount { return view }
    return map(.copy(type.elementType), [view], view.shape)
  }

  /// The evaluation of a node by its Op.
  mutating func call(_ node: Node) {
    let operands = node.operands.map { tensor in
      let whole = memoryView(of: tensor)
      return Access(value: whole.value, offset: 0, strides: [])
    }
    let results = node.resultTypes.map { add($0, .called(task: program.tasks.count)) }
    program.calls.append(program.tasks.count)
    program.tasks.append(
      LoweredTask(kind: .call(node, results: results), space: [], operands: operands, node: node))
    for (tensor, value) in zip(node.results, results) { views[tensor] = ValueView(value, tensor.shape) }
  }

  /// A tensor that a call can read: contiguous and in memory.
  mutating func memoryView(of tensor: Tensor) -> ValueView { inMemory(contiguous(view(tensor))) }

  /// A view whose value can be in memory: a copy where it is only a number, or moves from turn to turn.
  mutating func inMemory(_ view: ValueView) -> ValueView {
    switch program.values[view.value].origin {
    case .immediate: break
    case .input where inputMoves: break
    default: return view
    }
    return map(.copy(program.values[view.value].type.elementType), [view], view.shape)
  }

  /// Whether a tensor is an argument that varies.
  func isVarying(_ tensor: Tensor) -> Bool {
    guard let view = views[tensor], case .input = program.values[view.value].origin else { return false }
    return true
  }

  private mutating func lowerOutput(_ tensor: Tensor, isApart: Bool) {
    let value: ValueID
    if isApart {
      value = memory(tensor.type)
      program.result = value
    } else {
      value = add(tensor.type, .output(byteOffset: program.outputByteCount, tasks: []))
      program.outputByteCount += tensor.type.packedByteCount
    }
    let source = view(tensor)
    write(.place(into: ValueView(value, tensor.shape).access(in: tensor.shape)), over: tensor.shape, [source])
  }

  // MARK: Nodes

  private mutating func lower(_ node: Node) {
    guard !absorbed.contains(node) else { return }
    if let terms = sumsOfParts[node] {
      views[Tensor(node)] = sumOfParts(terms, node)
      return
    }
    let types = node.operands.map(\.elementType)
    if node.resultTypes.count == 1, let function = ElementFunctions.function(node.op, types) {
      if function.role == .quotient, !keepsDivisors, let reciprocal = knownReciprocal(node.operands[1]) {
        let operands = [view(node.operands[0]), view(reciprocal)]
        views[Tensor(node)] = map(ElementFunctions.product, operands, node.resultTypes[0].shape, node)
        return
      }
      let operands = node.operands.map { view($0) }
      views[Tensor(node)] = map(function, operands, node.resultTypes[0].shape, node)
      return
    }
    if let view = structural(node) {
      views[Tensor(node)] = view
      return
    }
    if let op = node.op as? Scan, scan(op, node) { return }
    call(node)
  }

  /// The reciprocal of a divisor that is known before the program runs: a product in place of a quotient, 1 ulp off at most.
  /// Divisors whose reciprocal overflows or is not a normal number stay; those that are not numbers yet are looked at when
  /// data are bound.
  private mutating func knownReciprocal(_ divisor: Tensor) -> Tensor? {
    guard let node = divisor.node, !bodyNodes.contains(node), !isVarying(divisor) else { return nil }
    if let known = divisor.constantValue, !known.doubles.allSatisfy({ (1 / $0).isNormal }) { return nil }
    if let fill = node.op as? Fill, !(1 / fill.value.scalar).isNormal { return nil }
    if let number = divisor.constantValue, number.count == 1 {
      return Tensor(NDArray([1 / number.scalar], shape: number.shape))
    }
    program.knownDivisors.append(divisor)
    return Tensor(1.0) / divisor
  }

  /// The result of an Op that moves, gathers or reduces elements, where a loop can do it.
  private mutating func structural(_ node: Node) -> ValueView? {
    switch node.op {
    case is Reshape:
      let source = view(node.operands[0])
      let shape = node.resultTypes[0].shape
      return source.reshaped(to: shape) ?? contiguous(source).reshaped(to: shape)
    case is any GradientModifier where node.op.rule == .modifier: return view(node.operands[0])
    case is Broadcast: return view(node.operands[0]).broadcast(to: node.resultTypes[0].shape)
    case let op as Transpose: return view(node.operands[0]).transposed(op.permutation)
    case let op as Slice: return view(node.operands[0]).sliced(op.ranges)
    case is Diagonal: return diagonal(node)
    case let op as Gather: return gather(op, node)
    case let op as ScatterAdd: return scatter(op, node)
    case let op as SliceScatter: return place(op, node)
    case let op as Concatenate: return concatenate(op, node)
    case is DiagonalMatrix: return diagonalMatrix(node)
    case let op as Sum: return reduce(.sum, op.axes, node)
    case let op as Product: return reduce(.product, op.axes, node)
    case let op as Extremum: return reduce(op.kind == .largest ? .largest : .smallest, op.axes, node)
    case let op as LogSumExp: return logSumExp(op, node)
    case let op as MatMul: return matrixVectorProduct(op, node) ?? smallProduct(op, node)
    default: return nil
    }
  }
}

extension TensorType {
  /// The bytes of a buffer whose vectors may be read and written whole: a multiple of 64. The last vector of the last row
  /// may begin at any of its elements.
  var paddedByteCount: Int {
    let overhang = shape.space.count > 1 ? (IRBuilder.lanes - 1) * elementType.byteCount : 0
    return max(64, (byteCount + overhang + 63) & ~63)
  }
  /// The bytes in the caller's block, in which every tensor begins at a multiple of 8.
  var packedByteCount: Int { (byteCount + 7) & ~7 }
}
