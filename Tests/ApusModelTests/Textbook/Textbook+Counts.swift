// Counts: Poisson, negative binomial and geometric, with exposures, groups and change points.

import ApusExtension

extension TextbookModel {
  static let counts: [TextbookModel] = [
    TextbookModel(
      "a Poisson rate with a gamma prior",
      means: { d in
        ["rate": (2 + Double(d.counts.reduce(0, +))) / (1 / d.countScale + Double(d.counts.count))]
      }
    ) { m, d in
      let rate = m.parameter("rate", Gamma(shape: 2, rate: 1 / d.countScale))
      m.observe("k", Poisson(rate: rate), d.counts)
    },
    TextbookModel("a log rate") { m, d in
      let alpha = m.parameter("alpha", Normal(d.countScale.logarithm, 1))
      m.observe("k", Poisson(logRate: alpha), d.counts)
    },
    TextbookModel("Poisson regression") { m, d in
      let alpha = m.parameter("alpha", Normal(0, 10))
      let beta = m.parameter("beta", Normal(0, 1))
      m.observe("k", Poisson(logRate: alpha + beta * Scaling.standardised.column(d.x).tensor), d.counts)
    },
    TextbookModel("Poisson regression, data as they are") { m, d in
      let alpha = m.parameter("alpha", Normal(0, 10))
      let beta = m.parameter("beta", Normal(0, 0.1 / d.xScale))
      m.observe("k", Poisson(logRate: alpha + beta * d.x.tensor), d.counts)
    },
    TextbookModel("Poisson regression by rate") { m, d in
      let alpha = m.parameter("alpha", Normal(d.countScale.logarithm, 1))
      let beta = m.parameter("beta", Normal(0, 0.5))
      m.observe("k", Poisson(rate: exp(alpha + beta * Scaling.standardised.column(d.x).tensor)), d.counts)
    },
    TextbookModel("Poisson with exposures") { m, d in
      let beta = m.parameter("beta", Normal(0, 1), shape: [2])
      let exposure = (0..<24).map { (d.countScale * (1 + 0.1 * Double($0 % 5))).logarithm }
      m.observe(
        "k", Poisson(logRate: exposure.tensor + beta[0] + beta[1] * Scaling.standardised.column(d.z).tensor), d.counts)
    },
    TextbookModel("Poisson by group") { m, d in
      let mu = m.parameter("mu", Normal(d.countScale.logarithm, 1))
      let tau = m.parameter("tau", Exponential(rate: 1))
      let z = m.parameter("z", Normal(0, 1), shape: [4])
      m.observe("k", Poisson(logRate: (mu + tau * z)[d.group]), d.counts)
    },
    TextbookModel("Poisson with a noise of its own") { m, d in
      let mu = m.parameter("mu", Normal(d.countScale.logarithm, 1))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let e = m.parameter("e", Normal(0, 1), shape: [24])
      m.observe("k", Poisson(logRate: mu + sigma * e), d.counts)
    },
    TextbookModel("negative binomial") { m, d in
      let mean = m.parameter("mean", Gamma(shape: 2, rate: 2 / d.countScale))
      let phi = m.parameter("phi", Exponential(rate: 0.2))
      m.observe("k", NegativeBinomial(mean: mean, dispersion: phi), d.counts)
    },
    TextbookModel("negative binomial regression") { m, d in
      let alpha = m.parameter("alpha", Normal(d.countScale.logarithm, 2))
      let beta = m.parameter("beta", Normal(0, 1))
      let phi = m.parameter("phi", HalfNormal(10))
      let mean = exp(alpha + beta * Scaling.standardised.column(d.x).tensor)
      m.observe("k", NegativeBinomial(mean: mean, dispersion: phi), d.counts)
    },
    TextbookModel("a dispersion by its inverse root") { m, d in
      let alpha = m.parameter("alpha", Normal(d.countScale.logarithm, 2))
      let root = m.parameter("root", HalfNormal(1))
      m.observe("k", NegativeBinomial(mean: exp(alpha), dispersion: 1 / root.squared()), d.counts)
    },
    TextbookModel(
      "tries until success",
      means: { d in
        // Each count is of the tries, the last of which succeeds.
        let tries = d.counts.reduce(0) { $0 + $1 + 1 }
        return ["p": (1 + Double(d.counts.count)) / (2 + Double(tries))]
      }
    ) { m, d in
      let p = m.parameter("p", Beta(1, 1))
      m.observe("tries", Geometric(probability: p), d.counts.map { $0 + 1 })
    },
    TextbookModel("a change of the rate, summed over its place") { m, d in
      let early = m.parameter("early", Exponential(rate: 1 / d.countScale))
      let late = m.parameter("late", Exponential(rate: 1 / d.countScale))
      let k = d.counts.tensor
      let before = Poisson(rate: early).logDensity(k)
      let after = Poisson(rate: late).logDensity(k)
      let places = cumulativeSum(before) + cumulativeSum(after, reversed: true) - after
      m.potential("k", logSumExp(places) - Double(24.0).logarithm)
    },
    TextbookModel("a smooth change of the rate") { m, d in
      let levels = m.parameter("levels", Normal(d.countScale.logarithm, 1), shape: [2])
      let place = m.parameter("place", Uniform(0, 23))
      let weight = sigmoid((0..<24).map(Double.init).tensor - place)
      m.observe("k", Poisson(logRate: (1 - weight) * levels[0] + weight * levels[1]), d.counts)
    },
    TextbookModel("a table of counts") { m, d in
      let row = m.parameter("row", Normal(0, 1), shape: [4])
      let column = m.parameter("column", Normal(0, 1), shape: [6])
      let mu = m.parameter("mu", Normal(d.countScale.logarithm, 2))
      m.observe("k", Poisson(logRate: mu + row[d.group] + column[d.block]), d.counts)
    },
    TextbookModel("a gamma mixture of Poisson rates") { m, d in
      let shape = m.parameter("shape", Gamma(shape: 2, rate: 1))
      let rates = m.parameter("rates", Gamma(shape: shape, rate: shape / d.countScale), shape: [24])
      m.observe("k", Poisson(rate: rates), d.counts)
    },
    TextbookModel("counts about a power law") { m, d in
      let exponent = m.parameter("exponent", Normal(1, 0.5))
      let factor = m.parameter("factor", LogNormal(d.countScale.logarithm, 1))
      m.observe("k", Poisson(rate: factor * pow(d.waits.tensor / d.waitScale, 0.1 * exponent)), d.counts)
    },
  ]
}
