// Models of the laboratory: doses, enzymes, calibrations, counts of particles, lines of a spectrum.

import ApusExtension

extension TextbookModel {
  /// The predictor, in units of its spread.
  private static func unit(_ d: TextbookData) -> Tensor { Scaling.standardised.column(d.x).tensor }

  /// Doses of about 1.
  private static func dose(_ d: TextbookData) -> Tensor { d.waits.tensor / d.waitScale }

  /// What is measured, in its own unit: y of the scaling from a value of about 1.
  private static func measured(_ d: TextbookData, _ value: Tensor) -> Tensor { d.yCenter + d.yScale * value }

  static let science: [TextbookModel] = [
    TextbookModel("a dose and a response of four parameters") { m, d in
      let bottom = m.parameter("bottom", Normal(0, 1))
      let top = m.parameter("top", Normal(2, 1))
      let middle = m.parameter("middle", LogNormal(0, 0.5))
      let steepness = m.parameter("steepness", LogNormal(0, 0.5))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let share = 1 / (1 + pow(dose(d) / middle, -steepness))
      m.observe("y", Normal(measured(d, bottom + (top - bottom) * share), d.yScale * sigma), d.y)
    },
    TextbookModel("Hill's equation by logs") { m, d in
      let middle = m.parameter("middle", Normal(0, 1))
      let n = m.parameter("n", Gamma(shape: 4, rate: 2))
      let sigma = m.parameter("sigma", Exponential(rate: 1))
      let share = sigmoid(n * (log(dose(d)) - middle))
      m.observe("y", Normal(measured(d, share), d.yScale * sigma), d.y)
    },
    TextbookModel("Michaelis and Menten with an inhibitor") { m, d in
      let top = m.parameter("top", LogNormal(1, 0.5))
      let half = m.parameter("half", LogNormal(0, 0.5))
      let inhibition = m.parameter("inhibition", LogNormal(0, 0.5))
      let sigma = m.parameter("sigma", HalfCauchy(1))
      let s = dose(d)
      let rate = top * s / (half * (1 + unit(d).squared() / inhibition) + s)
      m.observe("y", Normal(measured(d, rate), d.yScale * sigma), d.y)
    },
    TextbookModel("deaths by dose, a logit") { m, d in
      let alpha = m.parameter("alpha", Normal(0, 5))
      let beta = m.parameter("beta", Normal(0, 5))
      m.deterministic("half the deaths", -alpha / beta)
      m.observe("deaths", Binomial(trials: d.trials, logit: alpha + beta * log(dose(d))), d.successes)
    },
    TextbookModel("deaths by dose, a threshold for each animal") { m, d in
      let mean = m.parameter("mean", Normal(0, 1))
      let spread = m.parameter("spread", HalfNormal(1))
      m.observe(
        "deaths", Binomial(trials: d.trials, probability: normalCDF((log(dose(d)) - mean) / spread)), d.successes)
    },
    TextbookModel("one compartment with absorption") { m, d in
      let absorption = m.parameter("absorption", LogNormal(0.5, 0.3))
      let elimination = m.parameter("elimination", LogNormal(-1, 0.3))
      let volume = m.parameter("volume", LogNormal(0, 0.5))
      let sigma = m.parameter("sigma", HalfNormal(0.5))
      let t = dose(d)
      let amount =
        absorption / (volume * (absorption - elimination)) * (exp(-elimination * t) - exp(-absorption * t))
      m.observe("y", LogNormal(log(amount) + d.waitScale.logarithm, sigma), d.waits)
    },
    TextbookModel("two decays at once") { m, d in
      let share = m.parameter("share", Beta(2, 2))
      let rates = m.parameter(
        "rates", Flat(shape: [2]), transform: ChainTransform(OrderedTransform(), LogTransform()), initial: [0.5, 2])
      m.potential("prior of rates", LogNormal(0, 1).logDensity(rates))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let t = dose(d)
      m.observe(
        "y", Normal(measured(d, share * exp(-rates[0] * t) + (1 - share) * exp(-rates[1] * t)), d.yScale * sigma), d.y)
    },
    TextbookModel("a straight calibration, read backwards") { m, d in
      let alpha = m.parameter("alpha", Normal(0, 1))
      let beta = m.parameter("beta", Normal(1, 0.5))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let unknown = m.parameter("unknown", Normal(0, 2))
      m.observe("known", Normal(measured(d, alpha + beta * unit(d)), d.yScale * sigma), d.y)
      m.observe("new", Normal(measured(d, alpha + beta * unknown), d.yScale * sigma), Array(d.y[..<3]))
    },
    TextbookModel("a signal above a background") { m, d in
      let background = m.parameter("background", Gamma(shape: 2, rate: 2 / d.countScale))
      let signal = m.parameter("signal", Exponential(rate: 1 / d.countScale))
      m.observe("off", Poisson(rate: background), Array(d.counts[..<12]))
      m.observe("on", Poisson(rate: background + signal), Array(d.counts[12...]))
    },
    TextbookModel("a line on a sloping background") { m, d in
      let level = m.parameter("level", LogNormal(0, 0.5))
      let slope = m.parameter("slope", Normal(0, 0.1))
      let height = m.parameter("height", HalfNormal(1))
      let center = m.parameter("center", Normal(0, 0.5))
      let width = m.parameter("width", LogNormal(-1, 0.3))
      let u = unit(d)
      let rate = exp(log(level) + slope * u) + height * exp(-0.5 * ((u - center) / width).squared())
      m.observe("k", Poisson(rate: d.countScale * rate), d.counts)
    },
    TextbookModel("a Lorentz line") { m, d in
      let height = m.parameter("height", LogNormal(0, 1))
      let center = m.parameter("center", Normal(0, 1))
      let width = m.parameter("width", HalfNormal(1))
      let sigma = m.parameter("sigma", Exponential(rate: 1))
      let profile = height / (1 + ((unit(d) - center) / width).squared())
      m.observe("y", Normal(measured(d, profile), d.yScale * sigma), d.y)
    },
    TextbookModel("a power law with a break") { m, d in
      let slopes = m.parameter("slopes", Normal([-1.0, -2], 0.3))
      let knee = m.parameter("knee", LogNormal(0, 0.3))
      let level = m.parameter("level", Normal(0, 1))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let s = log(dose(d) / knee)
      let value = level + slopes[0] * minimum(s, 0) + slopes[1] * maximum(s, 0)
      m.observe("y", LogNormal(value + d.waitScale.logarithm, sigma), d.waits)
    },
    TextbookModel("a power law of sizes above a limit") { m, d in
      let slope = m.parameter("slope", Gamma(shape: 2, rate: 1))
      let least = d.waits.min() ?? 1
      let s = log(d.waits.tensor / least)
      m.potential("sizes", log(slope) - slope * s)
    },
    TextbookModel("Arrhenius") { m, d in
      let factor = m.parameter("factor", Normal(0, 2))
      let energy = m.parameter("energy", Exponential(rate: 1))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let inverse = 300 / (300 + 10 * unit(d))
      m.observe("t", LogNormal(factor - energy * inverse + d.waitScale.logarithm, sigma), d.waits)
    },
    TextbookModel("paired differences") { m, d in
      let delta = m.parameter("delta", Cauchy(0, 0.7))
      let sigma = m.parameter("sigma", HalfCauchy(d.yScale))
      m.observe("difference", Normal(delta * sigma, sigma), differences(d.y.tensor))
    },
    TextbookModel("seven measurements with a doubtful error each") { m, d in
      let mu = m.parameter("mu", Normal(0, 10 * d.effectScale))
      let factor = m.parameter("factor", InverseGamma(shape: 2, scale: 1), shape: [8])
      m.observe("y", Normal(mu, sqrt(factor) * d.errors.tensor), d.effects)
    },
    TextbookModel("a meta-analysis with a trend") { m, d in
      let beta = m.parameter("beta", Normal(0, 5 * d.effectScale), shape: [2])
      let tau = m.parameter("tau", HalfCauchy(d.effectScale))
      let year = (0..<8).map { Double($0) - 3.5 }.tensor
      m.observe("y", Normal(beta[0] + 0.1 * beta[1] * year, sqrt(tau.squared() + d.errors.tensor.squared())), d.effects)
    },
    TextbookModel("a meta-analysis of odds") { m, d in
      let base = m.parameter("base", Normal(0, 1.5), shape: [8])
      let mean = m.parameter("mean", Normal(0, 1))
      let tau = m.parameter("tau", HalfNormal(0.5))
      let effect = m.parameter("effect", Normal(mean, tau), shape: [8])
      m.observe("control", Binomial(trials: d.trials, logit: base), Array(d.successes[..<8]))
      m.observe("treated", Binomial(trials: d.trials, logit: base + effect), Array(d.successes[8..<16]))
    },
    TextbookModel(
      "weights by known errors",
      means: { d in
        let weights = d.errors.map { 1 / ($0 * $0) }
        let sum = zip(weights, d.effects).reduce(0) { $0 + $1.0 * $1.1 }
        return ["mu": sum / (weights.reduce(0, +) + 1 / (400 * d.effectScale * d.effectScale))]
      }
    ) { m, d in
      let mu = m.parameter("mu", Normal(0, 20 * d.effectScale))
      m.observe("y", Normal(mu, d.errors), d.effects)
    },
    TextbookModel("Deming's line, errors in both") { m, d in
      let beta = m.parameter("beta", Normal(0, 1), shape: [2])
      let (sx, sy) = (m.parameter("sx", HalfNormal(0.5)), m.parameter("sy", HalfNormal(1)))
      // The true places integrated out: they are normal about 0.
      let a = Scaling.standardised.column(d.x).tensor
      let b = Scaling.standardised.column(d.y).tensor
      let residual = b - beta[0] - beta[1] * a
      m.potential("residuals", Normal(0, sqrt(sy.squared() + (beta[1] * sx).squared())).logDensity(residual))
    },
    TextbookModel("a limit of detection") { m, d in
      let mu = m.parameter("mu", Normal(d.yCenter, 5 * d.yScale))
      let sigma = m.parameter("sigma", HalfNormal(2 * d.yScale))
      let limit = d.y.sorted()[8]
      m.observe("seen", Normal(mu, sigma), d.y.filter { $0 > limit })
      m.potential("not seen", 9 * logNormalCDF((limit - mu) / sigma))
    },
    TextbookModel("values cut off at both ends") { m, d in
      let mu = m.parameter("mu", Normal(0, 1))
      let sigma = m.parameter("sigma", LogNormal(0, 0.5))
      let law = Normal(mu, sigma)
      let inside = Scaling.standardised.column(d.y).filter { abs($0) < 1.5 }
      let mass = normalCDF((1.5 - mu) / sigma) - normalCDF((-1.5 - mu) / sigma)
      m.potential("y", law.logDensity(inside.tensor) - log(mass))
    },
    TextbookModel("counts without their zeros") { m, d in
      let rate = m.parameter("rate", LogNormal(d.countScale.logarithm, 0.5))
      let seen = d.counts.filter { $0 > 0 }
      m.potential("k", Poisson(rate: rate).logDensity(seen.tensor) - log(-expm1(-rate)))
    },
    TextbookModel("rounded measurements") { m, d in
      let mu = m.parameter("mu", Normal(0, 2))
      let sigma = m.parameter("sigma", HalfNormal(2))
      let rounded = Scaling.standardised.column(d.y).map { ($0 * 2).rounded() / 2 }.tensor
      let (high, low) = ((rounded + 0.25 - mu) / sigma, (rounded - 0.25 - mu) / sigma)
      m.potential("y", logSubtractExp(logNormalCDF(high), logNormalCDF(low)))
    },
    TextbookModel("a tag and a recapture") { m, d in
      let p = m.parameter("p", Beta(2, 2), shape: [2])
      let survival = m.parameter("survival", Beta(3, 1))
      let both = survival * p[1]
      m.observe("first", Binomial(trials: d.trials, probability: p[0]), Array(d.successes[..<1]))
      m.observe("again", Binomial(trials: d.trials, probability: both), Array(d.successes[1..<5]))
    },
    TextbookModel("places with and without the animal") { m, d in
      let occupied = m.parameter("occupied", Beta(1, 1))
      let seen = m.parameter("seen", Beta(1, 1))
      let visits = 6.0
      let sightings = d.answers.enumerated().map { $0 % 3 == 0 ? 0.0 : Double($1 * (1 + $0 % 5)) }.tensor
      let present = log(occupied) + sightings * log(seen) + (visits - sightings) * log1p(-seen)
      m.potential("sites", select(sightings .== 0, logAddExp(present, log1p(-occupied)), present))
    },
    TextbookModel("growth to an asymptote, by animal") { m, d in
      let top = m.parameter("top", LogNormal(0, 0.3), shape: [6])
      let rate = m.parameter("rate", LogNormal(-0.5, 0.3))
      let start = m.parameter("start", Normal(0, 0.5))
      let sigma = m.parameter("sigma", HalfNormal(0.5))
      let age = dose(d)
      let length = top[d.block] * (1 - exp(-rate * (age + exp(start))))
      m.observe("length", LogNormal(log(length) + d.waitScale.logarithm, sigma), d.waits)
    },
    TextbookModel("Gompertz") { m, d in
      let top = m.parameter("top", LogNormal(0.5, 0.3))
      let delay = m.parameter("delay", LogNormal(0, 0.5))
      let rate = m.parameter("rate", HalfNormal(1))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let t = Scaling.standardised.column(d.times).tensor
      m.observe("y", Normal(measured(d, top * exp(-delay * exp(-rate * t))), d.yScale * sigma), d.y)
    },
    TextbookModel("spawners and recruits") { m, d in
      let alpha = m.parameter("alpha", Normal(0, 1))
      let beta = m.parameter("beta", HalfNormal(0.5))
      let sigma = m.parameter("sigma", Exponential(rate: 2))
      let s = 1 + abs(unit(d))
      m.observe("recruits", LogNormal(log(s) + alpha - beta * s + d.waitScale.logarithm, sigma), d.waits)
    },
    TextbookModel("a trial with two arms and a covariate") { m, d in
      let beta = m.parameter("beta", Normal(0, 5 * d.yScale), shape: [3])
      let sigma = m.parameter("sigma", Exponential(rate: 1 / d.yScale))
      let arm = d.answers.map { Double($0) - 0.5 }.tensor
      m.deterministic("effect", beta[1] / sigma)
      m.observe("y", Normal(d.yCenter + beta[0] + beta[1] * arm + beta[2] * unit(d), sigma), d.y)
    },
    TextbookModel("one analysis of variance in two ways") { m, d in
      let cell = m.parameter("cell", Normal(0, 1), shape: [4, 6])
      let spread = m.parameter("spread", HalfNormal(1))
      let sigma = m.parameter("sigma", HalfNormal(1))
      m.deterministic("rows", mean(cell, axes: [1]))
      m.deterministic("columns", mean(cell, axes: [0]))
      m.observe("y", Normal(spread * cell.reshaped(to: [24]), sigma), Scaling.standardised.column(d.y))
    },
    TextbookModel("an exponent that is estimated with its error") { m, d in
      let a = m.parameter("a", LogNormal(0, 0.5))
      let b = m.parameter("b", Normal(0.75, 0.1))
      let cv = m.parameter("cv", HalfNormal(0.5))
      let mean = a * pow(dose(d), b)
      m.observe("rate", Gamma(shape: 1 / cv.squared(), rate: 1 / (cv.squared() * mean * d.waitScale)), d.waits)
    },
    TextbookModel("heads of many coins") { m, d in
      let omega = m.parameter("omega", Beta(1, 1))
      let kappa = m.parameter("kappa", Gamma(shape: 0.01, rate: 0.01), initial: 8)
      let theta = m.parameter("theta", Beta(omega * kappa + 1, (1 - omega) * kappa + 1), shape: [6])
      m.observe("heads", Bernoulli(probability: theta[d.block]), d.answers)
    },
  ]
}
