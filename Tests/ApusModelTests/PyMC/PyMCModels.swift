// Models of PyMC as one writes them in Swift.

import Apus

extension PyMCModel {
  /// The models by their names in the file.
  static let written: [String: @Sendable (inout ModelBuilder, PyMCModel) -> Void] = [
    "eightSchools": { m, data in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfCauchy(5))
      let z = m.parameter("z", Normal(0, 1), shape: [8])
      m.observe("y", Normal(mu + tau * z, data.numbers("sigma")), data.numbers("y"))
    },
    "radon": { m, data in
      let county = m.index("county", data.integers("county"))
      let (mean, spread) = (m.parameter("mean", Normal(0, 10)), m.parameter("spread", Exponential(rate: 1)))
      let (slope, z) = (m.parameter("slope", Normal(0, 1)), m.parameter("z", Normal(0, 1), dims: ["county"]))
      let intercept = mean + slope * Tensor(data.numbers("uranium")) + z * spread
      let (effect, sigma) = (m.parameter("effect", Normal(0, 10)), m.parameter("sigma", Exponential(rate: 1)))
      m.observe("y", Normal(intercept[county] + effect * Tensor(data.numbers("floor")), sigma), data.numbers("level"))
    },
    "linearRegression": { m, data in
      let (a, b) = (m.parameter("a", Normal(0, 1)), m.parameter("b", Normal(0, 1), shape: [4]))
      let s = m.parameter("s", HalfNormal(1))
      m.observe("y", Normal(a + matmul(Tensor(data.array("x")), b), s), data.numbers("y"))
    },
    "logisticRegression": { m, data in
      let (a, b) = (m.parameter("a", Normal(0, 1)), m.parameter("b", Normal(0, 1), shape: [5]))
      m.observe("y", Bernoulli(logit: a + matmul(Tensor(data.array("x")), b)), data.integers("y"))
    },
    "poissonRegression": { m, data in
      let b = m.parameter("b", Normal(0, 1), shape: [3])
      m.observe("y", Poisson(logRate: matmul(Tensor(data.array("x")), b)), data.integers("y"))
    },
    "negativeBinomialRegression": { m, data in
      let b = m.parameter("b", Normal(0, 1), shape: [3])
      let dispersion = m.parameter("dispersion", Exponential(rate: 0.5))
      let mean = exp(matmul(Tensor(data.array("x")), b))
      m.observe("y", NegativeBinomial(mean: mean, dispersion: dispersion), data.integers("y"))
    },
    "robustLocation": { m, data in
      let (a, s) = (m.parameter("a", Normal(0, 1)), m.parameter("s", HalfNormal(1)))
      let nu = m.parameter("nu", Gamma(shape: 2, rate: 0.1))
      m.observe("y", StudentT(degreesOfFreedom: nu, location: a, scale: s), data.numbers("y"))
    },
    "horseshoe": { m, data in
      let (tau, local) = (m.parameter("tau", HalfCauchy(0.1)), m.parameter("lambda", HalfCauchy(1), shape: [20]))
      let slab = m.parameter("slab", InverseGamma(shape: 2, scale: 2))
      let shrunk = local * sqrt(slab / (slab + tau.squared() * local.squared()))
      let (z, s) = (m.parameter("z", Normal(0, 1), shape: [20]), m.parameter("s", HalfNormal(1)))
      m.observe("y", Normal(matmul(Tensor(data.array("x")), z * tau * shrunk), s), data.numbers("y"))
    },
    "normalMixture": { m, data in
      let w = m.parameter("w", Dirichlet([1, 1, 1]))
      let mu = m.parameter("mu", Ordered(Normal(0, 5), count: 3))
      let s = m.parameter("s", HalfNormal(1), shape: [3])
      m.observe("y", Mixture(weights: w, of: Normal(mu, s)), data.numbers("y"))
    },
    "varyingSlopes": { m, data in
      let correlations = m.parameter("correlations", LKJCholesky(2, eta: 2))
      let deviations = m.parameter("deviations", Exponential(rate: 1), shape: [2])
      let (z, mu) = (m.parameter("z", Normal(0, 1), shape: [6, 2]), m.parameter("mu", Normal(0, 1), shape: [2]))
      let s = m.parameter("s", Exponential(rate: 1))
      let ab = mu + matmul(z, matmul(diagonalMatrix(deviations), correlations).transposed())
      let rows = ab[Tensor(data.integers("group"))]
      m.observe("y", Normal(rows[0..., 0] + rows[0..., 1] * Tensor(data.numbers("x")), s), data.numbers("y"))
    },
    "multivariateNormal": { m, data in
      let correlations = m.parameter("correlations", LKJCholesky(3, eta: 2))
      let deviations = m.parameter("deviations", Exponential(rate: 1), shape: [3])
      let mu = m.parameter("mu", Normal(0, 1), shape: [3])
      m.observe("y", MvNormal(mu, choleskyFactor: matmul(diagonalMatrix(deviations), correlations)), data.array("y"))
    },
    "censored": { m, data in
      let (mu, s) = (m.parameter("mu", Normal(0, 1)), m.parameter("s", HalfNormal(1)))
      m.observe("y", Censored(Normal(mu, s), upper: 1), data.numbers("y"))
    },
    "truncated": { m, data in
      let (mu, s) = (m.parameter("mu", Normal(0, 1)), m.parameter("s", HalfNormal(1)))
      m.observe("y", Truncated(Normal(mu, s), lower: 0, upper: 3), data.numbers("y"))
    },
    "ordinal": { m, data in
      let cuts = m.parameter("cuts", Ordered(Normal(0, 3), count: 4))
      let b = m.parameter("b", Normal(0, 1), shape: [2])
      let predictor = matmul(Tensor(data.array("x")), b)
      m.observe("y", OrderedLogistic(predictor: predictor, cutpoints: cuts), data.integers("y"))
    },
    "dirichletMultinomial": { m, data in
      let share = m.parameter("share", Dirichlet([1, 1, 1, 1]))
      let c = m.parameter("c", LogNormal(1, 1))
      m.observe("y", DirichletMultinomial(trials: 50, concentration: share * c), data.array("y"))
    },
    "zeroInflatedPoisson": { m, data in
      let (p, rate) = (m.parameter("p", Beta(1, 1)), m.parameter("rate", Gamma(shape: 2, rate: 0.5)))
      m.observe("y", ZeroInflated(of: Poisson(rate: rate), probability: 1 - p), data.integers("y"))
    },
    "zeroInflatedNegativeBinomial": { m, data in
      let (p, mean) = (m.parameter("p", Beta(1, 1)), m.parameter("mean", Gamma(shape: 2, rate: 0.5)))
      let dispersion = m.parameter("dispersion", Exponential(rate: 1))
      let counts = NegativeBinomial(mean: mean, dispersion: dispersion)
      m.observe("y", ZeroInflated(of: counts, probability: 1 - p), data.integers("y"))
    },
    "softmaxRegression": { m, data in
      let b = m.parameter("b", Normal(0, 1), shape: [3, 3])
      m.observe("y", Categorical(logits: matmul(Tensor(data.array("x")), b)), data.integers("y"))
    },
    "betaBinomial": { m, data in
      let (a, b) = (m.parameter("a", HalfNormal(5)), m.parameter("b", HalfNormal(5)))
      m.observe("y", BetaBinomial(trials: 20, alpha: a, beta: b), data.integers("y"))
    },
    "binomialHierarchy": { m, data in
      let (mu, s) = (m.parameter("mu", Normal(0, 1)), m.parameter("s", HalfNormal(1)))
      let z = m.parameter("z", Normal(0, 1), shape: [30])
      m.observe("y", Binomial(trials: data.integers("n"), logit: mu + s * z), data.integers("y"))
    },
    "weibullSurvival": { m, data in
      let shape = m.parameter("shape", Gamma(shape: 2, rate: 1))
      let scale = m.parameter("scale", HalfNormal(5))
      let patients = zip(data.numbers("time"), data.integers("event"))
      let time = Weibull(shape: shape, scale: scale)
      m.observe("t", time, patients.filter { $0.1 == 1 }.map(\.0))
      m.potential("survivors", sum(time.logSurvival(Tensor(patients.filter { $0.1 == 0 }.map(\.0)))))
    },
    "missingValues": { m, data in
      let (mu, s) = (m.parameter("mu", Normal(0, 1)), m.parameter("s", HalfNormal(1)))
      m.observe("y", Normal(mu, s), data.optional("y"))
    },
    "zeroSumEffects": { m, data in
      let spread = m.parameter("spread", HalfNormal(1))
      let effect = m.parameter("effect", ZeroSumNormal(spread, shape: [5]))
      let (mu, s) = (m.parameter("mu", Normal(0, 1)), m.parameter("s", HalfNormal(1)))
      m.observe("y", Normal(mu + effect[Tensor(data.integers("group"))], s), data.numbers("y"))
    },
    "smallNetwork": { m, data in
      let hidden = m.parameter("hidden", Normal(0, 1), shape: [2, 5])
      let output = m.parameter("output", Normal(0, 1), shape: [5])
      let logit = matmul(tanh(matmul(Tensor(data.array("x")), hidden)), output)
      m.observe("y", Bernoulli(logit: logit), data.integers("y"))
    },
    "itemResponse": { m, data in
      let (item, person) = (m.index("item", data.integers("item")), m.index("person", data.integers("person")))
      let ability = m.parameter("ability", Normal(0, 1), dims: ["person"])
      let slope = m.parameter("slope", LogNormal(0, 0.5), dims: ["item"])
      let difficulty = m.parameter("difficulty", Normal(0, 1), dims: ["item"])
      m.observe(
        "y", Bernoulli(logit: slope[item] * (ability[person] - difficulty[item])), data.integers("y"))
    },
    "conditionalAutoregression": { m, data in
      let (alpha, tau) = (m.parameter("alpha", Beta(1, 1)), m.parameter("tau", Gamma(shape: 2, rate: 2)))
      let phi = m.parameter("phi", CAR(0, alpha: alpha, precision: tau, edges: data.pairs("edges")))
      m.observe("y", Poisson(logRate: phi), data.integers("y"))
    },
    "stickBreaking": { m, data in
      let alpha = m.parameter("alpha", Gamma(shape: 1, rate: 1))
      let w = m.parameter("w", StickBreakingWeights(alpha, count: 10))
      let mu = m.parameter("mu", Normal(0, 3), shape: [10])
      m.observe("y", Mixture(weights: w, of: Normal(mu, 1)), data.numbers("y"))
    },
    "anglesAndTimes": { m, data in
      let kappa = m.parameter("kappa", HalfNormal(1))
      let mu = m.parameter("mu", VonMises(0, 1))
      let wald = m.parameter("wald", HalfNormal(1))
      m.observe("angle", VonMises(mu, kappa), data.numbers("angle"))
      m.observe("time", InverseGaussian(mean: wald, shape: 1), data.numbers("time"))
    },
    "skewedErrors": { m, data in
      let (a, s) = (m.parameter("a", Normal(0, 1)), m.parameter("s", HalfNormal(1)))
      let nu = m.parameter("nu", HalfNormal(1))
      m.observe("y", SkewNormal(location: 0, scale: s, shape: a), data.numbers("y"))
      m.observe("z", ExGaussian(location: a, scale: s, rate: 1 / nu), data.numbers("z"))
    },
    "ownDensity": { m, data in
      let mu = m.parameter("mu", Normal(0, 1))
      m.observe("y", CustomDistribution([mu]) { y, p in -abs(y - p[0]) }, data.numbers("y"))
    },
    "hurdleGamma": { m, data in
      let p = m.parameter("p", Beta(1, 1))
      let (shape, rate) = (m.parameter("shape", HalfNormal(1)), m.parameter("rate", HalfNormal(1)))
      m.observe("y", Hurdle(of: Gamma(shape: shape, rate: rate), probability: 1 - p), data.numbers("y"))
    },
    "potentials": { m, data in
      let (a, b) = (m.parameter("a", Normal(0, 1)), m.parameter("b", Normal(0, 1)))
      m.potential("ring", -(a.squared() + b.squared() - 2).squared())
    },
  ]
}
