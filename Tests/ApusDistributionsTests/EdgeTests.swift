// Values outside supports, at their edges, and parameters outside their domains.

import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusRandom
import Foundation
import Testing

@Suite struct EdgeTests {
  @Test(arguments: Family.all) func `the density is 0 outside the support, and NaN for a value of NaN`(
    family: Family
  ) throws {
    for point in family.points {
      let distribution = family(point)
      #expect(try number(distribution.logDensity(Tensor(Double.nan))).isNaN, "\(family.name)")
      for value in [-1e300, -2, -1e-9, 0.5, 1e9 + 0.5] {
        let isInside = try evaluate(distribution.support.contains(Tensor(value))).doubles[0] == 1
        let density = try number(distribution.logDensity(Tensor(value)))
        #expect(isInside || density == -.infinity, "\(family.name)\(point) at \(value): \(density)")
        #expect(!isInside || density < .infinity, "\(family.name)\(point) at \(value): \(density)")
      }
    }
  }

  @Test(arguments: Family.discrete) func `values may be integers, doubles or truth values`(family: Family) throws {
    let distribution = family(family.points[0])
    let doubles = try numbers(distribution.logDensity(Tensor([0.0, 1, 2])))
    #expect(try numbers(distribution.logDensity(Tensor([0 as Int, 1, 2]))) == doubles)
    #expect(try numbers(distribution.logDensity(Tensor([false, true]))) == Array(doubles[0..<2]))
  }

  /// Distributions with a parameter outside its domain, and a value inside the support.
  static let invalid: [(any Distribution, Double)] = [
    (Normal(0, -1), 0.3), (Normal(0, 0), 0.3), (HalfNormal(-1), 0.3), (LogNormal(0, -1), 0.3),
    (StudentT(degreesOfFreedom: -1), 0.3), (StudentT(degreesOfFreedom: 3, location: 0, scale: -1), 0.3),
    (Cauchy(0, -1), 0.3), (HalfCauchy(-1), 0.3), (Exponential(rate: -1), 0.3), (Gamma(shape: -0.5, rate: 1), 0.3),
    (Gamma(shape: 2, rate: -1), 0.3), (InverseGamma(shape: -0.5, scale: 1), 0.3),
    (InverseGamma(shape: 2, scale: -1), 0.3), (Beta(-0.5, 1), 0.3), (Beta(1, -0.5), 0.3), (Laplace(0, -1), 0.3),
    (Logistic(0, -1), 0.3), (Gumbel(0, -1), 0.3), (Weibull(shape: -1, scale: 1), 0.3),
    (Weibull(shape: 1, scale: -1), 0.3), (Pareto(shape: -1, minimum: 0.1), 0.3), (Pareto(shape: 1, minimum: -1), 0.3),
    (ParetoType2(shape: -1, scale: 1), 0.3), (ParetoType2(shape: 1, scale: -1), 0.3), (Rayleigh(-1), 0.3),
    (Maxwell(-1), 0.3), (Levy(0, -1), 0.3), (Frechet(shape: -1, scale: 1), 0.3), (Frechet(shape: 1, scale: -1), 0.3),
    (HalfStudentT(degreesOfFreedom: -1), 0.3), (HalfStudentT(degreesOfFreedom: 3, scale: -1), 0.3),
    (ChiSquared(degreesOfFreedom: -1), 0.3), (InverseChiSquared(degreesOfFreedom: -1), 0.3),
    (InverseChiSquared(degreesOfFreedom: 3, scale: -1), 0.3), (InverseChiSquared(degreesOfFreedom: -3, scale: 1), 0.3),
    (AsymmetricLaplace(asymmetry: -1, location: 0, scale: 1), 0.3),
    (AsymmetricLaplace(asymmetry: 1, location: 0, scale: -1), 0.3), (LogLogistic(scale: -1, shape: 1), 0.3),
    (LogLogistic(scale: 1, shape: -1), 0.3), (LogUniform(-1, 2), 0.3), (Kumaraswamy(-0.5, 1), 0.3),
    (Kumaraswamy(1, -0.5), 0.3), (Triangular(lower: 0, mode: 2, upper: 1), 0.3),
    (Triangular(lower: 0, mode: -1, upper: 1), 0.3), (Moyal(0, -1), 0.3),
    (HyperbolicSecant(0, -1), 0.3), (SoftLaplace(0, -1), 0.3), (InverseGaussian(mean: -1, shape: 1), 0.3),
    (InverseGaussian(mean: 1, shape: -1), 0.3), (ExGaussian(location: 0, scale: -1, rate: 1), 0.3),
    (ExGaussian(location: 0, scale: 1, rate: -1), 0.3), (ExGaussian(location: 0, scale: -1, rate: -1), 0.3),
    (GeneralizedExtremeValue(location: 0, scale: -1, shape: 0.2), 0.3),
    (GeneralizedPareto(location: 0, scale: -1, shape: 0.2), 0.3),
    (JohnsonSU(location: 0, scale: -1, skewness: 0, tailWeight: 1), 0.3),
    (JohnsonSU(location: 0, scale: 1, skewness: 0, tailWeight: -1), 0.3),
    (SinhArcsinh(location: 0, scale: -1, skewness: 0, tailWeight: 1), 0.3),
    (SinhArcsinh(location: 0, scale: 1, skewness: 0, tailWeight: -1), 0.3),
    (Rice(-1, 1), 0.3), (Rice(1, -1), 0.3), (SkewStudentT(alpha: 0, beta: 1), 0.3),
    (SkewStudentT(alpha: 1, beta: -1), 0.3), (SkewStudentT(alpha: 1, beta: 1, location: 0, scale: -1), 0.3),
    (Interpolated(points: [0, 1, 0.5], density: [1, 1, 1]), 0.3),
    (Interpolated(points: [0, 1], density: [1, -1]), 0.3),
    (KernelDensity(samples: [1, 1]), 0.3), (KernelDensity(samples: [1, 2], bandwidth: -1), 0.3),
    (Wiener(boundary: -1, drift: 1), 0.3), (Wiener(boundary: 1, nonDecisionTime: -1, drift: 1), 0.3),
    (Wiener(boundary: 1, bias: 1, drift: 1), 0.3),
    (PolyaGamma(shape: 0), 0.3), (PolyaGamma(shape: -1, tilt: 2), 0.3), (PolyaGamma(shape: 1, tilt: Double.nan), 0.3),
    (SkewNormal(location: 0, scale: -1, shape: 1), 0.3), (LogitNormal(0, -1), 0.3),
    (BetaPrime(-0.5, 1), 0.3), (BetaPrime(1, -0.5), 0.3), (PERT(low: 0, mode: 2, high: 1), 0.3),
    (PERT(low: 0, mode: -0.5, high: 1), 0.3), (Gamma(mean: -2, standardDeviation: 1), 0.3),
    (Gamma(mean: 2, standardDeviation: -1), 0.3), (Gamma(mean: -2, standardDeviation: -1), 0.3),
    (InverseGamma(mean: -2, standardDeviation: 1), 0.3), (InverseGamma(mean: 2, standardDeviation: -1), 0.3),
    (Beta(mean: 1.5, concentration: 2), 0.3), (Beta(mean: 0.5, concentration: -2), 0.3),
    (Beta(mean: 1.5, standardDeviation: 0.1), 0.3), (Beta(mean: 0.5, standardDeviation: 0.6), 0.3),
    (Beta(mean: 0.5, standardDeviation: -0.1), 0.3),
    (VonMises(0, -1), 0.3), (Bernoulli(probability: 1.2), 1), (Bernoulli(probability: -0.2), 0),
    (Binomial(trials: 3, probability: 1.2), 1), (Binomial(trials: 2.5, probability: 0.5), 1), (Poisson(rate: -1), 1),
    (NegativeBinomial(mean: -1, dispersion: 2), 1), (NegativeBinomial(mean: 1, dispersion: -2), 1),
    (NegativeBinomial(shape: -1, rate: 2), 1), (NegativeBinomial(shape: 1, rate: -2), 1),
    (NegativeBinomial(successes: 0, probability: 0.5), 1), (NegativeBinomial(successes: 2, probability: 0), 1),
    (NegativeBinomial(successes: 2, probability: 1.5), 1),
    (Geometric(probability: 1.5), 2), (Geometric(probability: 0), 2),
    (OrderedLogistic(predictor: 0, cutpoints: [1, 0.5, 2]), 0), (OrderedLogistic(predictor: 0, cutpoints: [1, 1]), 1),
    (OrderedProbit(predictor: 0, cutpoints: [1, 0.5, 2]), 0),
    (OrderedProbit(predictor: Double.nan, cutpoints: [1, 2]), 0),
    (BetaBinomial(trials: 2.5, alpha: 1, beta: 1), 1), (BetaBinomial(trials: 3, alpha: 0, beta: 1), 1),
    (BetaBinomial(trials: 3, alpha: 1, beta: -1), 1), (ZeroInflated(of: Poisson(rate: 2), probability: 1.5), 1),
    (ZeroInflated(of: Poisson(rate: -2), probability: 0.5), 1), (Hurdle(of: Poisson(rate: 2), probability: -0.1), 1),
    (ZeroOneInflatedBeta(mean: 0.5, concentration: 3, zero: 0.6, one: 0.5), 0),
    (ZeroOneInflatedBeta(mean: 0.5, concentration: 3, zero: -0.1, one: 0.5), 0.3),
    (ZeroOneInflatedBeta(mean: 0.5, concentration: 3, zero: 0.1, one: -0.5), 1),
    (ZeroOneInflatedBeta(mean: 0.5, concentration: -3, zero: 0.1, one: 0.5), 0),
    (ZeroOneInflatedBeta(mean: 1.5, concentration: 3, zero: 0.1, one: 0.5), 1),
    (Hurdle(of: Exponential(rate: -2), probability: 0.1), 1), (DiscreteUniform(0, 2.5), 1),
    (Hypergeometric(population: 9, successes: 2.5, draws: 3), 1),
    (DiscreteWeibull(survival: 1, shape: 2), 1), (DiscreteWeibull(survival: 0.5, shape: 0), 1),
    (BetaNegativeBinomial(successes: 0, alpha: 1, beta: 1), 1),
    (BetaNegativeBinomial(successes: 1, alpha: 0, beta: 1), 1),
    (BetaNegativeBinomial(successes: 1, alpha: 1, beta: 0), 1), (Skellam(0, 1), 1), (Skellam(1, -1), 1),
    (YuleSimon(exponent: 0), 1), (GeneralizedPoisson(rate: 0, dispersion: 0.5), 1),
    (GeneralizedPoisson(rate: 1, dispersion: 1), 1), (GeneralizedPoisson(rate: 1, dispersion: -0.3), 1),
    (GeneralizedPoisson(rate: 9, dispersion: -1.1), 1),
    (ConwayMaxwellPoisson(rate: 0, dispersion: 1), 1), (ConwayMaxwellPoisson(rate: 1, dispersion: 0), 1),
    (DiracDelta(0.5), 0),
    (Censored(Exponential(rate: -1), event: 0), 1), (Censored(Exponential(rate: 1), event: 3), 1),
    (Discretized(Normal(0, -1)), 1), (Discretized(Exponential(rate: -1)), 1),
    (Transformed(Normal(0, -1), LogTransform()), 1),
    (Masked(Normal(0, -1), 1), 1), (Weighted(Normal(0, -1), 1), 1), (Weighted(Normal(0, 1), -1), 1),
    (Categorical(probabilities: [0.5, 0.6]), 1), (Mixture(weights: [0.5, 0.6], [Normal(0, 1), Normal(1, 1)]), 0.3),
  ]

  @Test func `a parameter outside its domain gives NaN`() throws {
    for (distribution, value) in Self.invalid {
      let density = try number(distribution.logDensity(Tensor(value)))
      #expect(density.isNaN, "\(distribution.name) with \(distribution.parameters.map(\.value)): \(density)")
    }
    let empty = Uniform(1, 0)
    #expect(try number(empty.logDensity(0.5)) == -.infinity)
  }

  @Test func `densities at the edges of supports are their limits`() throws {
    let cases: [(any Distribution, Double, Double)] = [
      (Exponential(rate: 3), 0, log(3)), (HalfNormal(2), 0, log(2 / (2 * .pi).squareRoot() / 2)),
      (HalfCauchy(1), 0, log(2 / .pi)), (Gamma(shape: 1, rate: 3), 0, log(3)),
      (Gamma(shape: 0.5, rate: 3), 0, .infinity),
      (Gamma(shape: 2, rate: 3), 0, -.infinity), (Beta(1, 3), 0, log(3)), (Beta(4, 1), 1, log(4)),
      (Beta(1, 1), 0, 0), (Beta(1, 1), 1, 0), (Beta(2, 2), 0, -.infinity), (Beta(0.5, 2), 0, .infinity),
      (Beta(2, 0.5), 1, .infinity), (LogNormal(0, 1), 0, -.infinity),
      (InverseGamma(shape: 1, scale: 1), 0, -.infinity), (Weibull(shape: 1, scale: 3), 0, -log(3)),
      (Weibull(shape: 0.5, scale: 3), 0, .infinity), (Weibull(shape: 2, scale: 3), 0, -.infinity),
      (Pareto(shape: 2, minimum: 3), 3, log(2) - log(3)), (Pareto(shape: 2, minimum: 3), 2.9, -.infinity),
      (ParetoType2(shape: 2, location: 1, scale: 3), 1, log(2) - log(3)), (Rayleigh(1), 0, -.infinity),
      (Maxwell(1), 0, -.infinity), (Levy(3, 1), 3, -.infinity), (Frechet(shape: 1, scale: 2), 0, -.infinity),
      (HalfStudentT(degreesOfFreedom: 1), 0, log(2 / .pi)), (ChiSquared(degreesOfFreedom: 2), 0, log(0.5)),
      (ChiSquared(degreesOfFreedom: 1), 0, .infinity), (InverseChiSquared(degreesOfFreedom: 1), 0, -.infinity),
      (LogLogistic(scale: 3, shape: 1), 0, -log(3)), (LogLogistic(scale: 3, shape: 0.5), 0, .infinity),
      (LogLogistic(scale: 3, shape: 2), 0, -.infinity), (LogUniform(1, 3), 1, -log(log(3))),
      (LogUniform(1, 3), 3, -log(3) - log(log(3))), (Kumaraswamy(1, 3), 0, log(3)), (Kumaraswamy(4, 1), 1, log(4)),
      (Kumaraswamy(0.5, 2), 0, .infinity), (Kumaraswamy(2, 0.5), 1, .infinity), (Kumaraswamy(2, 2), 1, -.infinity),
      (Triangular(lower: 0, mode: 1, upper: 3), 1, log(2) - log(3)),
      (Triangular(lower: 0, mode: 0, upper: 2), 0, 0), (Triangular(lower: 0, mode: 2, upper: 2), 2, 0),
      (Triangular(lower: 0, mode: 1, upper: 3), 0, -.infinity),
      (Uniform(1, 3), 1, -log(2)), (Uniform(1, 3), 3, -log(2)), (Bernoulli(probability: 0), 0, 0),
      (Bernoulli(probability: 1), 1, 0), (Bernoulli(probability: 1), 0, -.infinity),
      (Binomial(trials: 5, probability: 0), 0, 0), (Binomial(trials: 5, probability: 1), 5, 0),
      (Binomial(trials: 5, probability: 1), 4, -.infinity), (Binomial(trials: 0, probability: 0.3), 0, 0),
      (Poisson(rate: 0), 0, 0), (Poisson(rate: 0), 1, -.infinity), (NegativeBinomial(mean: 0, dispersion: 2), 0, 0),
      (NegativeBinomial(successes: 2, probability: 1), 0, 0),
      (NegativeBinomial(successes: 2, probability: 1), 1, -.infinity),
      (Geometric(probability: 1), 1, 0), (Geometric(probability: 1), 2, -.infinity),
      (BetaPrime(1, 3), 0, log(3)), (BetaPrime(0.5, 3), 0, .infinity), (BetaPrime(2, 3), 0, -.infinity),
      (PERT(low: 0, mode: 0, high: 1), 0, log(5)), (PERT(low: 0, mode: 2, high: 2), 2, log(2.5)),
      (PERT(low: 0, mode: 1, high: 2), 0, -.infinity), (LogitNormal(0, 1), 1, -.infinity),
      (GeneralizedPareto(location: 1, scale: 3, shape: 0.2), 1, -log(3)),
      (InverseGaussian(mean: 1, shape: 1), 0, -.infinity),
      (Dirichlet([1, 1]), 0, 0), (VonMises(0, 0), 2, -log(2 * .pi)),
    ]
    for (distribution, value, expected) in cases {
      let point: Tensor = distribution is Dirichlet ? Tensor([value, 1 - value]) : Tensor(value)
      let density = try number(distribution.logDensity(point))
      let isClose = density == expected || abs(density - expected) <= 1e-14 * max(1, abs(expected))
      #expect(isClose, "\(distribution.name) at \(value): \(density), \(expected)")
    }
  }

  @Test func `gradients at valid parameters on the boundary are those of the formula`() throws {
    let success = try GradientProbe(count: 1) { Bernoulli(probability: $0[0]).logDensity(1) }
    #expect(try success.slopes([1]) == [1])
    let failure = try GradientProbe(count: 1) { Bernoulli(probability: $0[0]).logDensity(0) }
    #expect(try failure.slopes([0]) == [-1])
    let first = try GradientProbe(count: 1) { Geometric(probability: $0[0]).logDensity(1) }
    #expect(try first.slopes([1]) == [1])
    let none = try GradientProbe(count: 1) { Poisson(rate: $0[0]).logDensity(0) }
    #expect(try none.slopes([0]) == [-1])
    let all = try GradientProbe(count: 1) { Binomial(trials: 4, probability: $0[0]).logDensity(4) }
    #expect(try all.slopes([1]) == [4])
  }

  @Test func `a flat prior is improper, has density 1, and draws nothing`() throws {
    var generator = Philox4x64(seed: 1)
    #expect(!Flat().isProper && !HalfFlat().isProper && Normal(0, 1).isProper)
    #expect(try numbers(Flat().logDensity(Tensor([-3.0, 1e300]))) == [0, 0])
    #expect(try numbers(HalfFlat().logDensity(Tensor([-3.0, 2]))) == [-.infinity, 0])
    #expect(Flat().draw(shape: [2], parameters: [], using: &generator).doubles.allSatisfy { $0.isNaN })
    #expect(HalfFlat(shape: [2]).draw(shape: [2], parameters: [], using: &generator).doubles.allSatisfy { $0.isNaN })
    #expect(Flat(shape: [3]).shape == [3])
  }
}
