// Random loops for random graphs: sequences that are reshaped, transposed or sliced on the way in, loops inside loops, constants
// at every depth, and results that are reshaped on the way out.

import ApusFunctions
import ApusGraph
import ApusOps

/// A loop over one tensor that also takes another from outside.
struct RandomLoop: Sendable {
  private let seed: UInt64
  private let sequence: Int
  private let result: Int
  private let isReversed: Bool
  private let carriesVector: Bool

  init(_ operands: [Tensor], _ random: inout SplitMix) {
    seed = random.next()
    sequence = random.below(8)
    result = random.below(6)
    isReversed = random.below(3) == 0
    carriesVector = random.below(3) == 0
  }

  func apply(_ operands: [Tensor]) -> Tensor {
    var (elements, outside) = (elements(of: operands[0]), operands[1])
    if elements.shape[0] > 18 { elements = elements[..<18] }
    if outside.shape.elementCount > 40 { outside = sum(outside) }
    let other = sin(elements)
    let initial = carriesVector ? 0.1 * Tensor([1.0, -2, 3]) : 0.1 * sum(outside)
    let loop = scan([initial, Tensor(0.25)], over: [elements, other], reversed: isReversed) { carry, elements in
      Self.turn(carry, elements + [outside], seed: seed, depth: 0)
    }
    return result(of: loop)
  }

  /// The operand as a sequence: the elements that are read at a step need not be those of the operand's own leading axis.
  private func elements(of x: Tensor) -> Tensor {
    let count = x.shape.elementCount
    if x.shape.isScalar { return x.reshaped(to: [1]) }
    switch sequence {
    case 0: return x
    case 1: return x.reshaped(to: [count])
    case 2: return x.reshaped(to: [count, 1])
    case 3: return x.reshaped(to: [1, count])
    case 4: return x.transposed()
    case 5: return x.flipped()
    case 6: return x.reshaped(to: Shape(x.shape.dimensions.reversed()))
    default: return x.reshaped(to: [count])[(count / 2)...]
    }
  }

  private func result(of loop: ScanResult) -> Tensor {
    let output = loop.outputs[0]
    let count = output.shape.elementCount
    switch result {
    case 0: return loop.carry[0]
    case 1: return output
    case 2: return output.reshaped(to: [count])
    case 3: return output.reshaped(to: [1, count]) * 1.5
    case 4: return output.transposed() + sum(loop.carry[0]) * loop.carry[1]
    default: return sum(output) + loop.outputs[1].reshaped(to: Shape(loop.outputs[1].shape.dimensions + [1]))
    }
  }

  /// One turn: a few operations on what is there, decided by the seed.
  private static func turn(
    _ carry: [Tensor], _ values: [Tensor], seed: UInt64, depth: Int
  ) -> (carry: [Tensor], outputs: [Tensor]) {
    var random = SplitMix(state: seed)
    var pool = carry + values
    for _ in 0..<(1 + random.below(4)) {
      let x = pool[random.below(pool.count)]
      let y = pool[random.below(pool.count)]
      let made = operation(x, y, &random, depth: depth)
      if made.error == nil, made.shape.elementCount <= 60 { pool.append(made) }
    }
    let next = carry.enumerated().map { place, state in
      tanh(0.5 * state + 0.3 * fitted(pool[pool.count - 1 - place], to: state.shape))
    }
    return (next, [pool[pool.count - 1] * next[1], pool[random.below(pool.count)]])
  }

  private static func operation(_ x: Tensor, _ y: Tensor, _ random: inout SplitMix, depth: Int) -> Tensor {
    let kind = random.below(depth < 2 ? 10 : 8)
    let number = Double(random.below(9)) / 4 - 1
    let seed = random.next()
    switch kind {
    case 0: return x + number * y
    case 1: return x * y
    case 2: return sin(x) - y / (1 + x * x)
    case 3: return x.shape.isScalar ? x + Tensor([number, 2, -1]) : x - x[0]
    case 4: return x.shape.isScalar ? exp(-x * x) : x.flipped() * x
    case 5: return Tensor([0.5, number, 3, -2]) * sum(x)
    case 6: return x.reshaped(to: [x.shape.elementCount])
    case 7: return sum(x) * y.transposed()
    default:
      // A loop in the loop: over constants, or over what the outer turn made, in another shape.
      let flat = y.reshaped(to: [y.shape.elementCount])
      let elements = kind == 8 || flat.shape[0] > 6 ? Tensor([0.5, -0.25, number]) : flat
      let inner = scan([sum(x), Tensor(0.5)], over: [elements], reversed: seed % 3 == 0) { carry, elements in
        turn(carry, elements + [x], seed: seed, depth: depth + 1)
      }
      return seed % 2 == 0
        ? inner.carry[0] + number : inner.outputs[0].reshaped(to: [inner.outputs[0].shape.elementCount])
    }
  }

  private static func fitted(_ x: Tensor, to shape: Shape) -> Tensor { x.shape == shape ? x : sum(x) }
}
