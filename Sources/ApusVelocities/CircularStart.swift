// Where the fit of radial velocities starts: circular orbits at the given periods by weighted linear least squares.

internal import ApusGraph
internal import ApusNumerics
internal import RealModule

/// The least-squares fit of circular orbits and instrument offsets.
///
/// At fixed periods the velocities Σ (A cos nt + B sin nt) + γ are linear in A, B and γ. A circular orbit with mean
/// longitude θ at the epoch moves as K cos(nt + θ), so A = K cos θ and B = −K sin θ.
struct CircularStart {
  /// The cosine of each planet's mean longitude at the epoch.
  let cosLongitudes: NDArray
  /// The sine of each planet's mean longitude at the epoch.
  let sinLongitudes: NDArray
  /// The semi-amplitude of each planet in m/s.
  let amplitudes: [Double]
  /// The offset of each instrument in m/s.
  let offsets: NDArray
  /// A zero for each planet.
  var zeros: NDArray { cosLongitudes.scaled(by: 0) }

  init(_ table: VelocityTable, periods: [Double], epoch: Double) {
    let planetCount = periods.count
    let unknownCount = 2 * planetCount + table.instruments.count
    var normal = [Double](repeating: 0, count: unknownCount * unknownCount)
    var right = [Double](repeating: 0, count: unknownCount)
    for row in table.times.indices {
      var design = [Double](repeating: 0, count: unknownCount)
      for (planet, period) in periods.enumerated() {
        let angle = 2 * Double.pi * (table.times[row] - epoch) / period
        design[2 * planet] = Double.cos(angle)
        design[2 * planet + 1] = Double.sin(angle)
      }
      design[2 * planetCount + table.instrumentIndices[row]] = 1
      let weight = 1 / (table.errors[row] * table.errors[row] + 1)
      for i in 0..<unknownCount {
        right[i] += weight * design[i] * table.velocities[row]
        for j in 0..<unknownCount { normal[i * unknownCount + j] += weight * design[i] * design[j] }
      }
    }
    // A little is added to the diagonal, so that a degenerate design gives a start all the same.
    for i in 0..<unknownCount { normal[i * unknownCount + i] += 1e-9 * (1 + normal[i * unknownCount + i]) }
    let solution = Self.solve(normal, right, unknownCount)
    let pairs = (0..<planetCount).map { (solution[2 * $0], -solution[2 * $0 + 1]) }
    amplitudes = pairs.map { max(0.1, ($0 * $0 + $1 * $1).squareRoot()) }
    cosLongitudes = NDArray(zip(pairs, amplitudes).map { $0.0 / $1 })
    sinLongitudes = NDArray(zip(pairs, amplitudes).map { $0.1 / $1 })
    offsets = NDArray(Array(solution[(2 * planetCount)...]))
  }
}

extension CircularStart {
  /// The solution of the normal equations by Cholesky's factorisation.
  private static func solve(_ matrix: [Double], _ right: [Double], _ count: Int) -> [Double] {
    var factor = matrix
    var solution = right
    let isDefinite = factor.withUnsafeMutableBufferPointer { a in
      a.baseAddress.map { BLAS.shared.cholesky(order: count, a: $0) } ?? false
    }
    guard isDefinite else { return [Double](repeating: 0, count: count) }
    factor.withUnsafeBufferPointer { a in
      solution.withUnsafeMutableBufferPointer { b in
        if let a = a.baseAddress, let b = b.baseAddress {
          BLAS.shared.choleskySolve(order: count, rightHandSides: 1, factor: a, b: b)
        }
      }
    }
    return solution
  }
}

extension NDArray {
  /// The elements times a factor, plus a number.
  func scaled(by factor: Double, plus offset: Double = 0) -> NDArray {
    NDArray(doubles.map { $0 * factor + offset }, shape: shape)
  }
}
