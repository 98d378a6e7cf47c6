// Predictions: draws of another shape, potentials, counts beyond integers.

import ApusExtension
import Foundation
import Testing

@Suite struct PredictionTests {
  private func posterior(shape: Shape) throws -> DataGroup {
    try Model { m in m.parameter("z", Normal(0, 1), shape: shape) }
      .sample(draws: 5, warmup: 20, chains: 2, seed: 1).draws
  }

  private static let model = Result {
    try Model { m in
      let z = m.parameter("z", Normal(0, 1), shape: [3, 2])
      m.observe("y", Normal(z, 1), NDArray([Double](repeating: 1, count: 6), shape: [3, 2]))
    }
  }

  @Test(arguments: [[2, 3], [6], [2], [], [3, 2, 1], [1, 2]] as [Shape])
  func `draws of another shape are refused with both shapes`(shape: Shape) throws {
    let model = try Self.model.get()
    let draws = try posterior(shape: shape)
    do {
      _ = try model.posteriorPredictive(draws, seed: 1)
      Issue.record("no error")
    } catch { expect("\(error)", says: ["'z'", "\(shape)", "(3, 2)", "PredictionTests.swift:"]) }
  }

  @Test func `draws of the model's own shape are taken`() throws {
    #expect(try Self.model.get().posteriorPredictive(posterior(shape: [3, 2]), seed: 1)["y"]?.shape == [2, 5, 3, 2])
  }

  @Test func `draws without a parameter say what they have`() throws {
    let other = try Model { m in m.parameter("w", Normal(0, 1)) }.sample(draws: 4, warmup: 20, chains: 1, seed: 1).draws
    do {
      _ = try Self.model.get().posteriorPredictive(other, seed: 1)
      Issue.record("no error")
    } catch { expect("\(error)", says: ["'z'", "'w'", "PredictionTests.swift:"]) }
  }

  @Test func `potentials are an error, or ignored where that is said`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(3, 0.1))
      m.potential("pull", -x.squared())
    }
    do {
      _ = try model.priorPredictive(draws: 4, seed: 1)
      Issue.record("no error")
    } catch { expect("\(error)", says: ["'pull'", "ignoringPotentials: true"]) }
    let draws = try model.priorPredictive(draws: 200, seed: 1, ignoringPotentials: true)
    #expect(draws["x"]!.doubles.allSatisfy { abs($0 - 3) < 1 })
  }

  @Test func `a given transform changes nothing of the prior`() throws {
    func draws(_ transform: (any Transform)?) throws -> [Double] {
      try Model { m in m.parameter("x", Gamma(shape: 2, rate: 1), transform: transform) }
        .priorPredictive(draws: 50, seed: 3)["x"]!.doubles
    }
    #expect(try draws(nil) == draws(LogTransform()) && draws(nil) == draws(LowerBoundTransform(0)))
  }

  @Test func `counts beyond integers are predicted as the doubles that they are`() throws {
    let model = try Model { m in
      let e = m.parameter("e", Normal(0, 20))
      m.observe("y", Poisson(logRate: e), [3.0, 1])
    }
    let draws = try model.priorPredictive(draws: 2000, seed: 1)
    let (e, y) = (draws["e"]!.doubles, draws["y"]!.doubles)
    #expect(y.contains { $0 > 9.3e18 })
    for (index, count) in y.enumerated() {
      let rate = Foundation.exp(e[index / 2])
      #expect(
        count >= 0 && count.rounded() == count && abs(count - rate) <= 8 * (rate.squareRoot() + 2), "\(count), \(rate)")
    }
    let posterior = try Model { m in m.parameter("e", Normal(60, 0.1)) }.sample(
      draws: 10, warmup: 50, chains: 1, seed: 2)
    #expect(try model.posteriorPredictive(posterior.draws, seed: 1)["y"]!.doubles.allSatisfy { $0 > 1e25 })
  }

  @Test func `a count beyond integers that other variables are made from is an error`() throws {
    let model = try Model { m in
      let k = m.parameter("k", Poisson(logRate: 60))
      m.observe("y", Normal(k.asFloat64, 1), [1.0])
    }
    do {
      _ = try model.priorPredictive(draws: 3, seed: 1)
      Issue.record("no error")
    } catch { expect("\(error)", says: ["'k'", "e+26", "no integer", "logRate = 60.0", "PredictionTests.swift:"]) }
  }
}
