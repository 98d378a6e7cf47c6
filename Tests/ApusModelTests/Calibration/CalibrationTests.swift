// Simulation-based calibration of NUTS on three models, of samplers and models that are wrong, and of what cannot be simulated. 100
// simulations, and 1,000 where APUS_SLOW_TESTS is set.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

@Suite struct CalibrationTests {
  private static let isLong = ProcessInfo.processInfo.environment["APUS_SLOW_TESTS"] != nil
  static let count = isLong ? 1000 : 100

  @Test(arguments: CalibratedModel.all)
  func `NUTS recovers what data were simulated with`(_ model: CalibratedModel) throws {
    let calibration = try model.make().calibrate(simulations: Self.count, seed: model.seed)
    print("\(model.name): \(calibration)")
    #expect(calibration.simulations.count == Self.count && calibration.simulations.allSatisfy { $0.failure == nil })
    #expect(calibration.isUniform(level: 0.05))
    #expect(calibration.description.contains("quantities are uniform as far as \(Self.count) simulations tell"))
  }

  @Test func `a likelihood that is wider than its data is found`() throws {
    let model = try CalibratedModel.regression(likelihood: { WideNormal(location: $0, scale: $1, factor: 1.5) })
    let calibration = try model.calibrate(simulations: 100, draws: 500, warmup: 500, thinning: 5, seed: 4)
    #expect(!calibration.isUniform(level: 1e-6))
    // The posterior's σ is that of the density: too small by the factor.
    let sigma = try #require(calibration["sigma"])
    #expect(sigma.adjustedPValue < 1e-6 && sigma.meanRank > 0.9)
    #expect(calibration.description.contains("sigma (the posterior's draws are too small)"))
  }

  /// The identity with a gradient of another scale.
  private func scaled(by factor: Double) -> CustomFunction {
    CustomFunction("Scaled") {
      [$0[0]]
    } pullback: { site in
      [.value(factor * site.cotangent())]
    }
  }

  @Test func `a gradient of the wrong scale is refused before the first simulation`() throws {
    let wrong = scaled(by: 3)
    let model = try CalibratedModel.regression(through: { wrong($0) })
    #expect {
      try model.calibrate(simulations: 10, seed: 5)
    } throws: { error in
      if case ModelError.wrongRule = error { true } else { false }
    }
  }

  // Leapfrog steps by any function of the position conserve volume and can be reversed, and NUTS weighs states by the true density: a
  // wrong gradient leaves the stationary distribution as it is. What fails at three times the scale is the way there: trajectories
  // leave the level of the density, and chains stay where they began. At three quarters chains are slower, and the ranks uniform. SBC
  // tests draws; it is the verifier that tests rules.
  @Test func `a gradient of three times the scale keeps chains where they begin, which fails`() throws {
    let wrong = scaled(by: 3)
    let model = try CalibratedModel.regression(through: { wrong($0) })
    let calibration = try model.calibrate(
      simulations: 100, using: .nuts(maxTreeDepth: 5), draws: 300, warmup: 300, thinning: 3, seed: 6, verifying: false)
    #expect(!calibration.isUniform(level: 1e-6))
    #expect(calibration.simulations.allSatisfy { $0.leastSampleSize < 50 })
    #expect(calibration.description.contains("are not uniform (simultaneous bands, Holm's adjustment, level 5%)"))
  }

  @Test func `a gradient of three quarters of the scale leaves the posterior as it is`() throws {
    let wrong = scaled(by: 0.75)
    let model = try CalibratedModel.regression(through: { wrong($0) })
    let calibration = try model.calibrate(simulations: 100, seed: 7, verifying: false)
    #expect(calibration.isUniform(level: 0.01))
  }

  @Test func `samplers without gradients are calibrated too`() throws {
    let model = try Model { m in
      let mu = m.parameter("mu", Normal(0, 1))
      m.observe("y", Normal(mu, 1), [0.1, 0.2, -0.3])
    }
    let calibration = try model.calibrate(simulations: 100, using: .slice(), draws: 500, warmup: 100, seed: 8)
    #expect(calibration.isUniform(level: 0.01) && calibration.drawCount == 50)
  }

  @Test func `counts are simulated and ranked`() throws {
    let model = try Model { m in
      let rate = m.parameter("rate", Gamma(shape: 4, rate: 1))
      m.observe("n", Poisson(rate: rate), [3, 4, 5, 2])
    }
    #expect(try model.calibrate(simulations: 100, seed: 9).isUniform(level: 0.01))
  }

  @Test func `the asynchronous form gives the same ranks, and ends where its task is cancelled`() async throws {
    let model = try CalibratedModel.eightSchools()
    let blocking = { () throws in
      try model.calibrate(simulations: 4, draws: 100, warmup: 100, thinning: 5, seed: 10).simulations.map(\.ranks)
    }
    let waiting = try await model.calibrate(simulations: 4, draws: 100, warmup: 100, thinning: 5, seed: 10)
    #expect(try blocking() == waiting.simulations.map(\.ranks))
    let stopped = try await cancelledFromWithin { cancel in
      try await model.calibrate(
        simulations: 1_000_000, draws: 100, warmup: 100, thinning: 5, seed: 10,
        progress: { done in
          if done > 0 { cancel() }
          return true
        })
    }
    #expect((1..<1_000_000).contains(stopped.simulations.count))
  }

  @Test func `results do not depend on the number of threads, nor of simulations`() throws {
    let model = try CalibratedModel.eightSchools()
    func ranks(_ count: Int, _ threads: Int) throws -> [[Int]] {
      try model.calibrate(simulations: count, draws: 100, warmup: 100, thinning: 5, seed: 10, threads: threads)
        .simulations.map(\.ranks)
    }
    let all = try ranks(12, 1)
    #expect(all.count == 12 && all.allSatisfy { $0.count == 11 })
    #expect(try ranks(12, 3) == all)
    #expect(try ranks(5, 2) == Array(all.prefix(5)))
    #expect(
      try model.calibrate(simulations: 12, draws: 100, warmup: 100, thinning: 5, seed: 11).simulations[0].ranks
        != all[0])
  }

  @Test func `elements have the names of their labels`() throws {
    let calibration = try CalibratedModel.eightSchools().calibrate(
      simulations: 2, draws: 20, warmup: 20, thinning: 2, seed: 12)
    #expect(calibration.quantities.map(\.name).prefix(4) == ["mu", "tau", "z[A]", "z[B]"])
    #expect(calibration.quantities.last?.name == "log_likelihood")
    #expect(calibration["z[B]"]?.ranks.count == 2)
  }

  @Test func `a run that is ended early says what is not done`() throws {
    let calibration = try CalibratedModel.regression().calibrate(simulations: 100_000, seed: 13, progress: { $0 < 5 })
    #expect(calibration.simulations.count < 100_000)
    #expect(calibration.description.contains("of 100000 simulations are not done."))
  }

  @Test func `simulations without data are kept with their reasons`() throws {
    // Half of the prior's rates make counts that no integer holds.
    let model = try Model { m in
      let logRate = m.parameter("logRate", Normal(45, 5))
      m.observe("n", Poisson(rate: exp(logRate)), [3, 4, 5])
    }
    let calibration = try model.calibrate(simulations: 20, draws: 50, warmup: 50, thinning: 5, seed: 14)
    let failed = calibration.simulations.filter { $0.failure != nil }
    #expect(failed.count > 2 && failed.count < 20)
    #expect(
      calibration.description.contains("\(failed.count) simulations failed, the first is number \(failed[0].number): "))
  }

  @Test func `what cannot be simulated is a typed error`() throws {
    func error(_ declare: (inout ModelBuilder) -> Void, settings: (Model) throws -> Void) -> String {
      do {
        try settings(Model(declare))
        return "no error"
      } catch { return "\(error)" }
    }
    func calibrated(_ model: Model) throws { _ = try model.calibrate(simulations: 2, seed: 1) }
    func right(_ m: inout ModelBuilder) { m.observe("y", Normal(m.parameter("mu", Normal(0, 1)), 1), [0.5]) }
    #expect(
      error({ $0.parameter("mu", Normal(0, 1)) }, settings: calibrated)
        == "the model observes nothing that could be simulated")
    #expect(
      error({ $0.observe("y", Normal($0.parameter("mu", Flat()), 1), [0.5]) }, settings: calibrated).contains(
        "improper"))
    #expect(
      error(
        { m in
          right(&m)
          m.potential("p", m.parameter("x", Normal(0, 1)))
        }, settings: calibrated
      ).contains("cannot follow potentials"))
    #expect(
      error(
        { m in
          let mu = m.parameter("mu", Normal(0, 1))
          m.observe("y", Normal(mu, 1), log(m.data("raw", [1.0, 2])))
        }, settings: calibrated
      ).hasPrefix("the observed 'y' is computed from data"))
    #expect(
      error(
        { m in
          let y = m.data("series", [1.0, 2, 3])
          let mu = m.parameter("mu", Normal(mean(y), 1))
          m.observe("y", Normal(mu, 1), y)
        }, settings: calibrated
      ).contains("'mu': its distribution depends on the observed 'series'"))
    #expect(
      error(right) { _ = try $0.calibrate(simulations: 0, seed: 1) }
        == "the setting 'simulations' is 0: it must be in 1 ... 10000000")
    #expect(
      error(right) { _ = try $0.calibrate(draws: 5, thinning: 6, seed: 1) }
        == "the setting 'thinning' is 6: it must be in 1 ... draws")
    #expect(
      error(right) { _ = try $0.calibrate(seed: 1, threads: 0) } == "the setting 'threads' is 0: it must be positive")
  }
}
