// Ordered vectors and bounded mixtures in models: moments of order statistics, densities by hand, texts, exports, starts.

import ApusExtension
import ApusTestSupport
import Testing

@Suite struct OrderedModelTests {
  @Test func `ordered parameters have the moments of order statistics`() throws {
    let model = try Model { m in
      m.parameter("u", Ordered(Uniform(2, 3), count: 3))
      m.parameter("e", Ordered(Exponential(rate: 2), count: 2))
      m.parameter("n", Ordered(Truncated(Normal(0, 1), upper: 0), count: 2))
    }
    let posterior = try model.sample(draws: 4000, warmup: 500, chains: 4, seed: 4)
    let rows = posterior.summary(["u", "e", "n"]).rows
    // The k-th of three is Beta(k, 4 − k); the lesser of two exponentials has twice the rate, the other comes half a unit later; the
    // greater of two half-normals has the mean 2/√π, the lesser (√2 − 1) times that.
    let root = 1.1283791670955126
    let expected = [2.25, 2.5, 2.75, 0.25, 0.75, -root, -root * (2.0.squareRoot() - 1)]
    for (row, mean) in try paired(rows, expected) {
      #expect(abs(row.mean - mean) < 5 * row.meanError, "\(row.name): \(row.mean), \(mean)")
    }
    #expect(posterior.divergenceCount == 0)
    let prior = try model.priorPredictive(draws: 200, seed: 2)["n"]?.doubles ?? []
    #expect(
      prior.count == 400
        && stride(from: 0, to: 400, by: 2).allSatisfy { prior[$0] < prior[$0 + 1] && prior[$0 + 1] <= 0 })
  }

  @Test func `observed in order they have n! times the density of the elements`() throws {
    let ys = [-0.5, 0.25, 2]
    func build(_ observe: (inout ModelBuilder, Tensor) -> Void) throws -> Model {
      try Model { m in observe(&m, m.parameter("mu", Normal(0, 2))) }
    }
    let ordered = try build { m, mu in m.observe("y", Ordered(Normal(mu, 1.5), count: 3), ys) }
    let plain = try build { m, mu in m.observe("y", Normal(mu, 1.5), ys) }
    for mu in [-20.0, 0.5, 3] {
      let pair = try [ordered, plain].map { try $0.compile([$0.logDensity()])([mu])[0].scalar }
      #expect(abs(pair[0] - pair[1] - 1.791759469228055) <= 1e-13 * abs(pair[0]), "at \(mu): \(pair)")
    }
    expect(
      mistake { m in m.observe("y", Ordered(Normal(m.parameter("mu", Normal(0, 1)), 1), count: 2), [1, 0.5]) },
      says: ["'y'", "increasing"])
    expect(mistake { m in m.parameter("k", Ordered(Poisson(rate: 2), count: 2)) }, says: ["may be equal"])
  }

  @Test func `they are written as text and read back as the same nodes`() throws {
    let model = try Model { m in
      let top = m.parameter("top", Gamma(shape: 2, rate: 1))
      let cuts = m.parameter("cuts", Ordered(Uniform(0, top), count: 3))
      let mixture = Mixture(weights: [0.25, 0.75], [Normal(top, 1), StudentT(degreesOfFreedom: 4)])
      m.observe("y", Truncated(mixture, lower: -1), [0.5, 2])
      m.observe("z", Censored(mixture, upper: 3), [0.5, 3])
      m.potential("cuts twice", sum(cuts))
    }
    let printed = try ModelText(model.textModel)
    let read = try GraphReader().readModel(printed.text, arguments: printed.arguments)
    #expect(read.logDensity == model.logDensity())
    #expect(printed.text.contains("parameter \"cuts\"(family: \"Ordered\", transform: \"BoundedOrderedTransform\""))
  }

  @Test func `chains start at the mean of a mixed prior, and in the middle of a truncated one`() throws {
    let model = try Model { m in
      m.parameter("x", Truncated(Normal(0, 1), lower: 8, upper: 9))
      m.parameter("y", Mixture(weights: [0.5, 0.5], [Normal(2, 1), Normal(6, 1)]), shape: [2])
      m.parameter("z", Truncated(Cauchy(0, 1), lower: 3))
    }
    let start = try model.initialPoint()
    #expect(start["x"]?.scalar == 8.5 && start["y"]?.doubles == [4, 4] && start["z"]?.scalar == 4)
  }
}
