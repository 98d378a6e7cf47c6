// Time series: autoregressions, states that move, volatilities, loops over time.

import ApusExtension

extension TextbookModel {
  /// The series as a column of mean 0 and spread 1: what models in those units are given.
  private static func unit(_ d: TextbookData) -> [Double] { Scaling.standardised.column(d.series) }

  static let timeSeries: [TextbookModel] = [
    TextbookModel("an autoregression of order 1") { m, d in
      let level = m.parameter("level", Normal(d.series[0], 10 * d.yScale))
      let rho = m.parameter("rho", Uniform(-1, 1))
      let sigma = m.parameter("sigma", HalfNormal(2 * d.yScale))
      let past = d.series.dropLast().map { $0 }.tensor
      m.observe("y", Normal(level + rho * (past - level), sigma), Array(d.series.dropFirst()))
    },
    TextbookModel("an autoregression of order 2") { m, d in
      let alpha = m.parameter("alpha", Normal(0, 10 * d.yScale))
      let beta = m.parameter("beta", Normal(0, 0.5), shape: [2])
      let sigma = m.parameter("sigma", HalfCauchy(d.yScale))
      let y = d.series
      let lags = stack([y[1..<23].map { $0 }.tensor, y[0..<22].map { $0 }.tensor], axis: 1)
      m.observe("y", Normal(alpha + matmul(lags, beta), sigma), Array(y[2...]))
    },
    TextbookModel("a moving average, in a loop") { m, d in
      let mu = m.parameter("mu", Normal(d.series[0], 10 * d.yScale))
      let theta = m.parameter("theta", Uniform(-1, 1))
      let sigma = m.parameter("sigma", HalfNormal(2 * d.yScale))
      let loop = scan([Tensor(0.0)], over: [d.series.tensor]) { carry, elements in
        let error = elements[0] - mu - theta * carry[0]
        return ([error], [error])
      }
      m.potential("y", Normal(0, sigma).logDensity(loop.outputs[0]))
    },
    TextbookModel("ARMA(1, 1)") { m, d in
      let mu = m.parameter("mu", Normal(0, 10 * d.yScale))
      let phi = m.parameter("phi", Normal(0, 0.5))
      let theta = m.parameter("theta", Normal(0, 0.5))
      let sigma = m.parameter("sigma", HalfCauchy(2.5 * d.yScale))
      let y = d.series
      let pairs = [y.dropFirst().map { $0 }.tensor, y.dropLast().map { $0 }.tensor]
      let loop = scan([Tensor(0.0)], over: pairs) { carry, elements in
        let error = elements[0] - (mu + phi * elements[1] + theta * carry[0])
        return ([error], [error])
      }
      m.potential("y", Normal(0, sigma).logDensity(loop.outputs[0]))
    },
    TextbookModel("GARCH(1, 1)") { m, d in
      let mu = m.parameter("mu", Normal(0, 1))
      let base = m.parameter("base", HalfNormal(1))
      let shock = m.parameter("shock", Uniform(0, 1))
      let memory = m.parameter("memory", Uniform(0, 1 - shock))
      let loop = scan([Tensor(1.0)], over: [unit(d).tensor]) { carry, elements in
        ([base + shock * (elements[0] - mu).squared() + memory * carry[0]], [carry[0]])
      }
      m.observe("y", Normal(mu, sqrt(loop.outputs[0])), unit(d))
    },
    TextbookModel("a local level") { m, d in
      let level = m.parameter("level", Normal(d.series[0], 10 * d.yScale))
      let tau = m.parameter("tau", Exponential(rate: 1 / d.yScale))
      let sigma = m.parameter("sigma", Exponential(rate: 1 / d.yScale))
      let z = m.parameter("z", Normal(0, 1), shape: [24])
      m.observe("y", Normal(level + tau * cumulativeSum(z), sigma), d.series)
    },
    TextbookModel("a local level, centred") { m, d in
      let tau = m.parameter("tau", HalfNormal(d.yScale))
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let level = m.parameter("level", Normal(d.series[0], 10 * d.yScale), shape: [24])
      m.potential("steps", Normal(0, tau).logDensity(differences(level)))
      m.observe("y", Normal(level, sigma), d.series)
    },
    TextbookModel("a local trend") { m, d in
      let tau = m.parameter("tau", HalfNormal(d.yScale), shape: [2])
      let start = m.parameter("start", Normal(d.series[0], 10 * d.yScale))
      let z = m.parameter("z", Normal(0, 1), shape: [24])
      let u = m.parameter("u", Normal(0, 1), shape: [24])
      let trend = cumulativeSum(tau[0] * u)
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      m.observe("y", Normal(start + cumulativeSum(trend + tau[1] * z), sigma), d.series)
    },
    TextbookModel("stochastic volatility") { m, d in
      let mu = m.parameter("mu", Normal(0, 2))
      let phi = m.parameter("phi", Uniform(-1, 1))
      let tau = m.parameter("tau", HalfCauchy(0.5))
      let z = m.parameter("z", Normal(0, 1), shape: [24])
      let loop = scan([mu], over: [z]) { carry, elements in
        let next = mu + phi * (carry[0] - mu) + tau * elements[0]
        return ([next], [next])
      }
      m.observe("y", Normal(0, exp(0.5 * loop.outputs[0])), unit(d))
    },
    TextbookModel("volatility as a random walk") { m, d in
      let step = m.parameter("step", Exponential(rate: 10))
      let nu = m.parameter("nu", Exponential(rate: 0.1))
      let z = m.parameter("z", Normal(0, 1), shape: [24])
      m.observe(
        "y", StudentT(degreesOfFreedom: nu, location: 0, scale: d.yScale * exp(step * cumulativeSum(z))),
        Scaling.centred.column(d.series))
    },
    TextbookModel("seasons by dummies") { m, d in
      let level = m.parameter("level", Normal(d.series[0], 10 * d.yScale))
      let season = m.parameter("season", Normal(0, d.yScale), shape: [4])
      let slope = m.parameter("slope", Normal(0, d.yScale))
      let sigma = m.parameter("sigma", HalfCauchy(d.yScale))
      let t = Scaling.standardised.column(d.times).tensor
      m.observe("y", Normal(level + slope * t + season[(0..<24).map { $0 % 4 }], sigma), d.series)
    },
    TextbookModel("exponential smoothing") { m, d in
      let alpha = m.parameter("alpha", Beta(2, 2))
      let start = m.parameter("start", Normal(d.series[0], d.yScale))
      let sigma = m.parameter("sigma", Exponential(rate: 1 / d.yScale))
      let loop = scan([start], over: [d.series.tensor]) { carry, elements in
        ([alpha * elements[0] + (1 - alpha) * carry[0]], [carry[0]])
      }
      m.observe("y", Normal(loop.outputs[0], sigma), d.series)
    },
    TextbookModel("a population that limits itself") { m, d in
      let rate = m.parameter("rate", Normal(0.5, 0.5))
      let capacity = m.parameter("capacity", LogNormal(0, 0.5))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let loop = scan([Tensor(0.3)], length: 24) { carry, _ in
        let next = carry[0] * exp(rate * (1 - carry[0] / capacity))
        return ([next], [carry[0]])
      }
      m.observe("n", LogNormal(log(loop.outputs[0]) + d.waitScale.logarithm, sigma), d.waits)
    },
    TextbookModel("an epidemic") { m, d in
      let beta = m.parameter("beta", LogNormal(-1, 0.3))
      let gamma = m.parameter("gamma", LogNormal(-2, 0.3))
      let loop = scan([Tensor(0.99), Tensor(0.01)], length: 24) { carry, _ in
        let infected = beta * carry[0] * carry[1]
        return ([carry[0] - infected, carry[1] + infected - gamma * carry[1]], [infected])
      }
      m.observe("k", Poisson(rate: 20 * d.countScale * loop.outputs[0]), d.counts)
    },
    TextbookModel("predators and prey") { m, d in
      let theta = m.parameter("theta", LogNormal([-2.0, -3, -2, -3], 0.3))
      let sigma = m.parameter("sigma", LogNormal(-1, 1))
      let loop = scan([Tensor(1.0), Tensor(1.0)], length: 24) { carry, _ in
        let prey = carry[0] + carry[0] * (theta[0] - theta[1] * carry[1])
        let predators = carry[1] + carry[1] * (theta[3] * carry[0] - theta[2])
        return ([prey, predators], [carry[0], carry[1]])
      }
      m.observe("prey", LogNormal(log(loop.outputs[0]) + d.waitScale.logarithm, sigma), d.waits)
      m.observe("predators", LogNormal(log(loop.outputs[1]) + d.waitScale.logarithm, sigma), d.waits)
    },
    TextbookModel("a Kalman filter") { m, d in
      let tau = m.parameter("tau", HalfNormal(d.yScale))
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let first = Tensor(d.series[0])
      let loop = scan([first, Tensor(d.yScale * d.yScale)], over: [d.series.tensor]) { carry, elements in
        let predicted = carry[1] + tau.squared()
        let total = predicted + sigma.squared()
        let gain = predicted / total
        let error = elements[0] - carry[0]
        let term = -0.5 * (error.squared() / total + log(total))
        return ([carry[0] + gain * error, (1 - gain) * predicted], [term])
      }
      m.potential("y", loop.outputs[0])
    },
    TextbookModel("a hidden Markov chain") { m, d in
      let stay = m.parameter("stay", Beta(8, 2), shape: [2])
      let mu = m.parameter("mu", Normal(0, 1), shape: [2])
      let y = unit(d).tensor
      let emitted = stack([Normal(mu[0], 1).logDensity(y), Normal(mu[1], 1).logDensity(y)], axis: 1)
      let change = stack([stack([log(stay[0]), log1p(-stay[0])]), stack([log1p(-stay[1]), log(stay[1])])])
      let loop = scan([Tensor(NDArray([-0.5, -0.9]))], over: [emitted]) { carry, elements in
        ([logSumExp(carry[0].reshaped(to: [2, 1]) + change, axes: [0]) + elements[0]], [])
      }
      m.potential("y", logSumExp(loop.carry[0]))
    },
    TextbookModel("a trend with change points") { m, d in
      let slope = m.parameter("slope", Normal(0, 1))
      let changes = m.parameter("changes", Laplace(0, 0.2), shape: [5])
      let level = m.parameter("level", Normal(0, 1))
      let sigma = m.parameter("sigma", HalfCauchy(0.5))
      let t = Scaling.standardised.column(d.times).tensor
      let hinges = maximum(t.reshaped(to: [24, 1]) - [-1.2, -0.6, 0, 0.6, 1.2].tensor.reshaped(to: [1, 5]), 0)
      m.observe("y", Normal(level + slope * t + matmul(hinges, changes), sigma), unit(d))
    },
    TextbookModel("a vector autoregression") { m, d in
      let a = m.parameter("a", Normal(0, 0.5), shape: [2, 2])
      let sigma = m.parameter("sigma", HalfNormal(1), shape: [2])
      let both = stack([unit(d).tensor, Scaling.standardised.column(d.y).tensor], axis: 1)
      m.observe("y", Normal(matmul(both[0..<23], a), sigma), both[1..<24])
    },
  ]
}
