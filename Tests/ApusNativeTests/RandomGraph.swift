// Random graphs for native code: instructions on earlier values, so that a failing graph can be made small.

import ApusGraph
import ApusOps

/// A graph of random instructions on four arguments.
struct RandomGraph: CustomStringConvertible {
  /// An instruction: an operation on values by their numbers; the first values are the arguments.
  struct Instruction {
    let name: String
    let operands: [Int]
    let apply: ([Tensor]) -> Tensor
  }

  /// The shapes of the arguments.
  static let shapes: [Shape] = [[], [11], [3, 11], [6, 3]]
  private(set) var instructions: [Instruction] = []
  /// The values that are asked for, by their numbers; the last one always.
  private(set) var outputs: [Int] = []

  /// Tensors of all values, the arguments first.
  func tensors(_ arguments: [Tensor]) -> [Tensor] {
    instructions.reduce(into: arguments) { values, instruction in
      values.append(instruction.apply(instruction.operands.map { values[$0] }))
    }
  }

  /// A graph of some number of instructions, decided by a seed.
  ///
  /// - Parameter isExtreme: whether some operations make numbers near the ends of the range.
  init(seed: UInt64, count: Int, isExtreme: Bool = false, arguments: [Tensor]) {
    var random = SplitMix(state: seed)
    var values = arguments
    let operations = isExtreme ? RandomOperation.all + RandomOperation.extreme : RandomOperation.all
    while instructions.count < count {
      let operation = operations[random.below(operations.count)]
      // Later values are preferred, so that graphs are deep.
      let operands = (0..<operation.arity).map { _ in
        random.below(3) == 0 ? random.below(values.count) : values.count - 1 - random.below(min(5, values.count))
      }
      let apply = operation.make(operands.map { values[$0] }, &random)
      let result = apply(operands.map { values[$0] })
      guard result.error == nil, result.type.elementCount <= 2000 else { continue }
      instructions.append(Instruction(name: operation.name, operands: operands, apply: apply))
      values.append(result)
    }
    outputs = (0..<random.below(3)).map { _ in random.below(values.count) } + [values.count - 1]
  }

  private init(_ instructions: [Instruction]) {
    self.instructions = instructions
    outputs = [Self.shapes.count + instructions.count - 1]
  }

  /// The graph up to an instruction, without those that it does not need.
  func shrunk(to last: Int) -> RandomGraph {
    let argumentCount = Self.shapes.count
    var needed: Set<Int> = [last]
    for index in stride(from: last, through: argumentCount, by: -1) where needed.contains(index) {
      needed.formUnion(instructions[index - argumentCount].operands)
    }
    var places = Dictionary(uniqueKeysWithValues: (0..<argumentCount).map { ($0, $0) })
    var kept: [Instruction] = []
    for index in needed.sorted() where index >= argumentCount {
      let old = instructions[index - argumentCount]
      places[index] = argumentCount + kept.count
      kept.append(Instruction(name: old.name, operands: old.operands.map { places[$0] ?? 0 }, apply: old.apply))
    }
    return RandomGraph(kept)
  }

  var description: String {
    instructions.enumerated().map { index, instruction in
      "%\(index + Self.shapes.count) = \(instruction.name)(\(instruction.operands.map { "%\($0)" }.joined(separator: ", ")))"
    }.joined(separator: "; ") + "; outputs \(outputs)"
  }
}

/// A small generator for deciding graphs.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
