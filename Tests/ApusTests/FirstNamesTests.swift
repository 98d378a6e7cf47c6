// What people of PyMC, Stan and Swift type first must compile, and mean what they mean by it.

import Apus
import Testing

@Suite struct FirstNamesTests {
  private static let y = [28.0, 8, -3, 7, -1, 1, 18, 12]
  private static let sigma = [15.0, 10, 16, 11, 9, 11, 10, 18]

  @Test func `a model typed as in PyMC`() throws {
    let model = try Model(coords: ["school": ["A", "B", "C", "D", "E", "F", "G", "H"]]) { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfCauchy(5))
      let theta = m.parameter("theta", Normal(mu, tau), dims: ["school"])
      m.observe("y", Normal(theta, Self.sigma), Self.y, dims: ["school"])
    }
    let posterior = try model.sample(draws: 100, chains: 2, seed: 1, targetAcceptance: 0.9)
    #expect(posterior["mu"]?.shape == [2, 100] && posterior["theta"]?.shape == [2, 100, 8] && posterior["nu"] == nil)
    #expect((posterior.chains.plan.sampler as? NUTS)?.warmup.targetAcceptance == 0.9)
    #expect(throws: ModelError.self) { try model.sample(targetAcceptance: 1.5) }
  }

  @Test func `parameters by name are those by place`() throws {
    let pairs: [(any Distribution, any Distribution)] = [
      (Normal(1, 2), Normal(mean: 1, standardDeviation: 2)), (Cauchy(1, 2), Cauchy(location: 1, scale: 2)),
      (Laplace(1, 2), Laplace(location: 1, scale: 2)), (Logistic(1, 2), Logistic(location: 1, scale: 2)),
      (LogNormal(1, 2), LogNormal(logMean: 1, logStandardDeviation: 2)), (HalfNormal(2), HalfNormal(scale: 2)),
      (HalfCauchy(2), HalfCauchy(scale: 2)), (Uniform(-1, 2), Uniform(lower: -1, upper: 2)),
      (Gumbel(1, 2), Gumbel(location: 1, scale: 2)), (Moyal(1, 2), Moyal(location: 1, scale: 2)),
      (Rayleigh(2), Rayleigh(scale: 2)), (Maxwell(2), Maxwell(scale: 2)),
      (Rice(1, 2), Rice(distance: 1, scale: 2)),
      (Levy(-1, 2), Levy(location: -1, scale: 2)), (LogUniform(0.1, 2), LogUniform(lower: 0.1, upper: 2)),
      (Kumaraswamy(1, 2), Kumaraswamy(a: 1, b: 2)),
      (Beta(1, 2), Beta(alpha: 1, beta: 2)), (VonMises(1, 2), VonMises(direction: 1, concentration: 2)),
      (HyperbolicSecant(1, 2), HyperbolicSecant(location: 1, scale: 2)),
      (SoftLaplace(1, 2), SoftLaplace(location: 1, scale: 2)), (BetaPrime(1, 2), BetaPrime(alpha: 1, beta: 2)),
      (LogitNormal(1, 2), LogitNormal(logitMean: 1, logitStandardDeviation: 2)),
      (Gamma(shape: 4, rate: 2), Gamma(mean: 2, standardDeviation: 1)),
      (InverseGamma(shape: 6, scale: 10), InverseGamma(mean: 2, standardDeviation: 1)),
      (Beta(1, 3), Beta(mean: 0.25, concentration: 4)),
      (Beta(2, 2), Beta(mean: 0.5, standardDeviation: 0.05.squareRoot())),
    ]
    let counts: [(any Distribution, any Distribution)] = [
      (DiscreteUniform(-1, 2), DiscreteUniform(lower: -1, upper: 2)), (DiracDelta(2), DiracDelta(location: 2)),
      (Skellam(1, 2), Skellam(first: 1, second: 2)),
      (NegativeBinomial(mean: 4, dispersion: 2), NegativeBinomial(shape: 2, rate: 0.5)),
      (NegativeBinomial(mean: 6, dispersion: 2), NegativeBinomial(successes: 2, probability: 0.25)),
    ]
    for (pairs, value) in [(pairs, 0.3), (counts, 2)] {
      for (first, second) in pairs {
        let x = Tensor(value)
        #expect(try abs(evaluate(first.logDensity(x) - second.logDensity(x)).scalar) < 1e-14, "\(first.name)")
      }
    }
  }

  @Test func `distributions typed as in Stan and SciPy`() throws {
    let all: [any Distribution] = [
      Gamma(shape: 2, rate: 3), InverseGamma(shape: 2, scale: 3), Exponential(rate: 2), Poisson(rate: 3),
      Binomial(trials: 5, probability: 0.3), Bernoulli(logit: 0.2), NegativeBinomial(mean: 3, dispersion: 2),
      PolyaGamma(shape: 1), PolyaGamma(shape: 2.5, tilt: 0.5),
      StudentT(degreesOfFreedom: 4, location: 0, scale: 1), Dirichlet([1.0, 2, 3]), LKJCholesky(3, eta: 2),
      MvNormal([0.0, 0], covariance: NDArray(rows: [[1.0, 0.5], [0.5, 1]])), Categorical(probabilities: [0.2, 0.8]),
      OrderedLogistic(predictor: 0.5, cutpoints: [0, 1, 2]), OrderedProbit(predictor: 0.5, cutpoints: [0, 1, 2]),
      BetaBinomial(trials: 5, alpha: 2, beta: 3), ZeroInflated(of: Poisson(rate: 3), probability: 0.2),
      ZeroOneInflatedBeta(mean: 0.5, concentration: 3, zero: 0.1, one: 0.2),
      Hurdle(of: Gamma(shape: 2, rate: 3), probability: 0.2), Hypergeometric(population: 9, successes: 4, draws: 3),
      DiscreteWeibull(survival: 0.5, shape: 1), BetaNegativeBinomial(successes: 2, alpha: 3, beta: 1),
      YuleSimon(exponent: 3), GeneralizedPoisson(rate: 3, dispersion: 0.2),
      ConwayMaxwellPoisson(rate: 3, dispersion: 0.5),
      Truncated(Normal(0, 1), lower: 0), Censored(Normal(0, 1), upper: 2),
      Multinomial(trials: 5, probabilities: [0.2, 0.8]), DirichletMultinomial(trials: 5, concentration: [2, 3]),
      OrderedMultinomial(trials: 5, predictor: 0.5, cutpoints: [0, 1, 2]),
      MvNormal([0, 0], precision: [[1, 0.5], [0.5, 1]]),
      MvStudentT(degreesOfFreedom: 4, location: [0, 0], scaleMatrix: [[1, 0.5], [0.5, 1]]),
      LowRankMvNormal([0, 0], factor: [[1], [0.5]], diagonal: [1, 2]),
      MatrixNormal([[0, 0]], rowCovariance: [[1]], columnCovariance: [[1, 0.5], [0.5, 1]]),
      KroneckerNormal([0, 0], covariances: [[[1, 0.5], [0.5, 1]], [[2]]]),
      KroneckerNormal([0, 0], covariances: [[[1, 0.5], [0.5, 1]], [[2]]], noise: 0.1),
      Wishart(degreesOfFreedom: 4, scaleMatrix: [[1, 0.5], [0.5, 1]]),
      InverseWishart(degreesOfFreedom: 4, scaleMatrix: [[1, 0.5], [0.5, 1]]), LKJCorrelation(3, eta: 2),
      LKJCovarianceCholesky(3, eta: 2, scales: Exponential(rate: 1)), StickBreakingWeights(2, count: 5),
      LogisticNormal([0, 0], covariance: [[1, 0.5], [0.5, 1]]), VonMisesFisher([0.6, 0.8], 3),
      Censored(Weibull(shape: 2, scale: 5), event: [true, false]), IntervalCensored(LogNormal(0, 1)),
      Discretized(Normal(3, 2)), Discretized(Gamma(shape: 2, rate: 1), rounding: .down),
      Transformed(exp(1 + 2 * .drawn(from: Normal(0, 1)))), Transformed(Normal(0, 1), LogTransform()),
      IID(Normal(0, 1), 8), IID(Normal(0, 1), [2, 3]), Independent(Normal([0, 1], 1)),
      Masked(Normal(0, 1), [true, false]), Weighted(Normal(0, 1), [2, 0.5]),
      Mixture(weights: [0.5, 0.5], of: Normal([0, 3], 1)),
      CustomDistribution([Tensor(2.0)], support: .positive) { x, p in
        log(p[0]) - p[0] * x
      } draw: { p, random in
        random.standardExponential() / p[0]
      },
    ]
    for distribution in all {
      #expect(distribution.parameters.allSatisfy { $0.value.error == nil }, "\(distribution.name)")
    }
  }

  @Test func `functions typed as in NumPy`() throws {
    let x = Tensor(NDArray(rows: [[1.0, 2], [3, 4]]))
    let values: [Tensor] = [
      sum(x), mean(x), exp(x), log(x), sqrt(x), abs(x), dot(x[0], x[1]), matmul(x, x), x.transposed(),
      sum(x, axes: [0]),
      maximum(x, 2), select(x .> 2, x, 0), concatenate([x, x], axis: 0), x.reshaped(to: [4]), logSumExp(x), x[0..., 1],
    ]
    for value in values { #expect(value.error == nil) }
  }

  @Test func `matrices typed as nested lists`() throws {
    #expect(try evaluate(Tensor([[1.0, 2], [3, 4]])) == NDArray(rows: [[1, 2], [3, 4]]))
    #expect(try evaluate(Tensor([[1, 2], [3, 4]])) == NDArray([1, 2, 3, 4] as [Int], shape: [2, 2]))
    #expect(try evaluate(Tensor([[true], [false]])) == NDArray([true, false], shape: [2, 1]))
    #expect(Tensor([[[1.0, 2]], [[3, 4]], [[5, 6]]]).shape == [3, 1, 2])
    let normal = MvNormal([0, 0], covariance: [[1, 0], [0, 1]])
    let same = MvNormal([0.0, 0.0], covariance: NDArray(rows: [[1, 0], [0, 1]]))
    let x = Tensor([0.5, -1])
    #expect(try evaluate(normal.logDensity(x)) == evaluate(same.logDensity(x)))
    let model = try Model { m in
      let design = m.data("design", [[1.0, 0.5], [1, -2], [1, 3]])
      let b = m.parameter("b", Normal(0, 1), shape: [2])
      m.observe("y", Normal(matmul(design, b), 1), [1, 2, 3])
    }
    #expect(model.data[0].value.shape == [3, 2])
  }

  @Test func `rows of different counts are an error with both counts`() throws {
    let error = try #require(Tensor([[1.0, 2], [3]]).error)
    #expect(error.description.contains("rows of 2 and of 1 elements make no matrix"), "\(error)")
    let deeper = try #require(Tensor([[[1, 2]], [[3, 4], [5, 6]]]).error)
    #expect(deeper.description.contains("parts of the shapes (1, 2) and (2, 2) make no array"), "\(deeper)")
    let inner = try #require(Tensor([[[1, 2], [3]], [[3, 4], [5, 6]]]).error)
    #expect(inner.description.contains("rows of 2 and of 1"), "\(inner)")
  }

  @Test func `reductions typed with one axis, as in NumPy`() throws {
    let x = Tensor([[1.0, 2], [3, 4]])
    let rows: [(Tensor, NDArray)] = [
      (sum(x, axis: 0), [4, 6]), (mean(x, axis: 0), [2, 3]), (product(x, axis: 1), [2, 12]), (max(x, axis: 0), [3, 4]),
      (min(x, axis: -1), [1, 3]), (variance(x, axis: 0), [1, 1]), (variance(x, axis: 0, correction: 1), [2, 2]),
      (standardDeviation(x, axis: 1), [0.5, 0.5]), (exp(logSumExp(log(x), axis: 0)), [4, 6]),
      (all(x .> 2, axis: 0), NDArray([false, false])), (any(x .> 2, axis: 0), NDArray([true, true])),
      (sum(x, axis: 1, keepingDimensions: true), NDArray(rows: [[3], [7]])),
    ]
    for (value, expected) in rows {
      let array = try evaluate(value)
      #expect(array.shape == expected.shape)
      #expect(zip(array.doubles, expected.doubles).allSatisfy { ($0 - $1).magnitude <= 1e-15 * $1.magnitude })
    }
    #expect(sum(x, axis: 2).error != nil)
  }

  @Test func `the whole way, typed as in Swift`() throws {
    let model = try Model { m in
      let mu = m.parameter("mu", Normal(mean: 0, standardDeviation: 5))
      m.observe("y", Normal(mean: mu, standardDeviation: 2), Self.y)
    }
    let posterior = try model.sample(using: .slice(), draws: 200, warmup: 100, seed: 1)
    #expect(posterior.summary()["mu"] != nil)
    #expect(try model.maximumAPosteriori(seed: 1)["mu"] != nil)
  }
}
