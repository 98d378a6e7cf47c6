// What distributions do besides being priors: densities, tails, quantiles, and distributions made of others.

import Apus

// A log density is an expression like any other; so are tails and quantiles.
let lifetime = Gamma(shape: 2, rate: 0.1)
print("mean:", try evaluate(lifetime.mean))
print("log density at 15:", try evaluate(lifetime.logDensity(15)))
print("the middle 95 %:", try evaluate(lifetime.quantile(Tensor([0.025, 0.975]))))
print("log P(X > 1000):", try evaluate(lifetime.logSurvival(1000)))

// Parameters may be arrays: one distribution for each element.
print("three at once:", try evaluate(Normal([0, 10, 20], 1).logDensity(Tensor([0.0, 11, 18]))))

// How long pumps ran, in months. Four still run: of these we know that they last longer than 36 months.
let failed = [3.0, 8, 14, 15, 21, 26, 30]
let model = try Model { m in
  // Nobody believes in a mean life below a month.
  let mean = m.parameter("mean", Truncated(Normal(24, 20), lower: 1))
  let life = Exponential(rate: 1 / mean)
  m.observe("failed", life, failed)
  m.observe("running", Censored(life, upper: 36), [36, 36, 36, 36])

  // Two kinds of pump by noise: their levels in order, so that the kinds do not change places.
  let level = m.parameter("level", Ordered(Normal(60, 10), count: 2))
  let share = m.parameter("share", Dirichlet([2, 2]))
  let noise = Mixture(weights: share, [Normal(level[0], 3), Normal(level[1], 3)])
  m.observe("noise", noise, [52, 55, 71, 54, 68, 50, 73, 70, 53, 56, 69])
}
print(try model.sample(seed: 1, targetAcceptance: 0.9).summary())

// Six patients: when they fell ill, as far as two visits tell, how long they lived after, and a reading with heavy-tailed noise.
let (lastWell, firstIll) = ([0.0, 3, 6, 6, 9, 12], [3.0, 6, 9, 9, 12, .infinity])
let (months, died) = ([12.0, 36, 30, 7, 36, 21], [true, false, true, true, false, true])
let study = try Model { m in
  let onset = m.parameter("onset", Normal(2, 1))
  m.observe("illness", LogNormal(onset, 0.5), from: lastWell, to: firstIll)
  let scale = m.parameter("scale", HalfNormal(40))
  m.observe("time", Censored(Weibull(shape: 1.5, scale: scale), event: died), months)
  let noise = m.parameter("noise", HalfNormal(1))
  m.observe(
    "reading", distributionOf: exp(1 + noise * .drawn(from: StudentT(degreesOfFreedom: 4))), [2.1, 3.5, 2.6, 9, 2.2, 3])
}
print(try study.sample(seed: 1).summary())
