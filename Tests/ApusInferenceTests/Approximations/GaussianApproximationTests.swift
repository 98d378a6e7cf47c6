// Laplace's method: exact for normal posteriors, SciPy's numbers for others, an error where there is no maximum.

import ApusInference
import ApusTestSupport
import Testing

@Suite struct GaussianApproximationTests {
  /// The Hessian of a conjugate regression: constant.
  private func hessian(_ regression: ConjugateRegression) -> [Double] {
    let n = regression.scales.count
    var hessian = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<n {
        hessian[i * n + j] -= regression.x.reduce(0) { $0 + $1[i] * $1[j] } / (regression.noise * regression.noise)
      }
      hessian[i * n + i] -= 1 / (regression.scales[i] * regression.scales[i])
    }
    return hessian
  }

  private func expectEqual(
    _ found: GaussianApproximation, _ mean: [Double], _ covariance: [[Double]], _ logEvidence: Double,
    _ tolerance: Double,
    _ name: String
  ) throws {
    let n = mean.count
    let scales = (0..<n).map { covariance[$0][$0].squareRoot() }
    let inverse = found.covariance
    for i in 0..<n {
      #expect(abs(found.mean[i] - mean[i]) < tolerance * scales[i], "\(name): mean \(i)")
      for j in 0..<n {
        let error = (inverse[i * n + j] - covariance[i][j]) / (scales[i] * scales[j])
        #expect(abs(error) < tolerance, "\(name): covariance \(i), \(j): \(error)")
      }
    }
    #expect(abs(found.logEvidence - logEvidence) < tolerance, "\(name): \(found.logEvidence), not \(logEvidence)")
  }

  @Test func `conjugate regressions are exact, with the Hessian and without`() throws {
    for regression in try ConjugateRegression.load() {
      // From the origin, one Newton step away.
      let origin = regression.scales.map { _ in 0.0 }
      let hessian = hessian(regression)
      let given = try GaussianApproximation(of: regression.density, at: origin, hessian: { _ in hessian })
      #expect(given.hessianSource == .given)
      try expectEqual(
        given, regression.mean, regression.covariance, regression.logEvidence, 1e-8, regression.name)
      let top = try maximum(of: regression.density, from: [origin]).position
      let differences = try GaussianApproximation(of: regression.density, at: top)
      #expect(differences.hessianSource == .differences)
      try expectEqual(
        differences, regression.mean, regression.covariance, regression.logEvidence, 1e-8, regression.name)
    }
  }

  @Test func `covariance and evidence at SciPy's maxima`() throws {
    let reference: MaximaReference = try Reference.load("maxima")
    for problem in reference.problems {
      let top = try maximum(of: problem.density, from: [problem.start]).position
      let found = try GaussianApproximation(of: problem.density, at: top)
      try expectEqual(
        found, problem.truth.position, problem.truth.covariance, problem.truth.logEvidence, 1e-7, problem.name)
    }
  }

  @Test func `draws have the mean and the covariance, by seed and stream`() throws {
    let regression = try #require(try ConjugateRegression.load().first { $0.name.hasPrefix("correlated") })
    let found = try GaussianApproximation(of: regression.density, at: regression.mean)
    let count = 40_000
    let draws = try found.draws(count: count, seed: 3)
    for i in 0..<3 {
      for j in 0...i {
        let scale = (regression.covariance[i][i] * regression.covariance[j][j]).squareRoot()
        let moment = (0..<count).reduce(0.0) { sum, draw in
          sum + (draws[draw * 3 + i] - regression.mean[i]) * (draws[draw * 3 + j] - regression.mean[j])
        }
        // The standard error of a normal second moment is at most √(2/count).
        #expect(abs(moment / Double(count) - regression.covariance[i][j]) < 4 * 0.0071 * scale)
      }
      let mean = (0..<count).reduce(0.0) { $0 + draws[$1 * 3 + i] } / Double(count)
      #expect(abs(mean - regression.mean[i]) < 4 * 0.005 * regression.covariance[i][i].squareRoot())
    }
    #expect(try found.draws(count: 10, seed: 3) == Array(draws.prefix(30)))
    #expect(try found.draws(count: 10, seed: 3, stream: 1) != Array(draws.prefix(30)))
    #expect(try found.draws(count: 0, seed: 3).isEmpty)
    #expect(throws: SamplingError.self) { try found.draws(count: -1, seed: 3) }
    #expect(throws: SamplingError.self) { try found.draws(count: .max, seed: 3) }
  }

  @Test func `where the density does not fall the direction is named`() throws {
    // A ridge along (1, 1), and a saddle.
    let ridge = ClosureLogDensity(dimension: 3) { q, gradient in
      let difference = q[0] - q[1]
      (gradient[0], gradient[1], gradient[2]) = (-difference, difference, -q[2])
      return -0.5 * difference * difference - 0.5 * q[2] * q[2]
    }
    let saddle = ClosureLogDensity(dimension: 2) { q, gradient in
      (gradient[0], gradient[1]) = (-q[0] + 2 * q[1], 2 * q[0] - q[1])
      return -0.5 * q[0] * q[0] + 2 * q[0] * q[1] - 0.5 * q[1] * q[1]
    }
    for (density, direction, curvature) in [
      (ridge, [1.0, 1, 0], 0.0), (saddle, [2, 1], 3),
    ] {
      let error = #expect(throws: SamplingError.self) {
        try GaussianApproximation(of: density, at: direction.map { _ in 0 })
      }
      guard case .notPositiveDefinite(let failure)? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(failure.coordinate == 1)
      #expect(abs(failure.curvature - curvature) < 1e-8)
      for (a, b) in try paired(failure.direction, direction) { #expect(abs(a - b) < 1e-6) }
    }
  }

  @Test func `no coordinates, a wrong Hessian, and a position without a number`() throws {
    let empty = ClosureLogDensity(dimension: 0) { _, _ in -2 }
    #expect(try GaussianApproximation(of: empty, at: []).logEvidence == -2)
    let normal = Targets.standardNormal(2)
    #expect(throws: SamplingError.self) { try GaussianApproximation(of: normal, at: [0]) }
    #expect(throws: SamplingError.self) { try GaussianApproximation(of: normal, at: [0, .nan]) }
    #expect(throws: SamplingError.self) { try GaussianApproximation(of: normal, at: [0, 0], hessian: { _ in [1] }) }
    #expect(throws: SamplingError.self) {
      try GaussianApproximation(of: normal, at: [0, 0], hessian: { _ in [-1, 0, .nan, -1] })
    }
  }
}
