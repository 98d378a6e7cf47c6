// The rounding noise of a function around a point, from what no polynomial of third degree leaves over.

/// Fourth divided differences over seven points so near to each other that a smooth function is a line (Hamming 1973; Moré
/// and Wild 2011, SIAM J. Sci. Comput. 33, 1292).
///
/// The points are not equally spaced: at equal steps the roundings of a difference such as 1 − cos x may fall into a pattern
/// that looks smooth.
enum NoiseOfFunction {
  /// The points, in steps from the middle.
  static let nodes: [Double] = [-3, -1.87, -1.13, 0, 0.71, 2.19, 3]

  /// For each five neighbouring points the weights of their divided difference, scaled so that their squares add to 1:
  /// values with independent errors give a number of the errors' size.
  private static let weights: [[Double]] = (0..<3).map { first in
    let window = Array(nodes[first..<(first + 5)])
    let raw = window.indices.map { i in
      window.indices.reduce(1.0) { $1 == i ? $0 : $0 / (window[i] - window[$1]) }
    }
    let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return raw.map { $0 / length }
  }

  /// The noise of values at the nodes; nil where one is not finite.
  static func estimate(_ values: [Double]) -> Double? {
    guard values.allSatisfy(\.isFinite) else { return nil }
    let differences = weights.enumerated().map { first, weights in
      weights.indices.reduce(0) { $0 + weights[$1] * values[first + $1] }
    }
    return (differences.reduce(0) { $0 + $1 * $1 } / 3).squareRoot()
  }
}
