// Every family is a family with operands: rebuilt on its own it is itself, rebuilt on others what is written with these.

import ApusDistributions
import ApusGraph
import ApusOps
import ApusRandom
import ApusTestSupport
import Testing

/// A family as a function of its operands, with their numbers.
struct OperandRow: Sendable, CustomTestStringConvertible {
  let name: String
  /// Values of the operands, and others.
  let operands: [[NDArray]]
  let value: NDArray
  let make: @Sendable ([Tensor]) -> any Distribution
  var testDescription: String { name }

  private static let covariances = [NDArray(rows: [[2, 0.6], [0.6, 0.5]]), NDArray(rows: [[1, -0.3], [-0.3, 4]])]
  private static let factors = [NDArray(rows: [[1.5, 0], [-0.4, 0.7]]), NDArray(rows: [[0.3, 0], [2, 1]])]
  private static let correlation = NDArray(rows: [[1, 0], [0.6, 0.8]])
  private static let correlations = NDArray(rows: [[1, 0.5, -0.25], [0.5, 1, 0.125], [-0.25, 0.125, 1]])
  private static let covarianceFactor = NDArray(rows: [[2, 0, 0], [1, 0.25, 0], [0.5, -1, 3]])
  private static let shares: [NDArray] = [[0.2, 0.5, 0.3], [0.1, 0.1, 0.8]]

  /// The families of vectors and matrices that densities.py has, by name.
  static let events: [OperandRow] = [
    OperandRow(
      name: "Multinomial by probabilities", operands: [[9, shares[0]], [9, shares[1]]], value: [4, 2, 3]
    ) { Multinomial(trials: $0[0], probabilities: $0[1]) },
    OperandRow(name: "Multinomial by logits", operands: [[9, [0, 1, -2]], [9, [3, 0.5, 1]]], value: [4, 2, 3]) {
      Multinomial(trials: $0[0], logits: $0[1])
    },
    OperandRow(name: "DirichletMultinomial", operands: [[9, [2, 1, 3.5]], [9, [0.5, 4, 1]]], value: [4, 2, 3]) {
      DirichletMultinomial(trials: $0[0], concentration: $0[1])
    },
    OperandRow(
      name: "OrderedMultinomial", operands: [[9, 0.5, [-1, 2]], [9, -2, [0, 0.5]]], value: [4, 2, 3]
    ) { OrderedMultinomial(trials: $0[0], predictor: $0[1], cutpoints: $0[2]) },
    OperandRow(
      name: "MvStudentT by scale matrix", operands: [[3, [1, -2], covariances[0]], [0.5, [0, 3], covariances[1]]],
      value: [1, 2]
    ) { MvStudentT(degreesOfFreedom: $0[0], location: $0[1], scaleMatrix: $0[2]) },
    OperandRow(
      name: "MvStudentT by factor", operands: [[3, [1, -2], factors[0]], [0.5, [0, 3], factors[1]]], value: [1, 2]
    ) { MvStudentT(degreesOfFreedom: $0[0], location: $0[1], choleskyFactor: $0[2]) },
    OperandRow(
      name: "MvNormal by precision", operands: [[[1, -2], covariances[0]], [[0, 3], covariances[1]]], value: [1, 2]
    ) { MvNormal($0[0], precision: $0[1]) },
    OperandRow(
      name: "LowRankMvNormal",
      operands: [
        [[1, -2], NDArray(rows: [[0.5], [2]]), [1, 0.5]], [[0, 3], NDArray(rows: [[1], [-0.2]]), [0.1, 2]],
      ], value: [1, 2]
    ) { LowRankMvNormal($0[0], factor: $0[1], diagonal: $0[2]) },
    OperandRow(
      name: "MatrixNormal by covariances",
      operands: [[factors[0], covariances[0], covariances[1]], [factors[1], covariances[1], covariances[0]]],
      value: NDArray(rows: [[1, 2], [0, -1]])
    ) { MatrixNormal($0[0], rowCovariance: $0[1], columnCovariance: $0[2]) },
    OperandRow(
      name: "MatrixNormal by factors",
      operands: [[covariances[0], factors[0], factors[1]], [covariances[1], factors[1], factors[0]]],
      value: NDArray(rows: [[1, 2], [0, -1]])
    ) { MatrixNormal($0[0], rowCholeskyFactor: $0[1], columnCholeskyFactor: $0[2]) },
    OperandRow(
      name: "KroneckerNormal",
      operands: [
        [[1, -2, 0, 3], covariances[0], covariances[1]], [[0, 1, 1, 0], covariances[1], covariances[0]],
      ],
      value: [1, 2, 0, -1]
    ) { KroneckerNormal($0[0], covariances: [$0[1], $0[2]]) },
    OperandRow(
      name: "KroneckerNormal with noise",
      operands: [
        [[1, -2, 0, 3], covariances[0], covariances[1], 0.5], [[0, 1, 1, 0], covariances[1], covariances[0], 2],
      ],
      value: [1, 2, 0, -1]
    ) { KroneckerNormal($0[0], covariances: [$0[1], $0[2]], noise: $0[3]) },
    OperandRow(
      name: "KroneckerNormal of three with noise",
      operands: [
        [[1, -2, 0, 3], covariances[0], covariances[1], NDArray(rows: [[2]]), 0.5],
        [[0, 1, 1, 0], covariances[1], covariances[0], NDArray(rows: [[0.5]]), 2],
      ],
      value: [1, 2, 0, -1]
    ) { KroneckerNormal($0[0], covariances: [$0[1], $0[2], $0[3]], noise: $0[4]) },
    OperandRow(name: "Wishart", operands: [[3, covariances[0]], [1.5, covariances[1]]], value: covariances[1]) {
      Wishart(degreesOfFreedom: $0[0], scaleMatrix: $0[1])
    },
    OperandRow(name: "WishartCholesky", operands: [[3, factors[0]], [1.5, factors[1]]], value: factors[1]) {
      WishartCholesky(degreesOfFreedom: $0[0], choleskyFactor: $0[1])
    },
    OperandRow(name: "InverseWishart", operands: [[3, covariances[0]], [1.5, covariances[1]]], value: covariances[1]) {
      InverseWishart(degreesOfFreedom: $0[0], scaleMatrix: $0[1])
    },
    OperandRow(name: "InverseWishartCholesky", operands: [[3, factors[0]], [1.5, factors[1]]], value: factors[1]) {
      InverseWishartCholesky(degreesOfFreedom: $0[0], choleskyFactor: $0[1])
    },
    OperandRow(name: "LKJCorrelation", operands: [[0.8], [3]], value: correlations) { LKJCorrelation(3, eta: $0[0]) },
    OperandRow(name: "LKJCovarianceCholesky", operands: [[0.8, 2], [3, 1.5]], value: covarianceFactor) {
      LKJCovarianceCholesky(3, eta: $0[0], scales: Exponential(rate: $0[1]))
    },
    OperandRow(
      name: "LogisticNormal by covariance", operands: [[[1, -2], covariances[0]], [[0, 3], covariances[1]]],
      value: shares[0]
    ) { LogisticNormal($0[0], covariance: $0[1]) },
    OperandRow(
      name: "LogisticNormal by factor", operands: [[[1, -2], factors[0]], [[0, 3], factors[1]]], value: shares[0]
    ) { LogisticNormal($0[0], choleskyFactor: $0[1]) },
    OperandRow(name: "StickBreakingWeights", operands: [[0.8], [3]], value: shares[0]) {
      StickBreakingWeights($0[0], count: 3)
    },
    OperandRow(name: "VonMisesFisher", operands: [[[0.6, 0.8], 1], [[-0.8, 0.6], 2]], value: [0, 1]) {
      VonMisesFisher($0[0], $0[1])
    },
  ]

  /// The families that are not in the table of univariate ones.
  static let others: [OperandRow] = [
    OperandRow(
      name: "MvNormal by covariance", operands: [[[1, -2], covariances[0]], [[0, 3], covariances[1]]], value: [1, 2]
    ) {
      MvNormal($0[0], covariance: $0[1])
    },
    OperandRow(name: "MvNormal by factor", operands: [[[1, -2], factors[0]], [[0, 3], factors[1]]], value: [1, 2]) {
      MvNormal($0[0], choleskyFactor: $0[1])
    },
    OperandRow(name: "Dirichlet", operands: [[[2, 1, 3.5]], [[0.5, 4, 1]]], value: shares[0]) { Dirichlet($0[0]) },
    OperandRow(name: "LKJCholesky", operands: [[0.8], [3]], value: correlation) { LKJCholesky(2, eta: $0[0]) },
    OperandRow(name: "CAR", operands: [[[0, 1, 2], 0.5, 2], [[1, 0, -1], -0.25, 0.5]], value: [0.5, 1, -2]) {
      CAR($0[0], alpha: $0[1], precision: $0[2], edges: [(0, 1), (1, 2)])
    },
    OperandRow(name: "ICAR", operands: [[0.8], [3]], value: [1, 0.5, -1.5]) { ICAR($0[0], edges: [(0, 1), (1, 2)]) },
    OperandRow(name: "ZeroSumNormal", operands: [[0.8], [3]], value: [1, 0.5, -1.5]) {
      ZeroSumNormal($0[0], shape: [3])
    },
    OperandRow(name: "Categorical by probabilities", operands: [[shares[0]], [shares[1]]], value: 1) {
      Categorical(probabilities: $0[0])
    },
    OperandRow(name: "Categorical by logits", operands: [[[0, 1, -2]], [[3, 0.5, 1]]], value: 1) {
      Categorical(logits: $0[0])
    },
    OperandRow(name: "OrderedLogistic", operands: [[0.5, [-1, 0, 2]], [2, [0, 0.5, 1]]], value: 1) {
      OrderedLogistic(predictor: $0[0], cutpoints: $0[1])
    },
    OperandRow(name: "OrderedProbit", operands: [[0.5, [-1, 0, 2]], [2, [0, 0.5, 1]]], value: 1) {
      OrderedProbit(predictor: $0[0], cutpoints: $0[1])
    },
    OperandRow(name: "Interpolated", operands: [[[0, 1, 3], [1, 2, 0.5]], [[-1, 0, 2], [3, 1, 1]]], value: 0.5) {
      Interpolated(points: $0[0], density: $0[1])
    },
    OperandRow(name: "KernelDensity", operands: [[[-1, 0, 2], 0.5], [[0, 1, 4], 2]], value: 1) {
      KernelDensity(samples: $0[0], bandwidth: $0[1])
    },
    OperandRow(name: "ZeroInflated by trials", operands: [[0.2, 9, 0.3], [0.7, 12, 0.8]], value: 2) {
      ZeroInflated(of: Binomial(trials: $0[1], probability: $0[2]), probability: $0[0])
    },
    OperandRow(name: "Hurdle of amounts", operands: [[0.2, 2, 0.5], [0.7, 1.5, 3]], value: [0, 1.5]) {
      Hurdle(of: Gamma(shape: $0[1], rate: $0[2]), probability: $0[0])
    },
    OperandRow(
      name: "ZeroOneInflatedBeta", operands: [[0.25, 4, 0.2, 0.5], [0.5, 1.5, 0.125, 0.25]], value: [0, 0.5, 1]
    ) { ZeroOneInflatedBeta(mean: $0[0], concentration: $0[1], zero: $0[2], one: $0[3]) },
    OperandRow(name: "DiracDelta", operands: [[3], [4]], value: 3) { DiracDelta($0[0]) },
    OperandRow(name: "Flat", operands: [[], []], value: 1.5) { _ in Flat() },
    OperandRow(name: "HalfFlat", operands: [[], []], value: [1, 2]) { _ in HalfFlat(shape: [2]) },
    OperandRow(name: "Truncated", operands: [[0, 1, 0.5, 3], [1, 2, 0, 4]], value: 1.5) {
      Truncated(Normal($0[0], $0[1]), lower: $0[2], upper: $0[3])
    },
    OperandRow(name: "Truncated below", operands: [[2, 1, 3], [4, 2, 8]], value: 1.5) {
      Truncated(Gamma(shape: $0[0], rate: $0[1]), upper: $0[2])
    },
    OperandRow(name: "Censored", operands: [[1, 3], [2, 4]], value: 1.5) {
      Censored(Exponential(rate: $0[0]), upper: $0[1])
    },
    OperandRow(name: "Censored by events", operands: [[1, [1, 0, 2]], [2, [0, 1, 1]]], value: [1.5, 2, 0.3]) {
      Censored(Exponential(rate: $0[0]), event: $0[1])
    },
    OperandRow(name: "IntervalCensored", operands: [[1], [2]], value: NDArray(rows: [[1, 2], [0.5, 0.5]])) {
      IntervalCensored(Exponential(rate: $0[0]))
    },
    OperandRow(name: "Discretized", operands: [[0.5, 2], [3, 1]], value: [-1, 2]) { Discretized(Normal($0[0], $0[1])) },
    OperandRow(name: "Transformed expression", operands: [[0.5, 2, 3, 1], [1, 1.5, -2, 0.5]], value: [0.3, 2]) {
      Transformed(exp($0[3] + $0[2] * .drawn(from: Logistic($0[0], $0[1]))))
    },
    OperandRow(name: "IID", operands: [[0.5, 2], [1, 3]], value: [0.3, 2, -1]) { IID(Normal($0[0], $0[1]), 3) },
    OperandRow(name: "Independent", operands: [[[0.5, 2], 2], [[1, 0], 3]], value: [0.3, 2]) {
      Independent(Normal($0[0], $0[1]))
    },
    OperandRow(name: "Masked", operands: [[0.5, 2, [1, 0]], [1, 3, [1, 1]]], value: [0.3, 2]) {
      Masked(Normal($0[0], $0[1]), $0[2])
    },
    OperandRow(name: "Weighted", operands: [[0.5, 2, [1, 0]], [1, 3, [2, 1]]], value: [0.3, 2]) {
      Weighted(Normal($0[0], $0[1]), $0[2])
    },
    OperandRow(name: "CustomDistribution", operands: [[0.5, 2], [1, 0.25]], value: [2.5, 3]) {
      CustomDistribution([$0[0], $0[1]], support: .lowerBounded($0[1])) {
        log($1[0]) - $1[0] * ($0 - $1[1])
      } draw: {
        $0[1] + $1.standardExponential() / $0[0]
      }
    },
    OperandRow(name: "Mixture", operands: [[[0.2, 0.8], 0, 1, 4, 1, 2], [[0.6, 0.4], 1, 2, 3, -1, 1]], value: 0.4) {
      Mixture(
        weights: $0[0],
        [Normal($0[1], $0[2]), StudentT(degreesOfFreedom: $0[3], location: $0[4], scale: $0[5])])
    },
    OperandRow(
      name: "Mixture of vectors",
      operands: [
        [[0.2, 0.8], [1, -2], factors[0], [0, 1], covariances[0]],
        [[0.5, 0.5], [0, 0], factors[1], [2, 1], covariances[1]],
      ],
      value: [0.5, 1]
    ) { Mixture(weights: $0[0], [MvNormal($0[1], choleskyFactor: $0[2]), MvNormal($0[3], covariance: $0[4])]) },
    OperandRow(
      name: "Ordered", operands: [[[0, 10], 1], [[1, 3], 2]], value: NDArray([0, 1, 3, 2, 9, 11], shape: [2, 3])
    ) {
      Ordered(Normal($0[0], $0[1]), count: 3)
    },
    OperandRow(name: "Ordered categories of bounds", operands: [[0, 1, 0.5], [0.2, 3, 0.1]], value: [0.7, 0.9]) {
      Ordered(Truncated(Normal($0[0], $0[1]), lower: $0[2]), count: 2)
    },
    OperandRow(
      name: "Truncated mixture", operands: [[[0.2, 0.8], 0, 1, 3, 2, 1], [[0.5, 0.5], 1, 2, 4, 1, 1.2]], value: 1.4
    ) { Truncated(Mixture(weights: $0[0], [Normal($0[1], $0[2]), Normal($0[3], $0[4])]), lower: $0[5]) },
  ]

  /// All families.
  static let all =
    others + events
    + Family.all.filter { !$0.hasVectors }.map { family in
      OperandRow(
        name: family.name, operands: [family.points[0], family.points[1]].map { $0.map { NDArray($0) } },
        value: NDArray(
          ["Geometric", "Hypergeometric"].contains(family.name) ? 2 : family.countLimit(family.points[0]) > 0 ? 1 : 0.5),
        make: family.make)
    }
}

@Suite struct RebuildingTests {
  @Test(arguments: OperandRow.all) func `rebuilt on its own operands it has the same graph`(row: OperandRow) throws {
    for given in row.operands {
      let arguments = given.enumerated().map { Tensor.argument("p\($0)", $1.type) }
      let member = row.make(arguments)
      let x = Tensor.argument("x", row.value.type)
      #expect(member.logDensity(x).error == nil, "\(row.name)")
      #expect(member.parameters.count == given.count)
      #expect(member.rebuilt(on: member.parameters.map(\.value)).logDensity(x) == member.logDensity(x))
    }
  }

  @Test(arguments: OperandRow.all) func `rebuilt on others it is what is written with these, bit for bit`(
    row: OperandRow
  ) throws {
    let (first, second) = (row.operands[0].map { Tensor($0) }, row.operands[1].map { Tensor($0) })
    let x = Tensor(row.value)
    let (other, written) = (row.make(first).rebuilt(on: second), row.make(second))
    let values = try numbers(other.logDensity(x))
    #expect(try values.map(\.bitPattern) == numbers(written.logDensity(x)).map(\.bitPattern), "\(row.name)")
    #expect(try values.allSatisfy { !$0.isNaN } && (first.isEmpty || values != numbers(row.make(first).logDensity(x))))
    #expect(other.shape == written.shape && other.eventRank == written.eventRank)
    #expect(other.support.words == written.support.words)
    let names = written.parameters.map(\.name)
    #expect(other.parameters.map(\.name) == names && Set(names).count == names.count)
    if written.isProper {
      var (one, two) = (Philox4x64(seed: 3), Philox4x64(seed: 3))
      let shape = Shape([5] + written.shape.dimensions)
      let draws = other.draw(shape: shape, parameters: row.operands[1], using: &one)
      #expect(draws == written.draw(shape: shape, parameters: row.operands[1], using: &two))
      #expect(draws.doubles.allSatisfy { !$0.isNaN })
    }
  }

  @Test func `the table has every family`() throws {
    let names = Set(OperandRow.all.map { $0.make($0.operands[0].map { Tensor($0) }).name })
    let univariate = Set(Family.all.map { $0($0.points[0]).name })
    #expect(
      names
        == univariate.union(MultivariateRow.names).union([
          "Flat", "HalfFlat", "Categorical", "Truncated", "Censored", "DiracDelta", "IntervalCensored", "Discretized",
          "Transformed", "IID", "Independent", "Masked", "Weighted", "CustomDistribution", "ZeroOneInflatedBeta",
        ]))
  }

  @Test func `what the parameters' axes and the support say makes the shape`() {
    let two = Tensor([1.0, 2])
    let rows: [(any Distribution, Shape, Int)] = [
      (Normal(two, 1), [2], 0), (MvNormal([0, 0, 0], choleskyFactor: Tensor(NDArray(rows: [[1]]))), [3], 1),
      (Dirichlet(Tensor(NDArray([Double](repeating: 1, count: 12), shape: [4, 3]))), [4, 3], 1),
      (LKJCholesky(3, eta: two), [2, 3, 3], 2),
      (Categorical(logits: Tensor(NDArray(rows: [[1, 2], [3, 4], [5, 6]]))), [3], 0),
      (Flat(), [], 0), (Flat(shape: [3]), [3], 1), (HalfFlat(shape: [2, 3]), [2, 3], 2),
      (Truncated(Normal(two, 1), lower: Tensor(NDArray([0, 1, 2], shape: [3, 1]))), [3, 2], 0),
      (Truncated(Categorical(logits: Tensor(NDArray(rows: [[1, 2], [3, 4], [5, 6]]))), lower: 1), [3], 0),
      (Mixture(weights: NDArray(rows: [[0.5, 0.5], [0.1, 0.9]]), [Normal(0, 1), Normal(1, 1)]), [2], 0),
      (
        Mixture(
          weights: [0.5, 0.5],
          [MvNormal([0, 0], choleskyFactor: NDArray(rows: [[1, 0], [0, 1]])), Dirichlet([1, 2])]), [2], 1
      ),
      (Ordered(Normal(two, 1), count: 4), [2, 4], 1), (Ordered(Normal(0, 1), count: 4), [4], 1),
      (ZeroSumNormal(two, shape: [3, 4]), [2, 3, 4], 2), (ICAR(two, edges: [(0, 1)]), [2, 2], 1),
      (CAR(0, alpha: 0.5, precision: two, edges: [(0, 1), (1, 2)]), [2, 3], 1),
    ]
    for (distribution, shape, rank) in rows {
      #expect(
        distribution.shape == shape && distribution.eventRank == rank, "\(distribution.name): \(distribution.shape)")
    }
  }

  @Test func `only what is improper, or made of it, has no draws`() {
    #expect(!Flat().isProper && !HalfFlat(shape: [2]).isProper && Normal(0, 1).isProper)
    #expect(!Mixture(weights: [0.5, 0.5], [Normal(0, 1), Flat()]).isProper)
    #expect(Mixture(weights: [0.5, 0.5], [Normal(0, 1), Cauchy(0, 1)]).isProper)
  }
}
