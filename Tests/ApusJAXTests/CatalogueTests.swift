// The completeness of the translations: no Op of Apus's own needs a library, and what is written names only what is there.

import ApusExtension
import ApusOpLaws
import ApusTestSupport
import Testing

@Suite struct CatalogueTests {
  /// The functions of all rows of the law tests, with the vector-Jacobian products of their results.
  private static func rows() throws -> [JAXFunctions.Function] {
    let elementwise: [String: ElementwiseReference] = try Reference.load("ops-elementwise")
    let arrays: [String: ArrayReference] = try Reference.load("ops-arrays")
    var laws = ElementwiseLaws.all.compactMap { row in elementwise[row.name].map { row.law($0) } }
    laws += ArrayLaws.all.flatMap { row in arrays[row.name].map { row.laws($0) } ?? [] }
    return try laws.flatMap { law in
      try law.samples.prefix(1).map { sample in
        let arguments = sample.enumerated().map { Tensor.argument("operand \($0)", $1.type) }
        let results = law.build(arguments)
        let seeds = results.map { $0.type.isDifferentiable ? Tensor.argument("cotangent", $0.type) : nil }
        let real = arguments.filter { $0.type.isDifferentiable }
        let products = try vectorJacobianProduct(of: results, cotangents: seeds, withRespectTo: real)
        return JAXFunctions.Function(
          law.name, arguments + seeds.compactMap { $0 }, results + products.compactMap { $0 })
      }
    }
  }

  @Test func `every Op of the catalogue is written, its derivatives too, without a library`() throws {
    let module = try JAXFunctions(try Self.rows())
    #expect(module.routines == [])
    #expect(module.text.count { $0 == "\n" } > 3000)
  }

  @Test func `every distribution and every transform is written`() throws {
    let parameters = [Tensor.argument("a", .float64()), Tensor.argument("b", .float64())]
    let (a, b) = (parameters[0], parameters[1])
    let distributions: [any Distribution] = [
      Normal(a, b), HalfNormal(b), LogNormal(a, b), StudentT(degreesOfFreedom: b, location: a, scale: b), Cauchy(a, b),
      HalfCauchy(b), Exponential(rate: b), Gamma(shape: b, rate: b), InverseGamma(shape: b, scale: b), Beta(b, b),
      Uniform(a, b), Laplace(a, b), Logistic(a, b), Gumbel(a, b), Weibull(shape: b, scale: b),
      Pareto(shape: b, minimum: b), ParetoType2(shape: b, location: a, scale: b), Rayleigh(b), Maxwell(b), Levy(a, b),
      Frechet(shape: b, scale: b), HalfStudentT(degreesOfFreedom: b, scale: b), ChiSquared(degreesOfFreedom: b),
      InverseChiSquared(degreesOfFreedom: b), InverseChiSquared(degreesOfFreedom: b, scale: b),
      AsymmetricLaplace(asymmetry: b, location: a, scale: b), LogLogistic(scale: b, shape: b), LogUniform(a, b),
      Kumaraswamy(a, b), Triangular(lower: a, mode: b, upper: b), Moyal(a, b), VonMises(a, b),
      Bernoulli(probability: a), Bernoulli(logit: a),
      Binomial(trials: 3, probability: a), Binomial(trials: 3, logit: a), Poisson(rate: b), Poisson(logRate: a),
      NegativeBinomial(mean: b, dispersion: b), Geometric(probability: a), InverseGaussian(mean: b, shape: b),
      ExGaussian(location: a, scale: b, rate: b), SkewNormal(location: a, scale: b, shape: a),
      SkewStudentT(alpha: b, beta: b, location: a, scale: b), Interpolated(points: [0, 1, 4], density: [1, 2, 0]),
      KernelDensity(samples: [0.5, 1, 3], bandwidth: b),
      GeneralizedExtremeValue(location: a, scale: b, shape: a),
      GeneralizedPareto(location: a, scale: b, shape: a),
      JohnsonSU(location: a, scale: b, skewness: a, tailWeight: b),
      SinhArcsinh(location: a, scale: b, skewness: a, tailWeight: b), LogitNormal(a, b), BetaPrime(b, b),
      PERT(low: a, mode: a, high: b), HyperbolicSecant(a, b), SoftLaplace(a, b),
      Gamma(mean: b, standardDeviation: b), InverseGamma(mean: b, standardDeviation: b),
      Beta(mean: a, concentration: b), Beta(mean: a, standardDeviation: b),
      OrderedLogistic(predictor: a, cutpoints: [0, 1, 2]), OrderedProbit(predictor: a, cutpoints: [0, 1, 2]),
      ZeroInflated(of: Poisson(rate: b), probability: a), Hurdle(of: Poisson(rate: b), probability: a),
      ZeroOneInflatedBeta(mean: a, concentration: b, zero: a, one: a),
      DiscreteUniform(a, b), DiscreteWeibull(survival: a, shape: b), YuleSimon(exponent: b), DiracDelta(a),
      NegativeBinomial(shape: b, rate: b), NegativeBinomial(successes: b, probability: a),
      BetaNegativeBinomial(successes: b, alpha: b, beta: b),
      Censored(Weibull(shape: b, scale: b), event: [0, 1, 2]), Discretized(Normal(a, b)),
      Discretized(Gamma(shape: b, rate: b)),
      Transformed(sinh(a + b * .drawn(from: Normal(0, 1)))), Transformed(Logistic(a, b), IntervalTransform(0, 4)),
      Masked(Normal(a, b), [1, 0]), Weighted(Normal(a, b), [0.5, 0]),
      CustomDistribution([a, b]) { x, p in -abs(x - p[0]) / p[1] - log(2 * p[1]) },
    ]
    let areas = Tensor.argument("areas", .float64([3]))
    let maps: [any Distribution] = [
      CAR(a, alpha: a, precision: b, edges: [(0, 1), (1, 2)]), ICAR(b, edges: [(0, 1), (1, 2)]),
      ZeroSumNormal(b, shape: [3]),
    ]
    // Their tails are sums or integrals, routines in Swift.
    let summed: [any Distribution] = [
      BetaBinomial(trials: 9, alpha: b, beta: b), Hypergeometric(population: 9, successes: 4, draws: 3),
      GeneralizedPoisson(rate: b, dispersion: 0.5), Rice(a, b),
    ]
    let value = Tensor.argument("x", .float64())
    var functions = (distributions + summed).map {
      JAXFunctions.Function("\(type(of: $0))", parameters + [value], [$0.logDensity(value)])
    }
    functions += maps.map {
      JAXFunctions.Function("\(type(of: $0))", parameters + [areas], [$0.logDensity(areas)])
    }
    for case let distribution as any UnivariateDistribution in distributions {
      functions.append(
        JAXFunctions.Function(
          "\(type(of: distribution)) tails", parameters + [value],
          [distribution.logCDF(value), distribution.logSurvival(value)]))
    }
    // Quantiles that are no search.
    let closed: [any UnivariateDistribution] = [
      Normal(a, b), HalfNormal(b), LogNormal(a, b), Cauchy(a, b), HalfCauchy(b), Exponential(rate: b), Uniform(a, b),
      Laplace(a, b), Logistic(a, b), Gumbel(a, b), Weibull(shape: b, scale: b), Pareto(shape: b, minimum: b),
      ParetoType2(shape: b, location: a, scale: b), Rayleigh(b), Levy(a, b), Frechet(shape: b, scale: b),
      AsymmetricLaplace(asymmetry: b, location: a, scale: b), LogLogistic(scale: b, shape: b), LogUniform(a, b),
      Kumaraswamy(a, b), Triangular(lower: a, mode: b, upper: b), Moyal(a, b),
      GeneralizedExtremeValue(location: a, scale: b, shape: a),
      GeneralizedPareto(location: a, scale: b, shape: a),
      JohnsonSU(location: a, scale: b, skewness: a, tailWeight: b),
      SinhArcsinh(location: a, scale: b, skewness: a, tailWeight: b), LogitNormal(a, b), HyperbolicSecant(a, b),
      SoftLaplace(a, b),
    ]
    for distribution in closed {
      functions.append(
        JAXFunctions.Function(
          "\(type(of: distribution)) quantile", parameters + [value], [distribution.quantile(logit: value)]))
    }
    let vector = Tensor.argument("v", .float64([3]))
    let square = Tensor.argument("m", .float64([3, 3]))
    let events: [(any Distribution, Tensor)] = [
      (Multinomial(trials: 9, probabilities: vector), vector), (Multinomial(trials: 9, logits: vector), vector),
      (DirichletMultinomial(trials: 9, concentration: vector), vector), (MvNormal(vector, precision: square), vector),
      (OrderedMultinomial(trials: 9, predictor: a, cutpoints: Tensor([-0.5, 1])), vector),
      (MvStudentT(degreesOfFreedom: b, location: vector, scaleMatrix: square), vector),
      (MvStudentT(degreesOfFreedom: b, location: vector, choleskyFactor: square), vector),
      (LowRankMvNormal(vector, factor: square, diagonal: vector), vector),
      (MatrixNormal(square, rowCovariance: square, columnCovariance: square), square),
      (KroneckerNormal(vector, covariances: [square]), vector),
      (KroneckerNormal(vector, covariances: [square], noise: b), vector),
      (Wishart(degreesOfFreedom: b, scaleMatrix: square), square),
      (WishartCholesky(degreesOfFreedom: b, choleskyFactor: square), square),
      (InverseWishart(degreesOfFreedom: b, scaleMatrix: square), square),
      (InverseWishartCholesky(degreesOfFreedom: b, choleskyFactor: square), square),
      (LKJCorrelation(3, eta: b), square),
      (LKJCovarianceCholesky(3, eta: b, scales: Exponential(rate: b)), square),
      (LogisticNormal(Tensor([0.0, 1]), covariance: Tensor([[1.0, 0], [0, 1]])), vector),
      (StickBreakingWeights(b, count: 3), vector),
    ]
    for (distribution, value) in events {
      functions.append(
        JAXFunctions.Function(
          "\(type(of: distribution))", [a, b, vector, square], [distribution.logDensity(value)]))
    }
    let transforms: [any ApusDistributions.Transform] = [
      IdentityTransform(), LogTransform(), LowerBoundTransform(a), UpperBoundTransform(b), IntervalTransform(a, b),
      CircularTransform(), OrderedTransform(), OrderedTransform(descending: true), SimplexTransform(),
      BoundedOrderedTransform(lower: a, upper: b, descending: true), CovarianceCholeskyTransform(columns: 1),
      SumToOneTransform(), CorrelationCholeskyTransform(),
      ChainTransform(OrderedTransform(), LogTransform()), SumToZeroTransform(), UnitVectorTransform(),
      AffineTransform(offset: a, multiplier: b), SoftplusTransform(), IsometricLogRatioTransform(),
      CorrelationTransform(), CovarianceCholeskyTransform(), CovarianceTransform(),
    ]
    for transform in transforms {
      functions.append(
        JAXFunctions.Function(
          "\(type(of: transform))", parameters + [vector],
          [transform.constrain(vector), transform.logJacobian(vector)]))
    }
    let module = try JAXFunctions(functions)
    let routines = Set(module.routines.map { String($0.prefix { $0 != "(" }) })
    #expect(routines == ["ArcMean", "LogArcMass", "LogSeries"])
    for word in [
      "def log_student_t_cdf", "def log_skew_normal_cdf", "def gamma_p", "def bessel_i0e", "def log_beta_i(",
    ] {
      #expect(module.text.contains(word), "\(word)")
    }
  }

  @Test func `quantiles that are searched are routines in Swift, their derivatives are written`() throws {
    let (shape, x) = (Tensor.argument("shape", .float64()), Tensor.argument("x", .float64()))
    let quantile = Gamma(shape: shape, rate: 2).quantile(logit: x)
    let slopes = try gradient(of: quantile, withRespectTo: [shape, x])
    let module = try JAXFunctions([JAXFunctions.Function("quantile", [shape, x], [quantile] + slopes)])
    #expect(module.routines.count == 1)
    for word in ["log_gamma_q(", "log_gamma_p(", "log_gamma_p_shape_derivative("] {
      #expect(module.text.contains(word), "\(word)")
    }
  }

  @Test func `tails, normalisers and densities that are sums or integrals are routines in Swift`() throws {
    let (b, x) = (Tensor.argument("b", .float64()), Tensor.argument("x", .float64()))
    let sums: [Tensor] = [
      VonMisesFisher([0.6, 0.8], b).logDensity(Tensor([0.0, 1]) + 0 * x),
      BetaBinomial(trials: 9, alpha: b, beta: 2).logCDF(x), Skellam(b, 2).logDensity(x),
      ConwayMaxwellPoisson(rate: b, dispersion: 0.5).logDensity(x),
      GeneralizedPoisson(rate: b, dispersion: -0.1 * b).logDensity(x), Rice(b, 1).logSurvival(x),
      PolyaGamma(shape: b, tilt: 1).logDensity(x), PolyaGamma(shape: b).logSurvival(x),
      Wiener(boundary: b, drift: 1).logDensity(x), Wiener(boundary: b, drift: 1).logCDF(x),
      BetaNegativeBinomial(successes: b, alpha: 3, beta: 2).logCDF(x), VonMises(b, 2).logSurvival(x),
    ]
    for sum in sums {
      let slope = try gradient(of: sum, withRespectTo: [b])
      let module = try JAXFunctions([JAXFunctions.Function("sum", [b, x], [sum] + slope)])
      #expect(module.routines.count >= 1)
    }
  }

  @Test func `helper functions need only helpers that come with them`() {
    let helpers = HelperFunctions.shared
    #expect(Set(helpers.names).count == helpers.blocks.count && helpers.blocks.count > 60)
    for name in ["log_gamma", "take", "clip_gradient", "with_both_rules", "call_swift", "log_beta_i", "GAMMA"] {
      let blocks = helpers.closure(of: [name])
      let names = Set(blocks.map(\.name))
      for block in blocks { #expect(names.isSuperset(of: block.needs), "\(block.name)") }
    }
    #expect(helpers.closure(of: ["erfcx"]).count < 10)
    let modifier = helpers.closure(of: ["clip_gradient"]).map(\.text).joined()
    #expect(modifier.contains("clip_gradient.defvjp(_clip_gradient_forward, _clip_gradient_backward)"))
  }

  @Test func `helpers that translations call are there`() {
    for name in ["mod", "log_gamma", "digamma_difference", "exp2", "atanh", "zero_gradient", "polygamma"] {
      #expect(HelperFunctions.shared.block(name) != nil, "\(name)")
    }
  }
}
