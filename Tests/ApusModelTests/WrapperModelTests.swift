// Models of distributions that are made of others, and of closures: densities, samples in native code, predictions, refusals.

import Apus
import ApusExtension
import ApusTestSupport
import Testing

@Suite struct WrapperModelTests {
  /// The log density of a model with one parameter.
  private func value(_ model: Model, _ at: Double) throws -> Double {
    var bindings = model.dataBindings
    bindings[model.parameters[0].unconstrained] = NDArray(at)
    return try evaluate(model.logDensity(), bindings).scalar
  }

  private func density(_ at: Double, _ declare: (inout ModelBuilder, Tensor) -> Void) throws -> Double {
    let model = try Model { m in
      let scale = m.parameter("scale", HalfNormal(10))
      declare(&m, scale)
    }
    return try value(model, at)
  }

  @Test func `the distribution of an expression is that of the family that it is`() throws {
    for at in [-1.0, 0.3, 2] {
      let written = try density(at) { m, s in m.observe("y", LogNormal(0.5, s), [0.3, 2.0, 9]) }
      let derived = try density(at) { m, s in
        m.observe("y", distributionOf: exp(0.5 + s * .drawn(from: Normal(0, 1))), [0.3, 2.0, 9])
      }
      #expect(abs(written - derived) < 1e-13 * abs(written), "\(written), \(derived)")
    }
  }

  @Test func `an expression samples, predicts, and is a prior`() throws {
    let model = try Model { m in
      let share = m.parameter("share", Transformed(sigmoid(1.5 * .drawn(from: Normal(0, 1)))))
      m.observe("y", distributionOf: share + exp(share * .drawn(from: Normal(0, 1))), [1.5, 2.0, 1.25])
    }
    let posterior = try model.sample(draws: 200, warmup: 200, chains: 2, seed: 1)
    let shares = try #require(posterior.draws["share"]).doubles
    #expect(shares.allSatisfy { $0 > 0 && $0 < 1 })
    let predicted = try #require(try model.posteriorPredictive(posterior, seed: 2).dataset[.posteriorPredictive]?["y"])
    #expect(predicted.shape == [2, 200, 3] && predicted.doubles.allSatisfy { $0 > 0 && $0.isFinite })
    let prior = try model.priorPredictive(draws: 50, seed: 1)
    #expect(prior.dataset[.prior]?["share"]?.doubles.allSatisfy { $0 > 0 && $0 < 1 } == true)
  }

  @Test func `what cannot be inverted is an error with the Op and the line`() {
    do {
      _ = try Model { m in
        let mu = m.parameter("mu", Normal(0, 1))
        m.observe("y", distributionOf: sin(mu + .drawn(from: Normal(0, 1))), [0.5])
      }
      Issue.record("there is no error")
    } catch {
      #expect("\(error)".contains("Sine") && "\(error)".contains("WrapperModelTests.swift"), "\(error)")
    }
  }

  @Test func `masks and weights count in posteriors and log likelihoods`() throws {
    let data = [0.3, 2.0, 9]
    let masked = try density(0.3) { m, s in m.observe("y", Masked(LogNormal(0, s), [true, false, true]), data) }
    let fewer = try density(0.3) { m, s in m.observe("y", LogNormal(0, s), [0.3, 9]) }
    #expect(abs(masked - fewer) < 1e-13)
    let padded = try density(0.3) { m, s in
      m.observe("y", Masked(LogNormal(0, s), [true, false, true, false]), [0.3, -1.0, 9, .nan])
    }
    #expect(padded == masked)
    #expect(throws: ModelError.self) {
      try density(0.3) { m, s in m.observe("y", Masked(LogNormal(0, s), [true, false]), [.nan, 1.0]) }
    }
    let weighted = try density(0.3) { m, s in m.observe("y", Weighted(LogNormal(0, s), [2, 0, 1]), data) }
    let repeated = try density(0.3) { m, s in m.observe("y", LogNormal(0, s), [0.3, 0.3, 9]) }
    #expect(abs(weighted - repeated) < 1e-13)
    #expect(throws: ModelError.self) { try Model { m in m.parameter("x", Weighted(Normal(0, 1), 2)) } }
  }

  @Test func `a model of closures samples in native code and predicts, or says what is missing`() throws {
    func model(draws: Bool) throws -> Model {
      try Model { m in
        let rate = m.parameter("rate", Gamma(shape: 2, rate: 1))
        let wait =
          draws
          ? CustomDistribution([rate], support: .positive) { t, p in
            log(p[0]) - p[0] * t
          } draw: { p, random in
            random.standardExponential() / p[0]
          } : CustomDistribution([rate], support: .positive) { t, p in log(p[0]) - p[0] * t }
        m.observe("wait", wait, [0.5, 2.0, 1.25])
      }
    }
    let written = try Model { m in
      let rate = m.parameter("rate", Gamma(shape: 2, rate: 1))
      m.observe("wait", Exponential(rate: rate), [0.5, 2.0, 1.25])
    }
    let custom = try model(draws: true)
    let values = try [custom, written].map { model in
      let density = try model.logDensityFunction()
      #expect(try density.explain() != nil || !NativeAgreement.isAvailable)
      return try value(model, 0.3)
    }
    #expect(abs(values[0] - values[1]) < 1e-13)
    let posterior = try custom.sample(draws: 200, warmup: 200, chains: 2, seed: 1)
    let predicted = try custom.posteriorPredictive(posterior, seed: 2).dataset[.posteriorPredictive]?["wait"]
    #expect(predicted?.shape == [2, 200, 3])
    let without = try model(draws: false)
    let other = try without.sample(draws: 50, warmup: 100, chains: 1, seed: 1)
    do {
      _ = try without.posteriorPredictive(other, seed: 1)
      Issue.record("there is no error")
    } catch { #expect("\(error)".contains("`draw:`") && "\(error)".contains("wait"), "\(error)") }
  }

  @Test func `what is not drawn with its log density is not simulated`() throws {
    func model(_ law: (Tensor) -> any Distribution) throws -> Model {
      try Model { m in
        let scale = m.parameter("scale", HalfNormal(10))
        func observe(_ law: some Distribution) { m.observe("y", law, [1.0, 2]) }
        observe(law(scale))
      }
    }
    for law: (Tensor) -> any Distribution in [
      { Weighted(HalfNormal($0), [1, 2]) }, { Censored(HalfNormal($0), event: [1, 0]) },
      { CustomDistribution([$0], support: .positive) { x, p in -x / p[0] - log(p[0]) } },
    ] {
      let simulated = try model(law)
      do {
        _ = try simulated.calibrate(simulations: 2, seed: 1)
        Issue.record("there is no error")
      } catch { #expect("\(error)".contains("drawn") && "\(error)".contains("WrapperModelTests.swift"), "\(error)") }
    }
  }
}
