// Random expressions on which many rules fire, the same for the same seed.

import ApusGraph
import ApusOps
import ApusTestSupport

/// A random expression with values for its arguments.
struct RandomExpression {
  let output: Tensor
  let bindings: [Tensor: NDArray]

  /// An expression of about `size` nodes.
  ///
  /// - Parameters:
  ///   - isSmooth: whether to leave out what jumps (comparisons, rounding) and all numbers at the edges, so that rounding
  ///     errors stay small.
  init(seed: UInt64, size: Int, isSmooth: Bool) {
    var numbers = TestNumbers(seed: seed)
    let shapes: [Shape] = [[], [3], [2, 3], [2, 1]]
    let arguments = shapes.enumerated().map { Tensor.argument("x\($0)", .float64($1)) }
    bindings = Dictionary(
      uniqueKeysWithValues: arguments.map { argument in
        let values = (0..<argument.shape.elementCount).map { _ in Self.number(&numbers, isSmooth) }
        return (argument, NDArray(values, shape: argument.shape))
      })
    var pool = arguments
    while pool.count < size {
      let made = Self.made(pool, &numbers, isSmooth)
      if made.error == nil, made.shape.elementCount <= 24 { pool.append(made) }
    }
    output = pool.suffix(6).map { sum($0) }.reduce(0, +)
  }

  private static func made(_ pool: [Tensor], _ numbers: inout TestNumbers, _ isSmooth: Bool) -> Tensor {
    let recent = Array(pool.suffix(6))
    let (x, y) = (numbers.element(of: recent), numbers.element(of: pool))
    let uniform = Tensor.filled(NDArray(numbers.element(of: [0.0, 1, -1, 2, 0.5, 3])), numbers.element(of: [[], [3]]))
    switch numbers.integer(below: isSmooth ? 24 : 30) {
    case 0: return x + uniform
    case 1: return uniform - x
    case 2: return x - uniform
    case 3: return x * uniform
    case 4: return isSmooth ? x / 4 : x / uniform
    case 5: return -x
    case 6: return x + y
    case 7: return x - y
    case 8: return x * y
    case 9: return x * x
    case 10: return abs(x)
    case 11: return isSmooth ? sin(x) : pow(x, uniform)
    case 12: return x.reshaped(to: Shape(x.shape.dimensions.reversed()))
    case 13: return x.broadcast(to: Shape([2] + x.shape.dimensions))
    case 14: return sum(x, axes: x.shape.rank > 0 ? [numbers.integer(below: x.shape.rank)] : [])
    case 15: return sum(x)
    case 16: return sum(x.reshaped(to: [x.shape.elementCount]).broadcast(to: [2, x.shape.elementCount]), axes: [0])
    case 17: return sin(x)
    case 18: return log(1 + exp(sin(x)))
    case 19: return 1 / (1 + exp(-sin(x)))
    case 20: return log(exp(x))
    case 21: return sqrt(sin(x).squared())
    case 22: return 1 - sigmoid(x)
    case 23: return pow(sin(x), 2.0)
    case 24: return select(x .> uniform, x, y)
    case 25: return select(.!(x .< y), x, x)
    case 26: return floor(x)
    case 27: return (x .> 0).cast(to: .int64).cast(to: .float64) * y
    case 28: return x / y
    default: return maximum(x, y)
    }
  }

  private static func number(_ numbers: inout TestNumbers, _ isSmooth: Bool) -> Double {
    if isSmooth { return numbers.uniform(-2, 2) }
    return numbers.element(of: [.nan, .infinity, -.infinity, 0, 1, -1, 1e300, 1e-300] + [numbers.uniform(-3, 3)])
  }
}
