// Regressions and models of counts and choices.

internal import ApusExtension

extension NativeSubject {
  static let regressions = [
    NativeSubject("standardised regression") { random in
      let count = random.whole(5...60)
      let (x, noise) = (random.standardised(count), random.standardised(count))
      let y = zip(x, noise).map { 0.6 * $0 + 0.8 * $1 }
      return try Model { m in
        let alpha = m.parameter("alpha", Normal(0, 1))
        let beta = m.parameter("beta", Normal(0, 1))
        let sigma = m.parameter("sigma", Exponential(rate: 1))
        m.observe("y", Normal(alpha + beta * m.data("x", x), sigma), y)
      }
    },
    NativeSubject("robust regression") { random in
      let count = random.whole(8...50)
      let (x, y) = (random.numbers(count, 1900...2000), random.numbers(count, -1e4...1e4))
      return try Model { m in
        let alpha = m.parameter("alpha", Normal(0, 1e4))
        let beta = m.parameter("beta", Normal(0, 100))
        let sigma = m.parameter("sigma", HalfCauchy(1000))
        let nu = m.parameter("nu", Gamma(shape: 2, rate: 0.1))
        let mean = alpha + beta * (m.data("x", x) - 1950)
        m.observe("y", StudentT(degreesOfFreedom: nu, location: mean, scale: sigma), y)
      }
    },
    NativeSubject("design matrix") { random in
      let (rows, columns) = (random.whole(10...80), random.whole(2...9))
      let x = NDArray(random.numbers(rows * columns, -2...2), shape: [rows, columns])
      let y = random.numbers(rows, -5...5)
      return try Model { m in
        let beta = m.parameter("beta", Normal(0, 2), shape: [columns])
        let sigma = m.parameter("sigma", HalfNormal(3))
        m.observe("y", Normal(matmul(m.data("X", x), beta), sigma), y)
      }
    },
    NativeSubject("logit") { random in
      let (rows, columns) = (random.whole(10...90), random.whole(1...6))
      let x = NDArray(random.numbers(rows * columns, -2...2), shape: [rows, columns])
      // As many of one kind as of the other: the intercept's gradient cancels.
      let y = (0..<rows).map { $0 % 2 }
      return try Model { m in
        let alpha = m.parameter("alpha", Normal(0, 2.5))
        let beta = m.parameter("beta", Normal(0, 1), shape: [columns])
        m.observe("y", Bernoulli(logit: alpha + matmul(m.data("X", x), beta)), y)
      }
    },
    NativeSubject("balanced categories") { random in
      let (rows, kinds) = (3 * random.whole(3...12), 3)
      let x = random.standardised(rows)
      let y = (0..<rows).map { $0 % kinds }
      return try Model { m in
        let a = m.parameter("a", Normal(0, 1), shape: [1, kinds])
        let b = m.parameter("b", Normal(0, 1), shape: [1, kinds])
        m.observe("y", Categorical(logits: a + m.data("x", x).reshaped(to: [rows, 1]) * b), y)
      }
    },
    NativeSubject("Poisson counts") { random in
      let count = random.whole(5...60)
      let (x, y) = (random.numbers(count, -1...2), (0..<count).map { _ in random.whole(0...40) })
      return try Model { m in
        let a = m.parameter("a", Normal(1, 1))
        let b = m.parameter("b", Normal(0, 1))
        m.observe("y", Poisson(logRate: a + b * m.data("x", x)), y)
      }
    },
    NativeSubject("overdispersed counts") { random in
      let y = (0..<random.whole(5...40)).map { _ in random.whole(0...300) }
      return try Model { m in
        let mean = m.parameter("mean", LogNormal(3, 1))
        let dispersion = m.parameter("dispersion", Exponential(rate: 0.2))
        m.observe("y", NegativeBinomial(mean: mean, dispersion: dispersion), y)
      }
    },
    NativeSubject("proportions") { random in
      let count = random.whole(4...30)
      let trials = (0..<count).map { _ in random.whole(5...50) }
      let y = trials.map { $0 / 2 }
      return try Model { m in
        let a = m.parameter("a", Beta(2, 3))
        let b = m.parameter("b", Gamma(shape: 2, rate: 0.5))
        let p = m.parameter("p", Beta(a * b + 0.5, (1 - a) * b + 0.5), shape: [count])
        m.observe("y", Binomial(trials: Tensor(trials), probability: p), y)
      }
    },
  ]
}
