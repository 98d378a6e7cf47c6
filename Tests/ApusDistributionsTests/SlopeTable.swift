// Reference rows of a number with its derivatives, and how near an evaluation comes to each of them.

import ApusDifferentiation
import ApusGraph
import ApusOps
import ApusTestSupport
import Testing

/// Rows of one function: arguments, value, derivatives, and how the arguments' rounding moves these.
struct SlopeTable {
  /// What is computed, for messages.
  let name: String
  /// The rows as they stand in the file.
  let rows: [[Double]]
  /// How many arguments a row begins with.
  let argumentCount: Int
  /// The arguments that have a derivative.
  let differentiable: [Int]

  /// Everything in which `function`, of one vector an argument, differs from the rows: by more than 1e-12 of the number itself and
  /// what a rounding of the arguments in their last place makes of it, times `units`.
  ///
  /// The rows are evaluated together, and judged one by one: a far point does not excuse a near one.
  ///
  /// - Parameters:
  ///   - floor: an error of the values besides: that of a log density, which has no size of its own, near its zeros.
  ///   - differences: arguments whose derivative is a small difference of terms of the size of value/argument: it has the rounding
  ///     of these.
  func findings(
    _ backend: Backend, units: Double = 8, floor: Double = 0, differences: [Int] = [], _ function: ([Tensor]) -> Tensor
  ) throws -> [String] {
    let tolerance = 1e-12
    let arguments = (0..<argumentCount).map { Tensor.argument("x\($0)", .float64([rows.count])) }
    let value = function(arguments)
    let slopes = try gradient(of: sum(value), withRespectTo: differentiable.map { arguments[$0] })
    let bindings = try paired(arguments, (0..<argumentCount).map { index in NDArray(rows.map { $0[index] }) })
    let found = try backend.values(of: [value] + slopes, bindings)
    let count = 1 + differentiable.count
    try #require(rows.allSatisfy { $0.count == argumentCount + 2 * count }, "\(name)")
    return rows.indices.flatMap { row -> [String] in
      (0..<count).compactMap { output in
        let (given, expected) = (found[output][row], rows[row][argumentCount + output])
        // What is infinite has no room at all.
        let spread = rows[row][argumentCount + count + output]
        let rounding = spread.isFinite ? units * Double.ulpOfOne / 2 * spread : 0
        let isDifference = output > 0 && differences.contains(differentiable[output - 1])
        let terms = rows[row][argumentCount].magnitude + rows[row][argumentCount + count]
        let size = isDifference ? terms / rows[row][differentiable[output - 1]].magnitude : 0
        let least = output == 0 ? floor : 16 * units * Double.ulpOfOne / 2 * size
        let allowed = tolerance * expected.magnitude + rounding + max(least, 1e-300)
        if given == expected || expected.isFinite && (given - expected).magnitude <= allowed { return nil }
        let what = output == 0 ? "value" : "derivative \(differentiable[output - 1])"
        return
          "\(name)\(rows[row].prefix(argumentCount)), \(what) by \(backend): \(given), not \(expected), allowed \(allowed)"
      }
    }
  }
}
