// What is printed of models, posteriors and predictions.

import ApusExtension
import ApusTestSupport
import Testing

@Suite struct DescriptionTests {
  private func model() throws -> Model {
    try Model(coords: ["county": ["north", "south"]]) { m in
      let mu = m.parameter("mu", Normal(0, 1))
      let level = m.parameter("level", Normal(mu, 1), dims: ["county"])
      let z = m.parameter("z", Bernoulli(probability: 0.25))
      let place = m.index("county", ["south", "north", "south"])
      m.deterministic("middle", mean(level))
      m.potential("soft", -0.5 * mu.squared())
      m.observe("y", Normal(level[place] + z, 1), [1, 2, 2.5])
    }
  }

  @Test func `a model is a line for each variable`() throws {
    let text = """
      mu ~ Normal
      level ~ Normal (county 2)
      z ~ Bernoulli, summed out
      county_index: data (3)
      middle: computed
      soft: added to the log density
      y ~ Normal (3), observed
      """
    let printed = "\(try model().marginalized(over: ["z"]))"
    #expect(printed == text)
  }

  @Test func `posteriors and predictions are a line for each array, whatever their size`() throws {
    let model = try model().marginalized(over: ["z"])
    let posterior = try model.sample(draws: 20, warmup: 50, chains: 2, seed: 1)
    let lines = "\(posterior)".split(separator: "\n")
    #expect(
      lines.prefix(3) == [
        "posterior", "  mu (chain 2, draw 20) float64", "  level (chain 2, draw 20, county 2) float64",
      ])
    #expect("\(posterior.draws)".split(separator: "\n") == Array(lines.prefix(4)))
    let laplace = try model.laplace(seed: 1)
    #expect("\(laplace)".hasPrefix("posterior\n  mu (chain 4, draw 1000) float64\n"))
    let prior = try model.priorPredictive(draws: 5, seed: 1, ignoringPotentials: true)
    #expect("\(prior)".contains("\n  level (chain 1, draw 5, county 2) float64\n"))
    for text in ["\(posterior)", "\(laplace)", "\(prior)"] {
      #expect(text.split(separator: "\n").allSatisfy { $0.count < 80 })
    }
  }
}
