// Models of people and money: polls, pay, prices, ratings, judgements.

import ApusExtension

extension TextbookModel {
  /// The response in units of its spread.
  private static func unit(_ values: [Double]) -> Tensor { Scaling.standardised.column(values).tensor }

  /// A design with an intercept and the three predictors in units of their spread.
  private static func design(_ d: TextbookData) -> Tensor {
    stack([Tensor.ones([24]), unit(d.x), unit(d.z), unit(d.w)], axis: 1)
  }

  static let society: [TextbookModel] = [
    TextbookModel("a poll by state and age") { m, d in
      let beta = m.parameter("beta", Normal(0, 1))
      let spreads = m.parameter("spreads", HalfNormal(1), shape: [2])
      let state = m.parameter("state", Normal(0, spreads[0]), shape: [4])
      let age = m.parameter("age", Normal(0, spreads[1]), shape: [6])
      m.observe("yes", Binomial(trials: d.trials, logit: beta + state[d.group] + age[d.block]), d.successes)
    },
    TextbookModel("a poll that drifts") { m, d in
      let step = m.parameter("step", HalfNormal(0.2))
      let z = m.parameter("z", Normal(0, 1), shape: [24])
      let start = m.parameter("start", Normal(0, 1))
      m.observe("yes", Binomial(trials: d.trials, logit: start + step * cumulativeSum(z)), d.successes)
    },
    TextbookModel("seemingly unrelated shares") { m, d in
      let p = m.parameter("p", Dirichlet([3.0, 3, 3]), shape: [4, 3])
      m.observe("vote", Categorical(probabilities: p[d.group]), d.categories)
    },
    TextbookModel("pay by schooling, flat priors and a log spread") { m, d in
      let beta = m.parameter("beta", Flat(), shape: [4])
      let logSigma = m.parameter("log sigma", Flat(), initial: NDArray(d.yScale.logarithm))
      m.observe("pay", Normal(matmul(design(d), beta) * d.yScale + d.yCenter, exp(logSigma)), d.y)
    },
    TextbookModel("Zellner's prior") { m, d in
      let g = m.parameter("g", InverseGamma(shape: 0.5, scale: 12))
      let sigma = m.parameter("sigma", HalfCauchy(1))
      let x = design(d)
      let precision = matmul(x.transposed(), x)
      let z = m.parameter("z", Normal(0, 1), shape: [4])
      let factor = cholesky(precision)
      let beta = sqrt(g) * sigma * triangularSolve(factor, z, transposed: true)
      m.deterministic("beta", beta)
      m.observe("y", Normal(matmul(x, beta), sigma), Scaling.standardised.column(d.y))
    },
    TextbookModel("spike and slab, smoothed") { m, d in
      let p = m.parameter("p", Beta(1, 1))
      let beta = m.parameter(
        "beta", Mixture(weights: stack([1 - p, p]), [Normal(0, 0.1), Normal(0, 2)]), shape: [4])
      let sigma = m.parameter("sigma", Exponential(rate: 1))
      m.observe("y", Normal(matmul(design(d), beta), sigma), Scaling.standardised.column(d.y))
    },
    TextbookModel("a regularised horseshoe") { m, d in
      let tau = m.parameter("tau", HalfCauchy(0.1))
      let slab = m.parameter("slab", InverseGamma(shape: 2, scale: 8))
      let lambda = m.parameter("lambda", HalfCauchy(1), shape: [4])
      let z = m.parameter("z", Normal(0, 1), shape: [4])
      let shrunk = sqrt(slab * lambda.squared() / (slab + (tau * lambda).squared()))
      let sigma = m.parameter("sigma", HalfNormal(1))
      m.observe("y", Normal(matmul(design(d), z * tau * shrunk), sigma), Scaling.standardised.column(d.y))
    },
    TextbookModel("R squared and its shares") { m, d in
      let r2 = m.parameter("r2", Beta(2, 2))
      let shares = m.parameter("shares", Dirichlet([1.0, 1, 1, 1]))
      let z = m.parameter("z", Normal(0, 1), shape: [4])
      let sigma = m.parameter("sigma", HalfNormal(1))
      let beta = z * sqrt(shares * r2 / (1 - r2)) * sigma
      m.observe("y", Normal(matmul(design(d), beta), sigma), Scaling.standardised.column(d.y))
    },
    TextbookModel("a quantile by asymmetric Laplace") { m, d in
      let beta = m.parameter("beta", Normal(0, 2), shape: [4])
      let scale = m.parameter("scale", HalfNormal(1))
      let tau = 0.8
      let u = (unit(d.y) - matmul(design(d), beta)) / scale
      m.potential("y", -log(scale) - select(u .< 0, (tau - 1) * u, tau * u))
    },
    TextbookModel("an error that fattens in one group") { m, d in
      let mu = m.parameter("mu", Normal(0, 1))
      let nu = m.parameter("nu", Uniform(2, 40), shape: [4])
      let sigma = m.parameter("sigma", HalfNormal(1), shape: [4])
      m.observe(
        "y", StudentT(degreesOfFreedom: nu[d.group], location: mu, scale: sigma[d.group]),
        Scaling.standardised.column(d.y))
    },
    TextbookModel("prices by a Box-Cox power") { m, d in
      let power = m.parameter("power", Normal(1, 0.3))
      let beta = m.parameter("beta", Normal(0, 2), shape: [2])
      let sigma = m.parameter("sigma", HalfNormal(2))
      let s = d.waits.tensor / d.waitScale
      let changed = expm1(power * log(s)) / power
      m.potential("y", Normal(beta[0] + beta[1] * unit(d.x), sigma).logDensity(changed) + (power - 1) * log(s))
    },
    TextbookModel("demand of constant elasticity") { m, d in
      let alpha = m.parameter("alpha", Normal(0, 2))
      let elasticity = m.parameter("elasticity", Normal(-1, 1))
      let phi = m.parameter("phi", HalfCauchy(5))
      let price = log(1 + abs(unit(d.x)))
      m.observe(
        "sold", NegativeBinomial(mean: d.countScale * exp(alpha + elasticity * price), dispersion: phi), d.counts)
    },
    TextbookModel("a stochastic frontier") { m, d in
      let beta = m.parameter("beta", Normal(0, 2), shape: [2])
      let sigma = m.parameter("sigma", HalfNormal(1))
      let waste = m.parameter("waste", Exponential(rate: 2), shape: [24])
      m.observe("y", Normal(beta[0] + beta[1] * unit(d.x) - waste, sigma), Scaling.standardised.column(d.y))
    },
    TextbookModel("an instrument") { m, d in
      let first = m.parameter("first", Normal(0, 1), shape: [2])
      let second = m.parameter("second", Normal(0, 1), shape: [2])
      let sigma = m.parameter("sigma", Exponential(rate: 1), shape: [2])
      let factor = m.parameter("L", LKJCholesky(2, eta: 2))
      let (treated, outcome) = (unit(d.x), unit(d.y))
      let mean = stack([first[0] + first[1] * unit(d.z), second[0] + second[1] * treated], axis: 1)
      m.observe(
        "both", MvNormal(mean, choleskyFactor: sigma.reshaped(to: [2, 1]) * factor), stack([treated, outcome], axis: 1))
    },
    TextbookModel("differences in differences") { m, d in
      let beta = m.parameter("beta", Normal(0, 5 * d.yScale), shape: [4])
      let sigma = m.parameter("sigma", HalfCauchy(d.yScale))
      let treated = d.group.map { $0 < 2 ? 0.0 : 1.0 }.tensor
      let after = (0..<24).map { Double($0 % 2) }.tensor
      let mean = beta[0] + beta[1] * treated + beta[2] * after + beta[3] * treated * after
      m.observe("y", Normal(d.yCenter + mean, sigma), d.y)
    },
    TextbookModel("a jump at a threshold") { m, d in
      let beta = m.parameter("beta", Normal(0, 1), shape: [4])
      let sigma = m.parameter("sigma", HalfNormal(1))
      let u = unit(d.x)
      let above = select(u .> 0, Tensor.ones([24]), 0)
      m.observe(
        "y", Normal(beta[0] + beta[1] * u + above * (beta[2] + beta[3] * u), sigma), Scaling.standardised.column(d.y))
    },
    TextbookModel("graded answers of many people") { m, d in
      let ability = m.parameter("ability", Normal(0, 1), shape: [6])
      let steepness = m.parameter("steepness", LogNormal(0, 0.5), shape: [4])
      let first = m.parameter("first", Normal(-1, 1), shape: [4])
      let gap = m.parameter("gap", HalfNormal(2), shape: [4])
      let item = (0..<24).map { $0 % 4 }
      let a = steepness[item] * (ability[d.block] - first[item])
      let b = steepness[item] * (ability[d.block] - first[item] - gap[item])
      let (high, higher) = (sigmoid(a), sigmoid(b))
      m.observe("answer", Categorical(probabilities: stack([1 - high, high - higher, higher], axis: 1)), d.categories)
    },
    TextbookModel("partial credit") { m, d in
      let ability = m.parameter("ability", Normal(0, 1), shape: [6])
      let steps = m.parameter("steps", Normal(0, 1), shape: [4, 2])
      let item = (0..<24).map { $0 % 4 }
      let each = ability[d.block].reshaped(to: [24, 1]) - steps[item]
      let logits = concatenate([Tensor.zeros(.float64([24, 1])), cumulativeSum(each, axis: 1)], axis: 1)
      m.observe("answer", Categorical(logits: logits), d.categories)
    },
    TextbookModel("guesses of three parameters") { m, d in
      let ability = m.parameter("ability", Normal(0, 1), shape: [6])
      let difficulty = m.parameter("difficulty", Normal(0, 1), shape: [4])
      let steepness = m.parameter("steepness", LogNormal(0, 0.3), shape: [4])
      let guess = m.parameter("guess", Beta(5, 17), shape: [4])
      let item = (0..<24).map { $0 % 4 }
      let known = logSigmoid(steepness[item] * (ability[d.block] - difficulty[item]))
      let p = guess[item] + (1 - guess[item]) * exp(known)
      m.observe("right", Bernoulli(probability: p), d.answers)
    },
    TextbookModel("raters who differ in sharpness") { m, d in
      let truth = m.parameter("truth", Normal(0, 1), shape: [6])
      let bias = m.parameter("bias", Normal(0, 1), shape: [4])
      let sharpness = m.parameter("sharpness", Gamma(shape: 2, rate: 2), shape: [4])
      m.observe(
        "rating", Normal(truth[d.block] + bias[d.group], 1 / sqrt(sharpness[d.group])), Scaling.standardised.column(d.y)
      )
    },
    TextbookModel("true classes of noisy labels") { m, d in
      let prior = m.parameter("prior", Dirichlet([2.0, 2, 2]))
      let confusion = m.parameter("confusion", Dirichlet([2.0, 1, 1]), shape: [3, 3])
      // Four labels for each of six things; their class summed out.
      let each = log(confusion).transposed()[d.categories]
      let sums = sum(each.reshaped(to: [6, 4, 3]), axes: [1])
      m.potential("labels", sum(logSumExp(log(prior) + sums, axes: [1])))
    },
    TextbookModel("wins with a home ground and draws") { m, d in
      let spread = m.parameter("spread", HalfNormal(1))
      let skill = m.parameter("skill", Normal(0, spread), shape: [5])
      let home = m.parameter("home", Normal(0, 0.5))
      let margin = m.parameter("margin", Exponential(rate: 1))
      let (a, b) = ((0..<24).map { $0 % 5 }, (0..<24).map { ($0 + 1 + $0 / 5) % 5 })
      let eta = home + skill[a] - skill[b]
      let (lose, notWin) = (normalCDF(-margin - eta), normalCDF(margin - eta))
      m.observe("result", Categorical(probabilities: stack([lose, notWin - lose, 1 - notWin], axis: 1)), d.categories)
    },
    TextbookModel("goals of attack and defence") { m, d in
      let attack = m.parameter("attack", Normal(0, 0.5), shape: [5])
      let defence = m.parameter("defence", Normal(0, 0.5), shape: [5])
      let level = m.parameter("level", Normal(d.countScale.logarithm, 1))
      let (a, b) = ((0..<24).map { $0 % 5 }, (0..<24).map { ($0 + 1 + $0 / 5) % 5 })
      let centred = attack - mean(attack)
      m.observe("goals", Poisson(logRate: level + centred[a] - defence[b]), d.counts)
    },
    TextbookModel("choices between lotteries") { m, d in
      let risk = m.parameter("risk", LogNormal(-0.3, 0.3))
      let noise = m.parameter("noise", HalfNormal(2))
      let gain = 1 + abs(unit(d.x))
      let safe = 0.5 + abs(unit(d.z))
      m.observe("gamble", Bernoulli(logit: noise * (0.5 * pow(gain, risk) - pow(safe, risk))), d.answers)
    },
    TextbookModel("a discount of what comes late") { m, d in
      let k = m.parameter("k", LogNormal(-2, 1))
      let beta = m.parameter("beta", HalfNormal(3))
      let late = 2 / (1 + k * (d.waits.tensor / d.waitScale))
      m.observe("waits", Bernoulli(logit: beta * (late - 1)), d.answers)
    },
    TextbookModel("learning by errors") { m, d in
      let rate = m.parameter("rate", Beta(2, 2))
      let sharpness = m.parameter("sharpness", HalfNormal(3))
      let rewards = d.answers.map(Double.init).tensor
      let loop = scan([Tensor(0.5)], over: [rewards]) { carry, elements in
        ([carry[0] + rate * (elements[0] - carry[0])], [carry[0]])
      }
      m.observe("choice", Bernoulli(logit: sharpness * (2 * loop.outputs[0] - 1)), d.answers)
    },
    TextbookModel("two arms, learnt by errors") { m, d in
      let rate = m.parameter("rate", Beta(1, 1), shape: [2])
      let sharpness = m.parameter("sharpness", Gamma(shape: 2, rate: 1))
      let chosen = d.answers.map(Double.init).tensor
      let reward = (0..<24).map { Double(($0 / 2) % 2) }.tensor
      let loop = scan([Tensor(NDArray([0.5, 0.5]))], over: [chosen, reward]) { carry, elements in
        let isChosen = stack([1 - elements[0], elements[0]])
        return ([carry[0] + rate * isChosen * (elements[1] - carry[0])], [carry[0][1] - carry[0][0]])
      }
      m.observe("choice", Bernoulli(logit: sharpness * loop.outputs[0]), d.answers)
    },
    TextbookModel("reaction times with a shift") { m, d in
      let share = m.parameter("share", Beta(2, 2))
      let mu = m.parameter("mu", Normal(0, 1))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let least = (d.waits.min() ?? 1) / d.waitScale
      let rest = d.waits.tensor / d.waitScale - share * least
      m.potential("t", LogNormal(mu, sigma).logDensity(rest))
    },
    TextbookModel("Wald times") { m, d in
      let mean = m.parameter("mean", LogNormal(0, 0.5))
      let shape = m.parameter("shape", Gamma(shape: 2, rate: 1))
      let t = d.waits.tensor / d.waitScale
      m.potential(
        "t", 0.5 * log(shape) - 1.5 * log(t) - shape * (t - mean).squared() / (2 * mean.squared() * t))
    },
    TextbookModel("normal with an exponential tail") { m, d in
      let mu = m.parameter("mu", Normal(0, 1))
      let sigma = m.parameter("sigma", LogNormal(-1, 0.3))
      let rate = m.parameter("rate", LogNormal(0, 0.3))
      let t = Scaling.standardised.column(d.waits).tensor
      let tail = logNormalCDF((t - mu) / sigma - rate * sigma)
      m.potential("t", log(rate) + 0.5 * (rate * sigma).squared() - rate * (t - mu) + tail)
    },
    TextbookModel("a skew normal") { m, d in
      let xi = m.parameter("xi", Normal(0, 1))
      let omega = m.parameter("omega", HalfNormal(1.5))
      let alpha = m.parameter("alpha", Normal(0, 2))
      let z = (unit(d.y) - xi) / omega
      m.potential("y", Normal(0, 1).logDensity(z) - log(omega) + logNormalCDF(alpha * z))
    },
    TextbookModel("Gumbel's maxima") { m, d in
      let mu = m.parameter("mu", Normal(0, 1))
      let beta = m.parameter("beta", LogNormal(0, 0.5))
      let z = (unit(d.y) - mu) / beta
      m.potential("y", -log(beta) - z - exp(-z))
    },
    TextbookModel("excesses of a generalised Pareto") { m, d in
      let scale = m.parameter("scale", LogNormal(0, 0.5))
      let xi = m.parameter("xi", HalfNormal(0.5))
      let t = d.waits.tensor / d.waitScale
      m.potential("t", -log(scale) - (1 + 1 / xi) * log1p(xi * t / scale))
    },
    TextbookModel("Kumaraswamy shares") { m, d in
      let a = m.parameter("a", LogNormal(0.5, 0.5))
      let b = m.parameter("b", LogNormal(0.5, 0.5))
      let p = d.successes.map { (Double($0) + 0.5) / (Double(d.trials) + 1) }.tensor
      m.potential("share", log(a * b) + (a - 1) * log(p) + (b - 1) * log1p(-pow(p, a)))
    },
    TextbookModel("logit-normal shares") { m, d in
      let mu = m.parameter("mu", Normal(0, 1))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let p = d.successes.map { (Double($0) + 0.5) / (Double(d.trials) + 1) }.tensor
      m.potential("share", Normal(mu, sigma).logDensity(log(p) - log1p(-p)) - log(p) - log1p(-p))
    },
    TextbookModel("claims: a count and a size") { m, d in
      let rate = m.parameter("rate", Gamma(shape: 2, rate: 2 / d.countScale))
      let shape = m.parameter("shape", Exponential(rate: 1))
      let mean = m.parameter("mean", LogNormal(d.waitScale.logarithm, 1))
      m.observe("claims", Poisson(rate: rate), d.counts)
      m.observe("size", Gamma(shape: shape, rate: shape / mean), d.waits)
      m.deterministic("cost", rate * mean)
    },
    TextbookModel("zeros and ones, and shares between") { m, d in
      let p = m.parameter("p", Dirichlet([1.0, 1, 1]))
      let a = m.parameter("a", HalfNormal(3))
      let b = m.parameter("b", HalfNormal(3))
      let share = d.successes.map { (Double($0) + 0.5) / (Double(d.trials) + 1) }
      m.observe("kind", Categorical(probabilities: p), d.categories)
      m.observe("share", Beta(a + 0.5, b + 0.5), Array(share[..<16]))
    },
  ]
}
