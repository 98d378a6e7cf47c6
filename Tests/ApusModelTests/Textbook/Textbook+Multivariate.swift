// Several answers at once: covariances, factors, compositions, small networks.

import ApusExtension

extension TextbookModel {
  /// Three answers in units of their spread.
  private static func answers(_ d: TextbookData) -> Tensor {
    stack([d.x, d.z, d.y].map { Scaling.standardised.column($0).tensor }, axis: 1)
  }

  static let multivariate: [TextbookModel] = [
    TextbookModel("a covariance from scales and correlations") { m, d in
      let scale = d.scaling == .standardised ? [1.0, 1, 1] : [d.xScale, d.zScale, d.yScale]
      let center = [d.x, d.z, d.y].map { $0.reduce(0, +) / 24 }
      let mu = m.parameter("mu", Normal(center, scale))
      let sigma = m.parameter("sigma", HalfCauchy(scale))
      let factor = m.parameter("L", LKJCholesky(3, eta: 2))
      let rows = stack([d.x.tensor, d.z.tensor, d.y.tensor], axis: 1)
      m.observe("rows", MvNormal(mu, choleskyFactor: sigma.reshaped(to: [3, 1]) * factor), rows)
    },
    TextbookModel("correlations alone") { m, d in
      let factor = m.parameter("L", LKJCholesky(3, eta: 1))
      m.deterministic("R", matmul(factor, factor.transposed()))
      m.observe("rows", MvNormal([0.0, 0, 0], choleskyFactor: factor), answers(d))
    },
    TextbookModel("a mean of known covariance") { m, d in
      let covariance = NDArray(rows: [[1, 0.4, 0.2], [0.4, 1, 0.3], [0.2, 0.3, 1]])
      let mu = m.parameter("mu", MvNormal([0.0, 0, 0], covariance: covariance))
      m.observe("rows", MvNormal(mu, covariance: covariance), answers(d))
    },
    TextbookModel("an exchangeable covariance") { m, d in
      let rho = m.parameter("rho", Uniform(-0.4, 0.95))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let matrix = sigma.squared() * ((1 - rho) * Tensor.identity(3) + rho * Tensor.ones([3, 3]))
      m.observe("rows", MvNormal([0.0, 0, 0], covariance: matrix), answers(d))
    },
    TextbookModel("two regressions with correlated errors") { m, d in
      let beta = m.parameter("beta", Normal(0, 1), shape: [2])
      let sigma = m.parameter("sigma", Exponential(rate: 1), shape: [2])
      let factor = m.parameter("L", LKJCholesky(2, eta: 2))
      let u = Scaling.standardised.column(d.w).tensor
      let both = stack([d.x, d.y].map { Scaling.standardised.column($0).tensor }, axis: 1)
      m.observe("rows", MvNormal(outer(u, beta), choleskyFactor: sigma.reshaped(to: [2, 1]) * factor), both)
    },
    TextbookModel("one factor") { m, d in
      let loading = m.parameter("loading", HalfNormal(1), shape: [3])
      let factor = m.parameter("factor", Normal(0, 1), shape: [24])
      let sigma = m.parameter("sigma", HalfNormal(1), shape: [3])
      m.observe("rows", Normal(outer(factor, loading), sigma), answers(d))
    },
    TextbookModel("principal components of probability") { m, d in
      let w = m.parameter("w", Normal(0, 1), shape: [3, 2])
      let sigma = m.parameter("sigma", HalfNormal(1))
      let covariance = matmul(w, w.transposed()) + sigma.squared() * Tensor.identity(3)
      m.observe("rows", MvNormal([0.0, 0, 0], covariance: covariance), answers(d))
    },
    TextbookModel("topics of two texts") { m, d in
      let theta = m.parameter("theta", Dirichlet([1.0, 1]), shape: [2, 2])
      let phi = m.parameter("phi", Dirichlet([1.0, 1, 1]), shape: [2, 3])
      let word = matmul(theta, phi)
      m.observe("words", Categorical(probabilities: word[(0..<24).map { $0 % 2 }]), d.categories)
    },
    TextbookModel("shares of a whole") { m, d in
      let alpha = m.parameter("alpha", Gamma(shape: 2, rate: 0.5), shape: [3])
      let rows = (0..<24).map { row -> [Double] in
        let a = 1 + abs(Scaling.standardised.column(d.x)[row])
        let b = 1 + abs(Scaling.standardised.column(d.z)[row])
        return [a / (a + b + 1), b / (a + b + 1), 1 / (a + b + 1)]
      }
      m.observe("shares", Dirichlet(alpha), NDArray(rows: rows))
    },
    TextbookModel("a small network") { m, d in
      let inside = m.parameter("inside", Normal(0, 1), shape: [3, 4])
      let bias = m.parameter("bias", Normal(0, 1), shape: [4])
      let outside = m.parameter("outside", Normal(0, 1), shape: [4])
      let sigma = m.parameter("sigma", HalfNormal(1))
      let hidden = tanh(matmul(answers(d), inside) + bias)
      m.observe("y", Normal(d.yCenter + d.yScale * matmul(hidden, outside), d.yScale * sigma), d.y)
    },
    TextbookModel("a network that chooses") { m, d in
      let inside = m.parameter("inside", Normal(0, 0.5), shape: [3, 3])
      let outside = m.parameter("outside", Normal(0, 0.5), shape: [3])
      m.observe("answers", Bernoulli(logit: matmul(tanh(matmul(d.design, inside)), outside)), d.answers)
    },
    TextbookModel("a pair of Student's in two dimensions") { m, d in
      let mu = m.parameter("mu", Normal(0, 1), shape: [3])
      let nu = m.parameter("nu", Gamma(shape: 2, rate: 0.1))
      let sigma = m.parameter("sigma", HalfNormal(1), shape: [3])
      m.observe("rows", StudentT(degreesOfFreedom: nu, location: mu, scale: sigma), answers(d))
    },
  ]
}
