// Multivariate distributions and mixtures: they integrate to one through their transforms, and draws have their moments.

import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRandom
import Foundation
import Testing

/// A multivariate distribution whose unconstrained numbers are few enough for a grid.
struct MultivariateRow: Sendable, CustomTestStringConvertible {
  let name: String
  let distribution: any Distribution
  /// The half-width of the grid of unconstrained numbers, and its points along one axis.
  var reach = 12.0
  var count = 121
  var testDescription: String { name }

  static let covariance = NDArray(rows: [[2, 0.6], [0.6, 0.5]])
  static let factor = NDArray(rows: [[1.5, 0], [-0.4, 0.7]])

  static let all: [MultivariateRow] = [
    MultivariateRow(name: "Dirichlet of two", distribution: Dirichlet([2, 0.7]), reach: 60, count: 1201),
    MultivariateRow(name: "Dirichlet of three", distribution: Dirichlet([2, 1, 3.5]), reach: 45, count: 601),
    MultivariateRow(name: "MvNormal by covariance", distribution: MvNormal([1, -2], covariance: covariance)),
    MultivariateRow(name: "MvNormal by factor", distribution: MvNormal([1, -2], choleskyFactor: factor)),
    MultivariateRow(name: "LKJCholesky of two", distribution: LKJCholesky(2, eta: 0.8), reach: 30, count: 601),
    MultivariateRow(name: "LKJCholesky of three", distribution: LKJCholesky(3, eta: 2), reach: 12, count: 97),
    MultivariateRow(
      name: "CAR of three areas", distribution: CAR(0.5, alpha: 0.8, precision: 1.5, edges: [(0, 1), (1, 2)]),
      count: 97),
    MultivariateRow(
      name: "ICAR of three areas", distribution: ICAR(0.75, edges: [(0, 1), (1, 2), (0, 2)])),
    MultivariateRow(
      name: "ICAR by weights", distribution: ICAR(1.5, adjacency: NDArray(rows: [[0, 2, 0], [2, 0, 1], [0, 1, 0]]))),
    MultivariateRow(name: "ZeroSumNormal of a vector", distribution: ZeroSumNormal(1.25, shape: [3])),
    MultivariateRow(name: "ZeroSumNormal of a matrix", distribution: ZeroSumNormal(0.75, shape: [3, 2])),
    MultivariateRow(
      name: "Mixture of two families",
      distribution: Mixture(
        weights: [0.3, 0.7], [Normal(-2, 0.5), StudentT(degreesOfFreedom: 9, location: 1, scale: 1)]),
      reach: 60, count: 4801),
    MultivariateRow(
      name: "Mixture of vectors",
      distribution: Mixture(
        weights: [0.3, 0.7], [MvNormal([1, -2], covariance: covariance), MvNormal([0, 1], choleskyFactor: factor)])),
    MultivariateRow(
      name: "Ordered of two normal", distribution: Ordered(Normal(1, 2), count: 2), reach: 40, count: 801),
    MultivariateRow(
      name: "Ordered of three positive", distribution: Ordered(Gamma(shape: 2, rate: 1), count: 3), reach: 24,
      count: 193),
    MultivariateRow(
      name: "Ordered of two below a bound", distribution: Ordered(Truncated(Normal(0, 1), upper: 0.5), count: 2),
      reach: 40, count: 801),
    MultivariateRow(
      name: "Ordered of two between bounds", distribution: Ordered(Beta(2, 1.5), count: 2), reach: 40, count: 801),
  ]
}

@Suite struct MultivariateTests {
  @Test(arguments: MultivariateRow.all) func `the density integrates to one through its transform`(
    row: MultivariateRow
  ) throws {
    let distribution = row.distribution
    let transform = try #require(distribution.support.defaultTransform)
    let shape = transform.unconstrainedShape(distribution.shape)
    let dimension = shape.elementCount
    let step = 2 * row.reach / Double(row.count - 1)
    let axis = (0..<row.count).map { -row.reach + step * Double($0) }
    let columns = dimension == 1 ? [0.0] : axis
    let planes = dimension < 3 ? [0.0] : axis
    var total = 0.0
    for z in planes {
      let points = columns.flatMap { y in axis.map { x in Array([x, y, z][0..<dimension]) } }
      let value = Tensor(NDArray(points.flatMap { $0 }, shape: Shape([points.count] + shape.dimensions)))
      let density = distribution.logDensity(transform.constrain(value))
      // An elementwise transform of a vector has one log-Jacobian for each element, all zero for the real line.
      let logs = try numbers(density)
      let jacobians = transform is IdentityTransform ? logs.map { _ in 0 } : try numbers(transform.logJacobian(value))
      total += zip(logs, jacobians).reduce(0) { $0 + exp($1.0 + $1.1) }
    }
    total *= pow(step, Double(dimension))
    #expect(abs(total - 1) < 1e-8, "\(row.name): \(total)")
  }

  @Test(arguments: MultivariateRow.all) func `the gradient is that of the formula`(row: MultivariateRow) throws {
    let distribution = row.distribution
    let transform = try #require(distribution.support.defaultTransform)
    let shape = transform.unconstrainedShape(distribution.shape)
    let probe = try GradientProbe(count: shape.elementCount) { arguments in
      let point = concatenate(arguments.map { $0.reshaped(to: [1]) }, axis: 0).reshaped(to: shape)
      return distribution.logDensity(transform.constrain(point))
    }
    let point = (0..<shape.elementCount).map { 0.4 - 0.7 * Double($0) }
    for (index, slope) in try probe.slopes(point).enumerated() {
      let difference = try probe.difference(point, index, step: 1e-3)
      #expect(abs(slope - difference) <= 1e-8 * max(1, abs(difference)), "\(row.name): \(slope), \(difference)")
    }
  }

  @Test func `draws of vectors have the mean and covariance`() throws {
    let cases: [(any DistributionWithMoments, [[Double]])] = [
      (MvNormal([1, -2], covariance: MultivariateRow.covariance), [[2, 0.6], [0.6, 0.5]]),
      (MvNormal([1, -2], choleskyFactor: MultivariateRow.factor), [[2.25, -0.6], [-0.6, 0.65]]),
      (
        Dirichlet([2, 0.7, 0.3]),
        [
          [2.0 / 36, -1.4 / 36, -0.6 / 36], [-1.4 / 36, 1.61 / 36, -0.21 / 36], [-0.6 / 36, -0.21 / 36, 0.81 / 36],
        ]
      ),
      (ZeroSumNormal(1.5, shape: [3]), [[1.5, -0.75, -0.75], [-0.75, 1.5, -0.75], [-0.75, -0.75, 1.5]]),
    ]
    for (distribution, covariance) in cases {
      let size = distribution.shape[-1]
      let draws = try draw(distribution, count: 40_000)
      let mean = try numbers(distribution.mean)
      let variance = try numbers(distribution.variance)
      for i in 0..<size {
        #expect(abs(variance[i] - covariance[i][i]) <= 1e-14, "\(distribution.name)")
        judge(draws.map { $0[i] - mean[i] }, "\(distribution.name), mean \(i)")
        for j in 0...i {
          let products = draws.map { ($0[i] - mean[i]) * ($0[j] - mean[j]) - covariance[i][j] }
          judge(products, "\(distribution.name), covariance \(i), \(j)")
        }
      }
    }
  }

  @Test func `draws of correlation factors lie in the support and are beta-distributed`() throws {
    for eta in [0.5, 1, 4] {
      let distribution = LKJCholesky(3, eta: eta)
      let draws = try draw(distribution, count: 20_000)
      let inside = distribution.support.contains(Tensor(NDArray(draws.flatMap { $0 }, shape: [draws.count, 3, 3])))
      #expect(try numbers(inside).allSatisfy { $0 == 1 })
      // Each correlation r has (r + 1)/2 ~ Beta(η + (K − 2)/2, same): mean 0 and variance 1/(2η + K − 1).
      let correlations: [(String, ([Double]) -> Double)] = [
        ("1, 0", { $0[3] }), ("2, 0", { $0[6] }), ("2, 1", { $0[3] * $0[6] + $0[4] * $0[7] }),
      ]
      for (name, correlation) in correlations {
        let values = draws.map(correlation)
        judge(values, "LKJ \(eta), correlation \(name)")
        judge(values.map { $0 * $0 - 1 / (2 * eta + 2) }, "LKJ \(eta), square of correlation \(name)")
      }
    }
  }

  @Test func `categories are drawn in proportion to their probabilities`() throws {
    let logits = [-1.0, 0.5, 2, -3]
    let total = logits.reduce(0) { $0 + exp($1) }
    let probabilities = logits.map { exp($0) / total }
    for distribution in [Categorical(logits: logits), Categorical(probabilities: probabilities)] {
      let indices = Tensor([0 as Int, 1, 2, 3])
      for (density, p) in zip(try numbers(distribution.logDensity(indices)), probabilities) {
        #expect(abs(density - log(p)) < 1e-14)
      }
      #expect(try numbers(distribution.logDensity(Tensor([-1.0, 4, 1.5]))) == [-.infinity, -.infinity, -.infinity])
      let draws = try draw(distribution, count: 40_000).map { $0[0] }
      for k in 0..<4 { judge(draws.map { ($0 == Double(k) ? 1 : 0) - probabilities[k] }, "category \(k)") }
    }
  }

  @Test func `a batch of categories has one set of probabilities for each element`() throws {
    let logits = Tensor(NDArray(rows: [[0, 1, 2], [2, 0, 0]]))
    let distribution = Categorical(logits: logits)
    #expect(distribution.shape == [2] && distribution.categoryCount == 3)
    let density = distribution.logDensity(Tensor([2 as Int, 0]))
    #expect(density.shape == [2])
    let values = try numbers(density)
    #expect(abs(values[0] - (2 - log(1 + exp(1) + exp(2)))) < 1e-14)
    #expect(abs(values[1] - (2 - log(2 + exp(2)))) < 1e-14)
  }

  @Test func `a mixture's log density is that of the sum, however small`() throws {
    let mixture = Mixture(weights: [0.25, 0.75], [Normal(-300, 1), Normal(300, 1)])
    let density = try number(mixture.logDensity(0))
    #expect(abs(density - (-45_000 - 0.5 * log(2 * .pi))) <= 1e-15 * 45_000)
    let narrow = Mixture(weights: [0, 1], [Uniform(0, 1), Exponential(rate: 1)])
    #expect(try number(narrow.logDensity(2)) == -2)
    #expect(try number(narrow.logDensity(-2)) == -.infinity)
    #expect(mixture.parameters.map(\.name)[3] == "component 1 mean")
  }

  @Test func `draws of a mixture come from its components in proportion to the weights`() throws {
    let mixture = Mixture(weights: [0.2, 0.8], [Normal(-50, 1), Normal(50, 1)])
    let draws = try draw(mixture, count: 20_000).map { $0[0] }
    judge(draws.map { ($0 < 0 ? 1 : 0) - 0.2 }, "the weight")
    judge(draws.map { abs($0) - 50 }, "the components' mean")
    let counts = Mixture(weights: [0.5, 0.5], [Poisson(rate: 2), NegativeBinomial(mean: 9, dispersion: 3)])
    #expect(counts.support.elementType == .int64)
    judge(try draw(counts, count: 20_000).map { $0[0] - 5.5 }, "the counts' mean")
  }

  @Test func `a covariance that is not positive definite gives NaN`() throws {
    let distribution = MvNormal([0, 0], covariance: NDArray(rows: [[1, 2], [2, 1]]))
    #expect(try number(distribution.logDensity(Tensor([0.0, 0]))).isNaN)
    #expect(try draw(distribution, count: 1)[0].contains { $0.isNaN })
    let factor = MvNormal([0, 0], choleskyFactor: NDArray(rows: [[1, 0], [2, -1]]))
    #expect(try number(factor.logDensity(Tensor([0.0, 0]))).isNaN)
  }

  @Test func `values outside the simplex or the correlation factors have density 0`() throws {
    let dirichlet = Dirichlet([1, 1, 1])
    for value in [[0.5, 0.6, -0.1], [0.3, 0.3, 0.3], [2, 0, -1]] {
      #expect(try number(dirichlet.logDensity(Tensor(value))) == -.infinity)
    }
    let lkj = LKJCholesky(2, eta: 1)
    for rows in [[[1, 0], [0.6, 0.9]], [[1, 0], [0.6, -0.8]], [[1, 0.1], [0.6, 0.8]]] {
      #expect(try number(lkj.logDensity(Tensor(NDArray(rows: rows)))) == -.infinity)
    }
    #expect(try number(lkj.logDensity(Tensor(NDArray(rows: [[1, 0], [0.6, 0.8]])))) < 0)
  }

  /// Draws of events, each as a list of its elements.
  private func draw(_ distribution: any Distribution, count: Int) throws -> [[Double]] {
    var generator = Philox4x64(seed: 99)
    let parameters = try distribution.parameters.map { try evaluate($0.value) }
    let shape = Shape([count] + distribution.shape.dimensions)
    let draws = distribution.draw(shape: shape, parameters: parameters, using: &generator).doubles
    let size = distribution.shape.elementCount
    return (0..<count).map { Array(draws[$0 * size..<($0 + 1) * size]) }
  }

  /// Warns where the mean of numbers is more than 4 of its standard errors from 0, and fails beyond 6.
  private func judge(_ deviations: [Double], _ name: String) {
    let count = Double(deviations.count)
    let mean = deviations.reduce(0, +) / count
    let variance = deviations.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let score = abs(mean) / (variance / count).squareRoot()
    #expect(score <= 6, "\(name): \(score) standard errors")
    if score > 4 && score <= 6 { Issue.record("\(name): \(score) standard errors is rare", severity: .warning) }
  }
}
