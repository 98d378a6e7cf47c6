// Regressions: straight lines and what textbooks make of them.

import ApusExtension

extension TextbookModel {
  static let regressions: [TextbookModel] = [
    TextbookModel("a mean and a spread") { m, d in
      let mu = m.parameter("mu", Normal(d.yCenter, 10 * d.yScale))
      let sigma = m.parameter("sigma", HalfNormal(2 * d.yScale))
      m.observe("y", Normal(mu, sigma), d.y)
    },
    TextbookModel(
      "a mean with known spread",
      means: { d in
        // The posterior's precision is that of the prior and of the data; the mean is weighted by them.
        let (prior, each) = (1 / (100 * d.yScale * d.yScale), 1 / (d.yScale * d.yScale))
        let sum = d.y.reduce(0, +)
        return ["mu": (prior * d.yCenter + each * sum) / (prior + each * Double(d.y.count))]
      }
    ) { m, d in
      let mu = m.parameter("mu", Normal(d.yCenter, 10 * d.yScale))
      m.observe("y", Normal(mu, d.yScale), d.y)
    },
    TextbookModel("a straight line, half-Cauchy noise") { m, d in
      let alpha = m.parameter("alpha", Normal(d.yCenter, 10 * d.yScale))
      let beta = m.parameter("beta", Normal(0, 2.5 * d.yScale / d.xScale))
      let sigma = m.parameter("sigma", HalfCauchy(d.yScale))
      m.observe("y", Normal(alpha + beta * d.x.tensor, sigma), d.y)
    },
    TextbookModel("a straight line, exponential noise") { m, d in
      let alpha = m.parameter("alpha", Normal(d.yCenter, 2.5 * d.yScale))
      let beta = m.parameter("beta", Normal(0, 2.5 * d.yScale / d.xScale))
      let sigma = m.parameter("sigma", Exponential(rate: 1 / d.yScale))
      m.observe("y", Normal(alpha + beta * d.x.tensor, sigma), d.y)
    },
    TextbookModel("a straight line with flat priors") { m, d in
      let beta = m.parameter("beta", Flat(), shape: [2])
      let sigma = m.parameter("sigma", HalfFlat())
      m.observe("y", Normal(beta[0] + beta[1] * d.x.tensor, sigma), d.y)
    },
    TextbookModel("a line through the origin") { m, d in
      let beta = m.parameter("beta", Normal(0, 10 * d.yScale / d.xScale))
      let sigma = m.parameter("sigma", HalfNormal(5 * d.yScale))
      m.observe("y", Normal(beta * d.x.tensor, sigma), d.y)
    },
    TextbookModel("a cubic") { m, d in
      let u = d.x.tensor / d.xScale
      let beta = m.parameter("beta", Normal(0, 2.5 * d.yScale), shape: [4])
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let mu = beta[0] + beta[1] * u + beta[2] * u.squared() + beta[3] * pow(u, 3)
      m.observe("y", Normal(mu, sigma), d.y)
    },
    TextbookModel("three predictors in a matrix") { m, d in
      let alpha = m.parameter("alpha", Normal(d.yCenter, 10 * d.yScale))
      let beta = m.parameter("beta", Normal(0, d.yScale), shape: [3])
      let sigma = m.parameter("sigma", HalfCauchy(2.5 * d.yScale))
      m.observe("y", Normal(alpha + matmul(d.design, beta), sigma), d.y)
    },
    TextbookModel("an interaction of two predictors") { m, d in
      let beta = m.parameter("beta", Normal(0, 5 * d.yScale), shape: [4])
      let sigma = m.parameter("sigma", HalfCauchy(2.5 * d.yScale))
      let (x, z) = (d.x.tensor / d.xScale, d.z.tensor / d.zScale)
      m.observe("y", Normal(beta[0] + beta[1] * x + beta[2] * z + beta[3] * x * z, sigma), d.y)
    },
    TextbookModel("a line with Student's noise") { m, d in
      let alpha = m.parameter("alpha", Normal(d.yCenter, 10 * d.yScale))
      let beta = m.parameter("beta", Normal(0, 2.5 * d.yScale / d.xScale))
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let nu = m.parameter("nu", Gamma(shape: 2, rate: 0.1))
      m.observe("y", StudentT(degreesOfFreedom: nu, location: alpha + beta * d.x.tensor, scale: sigma), d.y)
    },
    TextbookModel("a line with Laplace noise") { m, d in
      let alpha = m.parameter("alpha", Normal(d.yCenter, 10 * d.yScale))
      let beta = m.parameter("beta", Normal(0, 2.5 * d.yScale / d.xScale))
      let b = m.parameter("b", Exponential(rate: 1 / d.yScale))
      m.observe("y", Laplace(alpha + beta * d.x.tensor, b), d.y)
    },
    TextbookModel("a line with logistic noise") { m, d in
      let alpha = m.parameter("alpha", Logistic(d.yCenter, 5 * d.yScale))
      let beta = m.parameter("beta", Logistic(0, d.yScale / d.xScale))
      let s = m.parameter("s", HalfNormal(d.yScale))
      m.observe("y", Logistic(alpha + beta * d.x.tensor, s), d.y)
    },
    TextbookModel("a line with Cauchy noise") { m, d in
      let alpha = m.parameter("alpha", Cauchy(d.yCenter, 5 * d.yScale))
      let beta = m.parameter("beta", Cauchy(0, d.yScale / d.xScale))
      let s = m.parameter("s", HalfCauchy(d.yScale))
      m.observe("y", Cauchy(alpha + beta * d.x.tensor, s), d.y)
    },
    TextbookModel("log-normal waiting times") { m, d in
      let mu = m.parameter("mu", Normal(0, 20))
      let sigma = m.parameter("sigma", Exponential(rate: 1))
      m.observe("t", LogNormal(mu + 0.1 * d.x.tensor / d.xScale, sigma), d.waits)
    },
    TextbookModel("a spread that grows") { m, d in
      let alpha = m.parameter("alpha", Normal(d.yCenter, 10 * d.yScale))
      let beta = m.parameter("beta", Normal(0, 2.5 * d.yScale / d.xScale))
      let gamma = m.parameter("gamma", Normal(0, 1), shape: [2])
      let u = d.x.tensor / d.xScale
      m.observe("y", Normal(alpha + beta * d.x.tensor, d.yScale * exp(gamma[0] + 0.1 * gamma[1] * u)), d.y)
    },
    TextbookModel("a line with an error for each point") { m, d in
      let alpha = m.parameter("alpha", Normal(d.yCenter, 10 * d.yScale))
      let beta = m.parameter("beta", Normal(0, 2.5 * d.yScale / d.xScale))
      let errors = (0..<d.y.count).map { d.yScale * (0.5 + 0.1 * Double($0 % 5)) }
      m.observe("y", Normal(alpha + beta * d.x.tensor, errors), d.y)
    },
    TextbookModel("errors in the predictor") { m, d in
      let beta = m.parameter("beta", Normal(0, 1))
      let sigma = m.parameter("sigma", Exponential(rate: 1))
      let truth = m.parameter("truth", Normal(0, 1), shape: [24])
      m.observe("x", Normal(truth, 0.3), Scaling.standardised.column(d.x))
      m.observe("y", Normal(d.yCenter + d.yScale * beta * truth, d.yScale * sigma), d.y)
    },
    TextbookModel("ridge") { m, d in
      let tau = m.parameter("tau", HalfCauchy(1))
      let beta = m.parameter("beta", Normal(0, tau), shape: [3])
      let sigma = m.parameter("sigma", Exponential(rate: 1 / d.yScale))
      m.observe("y", Normal(d.yCenter + matmul(d.design, beta), sigma), d.y)
    },
    TextbookModel("lasso") { m, d in
      let beta = m.parameter("beta", Laplace(0, d.yScale / d.xScale), shape: [3])
      let sigma = m.parameter("sigma", Exponential(rate: 1 / d.yScale))
      m.observe("y", Normal(d.yCenter + matmul(d.design, beta), sigma), d.y)
    },
    TextbookModel("horseshoe") { m, d in
      let tau = m.parameter("tau", HalfCauchy(0.1))
      let lambda = m.parameter("lambda", HalfCauchy(1), shape: [3])
      let z = m.parameter("z", Normal(0, 1), shape: [3])
      let beta = m.deterministic("beta", z * lambda * tau * d.yScale / d.xScale)
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      m.observe("y", Normal(d.yCenter + matmul(d.design, beta), sigma), d.y)
    },
    TextbookModel("a broken stick") { m, d in
      let level = m.parameter("level", Normal(d.yCenter, 10 * d.yScale))
      let slopes = m.parameter("slopes", Normal(0, d.yScale), shape: [2])
      let knee = m.parameter("knee", Normal(0, 1))
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let u = Scaling.standardised.column(d.x).tensor
      m.observe("y", Normal(level + slopes[0] * u + slopes[1] * maximum(u - knee, 0), sigma), d.y)
    },
    TextbookModel("a saturating response") { m, d in
      let top = m.parameter("top", LogNormal(0, 1))
      let half = m.parameter("half", LogNormal(0, 1))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let dose = d.waits.tensor / d.waitScale
      m.observe("y", Normal(d.yCenter + d.yScale * top * dose / (half + dose), d.yScale * sigma), d.y)
    },
    TextbookModel("exponential decay") { m, d in
      let amplitude = m.parameter("amplitude", Normal(d.yScale, d.yScale))
      let rate = m.parameter("rate", Exponential(rate: 1))
      let sigma = m.parameter("sigma", HalfCauchy(d.yScale))
      m.observe("y", Normal(d.yCenter + amplitude * exp(-rate * d.waits.tensor / d.waitScale), sigma), d.y)
    },
    TextbookModel("logistic growth") { m, d in
      let capacity = m.parameter("capacity", LogNormal(0, 1))
      let rate = m.parameter("rate", HalfNormal(1))
      let middle = m.parameter("middle", Normal(0, 1))
      let sigma = m.parameter("sigma", Exponential(rate: 1))
      let t = Scaling.standardised.column(d.times).tensor
      let mu = d.yCenter + d.yScale * capacity * sigmoid(rate * (t - middle))
      m.observe("y", Normal(mu, d.yScale * sigma), d.y)
    },
    TextbookModel("missing predictors") { m, d in
      let u = Scaling.standardised.column(d.x)
      let missing = m.parameter("missing", Normal(0, 1), shape: [6])
      let all = concatenate([u[..<18].map { $0 }.tensor, missing])
      let beta = m.parameter("beta", Normal(0, 1), shape: [2])
      let sigma = m.parameter("sigma", Exponential(rate: 1))
      m.observe("y", Normal(d.yCenter + d.yScale * (beta[0] + beta[1] * all), d.yScale * sigma), d.y)
    },
    TextbookModel("gamma regression with a log link") { m, d in
      let beta = m.parameter("beta", Normal(0, 5), shape: [2])
      let shape = m.parameter("shape", Exponential(rate: 0.5))
      let mean = d.waitScale * exp(beta[0] + beta[1] * Scaling.standardised.column(d.x).tensor)
      m.observe("t", Gamma(shape: shape, rate: shape / mean), d.waits)
    },
    TextbookModel("inverse-gamma noise") { m, d in
      let mu = m.parameter("mu", Normal(d.yCenter, 10 * d.yScale))
      let variance = m.parameter("variance", InverseGamma(shape: 2, scale: d.yScale * d.yScale))
      m.observe("y", Normal(mu, sqrt(variance)), d.y)
    },
    TextbookModel("a share by beta regression") { m, d in
      let beta = m.parameter("beta", Normal(0, 1.5), shape: [2])
      let phi = m.parameter("phi", Gamma(shape: 2, rate: 0.1))
      let shares = d.successes.map { (Double($0) + 0.5) / (Double(d.trials) + 1) }
      let mu = sigmoid(beta[0] + beta[1] * Scaling.standardised.column(d.x).tensor)
      m.observe("share", Beta(mu * phi, (1 - mu) * phi), shares)
    },
    TextbookModel("quadratic surface") { m, d in
      let (x, z) = (d.x.tensor / d.xScale, d.z.tensor / d.zScale)
      let beta = m.parameter("beta", StudentT(degreesOfFreedom: 3, location: 0, scale: 2.5 * d.yScale), shape: [6])
      let sigma = m.parameter("sigma", HalfCauchy(d.yScale))
      let design = stack([Tensor.ones([24]), x, z, x * z, x.squared(), z.squared()], axis: 1)
      m.observe("y", Normal(matmul(design, beta), sigma), d.y)
    },
    TextbookModel("two groups compared") { m, d in
      let mu = m.parameter("mu", Normal(d.yCenter, 10 * d.yScale), shape: [2])
      let sigma = m.parameter("sigma", Uniform(d.yScale / 100, d.yScale * 100), shape: [2])
      let nu = m.parameter("nu", Exponential(rate: 1 / 29.0))
      let group = d.answers
      m.deterministic("difference", mu[1] - mu[0])
      m.observe("y", StudentT(degreesOfFreedom: nu + 1, location: mu[group], scale: sigma[group]), d.y)
    },
  ]
}
