// Hierarchies: schools, varying intercepts and slopes, crossed and nested effects.

import ApusExtension

extension TextbookModel {
  /// Eight schools with the prior of the spread given.
  private static func schools(
    _ name: String, centred: Bool = false, _ prior: @escaping @Sendable (Double) -> any Distribution
  ) -> TextbookModel {
    TextbookModel("eight schools, \(name)") { m, d in
      let s = d.effectScale
      let mu = m.parameter("mu", Normal(0, 5 * s))
      let tau = declare(prior(s), "tau", &m)
      if centred {
        let theta = m.parameter("theta", Normal(mu, tau), shape: [8])
        m.observe("y", Normal(theta, d.errors), d.effects)
      } else {
        let z = m.parameter("z", Normal(0, 1), shape: [8])
        let theta = m.deterministic("theta", mu + tau * z)
        m.observe("y", Normal(theta, d.errors), d.effects)
      }
    }
  }

  private static func declare(_ prior: some Distribution, _ name: String, _ m: inout ModelBuilder) -> Tensor {
    m.parameter(name, prior)
  }

  static let hierarchies: [TextbookModel] = [
    schools("half-Cauchy") { HalfCauchy($0 / 2) },
    schools("half-normal") { HalfNormal($0) },
    schools("exponential of rate 0.1") { Exponential(rate: 0.1 / $0) },
    schools("exponential of rate 0.3") { Exponential(rate: 0.3 / $0) },
    schools("exponential of rate 1") { Exponential(rate: 1 / $0) },
    schools("exponential of rate 2") { Exponential(rate: 2 / $0) },
    schools("gamma") { Gamma(shape: 2, rate: 2 / $0) },
    schools("log-normal") { LogNormal($0.logarithm, 1) },
    schools("uniform") { Uniform(0, 5 * $0) },
    schools("inverse gamma") { InverseGamma(shape: 3, scale: 2 * $0) },
    schools("centred, half-normal", centred: true) { HalfNormal($0) },
    schools("centred, exponential", centred: true) { Exponential(rate: 1 / $0) },
    TextbookModel("varying intercepts, centred") { m, d in
      let mu = m.parameter("mu", Normal(d.yCenter, 10 * d.yScale))
      let tau = m.parameter("tau", Exponential(rate: 1 / d.yScale))
      let alpha = m.parameter("alpha", Normal(mu, tau), shape: [4])
      let sigma = m.parameter("sigma", Exponential(rate: 1 / d.yScale))
      m.observe("y", Normal(alpha[d.group], sigma), d.y)
    },
    TextbookModel("varying intercepts, non-centred") { m, d in
      let mu = m.parameter("mu", Normal(d.yCenter, 10 * d.yScale))
      let tau = m.parameter("tau", HalfCauchy(d.yScale))
      let z = m.parameter("z", Normal(0, 1), shape: [4])
      let beta = m.parameter("beta", Normal(0, d.yScale / d.xScale))
      let sigma = m.parameter("sigma", HalfCauchy(d.yScale))
      let alpha = m.deterministic("alpha", mu + tau * z)
      m.observe("y", Normal(alpha[d.group] + beta * d.x.tensor, sigma), d.y)
    },
    TextbookModel("varying slopes with a correlation") { m, d in
      let mean = m.parameter("mean", Normal(0, 1), shape: [2])
      let scales = m.parameter("scales", Exponential(rate: 1), shape: [2])
      let factor = m.parameter("L", LKJCholesky(2, eta: 2))
      let z = m.parameter("z", Normal(0, 1), shape: [4, 2])
      let sigma = m.parameter("sigma", Exponential(rate: 1))
      let effects = mean + matmul(z, (scales.reshaped(to: [2, 1]) * factor).transposed())
      let each = effects[d.group]
      let u = Scaling.standardised.column(d.x).tensor
      let mu = each.sliced(axis: 1, 0..<1).reshaped(to: [24]) + each.sliced(axis: 1, 1..<2).reshaped(to: [24]) * u
      m.observe("y", Normal(d.yCenter + d.yScale * mu, d.yScale * sigma), d.y)
    },
    TextbookModel("varying slopes, multivariate normal") { m, d in
      let mean = m.parameter("mean", Normal(0, 1), shape: [2])
      let scales = m.parameter("scales", HalfCauchy(1), shape: [2])
      let factor = m.parameter("L", LKJCholesky(2, eta: 1))
      let effects = m.parameter(
        "effects", MvNormal(mean, choleskyFactor: scales.reshaped(to: [2, 1]) * factor), shape: [4, 2])
      let sigma = m.parameter("sigma", Exponential(rate: 1))
      let each = effects[d.group].transposed()
      let mu = each[0] + each[1] * Scaling.standardised.column(d.x).tensor
      m.observe("y", Normal(d.yCenter + d.yScale * mu, d.yScale * sigma), d.y)
    },
    TextbookModel("crossed effects") { m, d in
      let mu = m.parameter("mu", Normal(d.yCenter, 10 * d.yScale))
      let tau = m.parameter("tau", HalfNormal(d.yScale), shape: [2])
      let a = m.parameter("a", Normal(0, tau[0]), shape: [4])
      let b = m.parameter("b", Normal(0, tau[1]), shape: [6])
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      m.observe("y", Normal(mu + a[d.group] + b[d.block], sigma), d.y)
    },
    TextbookModel("nested effects") { m, d in
      let mu = m.parameter("mu", Normal(d.yCenter, 10 * d.yScale))
      let tau = m.parameter("tau", Exponential(rate: 1 / d.yScale), shape: [2])
      let school = m.parameter("school", Normal(0, 1), shape: [3])
      let room = m.parameter("room", Normal(0, 1), shape: [6])
      let sigma = m.parameter("sigma", Exponential(rate: 1 / d.yScale))
      let level = mu + tau[0] * school[[0, 0, 1, 1, 2, 2]] + tau[1] * room
      m.observe("y", Normal(level[d.block], sigma), d.y)
    },
    TextbookModel("a predictor of the groups") { m, d in
      let gamma = m.parameter("gamma", Normal(0, 1), shape: [2])
      let tau = m.parameter("tau", Exponential(rate: 1))
      let z = m.parameter("z", Normal(0, 1), shape: [4])
      let sigma = m.parameter("sigma", HalfCauchy(1))
      let alpha = gamma[0] + gamma[1] * [-1.5, -0.5, 0.5, 1.5].tensor + tau * z
      m.observe("y", Normal(d.yCenter + d.yScale * alpha[d.group], d.yScale * sigma), d.y)
    },
    TextbookModel("rats: binomial shares with a beta") { m, d in
      let mean = m.parameter("mean", Uniform(0, 1))
      let size = m.parameter("size", Exponential(rate: 0.1))
      let p = m.parameter("p", Beta(mean * size, (1 - mean) * size), shape: [8])
      m.observe("k", Binomial(trials: d.trials, probability: p), Array(d.successes[..<8]))
    },
    TextbookModel("pumps: Poisson rates with a gamma") { m, d in
      let alpha = m.parameter("alpha", Exponential(rate: 1))
      let beta = m.parameter("beta", Gamma(shape: 0.1, rate: 1))
      let theta = m.parameter("theta", Gamma(shape: alpha, rate: beta), shape: [10])
      let exposure = (0..<10).map { d.countScale * (1 + 0.5 * Double($0)) }
      m.observe("failures", Poisson(rate: theta * exposure.tensor), Array(d.counts[..<10]))
    },
    TextbookModel("variance components with inverse gammas") { m, d in
      let mu = m.parameter("mu", Normal(d.yCenter, 10 * d.yScale))
      let between = m.parameter("between", InverseGamma(shape: 1, scale: d.yScale * d.yScale))
      let within = m.parameter("within", InverseGamma(shape: 1, scale: d.yScale * d.yScale))
      let a = m.parameter("a", Normal(0, sqrt(between)), shape: [6])
      m.observe("y", Normal(mu + a[d.block], sqrt(within)), d.y)
    },
    TextbookModel("Student's group effects") { m, d in
      let mu = m.parameter("mu", Normal(d.yCenter, 10 * d.yScale))
      let tau = m.parameter("tau", HalfNormal(d.yScale))
      let a = m.parameter("a", StudentT(degreesOfFreedom: 4, location: mu, scale: tau), shape: [4])
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      m.observe("y", Normal(a[d.group], sigma), d.y)
    },
    TextbookModel("a spread for each group") { m, d in
      let mu = m.parameter("mu", Normal(d.yCenter, 5 * d.yScale), shape: [4])
      let level = m.parameter("level", Normal(0, 1))
      let sigma = m.parameter("sigma", LogNormal(level + d.yScale.logarithm, 0.5), shape: [4])
      m.observe("y", Normal(mu[d.group], sigma[d.group]), d.y)
    },
    TextbookModel("effects that sum to zero") { m, d in
      let mu = m.parameter("mu", Normal(d.yCenter, 10 * d.yScale))
      let free = m.parameter("free", Normal(0, d.yScale), shape: [3])
      let effect = m.deterministic("effect", concatenate([free, -sum(free).reshaped(to: [1])]))
      let sigma = m.parameter("sigma", Exponential(rate: 1 / d.yScale))
      m.observe("y", Normal(mu + effect[d.group], sigma), d.y)
    },
  ]
}
