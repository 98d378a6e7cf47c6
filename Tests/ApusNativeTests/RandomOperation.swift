// The operations of random graphs: arithmetic, functions, reductions, and all ways to read elements at another index.

import ApusGraph
import ApusOps

/// An operation of a random graph.
struct RandomOperation: Sendable {
  let name: String
  let arity: Int
  /// Decides what is left open, from the operands' types; what it returns can be applied to other operands of these types.
  let make: @Sendable (_ operands: [Tensor], _ random: inout SplitMix) -> ([Tensor]) -> Tensor

  /// An operation that decides something first.
  private static func decided(
    _ name: String, _ arity: Int, _ make: @escaping @Sendable ([Tensor], inout SplitMix) -> ([Tensor]) -> Tensor
  ) -> RandomOperation {
    RandomOperation(name: name, arity: arity, make: make)
  }

  private init(
    name: String, arity: Int, make: @escaping @Sendable ([Tensor], inout SplitMix) -> ([Tensor]) -> Tensor
  ) {
    (self.name, self.arity, self.make) = (name, arity, make)
  }

  /// An operation on the operands as float64.
  private init(_ name: String, _ arity: Int, _ f: @escaping @Sendable ([Tensor]) -> Tensor) {
    self.init(name: name, arity: arity) { _, _ in { f($0.map(\.asFloat64)) } }
  }

  /// An operation on one operand, which passes scalars through.
  private init(ofArray name: String, _ f: @escaping @Sendable (Tensor) -> Tensor) {
    self.init(name: name, arity: 1) { _, _ in { $0[0].shape.isScalar ? $0[0] : f($0[0]) } }
  }

  static let all: [RandomOperation] = arithmetic + functions + reductions + places + choices + loops

  private static let arithmetic: [RandomOperation] = [
    .init("add", 2) { $0[0] + $0[1] },
    .init("subtract", 2) { $0[0] - $0[1] },
    .init("multiply", 2) { $0[0] * $0[1] },
    .init("divide", 2) { $0[0] / (2 + $0[1] * $0[1]) },
    .init("divide by a sum", 2) { $0[0] / (1 + sum($0[1] * $0[1])) },
    .init("scale", 1) { 0.37 * $0[0] - 1.25 },
    .init("double", 1) { 2 * $0[0] },
    .init("negate", 1) { -$0[0] },
  ]

  private static let functions: [RandomOperation] = [
    .init("exp", 1) { exp(tanh($0[0])) },
    .init("log", 1) { log(1.5 + $0[0].squared()) },
    .init("log1p", 1) { log1p($0[0].squared()) },
    .init("sqrt", 1) { sqrt(0.1 + $0[0].squared()) },
    .init("sin", 1) { sin($0[0]) },
    .init("cos", 1) { cos($0[0]) },
    .init("atan2", 2) { atan2($0[0], 1 + $0[1].squared()) },
    .init("softplus", 1) { softplus($0[0]) },
    .init("sigmoid", 1) { sigmoid($0[0]) },
    .init("erf", 1) { erf($0[0]) },
    .init("lgamma", 1) { lgamma(0.5 + $0[0].squared()) },
    .init("power", 2) { pow(0.5 + sigmoid($0[0]), tanh($0[1])) },
  ]

  private static let reductions: [RandomOperation] = [
    .init("sum", 1) { sum($0[0]) },
    .init("sum last", 1) { $0[0].shape.isScalar ? $0[0] : sum($0[0], axes: [-1]) },
    .init("sum first", 1) { $0[0].shape.isScalar ? $0[0] : sum($0[0], axes: [0]) },
    .init("logSumExp", 1) { logSumExp(tanh($0[0])) },
    .init("cumulative sum", 1) { $0[0].shape.isScalar ? $0[0] : cumulativeSum($0[0], axis: -1) },
    .init("product of matrices", 1) { $0[0].shape.rank == 2 ? matmul($0[0], $0[0].transposed()) : $0[0] },
  ]

  /// Elements at another index: none of these may reuse a register, or be computed again, at the index of the loop.
  private static let places: [RandomOperation] = [
    .init("transpose", 1) { $0[0].transposed() },
    .init("flip", 1) { $0[0].flipped() },
    .init("flat", 1) { $0[0].reshaped(to: [$0[0].shape.elementCount]) },
    .init("column", 1) { $0[0].reshaped(to: Shape($0[0].shape.dimensions + [1])) },
    .init("row", 1) { $0[0].reshaped(to: Shape([1] + $0[0].shape.dimensions)) },
    .init("other extents", 1) { $0[0].reshaped(to: Shape($0[0].shape.dimensions.reversed())) },
    .init(ofArray: "less its first") { $0.asFloat64 - $0.asFloat64[0] },
    .init(ofArray: "times its mirror image") { $0.asFloat64 * $0.asFloat64.flipped() },
    .init(ofArray: "rotated") { concatenate([$0.asFloat64[1...], $0.asFloat64[..<1]], axis: 0) },
    .init("plus its transpose", 1) {
      let x = $0[0]
      return x.shape.rank == 2 && x.shape[0] == x.shape[1] ? x + x.transposed() : x
    },
    .decided("less one element", 1) { x, random in
      let place = random.below(max(1, x[0].shape.elementCount))
      return {
        let x = $0[0].asFloat64
        return x.shape.elementCount == 0 ? x : x - x.reshaped(to: [x.shape.elementCount])[place]
      }
    },
    .decided("slice", 1) { x, random in
      let extent = x[0].shape.dimensions.last ?? 1
      let start = random.below(max(1, extent))
      return { $0[0].shape.isScalar ? $0[0] : $0[0].sliced(axis: -1, start..<extent) }
    },
    .decided("every other", 1) { x, random in
      guard let axis = x[0].shape.dimensions.indices.randomIndex(&random) else { return { $0[0] } }
      let extent = x[0].shape.dimensions[axis]
      let start = random.below(max(1, extent))
      let step = 1 + random.below(3)
      return { x in
        var ranges = x[0].shape.dimensions.map { SliceRange(start: 0, count: $0) }
        ranges[axis] = SliceRange(start: start, count: extent == 0 ? 0 : (extent - start + step - 1) / step, step: step)
        return .apply(Slice(ranges), x[0])
      }
    },
    .decided("gather", 1) { x, random in
      let extent = x[0].shape.dimensions.first ?? 1
      let indices = constantIndices(count: 1 + random.below(17), below: max(1, extent), &random)
      return { $0[0].shape.isScalar ? $0[0] : gather($0[0], Tensor(indices)) }
    },
    .decided("scatter", 1) { x, random in
      let count = x[0].shape.dimensions.first ?? 1
      let extent = 1 + random.below(14)
      let indices = constantIndices(count: count, below: extent, &random)
      return {
        let x = $0[0].asFloat64
        return x.shape.isScalar ? x : scatterAdd(x, at: Tensor(indices), extent: extent)
      }
    },
    .init("concatenate", 2) { concatenate($0.map { $0.reshaped(to: [$0.shape.elementCount]) }, axis: 0) },
    .init("outer", 2) {
      $0[0].reshaped(to: [$0[0].shape.elementCount, 1]) * $0[1].reshaped(to: [1, $0[1].shape.elementCount])
    },
  ]

  /// Constant indices: any, one only, those in order, or backwards.
  private static func constantIndices(count: Int, below extent: Int, _ random: inout SplitMix) -> [Int] {
    let kind = random.below(4)
    let first = random.below(extent)
    return (0..<count).map { place in
      switch kind {
      case 0: random.below(extent)
      case 1: first
      case 2: place % extent
      default: extent - 1 - place % extent
      }
    }
  }

  private static let choices: [RandomOperation] = [
    .init("less", 2) { $0[0] .< $0[1] },
    .init("select", 3) { select($0[0] .> 0.2, $0[1], $0[2]) },
    .init("maximum", 2) { maximum($0[0], $0[1]) },
    .init("round", 1) { round(3 * $0[0]) },
    .init("max", 1) { max($0[0]) },
    .init("integer", 1) { (10 * tanh($0[0])).cast(to: .int64) },
  ]

  private static let loops: [RandomOperation] = (0..<4).map { _ in
    .decided("loop", 2) { x, random in
      let loop = RandomLoop(x.map(\.asFloat64), &random)
      return { loop.apply($0.map(\.asFloat64)) }
    }
  }

  /// Numbers near the ends of the range: what they overflow to, or lose, is the same for all.
  static let extreme: [RandomOperation] = [
    .init("huge", 1) { 1e155 * $0[0] },
    .init("tiny", 1) { 1e-310 * $0[0] },
    .init("square", 1) { $0[0] * $0[0] },
    .init("share of the sum", 1) { $0[0] / sum($0[0]) },
    .init("share of the largest", 2) { $0[0] / max($0[1]) },
    .init("logSumExp of all", 1) { logSumExp($0[0]) },
    .init("two quotients", 3) { $0[0] / $0[2] + sin($0[1] / $0[2]) },
  ]
}

extension Range<Int> {
  /// One of the indices; nil where there is none.
  fileprivate func randomIndex(_ random: inout SplitMix) -> Int? {
    isEmpty ? nil : lowerBound + random.below(count)
  }
}
