// The statistics of fits as they are typed where `Apus` alone is imported.

import Apus
import Testing

@Suite struct FitStatisticsNamesTests {
  private func model(_ width: Double) throws -> Model {
    try Model { m in
      let mu = m.parameter("mu", Normal(0, width))
      m.observe("y", Normal(mu, 1), [0.3, -0.2, 1.1, 0.4])
    }
  }

  @Test func `models are compared, judged and calibrated`() throws {
    let (wide, narrow) = (try model(5), try model(0.1))
    let a = try wide.sample(draws: 200, warmup: 200, chains: 2, seed: 1, showsProgress: false)
    let b = try narrow.sample(draws: 200, warmup: 200, chains: 2, seed: 1, showsProgress: false)
    let comparison = try compare(["wide": wide.leaveOneOut(a), "narrow": narrow.leaveOneOut(b)])
    #expect(comparison.rows.count == 2 && comparison["wide"]?.difference != nil)
    #expect(try compare(["wide": wide.waic(a), "narrow": narrow.waic(b)]).criterion == "waic")
    #expect(try wide.leaveOneOut(a).expectedLogDensity < 0 && wide.waic(a).standardError > 0)
    #expect(try wide.leaveOneOutPIT(a, seed: 1).uniformity.points.count == 3)
    #expect(try a.evaluate { exp($0["mu"]) }.count == 400)
    #expect(try a.evaluate { ["square": $0["mu"] * $0["mu"]] }.names == ["square"])
    #expect(try wide.logPrior(at: a.draws).name == .logPrior)
    #expect(try narrow.priorSensitivity(b)["mu"]?.prior ?? 0 > 0.05)
    #expect(try narrow.priorPosteriorOverlap(b, seed: 1)["mu"] ?? 0 > 0.8)
    let calibration = try wide.calibrate(simulations: 10, draws: 100, warmup: 100, seed: 1)
    #expect(calibration.isUniform() && calibration["mu"]?.histogram(bins: 2).reduce(0, +) == 10)
    #expect(throws: ModelError.self) { try wide.calibrate(simulations: -1, seed: 1) }
  }
}
