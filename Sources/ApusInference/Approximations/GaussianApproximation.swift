// Laplace's method: the normal distribution with the log density's maximum and curvature.

internal import ApusRandom

/// The normal distribution that has a log density's maximum and the curvature there.
public struct GaussianApproximation: Sendable {
  /// Where the Hessian came from.
  public enum HessianSource: String, Sendable, Hashable, Codable {
    /// The caller's function.
    case given
    /// Central differences of the gradient.
    case differences = "differences of the gradient"
  }

  /// The maximum.
  public let mean: [Double]
  /// The log density at the maximum.
  public let logDensity: Double
  /// Where the Hessian came from.
  public let hessianSource: HessianSource
  private let factor: CholeskyFactor

  /// The number of coordinates.
  public var dimension: Int { mean.count }

  /// The approximation at a point that is near the maximum; Newton steps take it to the maximum itself.
  ///
  /// - Parameters:
  ///   - density: the log density with its gradient.
  ///   - position: the point, such as ``Maximum/position``.
  ///   - hessian: the Hessian of the log density at a position, row-major, of which the lower triangle is read; nil: it is made of
  ///     differences of the gradient.
  /// - Throws: ``SamplingError/notPositiveDefinite(_:)`` where there is no maximum, with a direction along which the log density does not
  ///   fall; ``SamplingError/badStart(_:)`` where a number is missing.
  public init(
    of density: any LogDensity, at position: [Double],
    hessian: ((_ position: [Double]) throws(SamplingError) -> [Double])? = nil
  ) throws(SamplingError) {
    guard position.count == density.dimension else {
      throw .wrongDimension(of: "the position", expected: density.dimension, given: position.count)
    }
    let probe = try DensityProbe(density)
    var point = probe.point(position)
    guard point.isUsable, position.allSatisfy(\.isFinite) else {
      throw .badStart(
        BadStart(
          chain: 0, attemptCount: 1, position: position, logDensity: point.value, gradient: point.gradient,
          diagnosis: position.withUnsafeBufferPointer { density.diagnose(at: $0) }))
    }
    hessianSource = hessian == nil ? .differences : .given
    var factor = try Self.factor(point, probe, hessian)
    var decrement = Self.step(point, factor).decrement
    // Each Newton step that brings the gradient nearer to zero, as the curvature measures it.
    for _ in 0..<10 where decrement > 0 {
      let next = probe.point(zip(point.position, Self.step(point, factor).step).map { $0 + $1 })
      guard next.isUsable, let nextFactor = try? Self.factor(next, probe, hessian) else { break }
      let nextDecrement = Self.step(next, nextFactor).decrement
      guard nextDecrement < decrement else { break }
      (point, factor, decrement) = (next, nextFactor, nextDecrement)
      if decrement < 1e-24 { break }
    }
    mean = point.position
    logDensity = point.value
    self.factor = factor
  }

  private static func factor(
    _ point: DensityPoint, _ probe: DensityProbe, _ hessian: ((_ position: [Double]) throws(SamplingError) -> [Double])?
  ) throws(SamplingError) -> CholeskyFactor {
    let dimension = probe.dimension
    let matrix: [Double]
    if let hessian {
      let given = try hessian(point.position)
      guard given.count == dimension * dimension else {
        throw .wrongDimension(of: "the Hessian", expected: dimension * dimension, given: given.count)
      }
      matrix = given.map { -$0 }
    } else {
      matrix = probe.negativeHessian(at: point, curvatures: probe.curvatures(at: point))
    }
    // Smaller pivots are rounding.
    let threshold = hessian == nil ? 1e-10 : 1e-13
    do { return try CholeskyFactor(matrix, dimension: dimension, threshold: threshold) } catch {
      throw .notPositiveDefinite(
        NotPositiveDefinite(
          coordinate: error.row, name: nil, curvature: -error.pivot, direction: error.direction))
    }
  }

  /// The Newton step (−H)⁻¹ g, and gᵀ (−H)⁻¹ g.
  private static func step(_ point: DensityPoint, _ factor: CholeskyFactor) -> (step: [Double], decrement: Double) {
    var step = point.gradient
    factor.solve(&step)
    let decrement = step.reduce(0) { $0 + $1 * $1 }
    factor.solveTransposed(&step)
    return (step, decrement)
  }

  /// The covariance, row-major: the inverse of the negative Hessian.
  public var covariance: [Double] { factor.inverse() }

  /// The log evidence of the density as the approximation has it: ln f(m) + n/2 ln 2π − ½ ln |−H|.
  public var logEvidence: Double {
    logDensity + 0.5 * (Double(dimension) * 1.837_877_066_409_345_5 - factor.logDeterminant)
  }

  /// Draws, one after another; they depend on the seed and the stream alone.
  ///
  /// - Throws: ``SamplingError/invalidSetting(_:value:requirement:)`` for a count below 0, or too large.
  public func draws(count: Int, seed: UInt64, stream: UInt64 = 0) throws(SamplingError) -> [Double] {
    let most = SamplingPlan.mostIterations / max(dimension, 1)
    try require((0...most).contains(count), "draws", count, "it must be in 0 ... \(most)")
    var generator = Philox4x64(seed: seed, stream: stream)
    var draws: [Double] = []
    draws.reserveCapacity(count * dimension)
    var normals = [Double](repeating: 0, count: dimension)
    for _ in 0..<count {
      normals.withUnsafeMutableBufferPointer { generator.fillStandardNormal($0) }
      factor.solveTransposed(&normals)
      for index in 0..<dimension { draws.append(mean[index] + normals[index]) }
    }
    return draws
  }
}
