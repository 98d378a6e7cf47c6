// Hierarchies and mixtures.

internal import ApusExtension
internal import Foundation

extension NativeSubject {
  static let hierarchies = [
    NativeSubject("eight schools") { random in
      let (y, errors) = (random.numbers(8, -10...30), random.numbers(8, 5...20))
      let rate = random.number(0.02...3)
      return try Model { m in
        let mu = m.parameter("mu", Normal(0, 5))
        let tau = m.parameter("tau", Exponential(rate: rate))
        let z = m.parameter("z", Normal(0, 1), shape: [8])
        m.observe("y", Normal(mu + tau * z, errors), y)
      }
    },
    NativeSubject("varying intercepts") { random in
      let (count, groups) = (random.whole(20...120), random.whole(3...12))
      let group = (0..<count).map { _ in random.whole(0...(groups - 1)) }
      let (x, y) = (random.standardised(count), random.standardised(count))
      return try Model { m in
        let mu = m.parameter("mu", Normal(0, 5))
        let sigma = m.parameter("sigma", HalfNormal(1), shape: [2])
        let a = m.parameter("a", Normal(0, 1), shape: [groups])
        let b = m.parameter("b", Normal(0, 1), shape: [groups])
        let index = Tensor(group)
        let mean = (mu + sigma[0] * a)[index] + b[index] * m.data("x", x)
        m.observe("y", Normal(mean, sigma[1]), y)
      }
    },
    NativeSubject("mixture of equal components") { random in
      let y = random.standardised(random.whole(6...50))
      return try Model { m in
        let weights = m.parameter("weights", Dirichlet([1.0, 1, 1]))
        let mu = m.parameter("mu", Normal(0, 2), shape: [3])
        let sigma = m.parameter("sigma", HalfNormal(2), shape: [3])
        let components = (0..<3).map { Normal(mu[$0], sigma[$0]) }
        m.observe("y", Mixture(weights: weights, components), y)
      }
    },
    NativeSubject("one parameter at its prior mean") { random in
      let (kind, size) = (random.whole(0...5), exp(random.number(-14...14)))
      return try Model { m in
        switch kind {
        case 0: m.parameter("tau", Exponential(rate: size))
        case 1: m.parameter("p", Beta(1 + size, 2.5))
        case 2: m.parameter("g", Gamma(shape: 2, rate: size))
        case 3: m.parameter("x", Normal(size, size), shape: [3])
        case 4: m.parameter("w", Dirichlet([2.0, 3, 4, 5]))
        default: m.parameter("l", LogNormal(1, 1 + 1 / size))
        }
      }
    },
    NativeSubject("many priors") { random in
      let rates = random.numbers(4, 0.1...4)
      return try Model { m in
        let tau = m.parameter("tau", Exponential(rate: rates[0]))
        let p = m.parameter("p", Beta(2, 3))
        let g = m.parameter("g", InverseGamma(shape: 1 + rates[1], scale: rates[2]))
        let l = m.parameter("l", Laplace(rates[3], 2))
        let w = m.parameter("w", VonMises(0.3, 1 + rates[1]))
        let s = m.parameter("s", Uniform(-1, 3), shape: [3])
        m.potential("sum", -(tau * p - g * sin(w) + tanh(l) * sum(s * s)).squared())
      }
    },
  ]
}
