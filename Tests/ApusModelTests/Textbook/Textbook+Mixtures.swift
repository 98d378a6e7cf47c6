// Mixtures: several populations, too many zeros, points that lie far out.

import ApusExtension

extension TextbookModel {
  static let mixtures: [TextbookModel] = [
    TextbookModel("two normals in order") { m, d in
      let w = m.parameter("w", Dirichlet([1.0, 1]))
      let mu = m.parameter(
        "mu", Flat(shape: [2]), transform: OrderedTransform(),
        initial: NDArray([d.yCenter - d.yScale, d.yCenter + d.yScale]))
      m.potential("prior of mu", Normal(d.yCenter, 2 * d.yScale).logDensity(mu))
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      m.observe("y", Mixture(weights: w, [Normal(mu[0], sigma), Normal(mu[1], sigma)]), d.y)
    },
    TextbookModel("two equal normals") { m, d in
      let mu = m.parameter("mu", Normal(d.yCenter, 2 * d.yScale), shape: [2])
      m.observe("y", Mixture(weights: [0.5, 0.5], [Normal(mu[0], d.yScale), Normal(mu[1], d.yScale)]), d.y)
    },
    TextbookModel("three equal normals with a Dirichlet") { m, d in
      let w = m.parameter("w", Dirichlet([2.0, 2, 2]))
      let mu = m.parameter("mu", Normal(d.yCenter, d.yScale), shape: [3])
      let sigma = m.parameter("sigma", HalfNormal(d.yScale), shape: [3])
      m.observe("y", Mixture(weights: w, (0..<3).map { Normal(mu[$0], sigma[$0]) }), d.y)
    },
    TextbookModel("a mixture written as a potential") { m, d in
      let p = m.parameter("p", Beta(2, 2))
      let mu = m.parameter("mu", Normal(d.yCenter, d.yScale), shape: [2])
      let terms = stack([
        log(p) + Normal(mu[0], d.yScale).logDensity(d.y.tensor),
        log1p(-p) + Normal(mu[1], d.yScale).logDensity(d.y.tensor),
      ])
      m.potential("y", logSumExp(terms, axes: [0]))
    },
    TextbookModel("outliers") { m, d in
      let alpha = m.parameter("alpha", Normal(d.yCenter, 5 * d.yScale))
      let beta = m.parameter("beta", Normal(0, d.yScale / d.xScale))
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let share = m.parameter("share", Beta(1, 9))
      let line = alpha + beta * d.x.tensor
      let weights = stack([1 - share, share])
      m.observe("y", Mixture(weights: weights, [Normal(line, sigma), Normal(line, 10 * sigma)]), d.y)
    },
    TextbookModel("a mixture of lines") { m, d in
      let w = m.parameter("w", Dirichlet([1.0, 1]))
      let slopes = m.parameter("slopes", Normal(0, d.yScale / d.xScale), shape: [2])
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let x = d.x.tensor
      m.observe("y", Mixture(weights: w, [Normal(slopes[0] * x, sigma), Normal(slopes[1] * x, sigma)]), d.y)
    },
    TextbookModel("two Poisson rates") { m, d in
      let w = m.parameter("w", Beta(1, 1))
      let rate = m.parameter("rate", Gamma(shape: 2, rate: 2 / d.countScale), shape: [2])
      m.observe("k", Mixture(weights: stack([w, 1 - w]), [Poisson(rate: rate[0]), Poisson(rate: rate[1])]), d.counts)
    },
    TextbookModel("zero-inflated Poisson") { m, d in
      let pi = m.parameter("pi", Beta(1, 1))
      let rate = m.parameter("rate", Exponential(rate: 1 / d.countScale))
      let counts = d.counts.enumerated().map { $0 % 3 == 0 ? 0 : $1 }
      let poisson = Poisson(rate: rate).logDensity(counts.tensor)
      let isZero = counts.map { $0 == 0 }.tensor
      m.potential("k", select(isZero, logAddExp(log(pi), log1p(-pi) + poisson), log1p(-pi) + poisson))
    },
    TextbookModel("zero-inflated negative binomial") { m, d in
      let logit = m.parameter("logit", Normal(0, 1.5))
      let mean = m.parameter("mean", LogNormal(d.countScale.logarithm, 1))
      let phi = m.parameter("phi", Gamma(shape: 2, rate: 0.5))
      let counts = d.counts.enumerated().map { $0 % 4 == 0 ? 0 : $1 }
      let term = logSigmoid(-logit) + NegativeBinomial(mean: mean, dispersion: phi).logDensity(counts.tensor)
      m.potential("k", select(counts.map { $0 == 0 }.tensor, logAddExp(logSigmoid(logit), term), term))
    },
    TextbookModel("a hurdle") { m, d in
      let p = m.parameter("p", Beta(1, 1))
      let rate = m.parameter("rate", Gamma(shape: 2, rate: 1 / d.countScale))
      let positive = d.counts.map { Swift.max(1, $0) }
      m.observe("any", Bernoulli(probability: p), d.answers)
      m.potential("k", Poisson(rate: rate).logDensity(positive.tensor) - log1mexp(-rate))
    },
    TextbookModel("a mixture of Student's") { m, d in
      let w = m.parameter("w", Dirichlet([1.0, 1, 1]))
      let mu = m.parameter("mu", Normal(d.yCenter, 3 * d.yScale), shape: [3])
      let components = (0..<3).map { StudentT(degreesOfFreedom: 4, location: mu[$0], scale: d.yScale) }
      m.observe("y", Mixture(weights: w, components), d.y)
    },
    TextbookModel("a mixture of gammas") { m, d in
      let w = m.parameter("w", Beta(2, 2))
      let rate = m.parameter("rate", Exponential(rate: d.waitScale), shape: [2])
      m.observe(
        "t", Mixture(weights: stack([w, 1 - w]), [Gamma(shape: 2, rate: rate[0]), Gamma(shape: 2, rate: rate[1])]),
        d.waits)
    },
    TextbookModel("weights by softmax") { m, d in
      let eta = m.parameter("eta", Normal(0, 1), shape: [3])
      let mu = m.parameter("mu", Normal(d.yCenter, 3 * d.yScale), shape: [3])
      m.observe("y", Mixture(weights: softmax(eta), (0..<3).map { Normal(mu[$0], d.yScale) }), d.y)
    },
    TextbookModel("weights by broken sticks") { m, d in
      let alpha = m.parameter("alpha", Gamma(shape: 2, rate: 2))
      let v = m.parameter("v", Beta(1, alpha), shape: [4])
      let rest = cumulativeProduct(1 - v)
      let weights = concatenate([v, [1.0].tensor]) * concatenate([[1.0].tensor, rest])
      let mu = m.parameter("mu", Normal(d.yCenter, 3 * d.yScale), shape: [5])
      m.observe("y", Mixture(weights: weights, (0..<5).map { Normal(mu[$0], d.yScale) }), d.y)
    },
    TextbookModel("two binomial abilities") { m, d in
      let w = m.parameter("w", Beta(1, 1))
      let p = m.parameter("p", Beta(1, 1), shape: [2], transform: nil)
      m.observe(
        "k",
        Mixture(
          weights: stack([w, 1 - w]),
          [Binomial(trials: d.trials, probability: p[0]), Binomial(trials: d.trials, probability: p[1])]), d.successes)
    },
  ]
}
