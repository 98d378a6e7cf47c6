// The program between graph and code: values in memory or registers, and tasks over index spaces that make them.

internal import ApusGraph

/// A value of a lowered program, by its place in the list.
typealias ValueID = Int

/// What a value is made by.
enum ValueOrigin: Sendable {
  /// A number, integer or truth value, the same at every index.
  case immediate(NDArray)
  /// An argument that varies: at a byte offset of the input.
  case input(byteOffset: Int)
  /// Data, an array constant, or what is made of them: at a byte offset of the shared block.
  case shared(byteOffset: Int)
  /// The result of one map task, element by element; in memory only where somebody reads it from there.
  case computed(task: Int)
  /// Memory that some tasks write: reductions, scatters, parts; zeroed first where `initial` says so.
  case written(tasks: [Int], initial: NDArray?)
  /// A result of a call.
  case called(task: Int)
  /// An output: at a byte offset of the caller's block.
  case output(byteOffset: Int, tasks: [Int])
}

extension ValueOrigin {
  /// The tasks that make the value.
  var makers: [Int] {
    switch self {
    case .immediate, .input, .shared: []
    case .computed(let task), .called(let task): [task]
    case .written(let tasks, _), .output(_, let tasks): tasks
    }
  }
}

/// A value of a lowered program: a tensor in row-major order.
struct LoweredValue: Sendable {
  let type: TensorType
  var origin: ValueOrigin
}

/// Where a task finds (or puts) an element of a value: an offset and a stride for each axis of the task's space.
struct Access: Hashable, Sendable {
  let value: ValueID
  var offset: Int
  var strides: [Int]
}

/// How the elements of a value are combined by a reduction.
enum Reduction: String, Sendable {
  case sum
  case product
  case largest
  case smallest
}

/// A piece of work over an index space. Tasks are looked at by every step of the pipeline: as objects, they are not copied.
final class LoweredTask: Sendable {
  /// What is done at each index.
  enum Kind: Sendable {
    /// A function of the operands' elements makes the element of a value.
    case map(ElementFunction, result: ValueID)
    /// The element of the base at the operand's index along one axis; NaN where that is outside.
    case gather(base: Access, indexStride: Int, extent: Int, result: ValueID)
    /// The operand's element is combined into an element of a value.
    case reduce(Reduction, into: Access)
    /// The second operand's element is added at the first one's index along one axis; left out where that is outside.
    case scatterAdd(into: Access, indexStride: Int, extent: Int)
    /// The operand's element is put at its place.
    case place(into: Access)
    /// The row of a matrix at each index, times a vector: the matrix is in blocks of rows, see ``Lowering/blocked(_:)``.
    case rowProduct(matrix: ValueID, vector: ValueID, length: Int, result: ValueID)
    /// The row of a matrix at each index, times the operand's element, is added to a table of one vector of lanes for each
    /// column.
    case columnProduct(matrix: ValueID, length: Int, into: ValueID)
    /// A node is evaluated by its Op.
    case call(Node, results: [ValueID])
    /// A loop whose turns depend on one another.
    case scan(LoweredScan, results: [ValueID])
  }

  let kind: Kind
  /// The extents of the space, without those that are 1; empty for scalars and calls.
  let space: [Int]
  let operands: [Access]
  /// The node that the task comes from.
  let node: Node?

  init(kind: Kind, space: [Int], operands: [Access], node: Node?) {
    self.kind = kind
    self.space = space
    self.operands = operands
    self.node = node
  }

  /// The value that a map or gather makes.
  var mapped: ValueID? {
    switch kind {
    case .map(_, let result), .gather(_, _, _, let result), .rowProduct(_, _, _, let result): result
    default: nil
    }
  }

  var written: ValueID? {
    switch kind {
    case .reduce(_, let into), .scatterAdd(let into, _, _), .place(let into): into.value
    case .columnProduct(_, _, let into): into
    default: nil
    }
  }

  /// The values that are read as a whole, from memory, at every index.
  var tables: [ValueID] {
    switch kind {
    case .gather(let base, _, _, _): [base.value]
    case .rowProduct(let matrix, let vector, _, _): [matrix, vector]
    case .columnProduct(let matrix, _, _): [matrix]
    default: []
    }
  }

  /// How a running value in a register takes in each element, and the element, where the task's result can be one.
  var accumulated: (reduction: Reduction, element: Access)? {
    switch kind {
    case .reduce(let reduction, _): (reduction, operands[0])
    case .scatterAdd: (.sum, operands[1])
    default: nil
    }
  }

  /// Whether the task is a step of its own, which reads its operands as a whole from memory.
  var isCall: Bool { !called.isEmpty }

  /// The values that a call or a scan makes.
  var called: [ValueID] {
    switch kind {
    case .call(_, let results), .scan(_, let results): results
    default: []
    }
  }

  /// The values that the task makes, or has a part in.
  var made: [ValueID] {
    if let mapped { return [mapped] }
    if let written { return [written] }
    return called
  }

  /// Whether the task does nothing, since its space is empty.
  var isEmpty: Bool { space.contains(0) }
}

/// A program of values and tasks; the tasks are in an order in which they can run.
struct LoweredProgram: Sendable {
  var values: [LoweredValue] = []
  var tasks: [LoweredTask] = []
  /// The tensors that the shared block holds, with their byte offsets.
  var shared: [(tensor: Tensor, byteOffset: Int)] = []
  var sharedByteCount = 0
  /// The matrices whose blocks of rows are in the shared block, by the values of the blocks.
  var blockedMatrices: [ValueID: Tensor] = [:]
  var inputByteCount = 0
  var outputByteCount = 0
  /// The values that others are computed again from, by those others: they stand for one number and are rounded alike.
  var originals: [ValueID: ValueID] = [:]
  /// The divisors, known before the program runs, in whose place their reciprocals are in the shared block.
  var knownDivisors: [Tensor] = []
  /// The first output, where it is kept apart from the others: in the arena, until the end.
  var result: ValueID?

  /// The calls among the tasks, in ascending order.
  var calls: [Int] = []
  /// The scans among the tasks, in ascending order.
  var scans: [Int] = []

  /// Whether a call reads the input where it lies, so that it must lie at one place.
  var callsReadInput: Bool {
    calls.contains { task in
      tasks[task].operands.contains { if case .input = values[$0.value].origin { true } else { false } }
    }
  }

  /// The number of calls, those of the scans' bodies included.
  var callCount: Int { scans.reduce(calls.count) { $0 + (scan(ofTask: $1)?.body.callCount ?? 0) } }

  /// How often tasks read each value, wherever it is computed again.
  var useCounts: [Int] {
    var counts = [Int](repeating: 0, count: values.count)
    for task in tasks {
      for value in task.operands.map(\.value) + task.tables { counts[originals[value] ?? value] += 1 }
    }
    for (copy, original) in originals { counts[copy] = counts[original] }
    return counts
  }

  func scan(ofTask task: Int) -> LoweredScan? {
    if case .scan(let scan, _) = tasks[task].kind { scan } else { nil }
  }

  /// The number of a call: the program's own come first.
  func callNumber(ofTask task: Int) -> Int {
    // They are in ascending order.
    var (low, high) = (0, calls.count)
    while low < high {
      let middle = (low + high) / 2
      if calls[middle] < task { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The number of the first call of a scan's body.
  func firstCallNumber(ofScan task: Int) -> Int {
    scans.prefix { $0 < task }.reduce(calls.count) { $0 + (scan(ofTask: $1)?.body.callCount ?? 0) }
  }

  /// The number of elements of a space.
  static func count(_ space: [Int]) -> Int { space.reduce(1, *) }

  /// Row-major strides of a space.
  static func strides(_ space: [Int]) -> [Int] { Shape(space).strides }

  /// Whether an access reads a value's elements at the space's own indices.
  func isIdentity(_ access: Access, in space: [Int]) -> Bool {
    access.offset == 0 && access.strides == Self.strides(space)
      && values[access.value].type.elementCount == Self.count(space)
  }
}
