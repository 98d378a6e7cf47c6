// The verdict on a posterior: what its sampler reports reaches the summary.

import ApusExtension
import Testing

@Suite struct PosteriorVerdictTests {
  /// Eight schools, centered: where tau is small, theta has no room.
  private static let schools = Result {
    try Model { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfCauchy(5))
      let theta = m.parameter("theta", Normal(mu, tau), shape: [8])
      m.observe("y", Normal(theta, Tensor([15.0, 10, 16, 11, 9, 11, 10, 18])), [28.0, 8, -3, 7, -1, 1, 18, 12])
    }.sample(draws: 1000, warmup: 1000, chains: 4, seed: 2, targetAcceptance: 0.6, showsProgress: false)
  }

  private func regions(_ summary: Summary) -> [DivergentRegion] {
    for concern in summary.concerns { if case .divergences(_, _, let regions, _) = concern { return regions } }
    return []
  }

  @Test func `divergences of a funnel are told to lie in its neck`() throws {
    let posterior = try Self.schools.get()
    #expect(posterior.divergenceCount > 20, "\(posterior.divergenceCount)")
    let region = try #require(regions(posterior.summary()).first { $0.name == "tau" })
    let sorted = try #require(posterior["tau"]).doubles.sorted()
    #expect(region.standardizedDifference < -4 && region.upper < sorted[sorted.count / 2], "\(region)")
    // The statistics of its dataset say the same.
    #expect(regions(posterior.dataset.summary()) == regions(posterior.summary()))
    #expect(posterior.samplerStatistics.targetAcceptance == 0.6)
    #expect(posterior.samplerStatistics.divergentDraws.map(\.count) == posterior.samplerStatistics.divergenceCounts)
  }

  @Test func `a constant among what is kept is a note, and nothing else is said of a model that is well`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.deterministic("limit", Tensor(3))
      m.observe("y", Normal(x, 1), [0.5, 1])
    }
    let concerns = try model.sample(draws: 1000, warmup: 500, seed: 3, showsProgress: false).summary().concerns
    #expect(concerns == [.constant(parameters: ["limit"])])
  }
}
