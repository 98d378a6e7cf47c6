// Waiting times: constant and changing hazards, censored times, reliability.

import ApusExtension

extension TextbookModel {
  static let survival: [TextbookModel] = [
    TextbookModel(
      "a constant hazard",
      means: { d in ["rate": (1 + Double(d.waits.count)) / (d.waitScale + d.waits.reduce(0, +))] }
    ) { m, d in
      let rate = m.parameter("rate", Gamma(shape: 1, rate: d.waitScale))
      m.observe("t", Exponential(rate: rate), d.waits)
    },
    TextbookModel("a constant hazard, half censored") { m, d in
      let rate = m.parameter("rate", HalfCauchy(1 / d.waitScale))
      let seen = d.answers.map(Double.init).tensor
      m.potential("t", seen * log(rate) - rate * d.waits.tensor)
    },
    TextbookModel("Weibull, written out") { m, d in
      let shape = m.parameter("shape", LogNormal(0, 0.5))
      let scale = m.parameter("scale", LogNormal(d.waitScale.logarithm, 1))
      let t = d.waits.tensor
      m.potential("t", log(shape) - shape * log(scale) + (shape - 1) * log(t) - pow(t / scale, shape))
    },
    TextbookModel("Weibull regression with censoring") { m, d in
      let shape = m.parameter("shape", Exponential(rate: 1))
      let beta = m.parameter("beta", Normal(0, 1), shape: [2])
      let scale = d.waitScale * exp(beta[0] + beta[1] * Scaling.standardised.column(d.x).tensor)
      let z = log(d.waits.tensor / scale)
      let seen = d.answers.map(Double.init).tensor
      m.potential("t", seen * (log(shape) + shape * z) - exp(shape * z))
    },
    TextbookModel("log-normal times with censoring") { m, d in
      let mu = m.parameter("mu", Normal(d.waitScale.logarithm, 2))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let law = LogNormal(mu, sigma)
      let early = d.waits.enumerated().filter { $0.offset % 3 != 0 }.map(\.element)
      m.observe("t", law, early)
      m.potential(
        "later", log1mexp(law.logCDF(d.waits.enumerated().filter { $0.offset % 3 == 0 }.map(\.element).tensor)))
    },
    TextbookModel("gamma times with censoring") { m, d in
      let shape = m.parameter("shape", LogNormal(0, 0.5))
      let rate = m.parameter("rate", Exponential(rate: d.waitScale))
      m.observe("t", Gamma(shape: shape, rate: rate), d.waits)
      m.potential("earlier", 4 * Gamma(shape: shape, rate: rate).logCDF(Tensor(d.waitScale)))
    },
    TextbookModel("a hazard in pieces") { m, d in
      let level = m.parameter("level", Normal(0, 2), shape: [3])
      let t = d.waits.tensor / d.waitScale
      let pieces = [(0.0, 0.5), (0.5, 1.5), (1.5, 50)].enumerated().map { index, ends in
        exp(level[index]) * clip(t - ends.0, 0, ends.1 - ends.0)
      }
      let piece = d.waits.map { $0 / d.waitScale < 0.5 ? 0 : $0 / d.waitScale < 1.5 ? 1 : 2 }
      m.potential("t", level[piece] - (pieces[0] + pieces[1] + pieces[2]))
    },
    TextbookModel("a partial likelihood") { m, d in
      let beta = m.parameter("beta", Normal(0, 1), shape: [2])
      let order = d.waits.indices.sorted { d.waits[$0] > d.waits[$1] }
      let u = Scaling.standardised.column(d.x)
      let v = Scaling.standardised.column(d.z)
      let eta = beta[0] * order.map { u[$0] }.tensor + beta[1] * order.map { v[$0] }.tensor
      m.potential("order", eta - log(cumulativeSum(exp(eta))))
    },
    TextbookModel("a hazard that grows with age") { m, d in
      let growth = m.parameter("growth", HalfNormal(1))
      let level = m.parameter("level", LogNormal(-1, 1))
      let t = d.waits.tensor / d.waitScale
      m.potential("t", log(level) + growth * t - level * expm1(growth * t) / growth)
    },
    TextbookModel("frailties of blocks") { m, d in
      let theta = m.parameter("theta", Exponential(rate: 1))
      let frailty = m.parameter("frailty", Gamma(shape: 1 / theta, rate: 1 / theta), shape: [6])
      let rate = m.parameter("rate", LogNormal(-d.waitScale.logarithm, 1))
      m.observe("t", Exponential(rate: rate * frailty[d.block]), d.waits)
    },
  ]
}
