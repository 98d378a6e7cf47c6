// Random graphs of arithmetic, reductions and changes of shape, the same for the same seed.

import ApusGraph
import ApusOps
import ApusTestSupport

/// A random graph with values for its arguments.
struct RandomGraph {
  private(set) var outputs: [Tensor] = []
  private(set) var bindings: [Tensor: NDArray] = [:]

  /// A graph of about `size` nodes with up to `outputCount` outputs.
  init(seed: UInt64, size: Int, outputCount: Int = 4) {
    var numbers = TestNumbers(seed: seed)
    let shapes: [Shape] = [[], [3], [2, 3], [2, 1], [0], [1, 3]]
    var pool: [Tensor] = []
    for (index, shape) in shapes.enumerated() {
      let argument = Tensor.argument("x\(index)", .float64(shape))
      bindings[argument] = NDArray((0..<shape.elementCount).map { _ in Self.number(&numbers) }, shape: shape)
      pool.append(argument)
      pool.append(Tensor(NDArray((0..<shape.elementCount).map { _ in Self.number(&numbers) }, shape: shape)))
    }
    while pool.count < size {
      let x = numbers.element(of: pool)
      let y = numbers.element(of: pool)
      let made = Self.made(x, y, &numbers)
      if made.error == nil && made.shape.elementCount <= 64 { pool.append(made) }
    }
    outputs = (0..<outputCount).map { _ in pool[pool.count / 2 + numbers.integer(below: pool.count - pool.count / 2)] }
  }

  private static func made(_ x: Tensor, _ y: Tensor, _ numbers: inout TestNumbers) -> Tensor {
    switch numbers.integer(below: 10) {
    case 0, 1: x + y
    case 2: x - y
    case 3, 4: x * y
    case 5: x / y
    case 6: -x
    case 7: sum(x, axes: x.shape.rank > 0 ? [numbers.integer(below: x.shape.rank)] : nil)
    case 8: x.broadcast(to: Shape([2] + x.shape.dimensions))
    default: x.cast(to: .int64).asFloat64.reshaped(to: [x.shape.elementCount])
    }
  }

  private static func number(_ numbers: inout TestNumbers) -> Double {
    switch numbers.integer(below: 12) {
    case 0: .nan
    case 1: .infinity
    case 2: 0
    case 3: -0.0
    default: numbers.uniform(-3, 3)
    }
  }
}
