// Sampling a model: a posterior in closed form, the same draws on any number of threads, predictions.

import ApusExtension
import ApusTestSupport
import Foundation
import Synchronization
import Testing

@Suite struct ModelSamplingTests {
  /// A normal mean with known variance: the posterior is N(4/3 · mean(y), 1/3) for two observations and a prior N(0, 1).
  private static let conjugate = try? Model { m in
    let mu = m.parameter("mu", Normal(0, 1))
    m.deterministic("square", mu.squared())
    m.observe("y", Normal(mu, 1), [1.5, 3.0])
  }

  private func draws(_ model: Model, threads: Int, seed: UInt64 = 7) throws -> DataGroup {
    try model.sample(draws: 200, warmup: 200, chains: 4, seed: seed, threads: threads).draws
  }

  @Test func `a conjugate posterior has its mean and variance`() throws {
    let model = try #require(Self.conjugate)
    let posterior = try model.sample(draws: 4000, warmup: 500, chains: 4, seed: 3)
    let row = try #require(posterior.summary(["mu"]).rows.first)
    // mean 4.5/3, variance 1/3.
    #expect(abs(row.mean - 1.5) < 5 * row.meanError)
    #expect(abs(row.standardDeviation / (1 / 3.0).squareRoot() - 1) < 0.03)
    #expect(row.rHat < 1.01 && row.bulkSampleSize > 2000 && posterior.divergenceCount == 0)
    let (mu, square) = (posterior.draws["mu"]!.doubles, posterior.draws["square"]!.doubles)
    #expect(try paired(mu, square).allSatisfy { $0 * $0 == $1 })
    #expect(posterior.draws["mu"]!.shape == [4, 4000])
  }

  @Test func `the same seed gives the same draws on one, two and four threads`() throws {
    let model = try #require(Self.conjugate)
    let one = try draws(model, threads: 1)["mu"]
    #expect(try draws(model, threads: 2)["mu"] == one)
    #expect(try draws(model, threads: 4)["mu"] == one)
    #expect(try draws(model, threads: 2, seed: 8)["mu"] != one)
  }

  @Test func `the asynchronous form gives the same draws`() async throws {
    let model = try #require(Self.conjugate)
    let synchronous = try draws(model, threads: 2)["mu"]
    let asynchronous = try await model.sample(draws: 200, warmup: 200, chains: 4, seed: 7).draws["mu"]
    #expect(asynchronous == synchronous)
  }

  @Test func `sampling stops where progress says so`() throws {
    let model = try #require(Self.conjugate)
    let calls = Mutex(0)
    let posterior = try model.sample(
      draws: 2_000_000, warmup: 100, chains: 2, seed: 1,
      progress: { _ in
        calls.withLock {
          $0 += 1
          return $0 < 3
        }
      })
    #expect(posterior.draws.drawCount < 2_000_000)
  }

  @Test func `prior and posterior predictions have the moments of the model`() throws {
    let model = try #require(Self.conjugate)
    let prior = try model.priorPredictive(draws: 20_000, seed: 5)
    let (mu, y) = (try #require(prior["mu"]), try #require(prior["y"]))
    #expect(y.shape == [1, 20_000, 2])
    #expect(abs(mean(mu.doubles)) < 0.03 && abs(variance(mu.doubles) - 1) < 0.05)
    #expect(abs(mean(y.doubles)) < 0.04 && abs(variance(y.doubles) - 2) < 0.1)
    #expect(try paired(mu.doubles, prior["square"]!.doubles).allSatisfy { $0 * $0 == $1 })
    #expect(try model.priorPredictive(draws: 20, seed: 5)["y"]!.doubles == Array(y.doubles.prefix(40)))

    let posterior = try model.sample(draws: 5000, warmup: 500, chains: 2, seed: 9).draws
    let predictions = try model.posteriorPredictive(posterior, seed: 2)
    let replicated = try #require(predictions["y"])
    #expect(replicated.shape == [2, 5000, 2])
    #expect(abs(mean(replicated.doubles) - 1.5) < 0.06 && abs(variance(replicated.doubles) - 4 / 3.0) < 0.1)
    let other = try Model { m in m.parameter("nu", Normal(0, 1)) }
    #expect(throws: ModelError.self) { try other.posteriorPredictive(posterior, seed: 2) }
  }

  @Test func `predictions elsewhere come from replaced data`() throws {
    var model = try Model { m in
      let slope = m.parameter("slope", Normal(0, 1))
      let x = m.data("x", [1.0, 2, 3])
      m.observe("y", Normal(slope * x, 0.01), [2.0, 4, 6])
    }
    let posterior = try model.sample(draws: 200, warmup: 300, chains: 2, seed: 4).draws
    try model.replaceData("x", with: NDArray([10.0, 20, 30]))
    let y = try #require(try model.posteriorPredictive(posterior, seed: 1)["y"]).doubles
    #expect(y.enumerated().allSatisfy { abs($1 - 20 * Double($0 % 3 + 1)) < 0.8 })
  }

  @Test func `draws are written as a table`() throws {
    let model = try #require(Self.conjugate)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    let posterior = try model.sample(draws: 20, warmup: 50, chains: 2, seed: 4)
    try posterior.write(file.path)
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 41 && lines[0] == "chain,draw,mu,square")
    let last = lines[40].split(separator: ",").compactMap { Double($0) }
    #expect(last == [1, 19, posterior.draws["mu"]!.doubles[39], posterior.draws["square"]!.doubles[39]])
  }

  private func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(x.count) }

  private func variance(_ x: [Double]) -> Double {
    let center = mean(x)
    return x.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(x.count - 1)
  }
}
