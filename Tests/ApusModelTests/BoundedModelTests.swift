// Truncated and censored distributions in models: posteriors in closed form, transforms, refusals, the export.

import ApusExtension
import ApusTestSupport
import Testing

@Suite struct BoundedModelTests {
  @Test func `a rate seen through censored times has the posterior of the counts and the total time`() throws {
    // Gamma(2, 3) and 4 deaths in a total time of 0.5 + 1.25 + 0.3 + 2 + 3 · 2.5 + 1: Gamma(6, 15.55).
    let times = [0.5, 1.25, 0.3, 2, 2.5, 2.5, 2.5, 1]
    let ends = [2.5, 2.5, 2.5, .infinity, 2.5, 2.5, 2.5, 1]
    let model = try Model { m in
      let rate = m.parameter("rate", Gamma(shape: 2, rate: 3))
      m.observe("t", Censored(Exponential(rate: rate), upper: ends), times)
    }
    let posterior = try model.sample(draws: 4000, warmup: 500, chains: 4, seed: 11)
    let row = try #require(posterior.summary(["rate"]).rows.first)
    let total = times.reduce(3, +)
    #expect(abs(row.mean - 6 / total) < 5 * row.meanError, "\(row.mean), \(6 / total)")
    #expect(abs(row.standardDeviation / (6.0.squareRoot() / total) - 1) < 0.04)
    #expect(posterior.divergenceCount == 0)
  }

  @Test func `a truncated parameter far in a tail has the moments of its distribution`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Truncated(Normal(0, 1), lower: 8, upper: 9))
      let y = m.parameter("y", Truncated(Exponential(rate: 2), lower: 40))
      m.deterministic("sum", x + y)
    }
    #expect(model.parameters.map { "\(type(of: $0.transform))" } == ["IntervalTransform", "LowerBoundTransform"])
    let posterior = try model.sample(draws: 4000, warmup: 500, chains: 4, seed: 5)
    let rows = posterior.summary(["x", "y"]).rows
    // scipy.stats.truncnorm(8, 9); 40 more than an exponential variable of rate 2.
    for (row, (mean, deviation)) in try paired(rows, [(8.121188992979867, 0.11894764723259385), (40.5, 0.5)]) {
      #expect(abs(row.mean - mean) < 5 * row.meanError, "\(row.name): \(row.mean)")
      #expect(abs(row.standardDeviation / deviation - 1) < 0.05, "\(row.name): \(row.standardDeviation)")
    }
    let prior = try model.priorPredictive(draws: 500, seed: 2)["x"]?.doubles ?? []
    #expect(prior.count == 500 && prior.allSatisfy { (8...9).contains($0) })
  }

  @Test func `bounds may be parameters`() throws {
    let model = try Model { m in
      let top = m.parameter("top", Uniform(1, 2))
      m.parameter("x", Truncated(Normal(0, 1), lower: -1, upper: top), shape: [2])
      m.observe("k", Truncated(Poisson(rate: 2 * top), lower: 1), [1, 3, 2])
    }
    let posterior = try model.sample(draws: 300, warmup: 300, chains: 2, seed: 3)
    let (top, x) = (posterior.draws["top"]?.doubles ?? [], posterior.draws["x"]?.doubles ?? [])
    #expect(top.count == 600 && x.count == 1200)
    #expect(x.indices.allSatisfy { x[$0] > -1 && x[$0] < top[$0 / 2] })
  }

  @Test func `a censored parameter is refused, values beyond bounds too`() {
    let censored = Censored(Normal(0, 1), upper: 2)
    let distributions: [any Distribution] = [
      censored, Truncated(censored, lower: -1), Mixture(weights: [0.5, 0.5], [Normal(0, 1), censored]),
    ]
    for distribution in distributions {
      expect(
        mistake { m in
          func open(_ distribution: some Distribution) { m.parameter("x", distribution) }
          open(distribution)
        }, says: ["'x'", distribution.name, "observe", "BoundedModelTests.swift:"])
    }
    #expect(mistake { m in m.parameter("k", Censored(Poisson(rate: 2), upper: 4)) } == nil)
    expect(
      mistake { m in
        let mu = m.parameter("mu", Normal(0, 1))
        m.observe("y", Truncated(Normal(mu, 1), lower: 0), [0.5, -0.5])
      }, says: ["'y'", "the numbers from 0 up", "-0.5"])
    expect(
      mistake { m in m.parameter("x", Truncated(Normal(0, 1), lower: 2, upper: 1)) },
      says: ["'x'", "greater than lower"])
  }

  @Test func `the log density of a truncated model is that of its hand-written form`() throws {
    let (ys, bound) = ([1.5, 2.5, 1.1], 1.0)
    let written = try Model { m in
      let mu = m.parameter("mu", Normal(0, 2))
      m.potential("y", sum(Normal(mu, 1).logDensity(Tensor(ys))) - 3 * logNormalCDF(mu - bound))
    }
    let model = try Model { m in
      let mu = m.parameter("mu", Normal(0, 2))
      m.observe("y", Truncated(Normal(mu, 1), lower: bound), ys)
    }
    for mu in [-30.0, -2, 0.5, 4] {
      let pair = try [written, model].map { try $0.compile([$0.logDensity()])([mu])[0].scalar }
      #expect(abs(pair[0] - pair[1]) <= 1e-13 * abs(pair[0]), "at \(mu): \(pair)")
    }
  }
}
