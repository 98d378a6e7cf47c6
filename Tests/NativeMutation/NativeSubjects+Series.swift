// Series in time, angles and Gaussian processes.

internal import ApusExtension

extension NativeSubject {
  static let series = [
    NativeSubject("angles of Julian dates") { random in
      let count = random.whole(8...60)
      let times = random.numbers(count, 2_450_000...2_460_000).sorted()
      let y = random.numbers(count, -10...10)
      return try Model { m in
        let period = m.parameter("period", LogNormal(3, 0.1))
        let (a, b) = (m.parameter("a", Normal(0, 10)), m.parameter("b", Normal(0, 10)))
        let jitter = m.parameter("jitter", HalfNormal(3))
        let angle = 2 * Double.pi * m.data("t", times) / period
        m.observe("y", Normal(a * sin(angle) + b * cos(angle), jitter), y)
      }
    },
    NativeSubject("autoregression by a loop") { random in
      let y = random.standardised(random.whole(5...40))
      return try Model { m in
        let phi = m.parameter("phi", Uniform(-1, 1))
        let theta = m.parameter("theta", Normal(0, 0.5))
        let sigma = m.parameter("sigma", HalfNormal(2))
        let series = m.data("y", y)
        let errors = scan([0.0, 0.0], over: [series]) { carry, element in
          let error = element[0] - phi * carry[0] - theta * carry[1]
          return ([element[0], error], [error])
        }
        m.potential("errors", sum(Normal(0, sigma).logDensity(errors.outputs[0])))
      }
    },
    NativeSubject("volatility by a loop") { random in
      let y = random.standardised(random.whole(5...40))
      return try Model { m in
        let mu = m.parameter("mu", Normal(0, 1))
        let alpha = m.parameter("alpha", Beta(1, 5))
        let beta = m.parameter("beta", Beta(3, 2))
        let h = scan([1.0], over: [m.data("y", y)]) { carry, element in
          let next = 0.1 + alpha * (element[0] - mu).squared() + beta * carry[0]
          return ([next], [carry[0]])
        }
        m.observe("r", Normal(mu, sqrt(h.outputs[0])), y)
      }
    },
    NativeSubject("latent Gaussian process") { random in
      let count = random.whole(5...20)
      let (x, y) = (random.numbers(count, 0...10).sorted(), (0..<count).map { _ in random.whole(0...20) })
      let jitter = [1e-8, 1e-9, 1e-10][random.whole(0...2)]
      return try Model { m in
        let rho = m.parameter("rho", InverseGamma(shape: 5, scale: 5))
        let alpha = m.parameter("alpha", HalfNormal(2))
        let z = m.parameter("z", Normal(0, 1), shape: [count])
        let place = m.data("x", x)
        let distance = place.reshaped(to: [count, 1]) - place.reshaped(to: [1, count])
        let kernel = alpha * alpha * exp(-(distance * distance) / (2 * rho * rho))
        let factor = cholesky(kernel + jitter * Tensor.identity(count))
        m.observe("y", Poisson(logRate: matmul(factor, z)), y)
      }
    },
    NativeSubject("marginal Gaussian process") { random in
      let count = random.whole(5...20)
      let (x, y) = (random.numbers(count, 0...10).sorted(), random.standardised(count))
      return try Model { m in
        let rho = m.parameter("rho", InverseGamma(shape: 5, scale: 5))
        let alpha = m.parameter("alpha", HalfNormal(2))
        let sigma = m.parameter("sigma", HalfNormal(1))
        let place = m.data("x", x)
        let distance = place.reshaped(to: [count, 1]) - place.reshaped(to: [1, count])
        let kernel = alpha * alpha * exp(-(distance * distance) / (2 * rho * rho))
        let noise = sigma * sigma + 1e-10
        m.observe(
          "y", MvNormal(Tensor.zeros(.float64([count])), covariance: kernel + noise * Tensor.identity(count)), y)
      }
    },
  ]
}
