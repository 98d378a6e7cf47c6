// Priors of all widths are sampled: a wide one is not taken for one that cannot be normalised.

import ApusExtension
import Testing

@Suite struct WidePriorTests {
  @Test(arguments: [1e-20, 1e10, 1e25, 1e100, 1e150])
  func `a normal prior has its standard deviation`(scale: Double) throws {
    let model = try Model { m in m.parameter("x", Normal(0, scale)) }
    let posterior = try model.sample(draws: 1000, warmup: 1000, chains: 2, seed: 3)
    let row = try #require(posterior.summary()["x"])
    #expect(abs(row.standardDeviation / scale - 1) < 0.15, "\(row.standardDeviation)")
  }

  @Test func `a flat prior without data cannot be normalised`() throws {
    let model = try Model { m in m.parameter("x", Flat(), allowsZeroGradient: true) }
    let error = #expect(throws: ModelError.self) { try model.sample(draws: 10, warmup: 10, chains: 1, seed: 1) }
    #expect(try #require(error).description.contains("the density is flat, so it cannot be normalised"))
  }
}
