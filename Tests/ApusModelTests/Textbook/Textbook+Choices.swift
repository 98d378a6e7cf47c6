// Choices: logits, probits, several categories, ordered answers, tests and tournaments.

import ApusExtension

extension TextbookModel {
  /// Cumulative logits of ordered answers as the logs of three probabilities.
  private static func ordered(_ eta: Tensor, _ cuts: Tensor) -> Tensor {
    let low = sigmoid(cuts[0] - eta)
    let high = sigmoid(cuts[1] - eta)
    return stack([low, high - low, 1 - high], axis: 1)
  }

  static let choices: [TextbookModel] = [
    TextbookModel(
      "a share with a beta prior",
      means: { d in
        let (hits, all) = (d.answers.reduce(0, +), d.answers.count)
        return ["p": (2 + Double(hits)) / (5 + Double(all))]
      }
    ) { m, d in
      let p = m.parameter("p", Beta(2, 3))
      m.observe("answers", Bernoulli(probability: p), d.answers)
    },
    TextbookModel(
      "binomial counts with a beta prior",
      means: { d in
        let (hits, all) = (d.successes.reduce(0, +), d.trials * d.successes.count)
        return ["p": (1 + Double(hits)) / (2 + Double(all))]
      }
    ) { m, d in
      let p = m.parameter("p", Uniform(0, 1))
      m.observe("k", Binomial(trials: d.trials, probability: p), d.successes)
    },
    TextbookModel("a logit alone") { m, d in
      let alpha = m.parameter("alpha", Normal(0, 1.5))
      m.observe("answers", Bernoulli(logit: alpha), d.answers)
    },
    TextbookModel("logistic regression") { m, d in
      let alpha = m.parameter("alpha", Normal(0, 2.5))
      let beta = m.parameter("beta", Normal(0, 2.5 / d.xScale))
      m.observe("answers", Bernoulli(logit: alpha + beta * d.x.tensor), d.answers)
    },
    TextbookModel("logistic regression, three predictors") { m, d in
      let alpha = m.parameter("alpha", StudentT(degreesOfFreedom: 7, location: 0, scale: 2.5))
      let beta = m.parameter("beta", StudentT(degreesOfFreedom: 7, location: 0, scale: 1 / d.xScale), shape: [3])
      m.observe("answers", Bernoulli(logit: alpha + matmul(d.design, beta)), d.answers)
    },
    TextbookModel("logistic regression by probability") { m, d in
      let beta = m.parameter("beta", Normal(0, 1), shape: [2])
      let u = Scaling.standardised.column(d.x).tensor
      m.observe("answers", Bernoulli(probability: sigmoid(beta[0] + beta[1] * u)), d.answers)
    },
    TextbookModel("probit regression") { m, d in
      let beta = m.parameter("beta", Normal(0, 1), shape: [2])
      let u = Scaling.standardised.column(d.x).tensor
      m.observe("answers", Bernoulli(probability: normalCDF(beta[0] + beta[1] * u)), d.answers)
    },
    TextbookModel("probit regression by its logs") { m, d in
      let beta = m.parameter("beta", Normal(0, 2.5 / d.xScale))
      let signs = d.answers.map { Double(2 * $0 - 1) }.tensor
      m.potential("answers", logNormalCDF(signs * beta * d.x.tensor))
    },
    TextbookModel("complementary log-log") { m, d in
      let beta = m.parameter("beta", Normal(0, 1), shape: [2])
      let eta = beta[0] + beta[1] * Scaling.standardised.column(d.x).tensor
      m.observe("answers", Bernoulli(probability: -expm1(-exp(eta))), d.answers)
    },
    TextbookModel("binomial logits by group") { m, d in
      let alpha = m.parameter("alpha", Normal(0, 1.5), shape: [4])
      m.observe("k", Binomial(trials: d.trials, logit: alpha[d.group]), d.successes)
    },
    TextbookModel("binomial logits of a hierarchy") { m, d in
      let mu = m.parameter("mu", Normal(0, 1.5))
      let tau = m.parameter("tau", Exponential(rate: 1))
      let z = m.parameter("z", Normal(0, 1), shape: [24])
      m.observe("k", Binomial(trials: d.trials, logit: mu + tau * z), d.successes)
    },
    TextbookModel("answers of a hierarchy") { m, d in
      let mu = m.parameter("mu", Normal(0, 1.5))
      let tau = m.parameter("tau", HalfCauchy(1))
      let alpha = m.parameter("alpha", Normal(mu, tau), shape: [4])
      m.observe("answers", Bernoulli(logit: alpha[d.group]), d.answers)
    },
    TextbookModel("beta-binomial") { m, d in
      let mean = m.parameter("mean", Beta(2, 2))
      let size = m.parameter("size", LogNormal(2, 1))
      let (a, b) = (mean * size, (1 - mean) * size)
      let k = d.successes.map(Double.init).tensor
      m.potential("k", logBeta(a + k, b + Double(d.trials) - k) - logBeta(a, b))
    },
    TextbookModel(
      "category shares",
      means: { d in
        let counts = (0..<3).map { kind in d.categories.count { $0 == kind } }
        return Dictionary(uniqueKeysWithValues: (0..<3).map { ("p[\($0)]", (1 + Double(counts[$0])) / 27) })
      }
    ) { m, d in
      let p = m.parameter("p", Dirichlet([1.0, 1, 1]))
      m.observe("kind", Categorical(probabilities: p), d.categories)
    },
    TextbookModel("category logits") { m, d in
      let eta = m.parameter("eta", Normal(0, 1), shape: [3])
      m.observe("kind", Categorical(logits: eta), d.categories)
    },
    TextbookModel("multinomial regression") { m, d in
      let alpha = m.parameter("alpha", Normal(0, 1), shape: [2])
      let beta = m.parameter("beta", Normal(0, 1), shape: [2])
      let u = Scaling.standardised.column(d.x).tensor
      let eta = stack([Tensor.zeros(.float64([24])), alpha[0] + beta[0] * u, alpha[1] + beta[1] * u], axis: 1)
      m.observe("kind", Categorical(logits: eta), d.categories)
    },
    TextbookModel("multinomial regression on a matrix") { m, d in
      let beta = m.parameter("beta", Normal(0, 1 / d.xScale), shape: [3, 3])
      m.observe("kind", Categorical(logits: matmul(d.design, beta)), d.categories)
    },
    TextbookModel("ordered answers") { m, d in
      let beta = m.parameter("beta", Normal(0, 1))
      let cuts = m.parameter(
        "cuts", Flat(shape: [2]), transform: OrderedTransform(), initial: [-1, 1])
      m.potential("prior of cuts", Normal(0, 2).logDensity(cuts))
      m.observe(
        "kind", Categorical(probabilities: ordered(beta * Scaling.standardised.column(d.x).tensor, cuts)), d.categories)
    },
    TextbookModel("test items of one parameter") { m, d in
      let ability = m.parameter("ability", Normal(0, 1), shape: [6])
      let difficulty = m.parameter("difficulty", Normal(0, 1), shape: [4])
      let eta = ability[d.block] - difficulty[(0..<24).map { $0 % 4 }]
      m.observe("right", Bernoulli(logit: eta), d.answers)
    },
    TextbookModel("test items of two parameters") { m, d in
      let ability = m.parameter("ability", Normal(0, 1), shape: [6])
      let difficulty = m.parameter("difficulty", Normal(0, 1), shape: [4])
      let steepness = m.parameter("steepness", LogNormal(0, 0.5), shape: [4])
      let item = (0..<24).map { $0 % 4 }
      m.observe("right", Bernoulli(logit: steepness[item] * (ability[d.block] - difficulty[item])), d.answers)
    },
    TextbookModel("a tournament") { m, d in
      let skill = m.parameter("skill", Normal(0, 1), shape: [5])
      let (home, away) = ((0..<24).map { $0 % 5 }, (0..<24).map { ($0 + 1 + $0 / 5) % 5 })
      m.observe("won", Bernoulli(logit: skill[home] - skill[away]), d.answers)
    },
    TextbookModel("guessing and lapses") { m, d in
      let guess = m.parameter("guess", Beta(1, 9))
      let lapse = m.parameter("lapse", Beta(1, 9))
      let beta = m.parameter("beta", Normal(0, 1), shape: [2])
      let p = guess + (1 - guess - lapse) * sigmoid(beta[0] + beta[1] * Scaling.standardised.column(d.x).tensor)
      m.observe("right", Bernoulli(probability: p), d.answers)
    },
    TextbookModel("two shares compared") { m, d in
      let p = m.parameter("p", Beta(1, 1), shape: [2])
      m.deterministic("lift", p[1] - p[0])
      m.observe("k", Binomial(trials: d.trials, probability: p), Array(d.successes[..<2]))
    },
    TextbookModel("signal detection") { m, d in
      let distance = m.parameter("distance", Normal(1, 1))
      let bias = m.parameter("bias", Normal(0, 1))
      let rates = normalCDF(stack([0.5 * distance - bias, -0.5 * distance - bias]))
      m.observe("k", Binomial(trials: d.trials, probability: rates), Array(d.successes[..<2]))
    },
    TextbookModel("a diagnosis with two errors") { m, d in
      let prevalence = m.parameter("prevalence", Beta(2, 2))
      let sensitivity = m.parameter("sensitivity", Beta(9, 1))
      let specificity = m.parameter("specificity", Beta(9, 1))
      let p = prevalence * sensitivity + (1 - prevalence) * (1 - specificity)
      m.observe("k", Binomial(trials: d.trials, probability: p), Array(d.successes[..<1]))
    },
  ]
}
