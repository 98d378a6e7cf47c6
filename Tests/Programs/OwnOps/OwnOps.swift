// A model of every kind of Op that users write: for the report to name, and for the export to JAX to call.

import ApusExtension
import ApusProgram
import Foundation

/// tanh(x) as a plain Op, whose rule is a graph.
struct Saturation: Op {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for i in 0..<operands[0].count { results[0].float64[i] = tanh(operands[0].float64[i]) }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(site.cotangent() * (1 - site.results[0].squared()))]
  }
}

struct Bump: UnaryElementwise {
  func value(_ x: Double) -> Double { exp(-x * x) }
  func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { -2 * x * y }
}

struct Distance: BinaryElementwise {
  func value(_ x: Double, _ y: Double) -> Double { (1 + x * x + y * y).squareRoot() }
  func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) { (x / z, y / z) }
}

/// A root by bisection, which throws beyond a bound that the chains reach.
struct Root: UnaryElementwiseOp {
  struct NoRoot: Error, CustomStringConvertible { var description: String { "no root is looked for beyond 2" } }
  func evaluate(_ x: Double) throws -> Double {
    guard x.magnitude < 2 else { throw NoRoot() }
    var (low, high) = (-3.0, 3.0)
    while high - low > 1e-15 * max(1, abs(low)) {
      let middle = 0.5 * (low + high)
      if middle == low || middle == high { break }
      if middle + 0.5 * sin(middle) < x { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }
  func partials(_ x: Double, result y: Double) -> Double { 1 / (1 + 0.5 * cos(y)) }
}

/// The running mean of an array.
struct RunningMean: BlackBoxOp {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    var sum = 0.0
    for i in 0..<operands[0].count {
      sum += operands[0].float64[i]
      results[0].float64[i] = sum / Double(i + 1)
    }
  }
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    guard let dx = cotangents[0]?.float64 else { return }
    var sum = 0.0
    for i in (0..<dx.count).reversed() {
      sum += call.cotangents[0].float64[i] / Double(i + 1)
      dx[i] = sum
    }
  }
}

@main struct OwnOps: ModelProgram {
  func model() throws -> Model {
    try Model { m in
      let x = m.parameter("x", Normal(0, 1), shape: [4])
      let s = m.parameter("s", HalfNormal(1))
      let y = Tensor.apply(Saturation(), x) + s * Tensor.apply(Bump(), x) + Root()(x)
      let z = Tensor.apply(Distance(), RunningMean()(y), s)
      m.observe("z", Normal(z, 0.5), [1.1, 1.3, 1.2, 1.6])
    }
  }
}
