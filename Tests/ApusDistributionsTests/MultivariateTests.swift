// Multivariate distributions and mixtures: they integrate to one through their transforms, and draws have their moments.

import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRandom
import Foundation
import Testing

/// Real numbers sinh y: heavy tails in few steps.
struct SinhChart: ApusDistributions.Transform {
  func constrain(_ unconstrained: Tensor) -> Tensor { sinh(unconstrained) }
  func unconstrain(_ value: Tensor) -> Tensor { asinh(value) }
  func logJacobian(_ unconstrained: Tensor) -> Tensor { sum(log(cosh(unconstrained)), axes: [-1]) }
}

/// Correlation matrices by their Cholesky factors.
struct CorrelationChart: ApusDistributions.Transform {
  private let factors = CorrelationCholeskyTransform()
  var eventRank: Int { 2 }
  func unconstrainedShape(_ shape: Shape) -> Shape { factors.unconstrainedShape(shape) }
  func constrain(_ unconstrained: Tensor) -> Tensor {
    let factor = factors.constrain(unconstrained)
    return matmul(factor, factor.matrixTransposed)
  }
  func unconstrain(_ value: Tensor) -> Tensor { factors.unconstrain(cholesky(value)) }
  func logJacobian(_ unconstrained: Tensor) -> Tensor {
    let diagonal = diagonal(factors.constrain(unconstrained))
    let size = diagonal.shape[-1]
    let weights = Tensor((0..<size).map { Double(size - 1 - $0) })
    return factors.logJacobian(unconstrained) + sum(weights * log(diagonal), axes: [-1])
  }
}

/// Unit vectors by their stereographic projection, whose coordinates are hyperbolic sines.
struct SphereChart: ApusDistributions.Transform {
  var eventRank: Int { 1 }
  func unconstrainedShape(_ shape: Shape) -> Shape {
    Shape(shape.dimensions.dropLast() + [shape[-1] - 1])
  }
  func constrain(_ unconstrained: Tensor) -> Tensor {
    let y = sinh(unconstrained)
    let square = sum(y.squared(), axes: [-1], keepingDimensions: true)
    return concatenate([2 * y, square - 1], axis: -1) / (1 + square)
  }
  func unconstrain(_ value: Tensor) -> Tensor {
    let last = value.shape[-1] - 1
    let (head, tail) = (value.sliced(axis: -1, 0..<last), value.sliced(axis: -1, last..<last + 1))
    return asinh(head / (1 - tail))
  }
  func logJacobian(_ unconstrained: Tensor) -> Tensor {
    let square = sum(sinh(unconstrained).squared(), axes: [-1])
    let size = Double(unconstrained.shape[-1])
    return sum(log(cosh(unconstrained)), axes: [-1]) + size * log(2 / (1 + square))
  }
}

/// A multivariate distribution whose unconstrained numbers are few enough for a grid.
struct MultivariateRow: Sendable, CustomTestStringConvertible {
  let name: String
  let distribution: any Distribution
  /// The half-width of the grid of unconstrained numbers, and its points along one axis.
  var reach = 12.0
  var count = 121
  /// A way to the support from unconstrained numbers, for a support that has none of its own.
  var chart: (any ApusDistributions.Transform)?
  var testDescription: String { name }

  var transform: (any ApusDistributions.Transform)? { chart ?? distribution.support.defaultTransform }

  static let covariance = NDArray(rows: [[2, 0.6], [0.6, 0.5]])
  static let factor = NDArray(rows: [[1.5, 0], [-0.4, 0.7]])

  static let all: [MultivariateRow] = [
    MultivariateRow(name: "Dirichlet of two", distribution: Dirichlet([2, 0.7]), reach: 60, count: 1201),
    MultivariateRow(name: "Dirichlet of three", distribution: Dirichlet([2, 1, 3.5]), reach: 45, count: 601),
    MultivariateRow(name: "MvNormal by covariance", distribution: MvNormal([1, -2], covariance: covariance)),
    MultivariateRow(name: "MvNormal by factor", distribution: MvNormal([1, -2], choleskyFactor: factor)),
    MultivariateRow(name: "MvNormal by precision", distribution: MvNormal([1, -2], precision: covariance)),
    MultivariateRow(
      name: "LowRankMvNormal",
      distribution: LowRankMvNormal([1, -2], factor: NDArray(rows: [[1], [-0.5]]), diagonal: [0.5, 0.25])),
    MultivariateRow(
      name: "MatrixNormal by covariances",
      distribution: MatrixNormal(
        NDArray(rows: [[1, 0]]), rowCovariance: NDArray(rows: [[2]]), columnCovariance: covariance),
      reach: 24, count: 241),
    MultivariateRow(
      name: "MatrixNormal by factors",
      distribution: MatrixNormal(
        NDArray(rows: [[1], [0]]), rowCholeskyFactor: factor, columnCholeskyFactor: NDArray(rows: [[0.7]]))),
    MultivariateRow(
      name: "KroneckerNormal",
      distribution: KroneckerNormal([1, 0], covariances: [covariance.tensor, Tensor([[0.7]])])),
    MultivariateRow(
      name: "KroneckerNormal with noise",
      distribution: KroneckerNormal([1, 0], covariances: [covariance.tensor, Tensor([[0.7]])], noise: 0.5)),
    MultivariateRow(
      name: "MvStudentT by scale matrix",
      distribution: MvStudentT(degreesOfFreedom: 9, location: [1, -2], scaleMatrix: covariance), count: 241,
      chart: SinhChart()),
    MultivariateRow(
      name: "MvStudentT by factor",
      distribution: MvStudentT(degreesOfFreedom: 9, location: [1, -2], choleskyFactor: factor), count: 241,
      chart: SinhChart()),
    MultivariateRow(
      name: "Wishart of one", distribution: Wishart(degreesOfFreedom: 1.5, scaleMatrix: Tensor([[0.7]])), reach: 60,
      count: 1201),
    MultivariateRow(
      name: "Wishart of two", distribution: Wishart(degreesOfFreedom: 6, scaleMatrix: covariance), reach: 9),
    MultivariateRow(
      name: "WishartCholesky", distribution: WishartCholesky(degreesOfFreedom: 6, choleskyFactor: factor), reach: 9),
    MultivariateRow(
      name: "InverseWishart",
      distribution: InverseWishart(degreesOfFreedom: 12, scaleMatrix: NDArray(rows: [[72, 21.6], [21.6, 18]])),
      reach: 10, count: 161),
    MultivariateRow(
      name: "InverseWishartCholesky",
      distribution: InverseWishartCholesky(
        degreesOfFreedom: 12, choleskyFactor: NDArray(rows: [[5, 0], [-2, 3]])), reach: 10, count: 161),
    MultivariateRow(
      name: "LKJCorrelation of two", distribution: LKJCorrelation(2, eta: 0.8), reach: 30, count: 601,
      chart: CorrelationChart()),
    MultivariateRow(
      name: "LKJCorrelation of three", distribution: LKJCorrelation(3, eta: 2), count: 97, chart: CorrelationChart()),
    MultivariateRow(
      name: "LKJCovarianceCholesky",
      distribution: LKJCovarianceCholesky(2, eta: 2, scales: LogNormal([1, 0.3], [0.3, 0.3])), reach: 10, count: 161),
    MultivariateRow(
      name: "LogisticNormal by covariance", distribution: LogisticNormal([0.5, -1], covariance: covariance), reach: 20,
      count: 401),
    MultivariateRow(
      name: "LogisticNormal by factor", distribution: LogisticNormal([0.5, -1], choleskyFactor: factor), reach: 20,
      count: 401),
    MultivariateRow(
      name: "StickBreakingWeights", distribution: StickBreakingWeights(1.5, count: 3), reach: 45, count: 601),
    MultivariateRow(
      name: "VonMisesFisher on the circle", distribution: VonMisesFisher(direction: [0.6, 0.8], concentration: 3),
      reach: 30, count: 601,
      chart: SphereChart()),
    MultivariateRow(
      name: "VonMisesFisher", distribution: VonMisesFisher([0.48, 0.64, 0.6], 2), reach: 16, count: 321,
      chart: SphereChart()),
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
      name: "Ordered of two decreasing", distribution: Ordered(Normal(1, 2), count: 2, descending: true), reach: 40,
      count: 801),
    MultivariateRow(
      name: "Ordered of two decreasing positive",
      distribution: Ordered(Gamma(shape: 2, rate: 1), count: 2, descending: true), reach: 40, count: 801),
    MultivariateRow(
      name: "Ordered of three positive", distribution: Ordered(Gamma(shape: 2, rate: 1), count: 3), reach: 24,
      count: 193),
    MultivariateRow(
      name: "Ordered of two below a bound", distribution: Ordered(Truncated(Normal(0, 1), upper: 0.5), count: 2),
      reach: 40, count: 801),
    MultivariateRow(
      name: "Ordered of two between bounds", distribution: Ordered(Beta(2, 1.5), count: 2), reach: 40, count: 801),
  ]

  /// Vectors of counts, with the sums of all values of their supports.
  static let counts: [(name: String, distribution: any DistributionWithMoments, total: Int)] = [
    ("Multinomial by probabilities", Multinomial(trials: 7, probabilities: [0.2, 0.5, 0.3]), 7),
    ("Multinomial by logits", Multinomial(trials: 7, logits: [0.2, -3, 1]), 7),
    ("Multinomial of no trials", Multinomial(trials: 0, probabilities: [0.2, 0.5, 0.3]), 0),
    ("DirichletMultinomial", DirichletMultinomial(trials: 9, concentration: [0.2, 5, 1]), 9),
    ("OrderedMultinomial", OrderedMultinomial(trials: 8, predictor: 0.5, cutpoints: [-0.25, 1.5]), 8),
  ]

  /// The names of all families in the tables.
  static var names: Set<String> { Set(all.map { $0.distribution.name } + counts.map { $0.distribution.name }) }
}

@Suite struct MultivariateTests {
  @Test(arguments: MultivariateRow.all) func `the density integrates to one through its transform`(
    row: MultivariateRow
  ) throws {
    let distribution = row.distribution
    let transform = try #require(row.transform)
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
    let transform = try #require(row.transform)
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

  @Test func `probabilities of counts sum to one, with the moments that are given`() throws {
    for (name, distribution, total) in MultivariateRow.counts {
      var rows: [[Double]] = []
      for a in 0...total { for b in 0...total - a { rows.append([Double(a), Double(b), Double(total - a - b)]) } }
      let values = Tensor(NDArray(rows: rows))
      #expect(try numbers(distribution.support.contains(values)).allSatisfy { $0 == 1 })
      let densities = try numbers(distribution.logDensity(values)).map { exp($0) }
      #expect(abs(densities.reduce(0, +) - 1) < 1e-13, "\(name)")
      let (mean, variance) = (try numbers(distribution.mean), try numbers(distribution.variance))
      for k in 0..<3 {
        let (first, second) = moments(rows.map { $0[k] }, densities)
        #expect(abs(mean[k] - first) < 1e-13 * Double(total + 1), "\(name)")
        #expect(abs(variance[k] - second) < 1e-12 * Double(total + 1), "\(name)")
      }
    }
  }

  @Test func `draws of counts have the sum, and the probabilities of the density`() throws {
    for (name, distribution, total) in MultivariateRow.counts {
      let draws = try draw(distribution, count: 20_000)
      #expect(draws.allSatisfy { $0.reduce(0, +) == Double(total) }, "\(name)")
      let (mean, variance) = (try numbers(distribution.mean), try numbers(distribution.variance))
      for k in 0..<3 where total > 0 {
        judge(draws.map { $0[k] - mean[k] }, "\(name), mean \(k)")
        judge(draws.map { ($0[k] - mean[k]) * ($0[k] - mean[k]) - variance[k] }, "\(name), variance \(k)")
        let place = Tensor([draws[k]])
        let probability = try exp(number(distribution.logDensity(place)))
        judge(draws.map { ($0 == draws[k] ? 1 : 0) - probability }, "\(name), the probability of \(draws[k])")
      }
    }
  }

  @Test func `rows of counts that are no counts, or have another sum, have density 0`() throws {
    let distribution = Multinomial(trials: Tensor([3.0, 4]), probabilities: [0.2, 0.8])
    let rows = Tensor(NDArray([3.0, 0, 3, 1, 2, 2, 4, 0], shape: [2, 2, 2]))
    let densities = try numbers(distribution.logDensity(rows))
    #expect(densities.map { $0 == -.infinity } == [false, false, true, false])
    let outside: [[Double]] = [[-1, 4], [1.5, 1.5], [.infinity, -.infinity], [2, 2]]
    for value in outside {
      #expect(try number(Multinomial(trials: 3, logits: [0, 1]).logDensity(Tensor(value))) == -.infinity)
      #expect(
        try number(DirichletMultinomial(trials: 3, concentration: [2, 1]).logDensity(Tensor(value))) == -.infinity)
    }
    #expect(try number(Multinomial(trials: 3, probabilities: [0, 1]).logDensity(Tensor([0.0, 3]))) == 0)
    #expect(try number(Multinomial(trials: 3, probabilities: [0, 1]).logDensity(Tensor([1.0, 2]))) == -.infinity)
  }

  @Test func `draws of vectors have the mean and covariance`() throws {
    let cases: [(any DistributionWithMoments, [[Double]])] = [
      (MvNormal([1, -2], covariance: MultivariateRow.covariance), [[2, 0.6], [0.6, 0.5]]),
      (MvNormal([1, -2], choleskyFactor: MultivariateRow.factor), [[2.25, -0.6], [-0.6, 0.65]]),
      (
        MvNormal([1, -2], precision: NDArray(rows: [[0.5 / 0.64, -0.6 / 0.64], [-0.6 / 0.64, 2 / 0.64]])),
        [[2, 0.6], [0.6, 0.5]]
      ),
      (
        LowRankMvNormal([1, -2], factor: NDArray(rows: [[1], [-0.5]]), diagonal: [0.5, 0.25]),
        [[1.5, -0.5], [-0.5, 0.5]]
      ),
      (
        MvStudentT(degreesOfFreedom: 12, location: [1, -2], scaleMatrix: MultivariateRow.covariance),
        [[2.4, 0.72], [0.72, 0.6]]
      ),
      (
        KroneckerNormal([0, 1, 2, 3], covariances: [[[2, 0.6], [0.6, 0.5]], [[1, -0.5], [-0.5, 2]]]),
        [[2, -1, 0.6, -0.3], [-1, 4, -0.3, 1.2], [0.6, -0.3, 0.5, -0.25], [-0.3, 1.2, -0.25, 1]]
      ),
      (
        KroneckerNormal([0, 1, 2, 3], covariances: [[[1, 1], [1, 1]], [[1, -0.5], [-0.5, 2]]], noise: 0.5),
        [[1.25, -0.5, 1, -0.5], [-0.5, 2.25, -0.5, 2], [1, -0.5, 1.25, -0.5], [-0.5, 2, -0.5, 2.25]]
      ),
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
        #expect(abs(variance[i] - covariance[i][i]) <= 1e-14 * max(1, covariance[i][i]), "\(distribution.name)")
        judge(draws.map { $0[i] - mean[i] }, "\(distribution.name), mean \(i)")
        for j in 0...i {
          let products = draws.map { ($0[i] - mean[i]) * ($0[j] - mean[j]) - covariance[i][j] }
          judge(products, "\(distribution.name), covariance \(i), \(j)")
        }
      }
    }
  }

  @Test(arguments: MultivariateRow.all) func `draws of events have the moments that are given`(
    row: MultivariateRow
  ) throws {
    guard let distribution = row.distribution as? any DistributionWithMoments else { return }
    let draws = try draw(distribution, count: 20_000)
    let inside = distribution.support.contains(
      Tensor(NDArray(draws.flatMap { $0 }, shape: Shape([draws.count] + distribution.shape.dimensions))))
    #expect(try numbers(inside).allSatisfy { $0 == 1 })
    let shape = distribution.shape
    let mean = try numbers(distribution.mean.broadcast(to: shape))
    let variance = try numbers(distribution.variance.broadcast(to: shape))
    for k in mean.indices where variance[k] > 0 {
      judge(draws.map { $0[k] - mean[k] }, "\(row.name), mean \(k)")
      judge(draws.map { ($0[k] - mean[k]) * ($0[k] - mean[k]) - variance[k] }, "\(row.name), variance \(k)")
    }
  }

  @Test func `directions that are drawn have the mean cosine of the density`() throws {
    for (size, kappa) in [(2, 0.0), (2, 3), (3, 2), (3, 500), (6, 8)] {
      let direction = [0.6, 0.8] + [Double](repeating: 0, count: size - 2)
      let distribution = VonMisesFisher(direction, kappa)
      let draws = try draw(distribution, count: 20_000)
      #expect(draws.allSatisfy { abs($0.reduce(0) { $0 + $1 * $1 } - 1) < 1e-14 })
      let cosines = draws.map { 0.6 * $0[0] + 0.8 * $0[1] }
      let defect = try number(Tensor.apply(SphericalDefect(dimension: size), Tensor(kappa)))
      judge(cosines.map { 1 - $0 - defect }, "VonMisesFisher(\(size), \(kappa)), the mean")
      let square = kappa == 0 ? 1 / Double(size) : 1 - Double(size - 1) * (1 - defect) / kappa
      judge(cosines.map { $0 * $0 - square }, "VonMisesFisher(\(size), \(kappa)), the square")
      judge(draws.map { 0.8 * $0[0] - 0.6 * $0[1] }, "VonMisesFisher(\(size), \(kappa)), across")
    }
  }

  @Test func `draws of log ratios and of covariances by scales have the moments of their parts`() throws {
    let simplex = try draw(LogisticNormal([0.5, -1], covariance: MultivariateRow.covariance), count: 20_000)
    judge(simplex.map { log($0[0] / $0[2]) - 0.5 }, "the first log ratio")
    judge(simplex.map { (log($0[0] / $0[2]) - 0.5) * (log($0[1] / $0[2]) + 1) - 0.6 }, "the covariance of log ratios")
    let factors = try draw(
      LKJCovarianceCholesky(2, eta: 2, scales: Gamma(shape: [2, 5], rate: [1, 2])), count: 20_000)
    let norms = factors.map { ($0[2] * $0[2] + $0[3] * $0[3]).squareRoot() }
    judge(factors.map { $0[0] - 2 }, "the first scale")
    judge(norms.map { $0 - 2.5 }, "the second scale")
    // A correlation r has (r + 1)/2 ~ Beta(2, 2): variance 1/5.
    judge(zip(factors, norms).map { ($0[2] / $1) * ($0[2] / $1) - 0.2 }, "the square of the correlation")
  }

  @Test func `factors that are drawn are those of the matrices that are drawn`() throws {
    let scale = NDArray(rows: [[2.25, -0.6], [-0.6, 0.65]])
    let pairs: [(any Distribution, any DistributionWithMoments)] = [
      (
        WishartCholesky(degreesOfFreedom: 3.5, choleskyFactor: MultivariateRow.factor),
        Wishart(degreesOfFreedom: 3.5, scaleMatrix: scale)
      ),
      (
        InverseWishartCholesky(degreesOfFreedom: 12, choleskyFactor: MultivariateRow.factor),
        InverseWishart(degreesOfFreedom: 12, scaleMatrix: scale)
      ),
    ]
    for (factors, matrices) in pairs {
      let (mean, variance) = (try numbers(matrices.mean), try numbers(matrices.variance))
      let draws = try draw(factors, count: 20_000).map { l in
        [l[0] * l[0], l[0] * l[2], l[2] * l[0], l[2] * l[2] + l[3] * l[3]]
      }
      for k in 0..<4 {
        judge(draws.map { $0[k] - mean[k] }, "\(factors.name), mean \(k)")
        judge(draws.map { ($0[k] - mean[k]) * ($0[k] - mean[k]) - variance[k] }, "\(factors.name), variance \(k)")
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

  /// The mean and the variance of numbers with probabilities.
  private func moments(_ numbers: [Double], _ probabilities: [Double]) -> (mean: Double, variance: Double) {
    let mean = zip(numbers, probabilities).reduce(0.0) { $0 + $1.0 * $1.1 }
    let variance = zip(numbers, probabilities).reduce(0.0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 }
    return (mean, variance)
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

  @Test func `a category that cannot be has a logit of minus infinity`() throws {
    let counts = Multinomial(trials: 3, logits: [0, 0, -.infinity])
    // 3 · (1/2)³, and no probability for the third.
    #expect(try abs(evaluate(counts.logDensity(Tensor([1, 2, 0]))).scalar + 0.980_829_253_011_726_2) < 1e-14)
    #expect(try evaluate(counts.logDensity(Tensor([1, 1, 1]))).scalar == -.infinity)
  }

  @Test func `draws of another shape are NaN, and those of one mean for all elements are numbers`() {
    var generator = Philox4x64(seed: 1)
    let factor = LKJCovarianceCholesky(2, eta: 1, scales: Exponential(rate: 1))
    let wrong = factor.draw(shape: [3, 5], parameters: [NDArray(1.0), NDArray(1.0)], using: &generator)
    #expect(wrong.doubles.filter { !$0.isNaN }.isEmpty)
    let process = MvNormal(0, covariance: [[2, 1], [1, 3]])
    let parameters = process.parameters.compactMap { try? evaluate($0.value) }
    #expect(process.draw(shape: [2], parameters: parameters, using: &generator).doubles.filter { !$0.isFinite } == [])
    let narrow = VonMisesFisher([0.6, 0.8], 1e200)
    let direction = narrow.parameters.compactMap { try? evaluate($0.value) }
    #expect(narrow.draw(shape: [2], parameters: direction, using: &generator).doubles.filter { !$0.isFinite } == [])
  }

  @Test func `scales of a covariance are positive`() {
    let value = Tensor(NDArray(rows: [[1, 0], [0, 1]]))
    #expect(LKJCovarianceCholesky(2, eta: 1, scales: Normal(0, 1)).logDensity(value).error != nil)
    #expect(LKJCovarianceCholesky(2, eta: 1, scales: HalfNormal(1)).logDensity(value).error == nil)
  }
}
