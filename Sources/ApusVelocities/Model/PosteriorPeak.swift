// The maximum of a model's density on the unconstrained space, with the normal distribution around it.

internal import ApusInference
internal import ApusModel
internal import ApusNumerics
internal import ApusRandom
internal import RealModule

/// The maximum of a posterior near a start, by Newton's method with Hessians from differences of gradients.
///
/// Models of orbits have few coordinates and quick gradients: a Hessian costs less than a hundred draws.
struct PosteriorPeak: Sendable {
  let position: [Double]
  let logDensity: Double
  /// The lower triangular factor L of the covariance L Lᵀ, row-major.
  let factor: [Double]
  /// Whether the Hessian is that of a maximum; if not, ``factor`` is that of one whose diagonal was raised.
  let isMaximum: Bool
  /// ½ ln det of the covariance.
  let halfLogDeterminant: Double

  var dimension: Int { position.count }

  /// The covariance, row-major.
  var covariance: [Double] {
    let n = dimension
    return (0..<n * n).map { index in
      let (i, j) = (index / n, index % n)
      return (0...min(i, j)).reduce(0.0) { $0 + factor[i * n + $1] * factor[j * n + $1] }
    }
  }

  /// The log of the integral of the density by Laplace's method.
  var logEvidence: Double { logDensity + 0.5 * Double(dimension) * .log(2 * .pi) + halfLogDeterminant }

  /// - Parameter start: where the ascent begins; the model's initial position where nil.
  /// - Throws: ``ModelError`` where the model has no number at its start.
  init(
    _ model: Model, _ density: ModelLogDensity, from start: [Double]? = nil, steps: Int = 40
  ) throws(ModelError) {
    let evaluator: any LogDensityEvaluator
    do throws(SamplingError) { evaluator = try density.makeEvaluator() } catch { throw .sampling(error) }
    let surface = Surface(evaluator, dimension: density.dimension)
    let initial: [Double]
    if let start { initial = start } else { initial = try model.initialPosition() }
    var current = surface.point(initial)
    var damping = 0.0
    for _ in 0..<steps {
      let hessian = surface.negativeHessian(at: current)
      guard let solved = Self.solve(hessian, current.gradient, damping: damping) else {
        damping = max(1e-3, damping * 10)
        if damping > 1e9 { break }
        continue
      }
      var share = 1.0
      var next = current
      for _ in 0..<20 {
        next = surface.point(zip(current.position, solved).map { $0 + share * $1 })
        if next.value > current.value { break }
        share *= 0.4
      }
      guard next.value > current.value else { break }
      let gain = next.value - current.value
      current = next
      damping = share == 1 ? damping * 0.1 : max(damping, 1e-3)
      if damping < 1e-6 { damping = 0 }
      if gain < 1e-7 { break }
    }
    position = current.position
    logDensity = current.value
    (factor, halfLogDeterminant, isMaximum) = Self.covarianceFactor(
      surface.negativeHessian(at: current), position.count)
  }

  /// A draw of the normal distribution, its deviations scaled.
  func draw(scale: Double, using generator: inout Philox4x64) -> [Double] {
    let n = dimension
    let z = (0..<n).map { _ in generator.standardNormal() }
    return (0..<n).map { i in
      position[i] + scale * (0...i).reduce(0.0) { $0 + factor[i * n + $1] * z[$1] }
    }
  }

  /// (H + damping · diag)⁻¹ g; nil where that is not positive definite.
  private static func solve(_ hessian: [Double], _ gradient: [Double], damping: Double) -> [Double]? {
    let n = gradient.count
    let sizes = (0..<n).map { max(hessian[$0 * n + $0].magnitude, 1e-300).squareRoot() }
    var matrix = hessian
    for i in 0..<n { for j in 0..<n { matrix[i * n + j] /= sizes[i] * sizes[j] } }
    for i in 0..<n { matrix[i * n + i] += damping }
    guard factorize(&matrix, n) else { return nil }
    var step = zip(gradient, sizes).map { $0 / $1 }
    matrix.withUnsafeBufferPointer { a in
      step.withUnsafeMutableBufferPointer { b in
        if let a = a.baseAddress, let b = b.baseAddress { BLAS.shared.choleskySolve(order: n, factor: a, b: b) }
      }
    }
    return zip(step, sizes).map { $0 / $1 }
  }

  private static func factorize(_ matrix: inout [Double], _ n: Int) -> Bool {
    matrix.withUnsafeMutableBufferPointer { a in
      a.baseAddress.map { BLAS.shared.cholesky(order: n, a: $0) } ?? true
    }
  }

  /// A lower triangular factor of the inverse of a Hessian; the diagonal is raised until there is one.
  private static func covarianceFactor(_ hessian: [Double], _ n: Int) -> ([Double], Double, Bool) {
    let sizes = (0..<n).map { max(hessian[$0 * n + $0].magnitude, 1e-300).squareRoot() }
    var damping = 0.0
    for _ in 0..<20 {
      var matrix = hessian
      for i in 0..<n { for j in 0..<n { matrix[i * n + j] /= sizes[i] * sizes[j] } }
      for i in 0..<n { matrix[i * n + i] += damping }
      // Columns of the inverse, from the Hessian's own factor.
      if factorize(&matrix, n) {
        var inverse = [Double](repeating: 0, count: n * n)
        for column in 0..<n { inverse[column * n + column] = 1 }
        matrix.withUnsafeBufferPointer { a in
          inverse.withUnsafeMutableBufferPointer { b in
            if let a = a.baseAddress, let b = b.baseAddress {
              BLAS.shared.choleskySolve(order: n, rightHandSides: n, factor: a, b: b)
            }
          }
        }
        for i in 0..<n { for j in 0..<n { inverse[i * n + j] /= sizes[i] * sizes[j] } }
        for i in 0..<n { for j in 0..<i { inverse[j * n + i] = inverse[i * n + j] } }
        if factorize(&inverse, n) {
          let half = (0..<n).reduce(0.0) { $0 + .log(inverse[$1 * n + $1]) }
          return (inverse, half, damping == 0)
        }
      }
      damping = max(1e-6, damping * 10)
    }
    var diagonal = [Double](repeating: 0, count: n * n)
    for i in 0..<n { diagonal[i * n + i] = 1 / sizes[i] }
    return (diagonal, -sizes.reduce(0) { $0 + .log($1) }, false)
  }
}

/// A density with its gradient at points.
private struct Surface {
  struct Point {
    let position: [Double]
    let value: Double
    let gradient: [Double]
  }

  private let evaluator: any LogDensityEvaluator
  private let dimension: Int

  init(_ evaluator: any LogDensityEvaluator, dimension: Int) {
    (self.evaluator, self.dimension) = (evaluator, dimension)
  }

  func point(_ position: [Double]) -> Point {
    var gradient = [Double](repeating: 0, count: dimension)
    let value = position.withUnsafeBufferPointer { position in
      gradient.withUnsafeMutableBufferPointer { evaluator.valueAndGradient(at: position, gradient: $0) }
    }
    return Point(position: position, value: value.isNaN ? -.infinity : value, gradient: gradient)
  }

  /// −∂²/∂x∂x by central differences of gradients, each coordinate by a share of its own scale.
  func negativeHessian(at point: Point) -> [Double] {
    let n = dimension
    var hessian = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      // First a step that is small for any coordinate; then one that moves the gradient by a thousandth of its scale.
      var step = 1e-9 * max(1e-2, point.position[i].magnitude)
      for _ in 0..<6 {
        let column = difference(point, i, step)
        for j in 0..<n { hessian[i * n + j] = -column[j] }
        let curvature = hessian[i * n + i]
        guard curvature > 0, curvature.isFinite else {
          step *= 30
          continue
        }
        let better = max(1e-3 / curvature.squareRoot(), 4e-14 * point.position[i].magnitude)
        if better > 0.3 * step && better < 3 * step { break }
        step = better
      }
    }
    for i in 0..<n {
      for j in 0..<i {
        let mean = 0.5 * (hessian[i * n + j] + hessian[j * n + i])
        (hessian[i * n + j], hessian[j * n + i]) = (mean, mean)
      }
    }
    return hessian
  }

  private func difference(_ center: Point, _ index: Int, _ step: Double) -> [Double] {
    var (up, down) = (center.position, center.position)
    up[index] += step
    down[index] -= step
    let (a, b) = (point(up).gradient, point(down).gradient)
    let width = up[index] - down[index]
    return zip(a, b).map { ($0 - $1) / width }
  }
}
