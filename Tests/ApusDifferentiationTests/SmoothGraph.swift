// Random smooth scalar functions of tensors, the same for the same seed, with differences to hold gradients against.

import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport

/// A random smooth scalar function of three arguments with a point.
struct SmoothGraph {
  let arguments: [Tensor]
  let bindings: [Tensor: NDArray]
  let output: Tensor

  init(seed: UInt64, size: Int) {
    var numbers = TestNumbers(seed: seed)
    let shapes: [Shape] = [[], [3], [2, 3]]
    arguments = shapes.enumerated().map { .argument("x\($0)", .float64($1)) }
    var bindings: [Tensor: NDArray] = [:]
    for argument in arguments {
      let values = (0..<argument.shape.elementCount).map { _ in numbers.uniform(-1.5, 1.5) }
      bindings[argument] = NDArray(values, shape: argument.shape)
    }
    self.bindings = bindings
    var pool = arguments
    while pool.count < size {
      let (x, y) = (numbers.element(of: pool), numbers.element(of: pool))
      let made: Tensor =
        switch numbers.integer(below: 7) {
        case 0: x + y
        case 1: x - 0.5 * y
        case 2: sin(x) * y
        case 3: x / (1 + y * y)
        case 4: cos(x)
        case 5: x.shape.rank > 0 ? sum(x, axes: [numbers.integer(below: x.shape.rank)]) : -x
        default: Tensor.apply(Powers(), [x.reshaped(to: Shape(x.shape.dimensions.reversed()))])[0]
        }
      if made.error == nil && made.shape.elementCount <= 12 { pool.append(sin(made)) }
    }
    output = pool.suffix(4).map { sum($0) }.reduce(0, +)
  }

  /// The derivative along one element of an argument, by central differences extrapolated once.
  func difference(_ argument: Tensor, _ element: Int) throws -> Double {
    func slope(_ step: Double) throws -> Double {
      let sides = try [step, -step].map { step in
        var values = bindings[argument]?.doubles ?? []
        values[element] += step
        var moved = bindings
        moved[argument] = NDArray(values, shape: argument.shape)
        return try evaluate(output, moved).scalar
      }
      return (sides[0] - sides[1]) / (2 * step)
    }
    return (4 * (try slope(5e-4)) - (try slope(1e-3))) / 3
  }
}
