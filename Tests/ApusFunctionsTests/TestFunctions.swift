// What the tests of functions and loops share: small Ops, and loops that are written out step by step.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusOps

/// The operand, which has no derivative.
struct Opaque: Op {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    results[0].base.copyMemory(from: operands[0].base, byteCount: operands[0].type.byteCount)
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.notImplemented("nobody wrote it down")] }
}

/// A tensor of `count` steps that is one at a step and zero elsewhere, to select or place that step.
private func unit(_ step: Int, of count: Int, rank: Int) -> Tensor {
  let values = (0..<count).map { $0 == step ? 1.0 : 0.0 }
  return Tensor(NDArray(values, shape: Shape([count] + [Int](repeating: 1, count: rank))))
}

/// The loop written out in the graph: what `scan` must agree with.
///
/// Elements are selected by sums over unit vectors.
func unrolled(
  _ initial: [Tensor], over sequences: [Tensor], length: Int, reversed: Bool = false,
  _ body: ([Tensor], [Tensor]) -> (carry: [Tensor], outputs: [Tensor])
) -> (carry: [Tensor], outputs: [Tensor]) {
  var carry = initial
  var outputs: [Tensor] = []
  for turn in 0..<length {
    let step = reversed ? length - 1 - turn : turn
    let elements = sequences.map { sum($0 * unit(step, of: length, rank: $0.shape.rank - 1), axes: [0]) }
    let results = body(carry, elements)
    carry = results.carry
    let placed = results.outputs.map { output in
      output.reshaped(to: Shape([1] + output.shape.dimensions)) * unit(step, of: length, rank: output.shape.rank)
    }
    outputs = outputs.isEmpty ? placed : zip(outputs, placed).map { $0 + $1 }
  }
  return (carry, outputs)
}

/// The error of a gradient; nil where it can be had.
func errorOf(_ body: () throws(GradientError) -> Void) -> GradientError? {
  do throws(GradientError) {
    try body()
    return nil
  } catch { return error }
}

/// Whether two arrays agree within a tolerance relative to the larger number, or 1.
func agree(_ a: NDArray, _ b: NDArray, within tolerance: Double = 1e-12) -> Bool {
  a.type == b.type
    && zip(a.doubles, b.doubles).allSatisfy { abs($0 - $1) <= tolerance * max(1, max(abs($0), abs($1))) }
}
