// Draws beside densities: nothing is drawn of parameters outside their domain, and parameters that broadcast are drawn of as they are
// taken by the density.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRandom
import Testing

@Suite struct InvalidDrawTests {
  /// Vectors and matrices with a parameter outside its domain, and a value in the support.
  private static let invalidEvents: [(any Distribution, NDArray)] = [
    (Multinomial(trials: 3, probabilities: [0.5, 0.6]), [1, 2]),
    (Multinomial(trials: 3, probabilities: [-0.5, 1.5]), [1, 2]),
    (Multinomial(trials: 3, logits: [Double.nan, 1]), [1, 2]),
    (DirichletMultinomial(trials: 3, concentration: [-1, 1]), [1, 2]),
    (DirichletMultinomial(trials: 3, concentration: [0, 1]), [1, 2]),
    (OrderedMultinomial(trials: 3, predictor: 0, cutpoints: [1, 0.5]), [1, 2, 0]),
    (OrderedMultinomial(trials: 3, predictor: Double.nan, cutpoints: [1]), [1, 2]),
    (Dirichlet([-1, 1]), [0.5, 0.5]), (Dirichlet([0, 1]), [0.5, 0.5]),
    (MvNormal([0, 0], covariance: [[1, 2], [2, 1]]), [1, 2]),
    (MvNormal([0, 0], precision: [[1, 2], [2, 1]]), [1, 2]),
    (MvStudentT(degreesOfFreedom: -1, location: [0, 0], scaleMatrix: [[1, 0], [0, 1]]), [1, 2]),
    (MvStudentT(degreesOfFreedom: 2, location: [0, 0], scaleMatrix: [[1, 2], [2, 1]]), [1, 2]),
    (LowRankMvNormal([0, 0], factor: [[1], [1]], diagonal: [1, -1]), [1, 2]),
    (MatrixNormal([[0, 0]], rowCovariance: [[-1]], columnCovariance: [[1, 0], [0, 1]]), NDArray(rows: [[1, 2]])),
    (KroneckerNormal([0, 0], covariances: [[[1, 2], [2, 1]]]), [1, 2]),
    (KroneckerNormal([0, 0], covariances: [[[1, 2], [2, 1]]], noise: 3), [1, 2]),
    (KroneckerNormal([0, 0], covariances: [[[1, 1], [1, 1]]], noise: -1), [1, 2]),
    (Wishart(degreesOfFreedom: 0.5, scaleMatrix: [[1, 0], [0, 1]]), NDArray(rows: [[1, 0], [0, 1]])),
    (WishartCholesky(degreesOfFreedom: 0.5, choleskyFactor: [[1, 0], [0, 1]]), NDArray(rows: [[1, 0], [0, 1]])),
    (InverseWishart(degreesOfFreedom: 0.5, scaleMatrix: [[1, 0], [0, 1]]), NDArray(rows: [[1, 0], [0, 1]])),
    (InverseWishart(degreesOfFreedom: 4, scaleMatrix: [[1, 2], [2, 1]]), NDArray(rows: [[1, 0], [0, 1]])),
    (LKJCorrelation(2, eta: -1), NDArray(rows: [[1, 0], [0, 1]])),
    (LKJCholesky(2, eta: 0), NDArray(rows: [[1, 0], [0, 1]])),
    (LKJCovarianceCholesky(2, eta: -1, scales: Exponential(rate: 1)), NDArray(rows: [[1, 0], [0, 1]])),
    (LKJCovarianceCholesky(2, eta: 1, scales: Exponential(rate: -1)), NDArray(rows: [[1, 0], [0, 1]])),
    (LogisticNormal([0], covariance: [[-1]]), [0.5, 0.5]), (StickBreakingWeights(-1, count: 2), [0.5, 0.5]),
    (VonMisesFisher([0.6, 0.8], -1), [1, 0]), (VonMisesFisher([0.6, 0.9], 1), [1, 0]),
    (CAR([0, 0], alpha: 1.5, precision: 1, edges: [(0, 1)]), [1, 2]),
    (CAR([0, 0], alpha: 0.5, precision: -1, edges: [(0, 1)]), [1, 2]), (ICAR(-1, edges: [(0, 1)]), [1, -1]),
    (ZeroSumNormal(-1, shape: [2]), [1, -1]),
    (
      Mixture(weights: [0.5, 0.6], [MvNormal([0, 0], covariance: [[1, 0], [0, 1]]), Dirichlet([1, 2])]), [0.5, 0.5]
    ),
    (Ordered(Normal(0, -1), count: 2), [1, 2]), (IID(Normal(0, -1), 2), [1, 2]),
    (Independent(Normal([0, 1], -1)), [1, 2]),
  ]

  @Test func `where the density is NaN, nothing is drawn`() throws {
    let numbers = EdgeTests.invalid.map { ($0.0, NDArray($0.1)) }
    for (distribution, value) in numbers + Self.invalidEvents where distribution.isProper {
      let densities = try ApusDistributionsTests.numbers(distribution.logDensity(Tensor(value)))
      #expect(densities.allSatisfy { $0.isNaN }, "\(distribution.name): \(densities)")
      let draws = try draw(distribution, count: 20)
      #expect(
        draws.allSatisfy { $0.isNaN },
        "\(distribution.name) with \(distribution.parameters.map(\.value)): \(draws.prefix(4))")
    }
  }

  @Test func `a number of trials that is not whole has no draws`() throws {
    // Its density is 0 for every vector of counts: none has this sum.
    for law: any Distribution in [
      Multinomial(trials: 2.5, probabilities: [0.5, 0.5]), DirichletMultinomial(trials: 2.5, concentration: [1, 1]),
      OrderedMultinomial(trials: 2.5, predictor: 0, cutpoints: [1]),
    ] {
      #expect(try draw(law, count: 3).allSatisfy { $0.isNaN }, "\(law.name)")
    }
  }

  /// Families of vectors and matrices whose parameters broadcast: numbers for vectors, vectors for matrices, batches beside one.
  private static let broadcasting: [(any Distribution, Shape)] = {
    let covariance = NDArray(rows: [[2, 0.5], [0.5, 1]])
    let batch = Tensor([1.0, 2, 3])
    let rows = Tensor(NDArray([1.0, 2, 3], shape: [3, 1]))
    let column = Tensor(NDArray([1.0, 2, 3], shape: [3, 1, 1]))
    return [
      (MvNormal(0, covariance: covariance), [2]),
      (MvNormal(rows, choleskyFactor: NDArray(rows: [[1, 0], [0.5, 1]])), [3, 2]),
      (MvNormal(1, precision: covariance), [2]), (LowRankMvNormal(0, factor: [[1], [0.5]], diagonal: [1, 2]), [2]),
      (LowRankMvNormal(rows, factor: [[1], [0.5]], diagonal: 1), [3, 2]),
      (LowRankMvNormal(0, factor: NDArray(rows: [[1], [0.5]]), diagonal: rows), [3, 2]),
      (MatrixNormal(0, rowCovariance: covariance, columnCovariance: covariance), [2, 2]),
      (MatrixNormal([0, 1], rowCovariance: covariance, columnCovariance: covariance), [2, 2]),
      (
        MatrixNormal(column, rowCholeskyFactor: [[1]], columnCholeskyFactor: NDArray(rows: [[1, 0], [0.5, 1]])),
        [3, 1, 2]
      ),
      (KroneckerNormal(0, covariances: [covariance.tensor, Tensor([[1.0]])]), [2]),
      (KroneckerNormal(rows, covariances: [covariance.tensor, covariance.tensor]), [3, 4]),
      (KroneckerNormal(0, covariances: [covariance.tensor, covariance.tensor], noise: batch), [3, 4]),
      (MvStudentT(degreesOfFreedom: batch, location: 0, scaleMatrix: covariance), [3, 2]),
      (LogisticNormal(0, covariance: covariance), [3]), (LogisticNormal(rows, covariance: covariance), [3, 3]),
      (Multinomial(trials: batch, probabilities: [0.25, 0.75]), [3, 2]),
      (Multinomial(trials: 3, logits: rows + Tensor([0.0, 1])), [3, 2]),
      (DirichletMultinomial(trials: batch, concentration: [1, 2]), [3, 2]),
      (OrderedMultinomial(trials: batch, predictor: 0.5, cutpoints: [0, 1]), [3, 3]),
      (OrderedMultinomial(trials: 4, predictor: batch, cutpoints: [0, 1]), [3, 3]),
      (OrderedMultinomial(trials: 4, predictor: 0.5, cutpoints: rows + Tensor([0.0, 1])), [3, 3]),
      (Dirichlet(rows + Tensor([0.0, 1])), [3, 2]), (VonMisesFisher([0.6, 0.8], batch), [3, 2]),
      (Wishart(degreesOfFreedom: batch + 2, scaleMatrix: covariance), [3, 2, 2]),
      (InverseWishart(degreesOfFreedom: batch + 2, scaleMatrix: covariance), [3, 2, 2]),
      (LKJCholesky(2, eta: batch), [3, 2, 2]), (LKJCorrelation(2, eta: batch), [3, 2, 2]),
      (LKJCovarianceCholesky(2, eta: batch, scales: Exponential(rate: 1)), [3, 2, 2]),
      (StickBreakingWeights(batch, count: 2), [3, 2]), (ZeroSumNormal(batch, shape: [2]), [3, 2]),
      (CAR(0, alpha: 0.5, precision: batch, edges: [(0, 1)]), [3, 2]),
      (CAR(rows, alpha: 0.5, precision: 1, edges: [(0, 1)]), [3, 2]), (ICAR(batch, edges: [(0, 1)]), [3, 2]),
    ]
  }()

  @Test func `parameters that broadcast have the same shape in densities and in draws`() throws {
    for (distribution, shape) in Self.broadcasting {
      let name = "\(distribution.name) of \(distribution.parameters.map(\.value.shape))"
      #expect(distribution.shape == shape, "\(name): \(distribution.shape)")
      let draws = try draw(distribution, count: 5)
      #expect(draws.allSatisfy { $0.isFinite }, "\(name): \(draws.prefix(4))")
      let density = distribution.logDensity(Tensor(NDArray(draws, shape: Shape([5] + shape.dimensions))))
      #expect(
        density.shape == Shape([5] + shape.dimensions.dropLast(distribution.eventRank)), "\(name): \(density.shape)")
      #expect(try numbers(density).allSatisfy { $0.isFinite }, "\(name)")
      if let known = distribution as? any DistributionWithMoments {
        #expect(
          Shape.scalar.broadcasts(to: shape) && known.mean.shape.broadcasts(to: shape), "\(name): \(known.mean.shape)")
        #expect(known.variance.shape.broadcasts(to: shape), "\(name): \(known.variance.shape)")
      }
    }
  }

  private func draw(_ distribution: any Distribution, count: Int) throws -> [Double] {
    var generator = Philox4x64(seed: 7)
    let parameters = try distribution.parameters.map { try evaluate($0.value) }
    return distribution.draw(
      shape: Shape([count] + distribution.shape.dimensions), parameters: parameters, using: &generator
    ).doubles
  }

  @Test func `categories have no density where a probability is negative`() throws {
    let categories = Categorical(probabilities: [-0.5, 1.5])
    for density in [categories.logDensity(1), categories.logCDF(0), categories.logSurvival(0)] {
      #expect(try evaluate(density).scalar.isNaN)
    }
  }

  @Test func `tails of counts after many successes have gradients`() throws {
    let arguments = [Tensor.argument("r"), .argument("alpha"), .argument("beta")]
    let family = BetaNegativeBinomial(successes: arguments[0], alpha: arguments[1], beta: arguments[2])
    let bindings = [arguments[0]: NDArray(1e4), arguments[1]: NDArray(2.0), arguments[2]: NDArray(3.0)]
    for tail in [family.logCDF(0), family.logSurvival(0)] {
      let slopes = try gradient(of: tail, withRespectTo: arguments)
      #expect(try evaluate(slopes, bindings).allSatisfy { $0.scalar.isFinite })
    }
  }
}
