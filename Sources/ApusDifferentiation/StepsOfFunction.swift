// The steps of a function that does not see small changes of its operand, such as one in single precision.

/// The height of the steps of a function around a point.
///
/// A routine that rounds its operand is a staircase: flat over differences that double precision resolves. Its slope over
/// such differences is 0, which says nothing of its derivative. Jumps between flat or smooth pieces are looked for at several
/// spacings, since a step may be as wide as the rounding of anything that the operand is added to.
enum StepsOfFunction {
  /// The spacings, relative to the coordinate's size.
  private static let spacings = [2e-9, 1e-8, 5e-8, 2.5e-7, 1.25e-6, 6e-6, 3e-5, 1.6e-4, 8e-4]
  private static let count = 33
  /// The largest jump, relative to the function, that is rounding and no property of the function.
  private static let limit = 1e-3

  /// The same for a jump that is alone.
  private static let loneLimit = 1e-8

  /// The largest step; 0 where there are none.
  static func height(around center: Double, size: Double, _ function: (Double) -> Double) -> Double {
    var highest = 0.0
    for spacing in spacings {
      let values = (0..<count).map { function(center + Double($0 - count / 2) * spacing * size) }
      guard values.allSatisfy(\.isFinite) else { continue }
      let largest = values.reduce(0) { max($0, $1.magnitude) }
      var bends: [Double] = []
      for k in 1..<(count - 1) { bends.append((values[k + 1] - values[k]) - (values[k] - values[k - 1])) }
      let sizes: [Double] = bends.map { $0.magnitude }.sorted()
      let usual: Double = sizes[sizes.count / 4] + 4 * largest * Double.ulpOfOne
      // A jump bends the function one way and at once the other; a kink bends it once.
      var jumps: [Double] = []
      for k in 1..<bends.count {
        let (first, second) = (bends[k - 1], bends[k])
        if first.magnitude > 50 * usual, (first + second).magnitude < 0.5 * first.magnitude {
          jumps.append(first.magnitude)
        }
      }
      guard (1...10).contains(jumps.count), let height = jumps.max() else { continue }
      // One jump alone is a step only if it is tiny: an iteration that stops one turn later.
      guard height <= (jumps.count == 1 ? loneLimit : limit) * largest else { continue }
      highest = max(highest, height)
    }
    return highest
  }
}
