// Native code against the interpreter, each element on its own: a far point does not excuse a near one.

import ApusGraph
import ApusInterpreter
import ApusTestSupport

/// The agreement of two evaluations of arrays whose elements are points of their own.
enum PointwiseAgreement {
  /// Every element that native code computes otherwise than the interpreter: by more than 1e-12 of itself, and more than eight
  /// roundings of the arguments make of it.
  ///
  /// - Parameters:
  ///   - moved: the arguments that may be moved to see what their rounding does; others are counts.
  ///   - size: the numbers of whose size the terms of the outputs are at least: their roundings do not count.
  static func findings(
    _ name: String, _ outputs: [Tensor], _ bindings: [(Tensor, NDArray)], moved: [Int], size: Double = 1
  ) throws -> [String] {
    let expected = try Backend.interpreter.values(of: outputs, bindings)
    let found = try Backend.native.values(of: outputs, bindings)
    let spreads = try moved.map { try spread(of: outputs, at: expected, bindings, moving: $0) }
    return try paired(found, expected).enumerated().flatMap { output, pair -> [String] in
      try paired(pair.0, pair.1).enumerated().compactMap { place, pair in
        let (x, y) = pair
        let spread = spreads.reduce(0) { $0 + $1[output][place] }
        let allowed = 1e-12 * y.magnitude + 8 * Double.ulpOfOne / 2 * (spread + size)
        if x == y || x.isNaN && y.isNaN || y.isFinite && (x - y).magnitude <= allowed { return nil }
        return "\(name), output \(output), element \(place): \(x) natively, \(y) by the interpreter, allowed \(allowed)"
      }
    }
  }

  /// What a relative change of an argument by 1 would do to each output, from one by 2^-24: the smaller one of up and down, so
  /// that an edge within reach does not count, and 0 where neither is a number.
  private static func spread(
    of outputs: [Tensor], at values: [[Double]], _ bindings: [(Tensor, NDArray)], moving index: Int
  ) throws -> [[Double]] {
    let step = 0x1p-24
    let sides = try [1 + step, 1 - step].map { factor in
      var changed = bindings
      changed[index].1 = NDArray(changed[index].1.doubles.map { $0 * factor }, shape: changed[index].1.shape)
      return try Backend.interpreter.values(of: outputs, changed)
    }
    return values.indices.map { output in
      values[output].indices.map { place in
        let changes = sides.map { ($0[output][place] - values[output][place]).magnitude / step }
        return changes.filter(\.isFinite).min() ?? 0
      }
    }
  }
}
