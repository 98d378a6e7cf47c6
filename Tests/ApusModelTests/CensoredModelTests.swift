// Models of values that are known by intervals, or by a record of each row: the same posterior by each way to say it.

import Apus
import ApusExtension
import Testing

@Suite struct CensoredModelTests {
  private let times = [3.0, 8, 2, 5, 12]

  private func density(_ declare: (inout ModelBuilder, Weibull) -> Void) throws -> Double {
    let model = try Model { m in
      let scale = m.parameter("scale", HalfNormal(10))
      declare(&m, Weibull(shape: 1.3, scale: scale))
    }
    var bindings = model.dataBindings
    bindings[model.parameters[0].unconstrained] = NDArray(1.2)
    return try evaluate(model.logDensity(), bindings).scalar
  }

  @Test func `events, bounds and intervals give one posterior`() throws {
    let byEvent = try density { m, life in
      m.observe("t", Censored(life, event: [true, false, true, true, false]), times)
    }
    let byBound = try density { m, life in
      m.observe("t", Censored(life, upper: [Double.infinity, 8, .infinity, .infinity, 12]), times)
    }
    let byInterval = try density { m, life in
      m.observe("t", life, from: times, to: [3, Double.infinity, 2, 5, .infinity])
    }
    #expect(abs(byEvent - byBound) < 1e-12 && abs(byEvent - byInterval) < 1e-12)
  }

  @Test func `left-censored rows are intervals that are open below`() throws {
    let byEvent = try density { m, life in m.observe("t", Censored(life, event: [2, 1, 2, 1, 0]), times) }
    let byInterval = try density { m, life in
      m.observe("t", life, from: [-Double.infinity, 8, 0, 5, 12], to: [3, 8, 2, 5, Double.infinity])
    }
    #expect(abs(byEvent - byInterval) < 1e-12)
  }

  @Test func `a model of intervals samples, and predicts values`() throws {
    let model = try Model(coords: ["patient": ["a", "b", "c"]]) { m in
      let rate = m.parameter("rate", Gamma(shape: 2, rate: 10))
      m.observe("onset", Exponential(rate: rate), from: [0, 3, 10], to: [2, 4, Double.infinity], dims: ["patient"])
    }
    let posterior = try model.sample(draws: 200, warmup: 200, chains: 2, seed: 1)
    let predicted = try model.posteriorPredictive(posterior, seed: 2)
    let onset = try #require(predicted.dataset[.posteriorPredictive]?["onset"])
    #expect(onset.shape == [2, 200, 3, 2])
    let numbers = onset.doubles
    #expect(stride(from: 0, to: numbers.count, by: 2).allSatisfy { numbers[$0] == numbers[$0 + 1] && numbers[$0] > 0 })
  }

  @Test func `mistakes are named`() {
    func mistake(_ declare: (inout ModelBuilder) -> Void) -> String {
      do {
        let model = try Model { m in
          let rate = m.parameter("rate", Gamma(shape: 2, rate: 10))
          m.observe("y", Normal(rate, 1), [1.0])
          declare(&m)
        }
        _ = try model.sample(draws: 10, warmup: 10, chains: 1, seed: 1)
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      mistake { $0.observe("t", Exponential(rate: 1), from: [2.0, 3], to: [3.0, 1]) }.contains(
        "not below its lower one"))
    #expect(mistake { $0.observe("t", Exponential(rate: 1), from: [2.0, 3], to: [3.0]) }.contains("different shapes"))
    #expect(mistake { $0.observe("t", Exponential(rate: 1), from: [Double.nan], to: [3.0]) }.contains("t"))
    #expect(mistake { $0.observe("t", Censored(Exponential(rate: 1), event: [3]), [1.0]) }.contains("0, 1 or 2"))
    #expect(mistake { _ = $0.parameter("t", Censored(Exponential(rate: 1), event: 1)) }.contains("observe"))
    #expect(mistake { _ = $0.parameter("t", IntervalCensored(Exponential(rate: 1))) }.contains("observe"))
  }
}
