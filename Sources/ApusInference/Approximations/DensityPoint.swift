// A log density at points, one after another, with the curvatures along the coordinates: what ascents and Gaussian approximations
// are made of.

struct DensityPoint {
  var position: [Double]
  var value: Double
  var gradient: [Double]

  var isUsable: Bool { value.isFinite && gradient.allSatisfy(\.isFinite) && position.allSatisfy(\.isFinite) }
}

/// A density for one thread, which counts its evaluations.
final class DensityProbe {
  private let evaluator: any LogDensityEvaluator
  let dimension: Int
  var evaluationCount = 0

  init(_ density: any LogDensity) throws(SamplingError) {
    evaluator = try density.makeEvaluator()
    dimension = density.dimension
  }

  func point(_ position: [Double]) -> DensityPoint {
    evaluationCount += 1
    var gradient = [Double](repeating: 0, count: dimension)
    let value = position.withUnsafeBufferPointer { position in
      gradient.withUnsafeMutableBufferPointer { evaluator.valueAndGradient(at: position, gradient: $0) }
    }
    return DensityPoint(position: position, value: value, gradient: gradient)
  }

  func point(_ origin: DensityPoint, coordinate: Int, by distance: Double) -> DensityPoint {
    var position = origin.position
    position[coordinate] += distance
    return point(position)
  }

  /// −∂²/∂x² along each coordinate, by differences of the gradient; 0 where there is no number.
  ///
  /// The first distance is a guess; where it is long in units of the curvature that it shows, a shorter one follows.
  func curvatures(at origin: DensityPoint, before: [Double] = []) -> [Double] {
    (0..<dimension).map { coordinate in
      let place = max(1, origin.position[coordinate].magnitude)
      var distance = 1e-4 * place
      if !before.isEmpty, before[coordinate] > 0 { distance = 1e-3 / before[coordinate].squareRoot() }
      distance = max(distance, 1e-10 * origin.position[coordinate].magnitude)
      var curvature = self.curvature(at: origin, coordinate, distance)
      for _ in 0..<3 {
        let deviation = 1 / curvature.magnitude.squareRoot()
        guard curvature != 0, distance > 0.1 * deviation else { break }
        distance = max(1e-3 * deviation, 1e-10 * origin.position[coordinate].magnitude)
        curvature = self.curvature(at: origin, coordinate, distance)
      }
      return curvature
    }
  }

  private func curvature(at origin: DensityPoint, _ coordinate: Int, _ distance: Double) -> Double {
    var distance = distance
    for _ in 0..<6 {
      for signed in [distance, -distance] {
        let other = point(origin, coordinate: coordinate, by: signed)
        let step = other.position[coordinate] - origin.position[coordinate]
        guard step != 0, other.isUsable else { continue }
        let curvature = (origin.gradient[coordinate] - other.gradient[coordinate]) / step
        if curvature.isFinite { return curvature }
      }
      distance *= 0.01
    }
    return 0
  }

  /// The Hessian of the negative log density, row-major, by central differences of fourth order of the gradient, at distances of a
  /// share of each coordinate's deviation; made symmetric.
  func negativeHessian(at origin: DensityPoint, curvatures: [Double]) -> [Double] {
    var matrix = [Double](repeating: 0, count: dimension * dimension)
    for j in 0..<dimension {
      let deviation = curvatures[j] > 0 ? 1 / curvatures[j].squareRoot() : max(1, origin.position[j].magnitude)
      // A power of two, so that the distance is exact.
      let wanted = max(5e-3 * deviation, 1e-8 * origin.position[j].magnitude)
      let distance = wanted.isNormal ? wanted.binade : 1e-3
      let points = [1.0, -1, 2, -2].map { point(origin, coordinate: j, by: $0 * distance) }
      for i in 0..<dimension {
        let near = points[0].gradient[i] - points[1].gradient[i]
        let far = points[2].gradient[i] - points[3].gradient[i]
        matrix[i * dimension + j] = -(8 * near - far) / (12 * distance)
      }
    }
    for i in 0..<dimension {
      for j in 0..<i {
        let mean = 0.5 * (matrix[i * dimension + j] + matrix[j * dimension + i])
        matrix[i * dimension + j] = mean
        matrix[j * dimension + i] = mean
      }
    }
    return matrix
  }
}
