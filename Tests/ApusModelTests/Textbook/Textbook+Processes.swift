// Gaussian processes, marginal and latent, and what approximates them.

import ApusExtension

extension TextbookModel {
  /// The places of the rows, 12 for the matrices' sake, in units of their spread.
  private static func places(_ d: TextbookData) -> Tensor { Scaling.standardised.column(Array(d.times[..<12])).tensor }
  private static func half(_ d: TextbookData) -> [Double] { Array(d.y[..<12]) }

  private static func squares(_ d: TextbookData) -> Tensor {
    let t = places(d)
    return (t.reshaped(to: [12, 1]) - t.reshaped(to: [1, 12])).squared()
  }

  static let processes: [TextbookModel] = [
    TextbookModel("a process with a squared exponential") { m, d in
      let length = m.parameter("length", InverseGamma(shape: 5, scale: 5))
      let size = m.parameter("size", HalfNormal(d.yScale))
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let kernel = size.squared() * exp(-0.5 * squares(d) / length.squared()) + sigma.squared() * Tensor.identity(12)
      m.observe("y", MvNormal(Tensor(d.yCenter).broadcast(to: [12]), covariance: kernel), half(d))
    },
    TextbookModel("a process with a kernel of Matérn") { m, d in
      let length = m.parameter("length", Gamma(shape: 2, rate: 1))
      let size = m.parameter("size", HalfCauchy(d.yScale))
      let sigma = m.parameter("sigma", HalfCauchy(d.yScale))
      let r = sqrt(3 * squares(d) + 1e-12) / length
      let kernel = size.squared() * (1 + r) * exp(-r) + sigma.squared() * Tensor.identity(12)
      m.observe("y", MvNormal(Tensor(d.yCenter).broadcast(to: [12]), covariance: kernel), half(d))
    },
    TextbookModel("a process of an exponential kernel") { m, d in
      let length = m.parameter("length", LogNormal(0, 1))
      let sigma = m.parameter("sigma", Exponential(rate: 1))
      let t = places(d)
      let distance = abs(t.reshaped(to: [12, 1]) - t.reshaped(to: [1, 12]))
      let kernel = exp(-distance / length) + sigma.squared() * Tensor.identity(12)
      m.observe("y", MvNormal(Tensor.zeros(.float64([12])), covariance: kernel), Scaling.standardised.column(half(d)))
    },
    TextbookModel("a periodic process") { m, d in
      let period = m.parameter("period", LogNormal(0, 0.3))
      let length = m.parameter("length", HalfNormal(1))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let t = places(d)
      let phase = sin(Double.pi * (t.reshaped(to: [12, 1]) - t.reshaped(to: [1, 12])) / period)
      let kernel = exp(-2 * phase.squared() / (length + 0.1).squared()) + (sigma.squared() + 0.01) * Tensor.identity(12)
      m.observe("y", MvNormal(Tensor.zeros(.float64([12])), covariance: kernel), Scaling.standardised.column(half(d)))
    },
    TextbookModel("a latent process, jitter 1e-6") { m, d in
      let length = m.parameter("length", InverseGamma(shape: 5, scale: 5))
      let size = m.parameter("size", HalfNormal(1))
      let z = m.parameter("z", Normal(0, 1), shape: [12])
      let factor = cholesky(exp(-0.5 * squares(d) / length.squared()) + 1e-6 * Tensor.identity(12))
      m.observe("answers", Bernoulli(logit: size * matmul(factor, z)), Array(d.answers[..<12]))
    },
    TextbookModel("a latent process, jitter 1e-8") { m, d in
      let length = m.parameter("length", InverseGamma(shape: 5, scale: 5))
      let size = m.parameter("size", HalfNormal(d.yScale))
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let z = m.parameter("z", Normal(0, 1), shape: [12])
      let factor = cholesky(exp(-0.5 * squares(d) / length.squared()) + 1e-8 * Tensor.identity(12))
      m.observe("y", Normal(d.yCenter + size * matmul(factor, z), sigma), half(d))
    },
    TextbookModel("a log-Gaussian Cox process") { m, d in
      let length = m.parameter("length", LogNormal(0, 0.5))
      let size = m.parameter("size", Exponential(rate: 1))
      let z = m.parameter("z", Normal(0, 1), shape: [12])
      let factor = cholesky(exp(-squares(d) / length) + 1e-6 * Tensor.identity(12))
      m.observe("k", Poisson(logRate: d.countScale.logarithm + size * matmul(factor, z)), Array(d.counts[..<12]))
    },
    TextbookModel("a latent process, centred") { m, d in
      let size = m.parameter("size", HalfNormal(d.yScale))
      let kernel = size.squared() * (exp(-0.5 * squares(d)) + 1e-4 * Tensor.identity(12))
      let f = m.parameter("f", MvNormal(Tensor.zeros(.float64([12])), covariance: kernel))
      m.observe("y", Normal(d.yCenter + f, d.yScale), half(d))
    },
    TextbookModel("a process by basis functions") { m, d in
      let length = m.parameter("length", LogNormal(0, 0.5))
      let size = m.parameter("size", HalfNormal(d.yScale))
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let z = m.parameter("z", Normal(0, 1), shape: [6])
      let frequency = (1...6).map { Double.pi * Double($0) / 6 }.tensor
      let basis =
        sin(frequency.reshaped(to: [1, 6]) * (places(d).reshaped(to: [12, 1]) + 3)) / Double(3.0).squareRoot()
      let density = size * sqrt(2.5 * length) * exp(-0.25 * (length * frequency).squared())
      m.observe("y", Normal(d.yCenter + matmul(basis, density * z), sigma), half(d))
    },
    TextbookModel("splines with a random walk") { m, d in
      let tau = m.parameter("tau", HalfNormal(d.yScale))
      let steps = m.parameter("steps", Normal(0, 1), shape: [6])
      let level = m.parameter("level", Normal(d.yCenter, 10 * d.yScale))
      let sigma = m.parameter("sigma", HalfNormal(d.yScale))
      let knots = (0..<6).map { Double($0) * 0.7 - 1.75 }.tensor
      let basis = exp(-(places(d).reshaped(to: [12, 1]) - knots.reshaped(to: [1, 6])).squared())
      m.observe("y", Normal(level + matmul(basis, tau * cumulativeSum(steps)), sigma), half(d))
    },
  ]
}
