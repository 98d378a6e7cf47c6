// What is computed from a fit and its model: expressions over draws, log priors, WAIC, comparison, LOO-PIT, prior sensitivity, overlap.

import ApusExtension
import ApusTestSupport
import Testing

@Suite struct FitStatisticsTests {
  private static let y = [1.2, -0.3, 0.8, 2.1, 0.4, 1.7, -0.9, 0.6, 1.1, 0.2, 1.9, 0.5]

  private func model(_ prior: any Distribution = Normal(0, 2), groups: [String] = ["a", "b"]) throws -> Model {
    try Model(coords: ["group": groups]) { m in
      let mu = m.parameter("mu", prior)
      let tau = m.parameter("tau", HalfNormal(2))
      let shift = m.parameter("shift", Normal(0, 1), dims: ["group"])
      m.deterministic("double", 2 * mu)
      let weights = m.data("weights", [1.0, 3])
      m.observe("y", Normal(mu + 0 * sum(weights * shift), tau), Self.y)
    }
  }

  private func sample(_ model: Model, seed: UInt64 = 1) throws -> Posterior {
    try model.sample(draws: 400, warmup: 400, chains: 2, seed: seed, showsProgress: false)
  }

  @Test func `an expression over the draws is that of each draw`() throws {
    let posterior = try sample(model())
    let ratio = try posterior.evaluate(named: "ratio") { $0["mu"] / $0["tau"] }
    #expect(ratio.name == "ratio" && ratio.dims == ["chain", "draw"] && ratio.shape == [2, 400])
    let (mu, tau) = (try #require(posterior["mu"]), try #require(posterior["tau"]))
    for (value, (a, b)) in try paired(ratio.doubles, try paired(mu.doubles, tau.doubles)) { #expect(value == a / b) }
    let weighted = try posterior.evaluate(dims: ["group"]) { $0["weights"] * $0["shift"] }
    #expect(weighted.name == "value" && weighted["b"]?.doubles == posterior["shift", "b"]?.doubles.map { 3 * $0 })
  }

  @Test func `several expressions become a group, in their order`() throws {
    let posterior = try sample(model())
    let derived = try posterior.evaluate { values in
      let total = sum(values["shift"])
      return ["total": total, "same": values["double"] / 2, "squares": values["shift"] * values["shift"]]
    }
    #expect(derived.names == ["total", "same", "squares"] && derived["same"]?.doubles == posterior["mu"]?.doubles)
    #expect(derived.columnNames == ["total", "same", "squares[0]", "squares[1]"])
    #expect(derived.summary().rows.count == 4)
  }

  @Test func `an unknown name, or one twice, is an error that says so`() throws {
    let posterior = try sample(model())
    func message(_ body: () throws -> Void) -> String {
      do {
        try body()
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(
      message { _ = try posterior.evaluate { $0["sigma"] } }.contains("it has double, mu, shift, tau, weights, y"))
    #expect(
      message { _ = try posterior.evaluate { ["a": $0["mu"], "a": $0["tau"]] } }.contains("two arrays 'a'"))
    #expect(message { _ = try posterior.evaluate(dims: ["group"]) { $0["mu"] } } != "no error")
  }

  @Test func `log priors and log likelihoods add up to the log density`() throws {
    let model = try model()
    let posterior = try sample(model)
    let groups = [try model.logPrior(at: posterior.draws), try model.logLikelihood(at: posterior.draws)]
    #expect(groups[0].name == .logPrior && groups[0].names == ["mu", "tau", "shift"])
    #expect(groups[0]["shift", "b"]?.shape == [2, 400])
    let density = try model.compile([model.logDensity(jacobian: false)])
    for chain in 0..<2 {
      for draw in stride(from: 0, to: 400, by: 50) {
        let terms = groups.flatMap { $0.values(chain: chain, draw: draw).values.flatMap(\.doubles) }
        let whole = try density(Array(posterior.chains[chain, draw]))[0].doubles[0]
        #expect((terms.reduce(0, +) - whole).magnitude < 1e-9 * whole.magnitude)
      }
    }
  }

  @Test func `models are compared by either criterion`() throws {
    let (wide, narrow) = (try model(), try model(Normal(-3, 0.1)))
    let (first, second) = (try sample(wide), try sample(narrow))
    let comparison = try compare(["wide": wide.leaveOneOut(first), "narrow": narrow.leaveOneOut(second)])
    #expect(comparison.rows.map(\.name) == ["wide", "narrow"] && comparison.criterion == "loo")
    #expect(comparison.rows[0].weight > 0.9 && comparison.rows[1].difference > 1)
    let criteria = try compare(["wide": wide.waic(first), "narrow": narrow.waic(second)])
    #expect((criteria.rows[0].expectedLogDensity - comparison.rows[0].expectedLogDensity).magnitude < 0.2)
    #expect(try wide.waic(first).description == WAIC(#require(wide.logLikelihood(at: first.draws)["y"])).description)
    #expect(throws: ModelError.self) { try wide.waic(first, observation: "x") }
  }

  @Test func `LOO-PIT of a right model is uniform, and of too narrow a one not`() throws {
    func transform(_ scale: Double) throws -> LeaveOneOutPIT {
      var generator = Philox4x64(seed: 5)
      let data = (0..<100).map { _ in generator.standardNormal() }
      let model = try Model { m in m.observe("y", Normal(m.parameter("mu", Normal(0, 1)), scale), data) }
      return try model.leaveOneOutPIT(sample(model), seed: 2)
    }
    let right = try transform(1)
    #expect(right.uniformity.isInside && right.observations.count == 100 && right.sampleCount == 800)
    let narrow = try transform(0.5)
    #expect(narrow.uniformity.pValue < 1e-4 && narrow.description.contains("they are too narrow"))
  }

  @Test func `LOO-PIT of counts has intervals, and that of vectors is refused`() throws {
    let counts = try Model { m in
      m.observe("n", Poisson(rate: m.parameter("rate", Gamma(shape: 3, rate: 1))), [2, 3, 4, 3, 2, 5])
    }
    #expect(try counts.leaveOneOutPIT(sample(counts), seed: 1).observations.allSatisfy { $0.lower < $0.upper })
    let vectors = try Model { m in
      let mu = m.parameter("mu", Normal(0, 1), shape: [2])
      m.observe("v", MvNormal(mu, covariance: [[1, 0.5], [0.5, 1]]), [[0.1, 0.2], [0.3, 0.4], [0.0, 1.0]].tensor)
    }
    let posterior = try sample(vectors)
    #expect(throws: ModelError.self) { try vectors.leaveOneOutPIT(posterior, seed: 1) }
    #expect(try vectors.leaveOneOut(posterior).observations.count == 3)
  }

  @Test func `a prior that contradicts the data is diagnosed, and one that does not is not`() throws {
    let (calm, conflict) = (try model(), try model(Normal(-3, 0.3)))
    let sensitivity = try conflict.priorSensitivity(sample(conflict), priors: ["mu"])
    #expect(sensitivity["mu"]?.diagnosis == .conflict && sensitivity["double"]?.diagnosis == .conflict)
    #expect(sensitivity.rows.map(\.name) == ["mu", "tau", "shift[a]", "shift[b]", "double"])
    let other = try calm.priorSensitivity(sample(calm), priors: ["mu"])
    #expect(other["mu"]?.diagnosis == PriorSensitivity.Diagnosis.none)
    // A parameter that the data do not see has the sensitivity of its prior alone.
    #expect(try calm.priorSensitivity(sample(calm), priors: ["shift"])["shift[a]"]?.diagnosis == .strongPrior)
    #expect(throws: ModelError.self) { try calm.priorSensitivity(sample(calm), priors: ["nu"]) }
  }

  @Test func `what the data do not see overlaps with its prior`() throws {
    let model = try model(Normal(0, 10))
    let overlap = try model.priorPosteriorOverlap(sample(model), seed: 3)
    #expect(overlap["shift[a]"] ?? 0 > 0.9 && overlap["shift[b]"] ?? 0 > 0.9)
    #expect(overlap["mu"] ?? 1 < 0.2 && overlap["double"] == overlap.rows.first { $0.name == "double" }?.overlap)
    #expect(overlap.description.contains("Prior and posterior of tau, shift[a], shift[b] overlap by more than 0.35"))
    let improper = try Model { m in m.observe("y", Normal(m.parameter("mu", Flat()), 1), Self.y) }
    #expect(throws: ModelError.self) { try improper.priorPosteriorOverlap(sample(improper), seed: 1) }
  }
}
