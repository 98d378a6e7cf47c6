// Posteriors of posteriordb, reproduced: time series, whose recursions are loops in the graph, and a differential equation.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

@Suite struct ReferenceSeriesTests {
  @Test func `an autoregression of order 5`() throws {
    let reference = try ReferencePosterior("arK-arK")
    let y = reference.numbers("y")
    let order = Int(reference.number("K"))
    let model = try Model { m in
      let alpha = m.parameter("alpha", Normal(0, 10))
      let beta = m.parameter("beta", Normal(0, 10), shape: [order])
      let sigma = m.parameter("sigma", HalfCauchy(2.5))
      let lags = (order..<y.count).map { t in (1...order).map { y[t - $0] } }
      m.observe("y", Normal(alpha + matmul(Tensor(NDArray(rows: lags)), beta), sigma), Array(y[order...]))
    }
    try reference.compare(model.sample(draws: 2500, warmup: 1000, chains: 4, seed: 1))
  }

  @Test func `an autoregressive moving average`() throws {
    let reference = try ReferencePosterior("arma-arma11")
    let y = reference.numbers("y")
    let model = try Model { m in
      let mu = m.parameter("mu", Normal(0, 10))
      let phi = m.parameter("phi", Normal(0, 2))
      let theta = m.parameter("theta", Normal(0, 2))
      let sigma = m.parameter("sigma", HalfCauchy(2.5))
      let first = mu + phi * mu
      let later = scan(
        [y[0] - first], over: [y.dropLast().map { $0 }.tensor, y.dropFirst().map { $0 }.tensor]
      ) { error, values in
        let expected = mu + phi * values[0] + theta * error[0]
        return ([values[1] - expected], [expected])
      }
      m.observe("y", Normal(concatenate([first.reshaped(to: [1]), later.outputs[0]], axis: 0), sigma), y)
    }
    try reference.compare(model.sample(draws: 2500, warmup: 1000, chains: 4, seed: 1))
  }

  @Test func `a volatility that follows the squares before it`() throws {
    let reference = try ReferencePosterior("garch-garch11")
    let y = reference.numbers("y")
    let start = reference.number("sigma1") * reference.number("sigma1")
    let model = try Model { m in
      let mu = m.parameter("mu", Flat())
      let alpha0 = m.parameter("alpha0", HalfFlat())
      let alpha1 = m.parameter("alpha1", Uniform(0, 1))
      let beta1 = m.parameter("beta1", Uniform(0, 1 - alpha1))
      // Flat over the triangle of both, not over beta1 given alpha1.
      m.potential("flat", log(1 - alpha1))
      let later = scan([Tensor(start)], over: [y.dropLast().map { $0 }.tensor]) { variance, values in
        let deviation = values[0] - mu
        let next = alpha0 + alpha1 * deviation * deviation + beta1 * variance[0]
        return ([next], [next])
      }
      let variances = concatenate([Tensor([start]), later.outputs[0]], axis: 0)
      m.observe("y", Normal(mu, sqrt(variances)), y)
    }
    try reference.compare(
      model.sample(draws: 4000, warmup: 1000, chains: 4, seed: 1, sampler: NUTS(targetAcceptance: 0.9)))
  }

  @Test func `hares and lynxes, by a Runge-Kutta method in a loop`() throws {
    let reference = try ReferencePosterior("hudson_lynx_hare-lotka_volterra")
    let pelts = reference.rows("y")
    let stepsAYear = 12
    let model = try Model { m in
      // Normal distributions of positive numbers: the constant that truncation adds does not matter.
      let theta = m.parameter("theta", HalfFlat(), shape: [4], initial: NDArray([1, 0.05, 1, 0.05]))
      let (means, scales) = ([1, 0.05, 1, 0.05].tensor, [0.5, 0.05, 0.5, 0.05].tensor)
      m.potential("prior of theta", sum(Normal(means, scales).logDensity(theta)))
      let start = m.parameter("z_init", LogNormal(Foundation.log(10), 1), shape: [2])
      let sigma = m.parameter("sigma", LogNormal(-1, 1), shape: [2])
      let states = Self.rungeKutta(start, stepCount: stepsAYear * pelts.count, step: 1 / Double(stepsAYear)) { z in
        stack([(theta[0] - theta[1] * z[1]) * z[0], (theta[3] * z[0] - theta[2]) * z[1]])
      }
      let years = states[Tensor((1...pelts.count).map { $0 * stepsAYear - 1 })]
      m.observe("y_init", LogNormal(log(start), sigma), reference.numbers("y_init"))
      m.observe("y", LogNormal(log(years), sigma), NDArray(rows: pelts))
    }
    try reference.compare(model.sample(draws: 2500, warmup: 1000, chains: 4, seed: 1))
  }

  /// The states after each step of the classical method of fourth order.
  private static func rungeKutta(
    _ start: Tensor, stepCount: Int, step h: Double, _ derivative: (Tensor) -> Tensor
  ) -> Tensor {
    let loop = scan([start], length: stepCount) { carry, _ in
      let z = carry[0]
      let k1 = derivative(z)
      let k2 = derivative(z + 0.5 * h * k1)
      let k3 = derivative(z + 0.5 * h * k2)
      let k4 = derivative(z + h * k3)
      let next = z + (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4)
      return ([next], [next])
    }
    return loop.outputs[0]
  }

  @Test func `every reference posterior has a test`() throws {
    #expect(try Requirement.reference.isMet(ReferencePosterior.names.count == 13))
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let tests = try ["ReferencePosteriorTests", "ReferenceSeriesTests"].map { name in
      try String(contentsOf: folder.appendingPathComponent("\(name).swift"), encoding: .utf8)
    }.joined()
    for name in ReferencePosterior.names { #expect(tests.contains("ReferencePosterior(\"\(name)\")"), "\(name)") }
  }
}
