// Angles and periods: directions on the circle, sines of known and unknown period, orbits.

import ApusExtension
import ApusOrbits

extension TextbookModel {
  static let angles: [TextbookModel] = [
    TextbookModel("a mean direction") { m, d in
      let mu = m.parameter("mu", VonMises(0, 0.5), transform: CircularTransform())
      let kappa = m.parameter("kappa", Exponential(rate: 0.2))
      m.observe("angle", VonMises(mu, kappa), d.angles)
    },
    TextbookModel("a uniform direction") { m, d in
      let mu = m.parameter("mu", VonMises(0, 0))
      let kappa = m.parameter("kappa", Gamma(shape: 2, rate: 0.5))
      m.observe("angle", VonMises(mu, kappa), d.angles)
    },
    TextbookModel("a direction from two normals") { m, d in
      let v = m.parameter("v", Normal(0, 1), shape: [2])
      let kappa = m.parameter("kappa", HalfNormal(5))
      m.observe("angle", VonMises(m.deterministic("mu", atan2(v[1], v[0] + 1.5)), kappa), d.angles)
    },
    TextbookModel("a direction that depends on a predictor") { m, d in
      let mu = m.parameter("mu", VonMises(0, 1))
      let beta = m.parameter("beta", Normal(0, 1))
      let kappa = m.parameter("kappa", HalfNormal(5))
      m.observe("angle", VonMises(mu + 2 * atan(beta * Scaling.standardised.column(d.x).tensor), kappa), d.angles)
    },
    TextbookModel("two directions") { m, d in
      let mu = m.parameter("mu", VonMises(0, 0.1), shape: [2])
      let w = m.parameter("w", Beta(2, 2))
      m.observe("angle", Mixture(weights: stack([w, 1 - w]), [VonMises(mu[0], 4), VonMises(mu[1], 4)]), d.angles)
    },
    TextbookModel("a season of known period") { m, d in
      let beta = m.parameter("beta", Normal(0, d.yScale), shape: [2])
      let level = m.parameter("level", Normal(d.yCenter, 10 * d.yScale))
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let phase = 2 * Double.pi / d.period * d.times.tensor
      m.observe("y", Normal(level + beta[0] * sin(phase) + beta[1] * cos(phase), sigma), d.y)
    },
    TextbookModel("a season of unknown period") { m, d in
      let period = m.parameter("period", LogNormal(d.period.logarithm, 0.01))
      let beta = m.parameter("beta", Normal(0, d.yScale), shape: [2])
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let phase = 2 * Double.pi * d.times.tensor / period
      m.observe("y", Normal(d.yCenter + beta[0] * sin(phase) + beta[1] * cos(phase), sigma), d.y)
    },
    TextbookModel("a sine with amplitude and phase") { m, d in
      let period = m.parameter("period", Normal(d.period, 0.01 * d.period))
      let amplitude = m.parameter("amplitude", HalfNormal(d.yScale))
      let phase = m.parameter("phase", VonMises(0, 0), transform: CircularTransform())
      let sigma = m.parameter("sigma", Exponential(rate: 1 / d.yScale))
      let t = d.times.tensor
      m.observe("y", Normal(d.yCenter + amplitude * sin(2 * Double.pi * t / period + phase), sigma), d.y)
    },
    TextbookModel("a frequency") { m, d in
      let frequency = m.parameter("frequency", Normal(1 / d.period, 0.001 / d.period))
      let beta = m.parameter("beta", Normal(0, d.yScale), shape: [2])
      let sigma = m.parameter("sigma", HalfCauchy(d.yScale))
      let phase = 2 * Double.pi * frequency * d.times.tensor
      m.observe("y", Normal(d.yCenter + beta[0] * cos(phase) + beta[1] * sin(phase), sigma), d.y)
    },
    TextbookModel("three harmonics") { m, d in
      let a = m.parameter("a", Normal(0, d.yScale), shape: [3])
      let b = m.parameter("b", Normal(0, d.yScale), shape: [3])
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let angle = outer(d.times.tensor, (1...3).map { 2 * Double.pi * Double($0) / d.period }.tensor)
      m.observe("y", Normal(d.yCenter + matmul(cos(angle), a) + matmul(sin(angle), b), sigma), d.y)
    },
    TextbookModel("an eccentric orbit") { m, d in
      let period = m.parameter("period", LogNormal(d.period.logarithm, 0.01))
      let amplitude = m.parameter("amplitude", HalfNormal(d.yScale))
      let e = m.parameter("e", Beta(1, 3))
      let omega = m.parameter("omega", VonMises(0, 0))
      let start = m.parameter("start", VonMises(0, 0))
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let orbit = KeplerianElements(
        period: period, amplitude: amplitude, eccentricity: e, argumentOfPeriastron: omega, phase: start)
      m.observe("y", Normal(d.yCenter + radialVelocity(orbit, times: d.times), sigma), d.y)
    },
    TextbookModel("tides of two periods") { m, d in
      let beta = m.parameter("beta", Normal(0, d.yScale), shape: [4])
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let t = d.times.tensor * (2 * Double.pi)
      let (p, q) = (d.period, 0.83 * d.period)
      let design = stack([sin(t / p), cos(t / p), sin(t / q), cos(t / q)], axis: 1)
      m.observe("y", Normal(d.yCenter + matmul(design, beta), sigma), d.y)
    },
  ]
}
