// Random graphs for native code: instructions on earlier values, so that a failing graph can be made small.

import ApusGraph
import ApusOps

/// A graph of random instructions on three arguments.
struct RandomGraph: CustomStringConvertible {
  /// An instruction: an operation on values by their numbers; the first values are the arguments.
  struct Instruction {
    let name: String
    let operands: [Int]
    let apply: ([Tensor]) -> Tensor
  }

  /// The shapes of the arguments.
  static let shapes: [Shape] = [[], [11], [3, 11]]
  private(set) var instructions: [Instruction] = []
  /// Whether every instruction is smooth: no comparison, choice or rounding.
  private(set) var isSmooth = true

  /// Tensors of all values, the arguments first.
  func tensors(_ arguments: [Tensor]) -> [Tensor] {
    instructions.reduce(into: arguments) { values, instruction in
      values.append(instruction.apply(instruction.operands.map { values[$0] }))
    }
  }

  /// A graph of some number of instructions, decided by a seed.
  init(seed: UInt64, count: Int, arguments: [Tensor]) {
    var random = SplitMix(state: seed)
    var values = arguments
    while instructions.count < count {
      let (name, arity, isContinuous, apply) = Self.operations[random.below(Self.operations.count)]
      // Later values are preferred, so that graphs are deep.
      let operands = (0..<arity).map { _ in
        random.below(3) == 0 ? random.below(values.count) : values.count - 1 - random.below(min(5, values.count))
      }
      let result = apply(operands.map { values[$0] }, &random)
      let fixed = result.0
      guard fixed.error == nil, fixed.type.elementCount <= 2000 else { continue }
      instructions.append(Instruction(name: name, operands: operands) { result.1($0) })
      values.append(fixed)
      isSmooth = isSmooth && isContinuous
    }
  }

  private init(_ instructions: [Instruction]) { self.instructions = instructions }

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
    }.joined(separator: "; ")
  }

  // MARK: Operations

  /// What makes a result of operands: the tensor, and the same for other operands of the same types.
  private typealias Maker = ([Tensor], inout SplitMix) -> (Tensor, ([Tensor]) -> Tensor)

  private static func plain(_ f: @escaping ([Tensor]) -> Tensor) -> Maker { { x, _ in (f(x), f) } }

  nonisolated(unsafe) private static let operations: [(String, Int, Bool, Maker)] = [
    ("add", 2, true, plain { $0[0].asFloat64 + $0[1].asFloat64 }),
    ("subtract", 2, true, plain { $0[0].asFloat64 - $0[1].asFloat64 }),
    ("multiply", 2, true, plain { $0[0].asFloat64 * $0[1].asFloat64 }),
    ("divide", 2, true, plain { $0[0].asFloat64 / (2 + $0[1].asFloat64 * $0[1].asFloat64) }),
    ("scale", 1, true, plain { 0.37 * $0[0].asFloat64 - 1.25 }),
    ("exp", 1, true, plain { exp(tanh($0[0].asFloat64)) }),
    ("log", 1, true, plain { log(1.5 + $0[0].asFloat64.squared()) }),
    ("log1p", 1, true, plain { log1p($0[0].asFloat64.squared()) }),
    ("sqrt", 1, true, plain { sqrt(0.1 + $0[0].asFloat64.squared()) }),
    ("sin", 1, true, plain { sin($0[0].asFloat64) }),
    ("cos", 1, true, plain { cos($0[0].asFloat64) }),
    ("atan2", 2, true, plain { atan2($0[0].asFloat64, 1 + $0[1].asFloat64.squared()) }),
    ("softplus", 1, true, plain { softplus($0[0].asFloat64) }),
    ("sigmoid", 1, true, plain { sigmoid($0[0].asFloat64) }),
    ("erf", 1, true, plain { erf($0[0].asFloat64) }),
    ("lgamma", 1, true, plain { lgamma(0.5 + $0[0].asFloat64.squared()) }),
    ("power", 2, true, plain { pow(0.5 + sigmoid($0[0].asFloat64), tanh($0[1].asFloat64)) }),
    ("negate", 1, true, plain { -$0[0].asFloat64 }),
    ("sum", 1, true, plain { sum($0[0].asFloat64) }),
    (
      "sum last", 1, true,
      { x, _ in
        let f: ([Tensor]) -> Tensor = { $0[0].shape.isScalar ? $0[0].asFloat64 : sum($0[0].asFloat64, axes: [-1]) }
        return (f(x), f)
      }
    ),
    (
      "sum first", 1, true,
      { x, _ in
        let f: ([Tensor]) -> Tensor = { $0[0].shape.isScalar ? $0[0].asFloat64 : sum($0[0].asFloat64, axes: [0]) }
        return (f(x), f)
      }
    ),
    ("logSumExp", 1, true, plain { logSumExp(tanh($0[0].asFloat64)) }),
    ("transpose", 1, true, plain { $0[0].transposed() }),
    ("flip", 1, true, plain { $0[0].flipped() }),
    ("flat", 1, true, plain { $0[0].reshaped(to: [$0[0].shape.elementCount]) }),
    ("column", 1, true, plain { $0[0].reshaped(to: Shape($0[0].shape.dimensions + [1])) }),
    (
      "slice", 1, true,
      { x, random in
        let extent = x[0].shape.dimensions.last ?? 1
        let start = random.below(max(1, extent))
        let f: ([Tensor]) -> Tensor = { $0[0].shape.isScalar ? $0[0] : $0[0].sliced(axis: -1, start..<extent) }
        return (f(x), f)
      }
    ),
    (
      "gather", 1, true,
      { x, random in
        let extent = x[0].shape.dimensions.first ?? 1
        let indices = (0..<(1 + random.below(17))).map { _ in random.below(max(1, extent)) }
        let f: ([Tensor]) -> Tensor = { $0[0].shape.isScalar ? $0[0] : gather($0[0], Tensor(indices)) }
        return (f(x), f)
      }
    ),
    (
      "concatenate", 2, true,
      plain {
        concatenate($0.map { $0.asFloat64.reshaped(to: [$0.shape.elementCount]) }, axis: 0)
      }
    ),
    (
      "outer", 2, true,
      plain {
        let (a, b) = ($0[0].asFloat64, $0[1].asFloat64)
        return a.reshaped(to: [a.shape.elementCount, 1]) * b.reshaped(to: [1, b.shape.elementCount])
      }
    ),
    (
      "product of matrices", 1, true,
      plain {
        let x = $0[0].asFloat64
        return x.shape.rank == 2 ? matmul(x, x.transposed()) : x
      }
    ),
    ("less", 2, false, plain { $0[0].asFloat64 .< $0[1].asFloat64 }),
    ("select", 3, false, plain { select($0[0].asFloat64 .> 0.2, $0[1].asFloat64, $0[2].asFloat64) }),
    ("maximum", 2, false, plain { maximum($0[0].asFloat64, $0[1].asFloat64) }),
    ("round", 1, false, plain { round(3 * $0[0].asFloat64) }),
    ("max", 1, false, plain { max($0[0].asFloat64) }),
    ("integer", 1, false, plain { (10 * tanh($0[0].asFloat64)).cast(to: .int64) }),
    (
      "cumulative sum", 1, true,
      plain { $0[0].shape.isScalar ? $0[0].asFloat64 : cumulativeSum($0[0].asFloat64, axis: -1) }
    ),
  ]
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
