// The table that the law tests run over: one row for each univariate family.

import ApusDistributions
import ApusGraph
import ApusOps
import Testing

/// A univariate family with points of its parameters.
struct Family: Sendable, CustomTestStringConvertible {
  /// The name, which is also that of the reference numbers.
  let name: String
  /// The distribution of given parameters.
  let make: @Sendable ([Tensor]) -> any Distribution
  /// Parameters at which the laws are tested.
  let points: [[Double]]
  /// Which parameters have a gradient.
  var differentiable: [Int]?
  /// A place near the bulk, at which integrals over the real line are split; a kink if there is one.
  var center: @Sendable ([Double]) -> Double = { $0.first ?? 0 }
  /// Half the length of what the density leaves out around the center.
  var gap: @Sendable ([Double]) -> Double = { _ in 0 }
  /// A count beyond which the probability is negligible.
  var countLimit: @Sendable ([Double]) -> Int = { _ in 0 }
  /// The first count with a probability, or one below which there is none worth a name.
  var firstCount: @Sendable ([Double]) -> Int = { _ in 0 }
  /// Whether some of the numbers of a point are one vector: cutpoints.
  var hasVectors = false
  /// The logarithms of the least tails that are looked at, below and above: of most families 1e-300 and less.
  var depths = (below: -670.0, above: -680.0)
  /// Parameters whose derivative is a small difference of terms where they are large: that of a dispersion far above the mean.
  var differences: [Int] = []
  /// Whether it has a distribution function: a conformance that is lost fails the tests that need it.
  var hasCDF = true
  /// Whether it has a mean and a variance.
  var hasMoments = true

  var testDescription: String { name }

  /// The counts from the first one to the limit.
  func counts(_ point: [Double], atMost most: Int = .max) -> [Double] {
    (firstCount(point)...countLimit(point)).prefix(most).map(Double.init)
  }

  /// The distribution with constant parameters.
  func callAsFunction(_ parameters: [Double]) -> any Distribution { make(parameters.map { Tensor($0) }) }

  /// Continuous families.
  static let continuous: [Family] = [
    Family(name: "Normal", make: { Normal($0[0], $0[1]) }, points: [[0, 1], [-3, 0.5], [100, 20]]),
    Family(name: "HalfNormal", make: { HalfNormal($0[0]) }, points: [[1], [0.2], [30]]),
    Family(
      name: "LogNormal", make: { LogNormal($0[0], $0[1]) }, points: [[0, 1], [2, 0.3], [-1, 2]],
      center: { exponential($0[0]) }),
    Family(
      name: "StudentT", make: { StudentT(degreesOfFreedom: $0[0], location: $0[1], scale: $0[2]) },
      points: [[4, 0, 1], [1.5, 2, 0.5], [40, -10, 3]], center: { $0[1] }),
    Family(name: "Cauchy", make: { Cauchy($0[0], $0[1]) }, points: [[0, 1], [5, 0.3]], hasMoments: false),
    Family(name: "HalfCauchy", make: { HalfCauchy($0[0]) }, points: [[1], [2.5]], hasMoments: false),
    Family(name: "Exponential", make: { Exponential(rate: $0[0]) }, points: [[1], [0.05], [7]], center: { 1 / $0[0] }),
    Family(
      name: "Gamma", make: { Gamma(shape: $0[0], rate: $0[1]) },
      points: [[2, 1], [0.3, 2], [1, 0.5], [40, 0.5], [15.9, 3]], center: { $0[0] / $0[1] }),
    Family(
      name: "InverseGamma", make: { InverseGamma(shape: $0[0], scale: $0[1]) },
      points: [[3, 1], [0.8, 2], [25, 10]],
      center: { $0[1] / $0[0] }),
    Family(name: "Beta", make: { Beta($0[0], $0[1]) }, points: [[2, 3], [0.5, 1.5], [1, 1], [60, 40]]),
    Family(name: "Uniform", make: { Uniform($0[0], $0[1]) }, points: [[0, 1], [-3, 12]]),
    Family(name: "Laplace", make: { Laplace($0[0], $0[1]) }, points: [[0, 1], [-2, 4]]),
    Family(name: "Logistic", make: { Logistic($0[0], $0[1]) }, points: [[0, 1], [3, 0.2]]),
    Family(name: "Gumbel", make: { Gumbel($0[0], $0[1]) }, points: [[0, 1], [-3, 0.5], [100, 20]]),
    Family(
      name: "Weibull", make: { Weibull(shape: $0[0], scale: $0[1]) },
      points: [[2, 1], [0.7, 5], [1, 0.1], [7, 3]],
      center: { $0[1] }),
    Family(
      name: "Pareto", make: { Pareto(shape: $0[0], minimum: $0[1]) }, points: [[5, 1], [2.5, 0.1], [0.7, 3]],
      center: { 2 * $0[1] }),
    Family(
      name: "ParetoType2", make: { ParetoType2(shape: $0[0], location: $0[1], scale: $0[2]) },
      points: [[5, 0, 1], [2.5, -3, 0.5], [0.7, 2, 30]], center: { $0[1] + $0[2] }),
    Family(name: "Rayleigh", make: { Rayleigh($0[0]) }, points: [[1], [0.2], [30]]),
    Family(name: "Maxwell", make: { Maxwell($0[0]) }, points: [[1], [0.2], [30]]),
    Family(
      name: "Levy", make: { Levy($0[0], $0[1]) }, points: [[0, 1], [-3, 0.5], [2, 10]], center: { $0[0] + $0[1] },
      hasMoments: false),
    Family(
      name: "Frechet", make: { Frechet(shape: $0[0], scale: $0[1]) }, points: [[5, 1], [2.5, 0.1], [0.7, 3]],
      center: { $0[1] }),
    Family(
      name: "HalfStudentT", make: { HalfStudentT(degreesOfFreedom: $0[0], scale: $0[1]) },
      points: [[4, 1], [1.5, 0.5], [40, 3]], center: { $0[1] }),
    Family(
      name: "ChiSquared", make: { ChiSquared(degreesOfFreedom: $0[0]) }, points: [[4], [0.6], [2], [30]]),
    Family(
      name: "InverseChiSquared", make: { InverseChiSquared(degreesOfFreedom: $0[0]) }, points: [[6], [1.6], [30]],
      center: { 1 / $0[0] }),
    Family(
      name: "ScaledInverseChiSquared", make: { InverseChiSquared(degreesOfFreedom: $0[0], scale: $0[1]) },
      points: [[6, 1], [1.6, 0.3], [30, 2]], center: { $0[1] * $0[1] }),
    Family(
      name: "AsymmetricLaplace", make: { AsymmetricLaplace(asymmetry: $0[0], location: $0[1], scale: $0[2]) },
      points: [[1.5, 0, 1], [0.4, -2, 4], [1.1, 3, 0.2]], center: { $0[1] }),
    Family(
      name: "LogLogistic", make: { LogLogistic(scale: $0[0], shape: $0[1]) }, points: [[1, 2.5], [0.2, 5], [3, 0.7]]),
    Family(
      name: "LogUniform", make: { LogUniform($0[0], $0[1]) }, points: [[1, 10], [0.01, 12], [3, 3.125]],
      // Doubles near a bound that is not 0 lie too far apart for smaller tails.
      depths: (-36, -33)),
    Family(
      name: "Kumaraswamy", make: { Kumaraswamy($0[0], $0[1]) }, points: [[2, 3], [0.5, 1.5], [1, 1], [5, 20]]),
    Family(
      name: "Triangular", make: { Triangular(lower: $0[0], mode: $0[1], upper: $0[2]) },
      points: [[0, 0.25, 1], [-3, 2, 12]], center: { $0[1] }),
    Family(
      name: "Rice", make: { Rice($0[0], $0[1]) }, points: [[1, 1], [0.3, 0.5], [20, 3]], center: { $0[0] + $0[1] }),
    Family(
      name: "SkewStudentT",
      make: { SkewStudentT(alpha: $0[0], beta: $0[1], location: $0[2], scale: $0[3]) },
      points: [[2, 3, 0, 1], [4, 2.75, -3, 0.5], [10, 12, 2, 3]], center: { $0[2] }),
    Family(
      name: "Interpolated", make: { Interpolated(points: [0, 1, 4], density: stack($0, axis: -1)) },
      points: [[0.5, 2, 0.25], [1, 3, 0.25]], center: { _ in 1 }, hasVectors: true,
      // Doubles near 4 lie too far apart for smaller tails.
      depths: (-670, -27)),
    Family(
      name: "KernelDensity",
      make: { KernelDensity(samples: stack(Array($0.dropLast()), axis: -1), bandwidth: $0[$0.count - 1]) },
      points: [[-1, 0.5, 2, 0.75], [10, 10.25, 30, 3]], center: { $0[1] }, hasVectors: true),
    Family(
      name: "Wiener", make: { Wiener(boundary: $0[0], nonDecisionTime: $0[1], bias: $0[2], drift: $0[3]) },
      points: [[1.5, 0.3, 0.4, 0.7], [2, 0.05, 0.5, -1], [0.8, 0.1, 0.7, 3]], center: { _ in 0 }, gap: { $0[1] },
      differences: [0, 1, 2, 3, 4], hasMoments: false),
    Family(
      name: "PolyaGamma", make: { PolyaGamma(shape: $0[0], tilt: $0[1]) }, points: [[1, 0], [2.5, 1.5], [0.3, -4]],
      center: { 0.25 * $0[0] / (1 + 0.5 * abs($0[1])) }),
    Family(name: "Moyal", make: { Moyal($0[0], $0[1]) }, points: [[0, 1], [-3, 0.5], [100, 20]]),
    Family(name: "HyperbolicSecant", make: { HyperbolicSecant($0[0], $0[1]) }, points: [[0, 1], [3, 0.2]]),
    Family(name: "SoftLaplace", make: { SoftLaplace($0[0], $0[1]) }, points: [[0, 1], [-2, 4]]),
    Family(
      name: "InverseGaussian", make: { InverseGaussian(mean: $0[0], shape: $0[1]) },
      points: [[1, 1], [3, 0.5], [0.2, 10]]),
    Family(
      name: "SkewNormal", make: { SkewNormal(location: $0[0], scale: $0[1], shape: $0[2]) },
      points: [[0, 1, 2], [-3, 0.5, -0.7], [1, 2, 0]]),
    Family(
      name: "ExGaussian", make: { ExGaussian(location: $0[0], scale: $0[1], rate: $0[2]) },
      points: [[0, 1, 1], [-3, 0.5, 0.25], [10, 2, 3]], differences: [2]),
    Family(
      name: "GeneralizedExtremeValue",
      make: { GeneralizedExtremeValue(location: $0[0], scale: $0[1], shape: $0[2]) },
      points: [[0, 1, 0.2], [1, 2, 0], [-1, 0.5, -0.3]]),
    Family(
      name: "GeneralizedPareto", make: { GeneralizedPareto(location: $0[0], scale: $0[1], shape: $0[2]) },
      points: [[0, 1, 0.2], [1, 2, 0], [-1, 0.5, -0.3]], center: { $0[0] + $0[1] }),
    Family(
      name: "JohnsonSU",
      make: { JohnsonSU(location: $0[0], scale: $0[1], skewness: $0[2], tailWeight: $0[3]) },
      points: [[0, 1, 0.5, 1.5], [-3, 0.5, -1, 2.5]]),
    Family(
      name: "SinhArcsinh",
      make: { SinhArcsinh(location: $0[0], scale: $0[1], skewness: $0[2], tailWeight: $0[3]) },
      points: [[0, 1, 0.5, 1.5], [-3, 0.5, -1, 0.75]], hasMoments: false),
    Family(
      name: "LogitNormal", make: { LogitNormal($0[0], $0[1]) }, points: [[0, 1], [2, 0.3], [-1, 1.5]],
      hasMoments: false),
    Family(name: "BetaPrime", make: { BetaPrime($0[0], $0[1]) }, points: [[2, 3], [0.5, 1.5], [60, 40]]),
    Family(
      name: "PERT", make: { PERT(low: $0[0], mode: $0[1], high: $0[2]) },
      points: [[0, 0.3, 1], [-7, 2, 3], [1, 1.5, 9]]),
    Family(
      name: "GammaMeanDeviation", make: { Gamma(mean: $0[0], standardDeviation: $0[1]) },
      points: [[2, 1], [0.3, 0.5], [80, 12]]),
    Family(
      name: "InverseGammaMeanDeviation", make: { InverseGamma(mean: $0[0], standardDeviation: $0[1]) },
      points: [[2, 1], [0.3, 0.5], [80, 12]]),
    Family(
      name: "BetaMeanConcentration", make: { Beta(mean: $0[0], concentration: $0[1]) },
      points: [[0.4, 5], [0.25, 2], [0.6, 100]], differences: [1]),
    Family(
      name: "BetaMeanDeviation", make: { Beta(mean: $0[0], standardDeviation: $0[1]) },
      points: [[0.4, 0.2], [0.25, 0.25], [0.6, 0.1]], differences: [1]),
    Family(
      name: "VonMises", make: { VonMises($0[0], $0[1]) }, points: [[0.5, 1], [2.5, 8], [-1, 0.01]], hasMoments: false),
  ]

  /// Discrete families.
  static let discrete = plain + counts

  private static let plain: [Family] = [
    Family(
      name: "BernoulliProbability", make: { Bernoulli(probability: $0[0]) }, points: [[0.3], [0.99]],
      // A probability near 1 is a double: what is left of it stops at 2⁻⁵³.
      countLimit: { _ in 1 }, depths: (-36, -680)),
    Family(name: "BernoulliLogit", make: { Bernoulli(logit: $0[0]) }, points: [[-1.2], [3]], countLimit: { _ in 1 }),
    Family(
      name: "BinomialProbability", make: { Binomial(trials: $0[0], probability: $0[1]) },
      points: [[10, 0.3], [200, 0.9], [40, 0.5]], differentiable: [1], countLimit: { Int($0[0]) }),
    Family(
      name: "BinomialLogit", make: { Binomial(trials: $0[0], logit: $0[1]) }, points: [[10, -1], [50, 2]],
      differentiable: [1], countLimit: { Int($0[0]) }),
    Family(
      name: "PoissonRate", make: { Poisson(rate: $0[0]) }, points: [[3], [0.2], [60]],
      countLimit: { Int(20 + 3 * $0[0]) }),
    Family(name: "PoissonLogRate", make: { Poisson(logRate: $0[0]) }, points: [[1], [3.5]], countLimit: { _ in 150 }),
    Family(
      name: "NegativeBinomial", make: { NegativeBinomial(mean: $0[0], dispersion: $0[1]) },
      points: [[5, 2], [20, 15], [1, 0.5]], countLimit: { Int(60 * (1 + $0[0])) }, differences: [1]),
    Family(
      name: "NegativeBinomialRate", make: { NegativeBinomial(shape: $0[0], rate: $0[1]) },
      points: [[2, 0.4], [15, 0.75], [0.5, 0.5]], countLimit: { Int(60 * (1 + $0[0] / $0[1])) }, differences: [0]),
    Family(
      name: "NegativeBinomialProbability", make: { NegativeBinomial(successes: $0[0], probability: $0[1]) },
      points: [[2, 0.3], [15, 0.4], [0.5, 0.35]], countLimit: { Int(60 * (1 + $0[0] / $0[1])) }, differences: [0]),
    Family(
      name: "Geometric", make: { Geometric(probability: $0[0]) }, points: [[0.3], [0.02]],
      countLimit: { Int(50 / $0[0]) }),
  ]

  /// Discrete families with sums, with cutpoints, or with zeros of their own.
  static let counts: [Family] = [
    Family(
      name: "OrderedLogistic", make: { OrderedLogistic(predictor: $0[0], cutpoints: stack(Array($0[1...]), axis: -1)) },
      points: [[0.3, -1, 0.5, 2], [-2, -1.5, 0, 0.25]], countLimit: { _ in 3 }, hasVectors: true, differences: [0],
      hasMoments: false),
    Family(
      name: "OrderedProbit", make: { OrderedProbit(predictor: $0[0], cutpoints: stack(Array($0[1...]), axis: -1)) },
      points: [[0.3, -1, 0.5, 2], [-2, -1.5, 0, 0.25]], countLimit: { _ in 3 }, hasVectors: true, hasMoments: false),
    Family(
      name: "BetaBinomial", make: { BetaBinomial(trials: $0[0], alpha: $0[1], beta: $0[2]) },
      points: [[10, 2, 3], [60, 0.5, 0.7], [200, 90, 40]], differentiable: [1, 2], countLimit: { Int($0[0]) },
      differences: [1, 2]),
    Family(
      name: "ZeroInflated", make: { ZeroInflated(of: Poisson(rate: $0[1]), probability: $0[0]) },
      points: [[0.3, 3], [0.02, 0.4], [0.9, 20]], countLimit: { Int(20 + 3 * $0[1]) }),
    Family(
      name: "Hurdle", make: { Hurdle(of: Poisson(rate: $0[1]), probability: $0[0]) },
      points: [[0.3, 3], [0.02, 0.4], [0.9, 20]], countLimit: { Int(20 + 3 * $0[1]) }, differences: [1]),
    Family(
      name: "DiscreteUniform", make: { DiscreteUniform($0[0], $0[1]) }, points: [[0, 9], [-4, 60]], differentiable: [],
      countLimit: { Int($0[1]) }, firstCount: { Int($0[0]) }, depths: (-6, -6)),
    Family(
      name: "Hypergeometric", make: { Hypergeometric(population: $0[0], successes: $0[1], draws: $0[2]) },
      points: [[20, 7, 12], [500, 60, 30], [30, 25, 20]], differentiable: [], countLimit: { Int(min($0[1], $0[2])) },
      firstCount: { Int(max(0, $0[1] + $0[2] - $0[0])) }, depths: (-670, -670)),
    Family(
      name: "DiscreteWeibull", make: { DiscreteWeibull(survival: $0[0], shape: $0[1]) },
      points: [[0.8, 1.3], [0.3, 0.8], [0.95, 2]], countLimit: { _ in 400 }, depths: (-27, -660), hasMoments: false),
    Family(
      name: "BetaNegativeBinomial",
      make: { BetaNegativeBinomial(successes: $0[0], alpha: $0[1], beta: $0[2]) },
      points: [[20, 30, 13], [6.5, 25, 40]], countLimit: { _ in 3000 }, differences: [0, 1, 2]),
    Family(
      name: "Skellam", make: { Skellam($0[0], $0[1]) }, points: [[3, 2], [0.2, 5], [20, 1]],
      countLimit: { Int(40 + 3 * $0[0]) }, firstCount: { Int(-40 - 3 * $0[1]) }, depths: (-670, -670),
      differences: [0, 1]),
    Family(
      name: "YuleSimon", make: { YuleSimon(exponent: $0[0]) }, points: [[8], [20]], countLimit: { _ in 3000 },
      firstCount: { _ in 1 }, depths: (-13, -630)),
    Family(
      name: "GeneralizedPoisson", make: { GeneralizedPoisson(rate: $0[0], dispersion: $0[1]) },
      points: [[3, 0.2], [10, 0.01], [0.5, 0.6], [8, -0.3]], countLimit: { _ in 300 }, differences: [1]),
    Family(
      name: "ConwayMaxwellPoisson", make: { ConwayMaxwellPoisson(rate: $0[0], dispersion: $0[1]) },
      points: [[3, 1], [1.5, 0.3], [1e4, 3]], countLimit: { _ in 300 }, differences: [0, 1], hasMoments: false),
  ]

  /// All univariate families.
  static let all = continuous + discrete

  /// Those with a distribution function.
  static let withCDF = all.filter(\.hasCDF)

  /// Those with a mean and a variance.
  static let withMoments = all.filter(\.hasMoments)

  /// The member with constant parameters, which must have a distribution function.
  func withCDF(_ parameters: [Double]) throws -> any UnivariateDistribution {
    try #require(self(parameters) as? any UnivariateDistribution, "\(name) has lost its distribution function")
  }

  /// The member with constant parameters, which must have moments.
  func withMoments(_ parameters: [Double]) throws -> any DistributionWithMoments {
    try #require(self(parameters) as? any DistributionWithMoments, "\(name) has lost its moments")
  }
}
