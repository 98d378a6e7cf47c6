// No false refusal: `sample()` takes every model of the table, on data of every scaling, and draws what can be checked.

import ApusExtension
import Testing

@Suite struct TextbookTests {
  @Test(arguments: TextbookCase.all)
  func `sample() refuses no model of the textbooks`(row: TextbookCase) throws {
    let data = TextbookData(row.scaling)
    let model = try row.build(data)
    let means = row.model.means?(data) ?? [:]
    let count = means.isEmpty ? 8 : 400
    let posterior = try model.sample(
      draws: count, warmup: means.isEmpty ? 12 : 300, chains: 1, seed: 2026,
      sampler: NUTS(maxTreeDepth: 6), threads: 1)
    #expect(posterior.draws.drawCount == count)
    #expect(posterior.draws.columnCount >= model.dimension)
    for parameter in model.parameters {
      let draws = try #require(posterior.draws[parameter.name])
      #expect(draws.doubles.allSatisfy { $0.isFinite }, "\(parameter.name)")
      // Whatever is drawn has a density: it lies inside the support.
      #expect(draws.count == count * parameter.value.type.elementCount)
    }
    for deterministic in model.deterministics {
      let draws = try #require(posterior.draws[deterministic.name])
      #expect(draws.doubles.allSatisfy { $0.isFinite }, "\(deterministic.name)")
    }
    #expect(posterior.chains.statistic(\.energy).joined().allSatisfy { $0.isFinite })
    // A chain that never left its start says nothing.
    let chain = try #require(posterior.chains.chains.first)
    #expect((chain.warmupStatistics + chain.statistics).contains { $0.acceptance > 0.1 }, "the chain stood still")
    for (name, expected) in means {
      let summary = posterior.summary()
      let mean = try #require(summary[name], "no column '\(name)' among \(posterior.draws.columnNames)")
      #expect(
        (mean.mean - expected).magnitude < 6 * mean.meanError,
        "\(name): \(mean.mean) ± \(mean.meanError), not \(expected)")
      #expect(mean.meanError < 0.25 * mean.standardDeviation, "\(name): \(mean.meanError) of \(mean.standardDeviation)")
    }
  }

  @Test func `the table has 300 models and every distribution`() throws {
    #expect(TextbookModel.all.count >= 300)
    #expect(Set(TextbookModel.all.map(\.name)).count == TextbookModel.all.count)
    var used: Set<String> = []
    for row in TextbookCase.all where row.scaling == .standardised {
      let model = try row.build(TextbookData(row.scaling))
      let laws = model.parameters.map(\.distribution) + model.observations.map(\.distribution)
      used.formUnion(laws.map { String($0.name.prefix { $0 != "<" }) })
    }
    let known: Set<String> = [
      "Bernoulli", "Beta", "Binomial", "Categorical", "Cauchy", "Dirichlet", "Exponential", "Flat", "Gamma",
      "Geometric",
      "HalfCauchy", "HalfFlat", "HalfNormal", "InverseGamma", "LKJCholesky", "Laplace", "LogNormal", "Logistic",
      "Mixture", "MvNormal", "NegativeBinomial", "Normal", "Poisson", "StudentT", "Uniform", "VonMises",
    ]
    #expect(known.subtracting(used).isEmpty, "not in the table: \(known.subtracting(used).sorted())")
  }
}
