// Discrete parameters summed out: the log density against sums over all values that are written here in plain Swift.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

@Suite struct MarginalizationTests {
  @Test func `a mixture with a label for each observation is a mixture`() throws {
    let y = [-2.1, 0.3, 1.7, 4.4, -0.2, 2.9]
    let model = try Model { m in
      let w = m.parameter("w", Beta(2, 3))
      let mu = m.parameter("mu", Normal(0, 3), shape: [3])
      let sigma = m.parameter("sigma", HalfNormal(2))
      let weights = concatenate([(0.4 * w).reshaped(to: [1]), (0.6 * w).reshaped(to: [1]), (1 - w).reshaped(to: [1])])
      let z = m.parameter("z", Categorical(probabilities: weights), shape: [6])
      m.observe("y", Normal(mu[z], sigma), y)
    }.marginalized(over: ["z"])
    #expect(model.parameters.map(\.name) == ["w", "mu", "sigma"])
    try EnumeratedDensity.expect(model) { values in
      let (w, mu, sigma) = (values["w"]![0], values["mu"]!, values["sigma"]![0])
      let p = [0.4 * w, 0.6 * w, 1 - w]
      let likelihood = y.reduce(0.0) { total, y in
        total + Plain.logSum((0..<3).map { log(p[$0]) + Plain.normal(y, mu[$0], sigma) })
      }
      return likelihood + Plain.beta(w, 2, 3) + mu.reduce(0) { $0 + Plain.normal($1, 0, 3) }
        + Plain.halfNormal(sigma, 2)
    }
  }

  @Test func `a change point is summed over all years`() throws {
    let y = [4, 5, 4, 0, 1, 4, 1, 0, 0, 2, 1, 0]
    let n = y.count
    let model = try Model { m in
      let early = m.parameter("early", Exponential(rate: 1))
      let late = m.parameter("late", Exponential(rate: 1))
      let t = m.parameter("t", DiscreteUniform(0, n - 1))
      let rate = select(Tensor(Array(0..<n)) .< t, early, late)
      m.observe("y", Poisson(rate: rate), y)
    }.marginalized(over: ["t"])
    try EnumeratedDensity.expect(model) { values in
      let (early, late) = (values["early"]![0], values["late"]![0])
      let sums = (0..<n).map { t in
        -log(Double(n)) + y.indices.reduce(0) { $0 + Plain.poisson(y[$1], $1 < t ? early : late) }
      }
      return Plain.logSum(sums) - early - late
    }
  }

  @Test func `sites that are occupied or not, visited several times`() throws {
    let visits = [[0, 1, 0, 1], [0, 0, 0, 0], [1, 1, 1, 0], [0, 0, 0, 0], [0, 0, 1, 0]]
    let model = try Model(coords: ["site": ["a", "b", "c", "d", "e"]]) { m in
      let psi = m.parameter("psi", Beta(1, 1))
      let p = m.parameter("p", Beta(2, 2), shape: [4])
      let z = m.parameter("z", Bernoulli(probability: psi), dims: ["site"])
      m.observe(
        "y", Bernoulli(probability: z.reshaped(to: [5, 1]) * p), NDArray(visits.flatMap { $0 }, shape: [5, 4]))
    }.marginalized(over: ["z"])
    try EnumeratedDensity.expect(model) { values in
      let (psi, p) = (values["psi"]![0], values["p"]!)
      let sites = visits.reduce(0.0) { total, y in
        let detected = (0..<4).reduce(log(psi)) { $0 + log(y[$1] == 1 ? p[$1] : 1 - p[$1]) }
        return total + (y.contains(1) ? detected : Plain.logSum([detected, log(1 - psi)]))
      }
      return sites + p.reduce(0) { $0 + Plain.beta($1, 2, 2) }
    }
    // One number for each site.
    let draws = try model.priorPredictive(draws: 3, seed: 1)
    let logLikelihood = try model.logLikelihood(at: #require(draws.dataset[.prior]))
    #expect(logLikelihood["y"]?.dims == ["chain", "draw", "site"])
  }

  @Test func `visits in rows with the site's number`() throws {
    let site = [0, 0, 1, 3, 3, 3, 1, 0]
    let y = [1, 0, 0, 1, 1, 0, 0, 0]
    let model = try Model { m in
      let psi = m.parameter("psi", Beta(1, 1))
      let p = m.parameter("p", Beta(2, 2))
      let row = m.data("site", site)
      let z = m.parameter("z", Bernoulli(probability: psi), shape: [4])
      m.observe("y", Bernoulli(probability: z[row] * p), y)
    }.marginalized(over: ["z"])
    try EnumeratedDensity.expect(model) { values in
      let (psi, p) = (values["psi"]![0], values["p"]![0])
      let sites = (0..<4).reduce(0.0) { total, s in
        let rows = site.indices.filter { site[$0] == s }
        let detected = rows.reduce(log(psi)) { $0 + log(y[$1] == 1 ? p : 1 - p) }
        return total + (rows.contains { y[$0] == 1 } ? detected : Plain.logSum([detected, log(1 - psi)]))
      }
      return sites + Plain.beta(p, 2, 2)
    }
  }

  @Test func `a discrete parameter that depends on another, two levels`() throws {
    // Groups of two kinds; each member's kind agrees with the group's with probability 0.8.
    let group = [0, 0, 0, 1, 1, 2]
    let y = [0.1, -0.4, 2.2, 1.9, 2.5, -1.0]
    let model = try Model { m in
      let q = m.parameter("q", Beta(2, 2))
      let mu = m.parameter("mu", Normal(0, 2), shape: [2])
      let kind = m.parameter("kind", Bernoulli(probability: q), shape: [3])
      let own = m.parameter("own", Bernoulli(probability: select(kind[Tensor(group)] .== 1, 0.8, 0.2)), shape: [6])
      m.observe("y", Normal(mu[own], 1), y)
    }.marginalized(over: ["kind", "own"])
    try EnumeratedDensity.expect(model) { values in
      let (q, mu) = (values["q"]![0], values["mu"]!)
      let groups = (0..<3).reduce(0.0) { total, g in
        let sums = [0, 1].map { kind in
          log(kind == 1 ? q : 1 - q)
            + group.indices.filter { group[$0] == g }.reduce(0) { inner, i in
              let p = kind == 1 ? 0.8 : 0.2
              return inner
                + Plain.logSum([log(1 - p) + Plain.normal(y[i], mu[0], 1), log(p) + Plain.normal(y[i], mu[1], 1)])
            }
        }
        return total + Plain.logSum(sums)
      }
      return groups + Plain.beta(q, 2, 2) + mu.reduce(0) { $0 + Plain.normal($1, 0, 2) }
    }
  }

  @Test(arguments: [false, true]) func `a chain of five states`(isVector: Bool) throws {
    let y = [0.3, 2.1, 1.4, -0.7, 3.0]
    let model = try Model { m in
      let stay = m.parameter("stay", Beta(5, 2))
      let mu = m.parameter("mu", Normal(0, 2), shape: [3])
      let other = 0.5 * (1 - stay)
      let rows = (0..<3).map { i in stack((0..<3).map { i == $0 ? stay : other }) }
      let transition = stack(rows)
      if isVector {
        let z = m.parameter("z", DiscreteUniform(0, 2), shape: [5])
        m.potential("steps", sum(log(transition.reshaped(to: [9])[Tensor([3]) * z[0..<4] + z[1..<5]])) + 4 * log(3.0))
        m.observe("y", Normal(mu[z], 0.8), y)
      } else {
        var z = m.parameter("z0", DiscreteUniform(0, 2))
        m.observe("y0", Normal(mu[z], 0.8), y[0])
        for t in 1..<5 {
          z = m.parameter("z\(t)", Categorical(probabilities: transition[z]))
          m.observe("y\(t)", Normal(mu[z], 0.8), y[t])
        }
      }
    }
    let marginal = try model.marginalized(over: isVector ? ["z"] : (0..<5).map { "z\($0)" })
    try EnumeratedDensity.expect(marginal) { values in
      let (stay, mu) = (values["stay"]![0], values["mu"]!)
      var sums: [Double] = []
      for code in 0..<243 {
        let z = [code % 3, code / 3 % 3, code / 9 % 3, code / 27 % 3, code / 81]
        var total = -log(3.0) + Plain.normal(y[0], mu[z[0]], 0.8)
        for t in 1..<5 {
          total += log(z[t] == z[t - 1] ? stay : 0.5 * (1 - stay)) + Plain.normal(y[t], mu[z[t]], 0.8)
        }
        sums.append(total)
      }
      return Plain.logSum(sums) + Plain.beta(stay, 5, 2) + mu.reduce(0) { $0 + Plain.normal($1, 0, 2) }
    }
  }

  @Test func `a prior that depends on a label, trials that differ, two independent parameters`() throws {
    let trials = [2, 5, 1]
    let y = [1.2, 3.3, 0.4]
    let model = try Model { m in
      let label = m.parameter("label", Bernoulli(probability: 0.3))
      let theta = m.parameter("theta", Normal(select(label .== 1, 2.0, -2.0), 1))
      let rate = m.parameter("rate", Beta(2, 2))
      let n = m.parameter("n", Binomial(trials: Tensor(trials), probability: rate))
      m.observe("y", Normal(theta + n, 1), y)
      let k = m.parameter("k", Truncated(Poisson(rate: 2.0), upper: 4.0))
      m.observe("w", Normal(k * theta, 1), 1.5)
    }.marginalized(over: ["label", "n", "k"])
    try EnumeratedDensity.expect(model) { values in
      let (theta, rate) = (values["theta"]![0], values["rate"]![0])
      let prior = Plain.logSum([log(0.7) + Plain.normal(theta, -2, 1), log(0.3) + Plain.normal(theta, 2, 1)])
      let first = trials.indices.reduce(0.0) { total, i in
        total
          + Plain.logSum(
            (0...trials[i]).map { Plain.binomial($0, trials[i], rate) + Plain.normal(y[i], theta + Double($0), 1) })
      }
      let mass = Plain.logSum((0...4).map { Plain.poisson($0, 2) })
      let second = Plain.logSum((0...4).map { Plain.poisson($0, 2) - mass + Plain.normal(1.5, Double($0) * theta, 1) })
      return prior + first + second + Plain.beta(rate, 2, 2)
    }
  }

  @Test func `a field of neighbors by a potential, and prior and likelihood apart`() throws {
    let y = [0.4, -0.2, 1.1, 0.9, 1.6, -0.5]
    let model = try Model { m in
      let coupling = m.parameter("coupling", Normal(0, 1))
      let z = m.parameter("z", Bernoulli(probability: 0.5), shape: [6])
      m.potential("neighbors", 6 * log(2.0) - coupling * sum((z[1..<6] - z[0..<5]).asFloat64.squared()))
      m.observe("y", Normal(z, 0.7), y)
    }.marginalized(over: ["z"])
    try EnumeratedDensity.expect(model) { values in
      let coupling = values["coupling"]![0]
      let sums = (0..<64).map { (code: Int) -> Double in
        let z = (0..<6).map { Double(code >> $0 & 1) }
        var total = 0.0
        for t in 0..<6 { total += Plain.normal(y[t], z[t], 0.7) }
        for t in 1..<6 { total -= coupling * pow(z[t] - z[t - 1], 2) }
        return total
      }
      return Plain.logSum(sums) + Plain.normal(coupling, 0, 1)
    }
    let mixed = try Model { m in
      let z = m.parameter("z", Bernoulli(probability: 0.3))
      let theta = m.parameter("theta", Normal(select(z .== 1, 2.0, -2.0), 1))
      m.observe("y", Normal(theta * z, 1), 0.6)
    }.marginalized(over: ["z"])
    let terms = mixed.logDensityTerms(jacobian: false)
    #expect(terms.map(\.name) == ["theta", "y"])
    #expect(terms.map(\.source) == [.prior, .likelihood])
    for theta in [-1.3, 0.2, 2.7] {
      let values = try mixed.compile(terms.map(\.value))([theta]).map(\.scalar)
      let (low, high) = (log(0.7) + Plain.normal(theta, -2, 1), log(0.3) + Plain.normal(theta, 2, 1))
      let prior = Plain.logSum([low, high])
      let joint = Plain.logSum([low + Plain.normal(0.6, 0, 1), high + Plain.normal(0.6, theta, 1)])
      #expect(abs(values[0] - prior) < 1e-13)
      #expect(abs(values[1] - (joint - prior)) < 1e-13)
    }
  }

  @Test func `labels of ten thousand observations take a table of their number of values each`() throws {
    let y = (0..<10_000).map { Double($0 % 7) - 3 }
    let model = try Model { m in
      let mu = m.parameter("mu", Normal(0, 3), shape: [3])
      let z = m.parameter("z", Categorical(probabilities: [0.2, 0.3, 0.5]), shape: [10_000])
      m.observe("y", Normal(mu[z], 1), y)
    }.marginalized(over: ["z"])
    try EnumeratedDensity.expect(model) { values in
      let mu = values["mu"]!
      let p = [0.2, 0.3, 0.5]
      return y.reduce(0.0) { total, y in
        total + Plain.logSum((0..<3).map { log(p[$0]) + Plain.normal(y, mu[$0], 1) })
      } + mu.reduce(0) { $0 + Plain.normal($1, 0, 3) }
    }
  }

  @Test func `what cannot be summed is refused by name with the reason`() throws {
    func refusal(_ names: [String], _ declare: (inout ModelBuilder) -> Void) throws -> String {
      let model = try Model(declare)
      let error = #expect(throws: ModelError.self) { try model.marginalized(over: names) }
      return error?.description ?? ""
    }
    let all = try refusal(["z"]) { m in
      let z = m.parameter("z", Bernoulli(probability: 0.5), shape: [30])
      m.observe("y", Normal(sum(z), 1), 3.0)
    }
    #expect(all.contains("'z': it cannot be summed out: a number of the likelihood of 'y'"))
    #expect(all.contains("more than 24 elements"))
    let counts = try refusal(["k"]) { m in m.observe("y", Normal(m.parameter("k", Poisson(rate: 2)), 1), 3.0) }
    #expect(counts.contains("'k': it cannot be summed out: Poisson has infinitely many values"))
    let real = try refusal(["x"]) { m in m.observe("y", Normal(m.parameter("x", Normal(0, 1)), 1), 3.0) }
    #expect(real.contains("its values are real numbers"))
    let large = try refusal(["a", "b"]) { m in
      let a = m.parameter("a", DiscreteUniform(0, 5000))
      let b = m.parameter("b", DiscreteUniform(0, 5000))
      m.observe("y", Normal(a * b, 1), 3.0)
    }
    #expect(large.contains("the sum over 'a', 'b' needs a table of 5001 × 5001 values"))
    let bound = try refusal(["k"]) { m in
      let k = m.parameter("k", DiscreteUniform(1, 3))
      m.observe("y", Normal(m.parameter("x", Uniform(0, k)), 1), 3.0)
    }
    #expect(bound.contains("the bounds of 'x' depend on it"))
  }

  @Test func `NUTS names the way out, and samples the rest`() throws {
    let y: [Double] = (0..<40).map { i in
      let (high, low): (Double, Double) = (3 + 0.1 * Double(i % 5), -1 - 0.1 * Double(i % 4))
      return i % 3 == 0 ? high : low
    }
    let model = try Model { m in
      let w = m.parameter("w", Beta(1, 1))
      let mu = m.parameter("mu", Ordered(Normal(0, 5), count: 2))
      let z = m.parameter("z", Bernoulli(probability: w), shape: [40])
      m.deterministic("highs", sum(z))
      m.observe("y", Normal(mu[z], 1), y)
    }
    let error = #expect(throws: ModelError.self) { try model.sample(draws: 10, seed: 1) }
    #expect(error?.description.contains("model.marginalized(over: [\"z\"])") == true)
    let marginal = try model.marginalized(over: ["z"])
    #expect(marginal.deterministics.isEmpty)
    let posterior = try marginal.sample(draws: 500, warmup: 500, chains: 2, seed: 1)
    #expect(posterior.divergenceCount == 0)
    let means = try #require(posterior["mu"]).mean(over: ["chain", "draw"]).doubles
    #expect(abs(means[0] + 1.15) < 0.3)
    #expect(abs(means[1] - 3.2) < 0.3)
    #expect(try marginal.leaveOneOut(posterior).observations.count == 40)
  }

  @Test func `data that say which element a row belongs to are replaced`() throws {
    let build = { (row: [Int]) throws -> Model in
      try Model { m in
        let p = m.parameter("p", Beta(2, 2))
        let site = m.data("site", row)
        let z = m.parameter("z", Bernoulli(probability: 0.4), shape: [3])
        m.observe("y", Bernoulli(probability: z[site] * p), [1, 0, 0, 0])
      }.marginalized(over: ["z"])
    }
    var replaced = try build([0, 0, 1, 2])
    try replaced.replaceData("site", with: NDArray([0, 1, 1, 1]))
    let fresh = try build([0, 1, 1, 1])
    let values = try [replaced, fresh].map { try $0.compile([$0.logDensity()])([0.3])[0].scalar }
    #expect(values[0] == values[1])
  }

  @Test func `predictions that other priors tell of are refused, and so are parts of joint priors`() throws {
    let model = try Model { m in
      let z = m.parameter("z", Bernoulli(probability: 0.5), shape: [3])
      let x = m.parameter("x", Normal(select(z .== 1, 5, -5), 1), shape: [3])
      m.observe("y", Normal(x + 10 * z, 1), [1.0, 2, 3])
    }
    let marginal = try model.marginalized(over: ["z"])
    let posterior = try marginal.sample(draws: 20, warmup: 50, chains: 1, seed: 1, showsProgress: false)
    let error = #expect(throws: ModelError.self) { _ = try marginal.posteriorPredictive(posterior, seed: 2) }
    #expect("\(try #require(error))".contains("recovered(at:seed:)"))
    _ = try model.posteriorPredictive(marginal.recovered(at: posterior, seed: 2), seed: 3)
  }

  @Test func `an index by a value that is none is found`() throws {
    let error = #expect(throws: ModelError.self) {
      _ = try Model { m in
        let mu = m.parameter("mu", Normal(0, 1), shape: [2])
        let z = m.parameter("z", Categorical(probabilities: [0.2, 0.3, 0.5]), shape: [3])
        m.observe("y", Normal(mu[z], 1), [1.0, 2, 3])
      }.marginalized(over: ["z"])
    }
    #expect("\(try #require(error))".contains("2"))
  }

  @Test func `probabilities that a label makes 0 leave gradients finite`() throws {
    let model = try Model { m in
      let p = m.parameter("p", Uniform(0, 1))
      let z = m.parameter("z", Bernoulli(probability: 0.5), shape: [3])
      m.observe("y", Bernoulli(probability: (p * Tensor([0.0, 1]))[z]), [1, 0, 1])
    }.marginalized(over: ["z"])
    let slopes = try model.compile(model.gradient())([0.3])
    #expect(slopes.flatMap(\.doubles).filter { !$0.isFinite } == [])
  }
}
