// A log density in the coordinates of a dense metric: what a Hamiltonian with the identity as metric steps on.

/// Evaluates a log density at x = c + L z, with its gradient with respect to z, which is Lᵀ times that with respect to x.
///
/// Hamilton's equations with the identity as metric are, in these coordinates, those with the dense metric M⁻¹ = L Lᵀ of the
/// density's own.
final class WhitenedEvaluator: LogDensityEvaluator {
  let dimension: Int
  private let base: any LogDensityEvaluator
  /// L.
  private(set) var factor: LowerTriangle
  /// Rows of lanes: c, z, x, and the gradients with respect to x and to z.
  private let center: UnsafeMutablePointer<Double>
  private let z: UnsafeMutablePointer<Double>
  private let x: UnsafeMutablePointer<Double>
  private let xGradient: UnsafeMutablePointer<Double>
  private let zGradient: UnsafeMutablePointer<Double>

  init(_ density: any LogDensity, factor: consuming LowerTriangle) throws(SamplingError) {
    base = try density.makeEvaluator()
    dimension = density.dimension
    let length = max(8, (density.dimension + 7) / 8 * 8)
    center = .allocateLanes(length)
    z = .allocateLanes(length)
    x = .allocateLanes(length)
    xGradient = .allocateLanes(length)
    zGradient = .allocateLanes(length)
    self.factor = factor
  }

  deinit {
    for row in [center, z, x, xGradient, zGradient] { row.deallocate() }
  }

  /// Makes a position the origin of z.
  func moveOrigin(to position: some Collection<Double>) {
    for (index, value) in position.enumerated() { center[index] = value }
  }

  /// Replaces L by L W.
  func multiplyFactor(by w: consuming LowerTriangle) { factor = factor.times(w) }

  var origin: [Double] { Array(UnsafeBufferPointer(start: center, count: dimension)) }

  /// The gradient with respect to x where the density was computed last.
  var lastGradient: [Double] { Array(UnsafeBufferPointer(start: xGradient, count: dimension)) }

  /// Writes x = c + L z: the same bits as where the density is computed.
  func writePosition(_ coordinates: UnsafeBufferPointer<Double>, to position: UnsafeMutableBufferPointer<Double>) {
    map(coordinates)
    for index in 0..<dimension { position[index] = x[index] }
  }

  func position(_ coordinates: [Double]) -> [Double] {
    coordinates.withUnsafeBufferPointer(map)
    return Array(UnsafeBufferPointer(start: x, count: dimension))
  }

  /// The diagonal of L Lᵀ.
  var variances: [Double] {
    (0..<dimension).map { row in
      (0...row).reduce(0.0) { $0 + factor[row][$1] * factor[row][$1] }
    }
  }

  func valueAndGradient(
    at position: UnsafeBufferPointer<Double>, gradient: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    map(position)
    let value = base.valueAndGradient(
      at: UnsafeBufferPointer(start: x, count: dimension),
      gradient: UnsafeMutableBufferPointer(start: xGradient, count: dimension))
    factor.multiplyTransposed(xGradient, into: zGradient)
    for index in 0..<dimension { gradient[index] = zGradient[index] }
    return value
  }

  private func map(_ coordinates: UnsafeBufferPointer<Double>) {
    for index in 0..<dimension { z[index] = coordinates[index] }
    factor.multiply(z, plus: center, into: x)
  }
}
