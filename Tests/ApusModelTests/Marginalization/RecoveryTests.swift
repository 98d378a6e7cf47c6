// Marginalized parameters given draws of the others: probabilities and draws against Bayes' theorem, predictions by either model.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

@Suite struct RecoveryTests {
  /// Three states that follow one another, each seen with noise; mu is a parameter, so that there are draws of it.
  private func chain() throws -> Model {
    try Model { m in
      let mu = m.parameter("mu", Normal(1, 0.5))
      let transition = Tensor([[0.7, 0.3], [0.4, 0.6]])
      var z = m.parameter("z0", Bernoulli(probability: 0.5))
      m.observe("y0", Normal(mu * z, 1), 0.2)
      for (t, y) in [1.3, -0.4].enumerated() {
        z = m.parameter("z\(t + 1)", Categorical(probabilities: transition[z]))
        m.observe("y\(t + 1)", Normal(mu * z, 1), y)
      }
      m.deterministic("last", mu * z)
    }
  }

  /// The probabilities of the eight sequences given mu.
  private func exact(_ mu: Double) -> [Double] {
    let (y, p) = ([0.2, 1.3, -0.4], [[0.7, 0.3], [0.4, 0.6]])
    let weights = (0..<8).map { (code: Int) -> Double in
      let z = [code & 1, code >> 1 & 1, code >> 2]
      var likelihood = 1.0
      for t in 0..<3 { likelihood *= exp(-0.5 * pow(y[t] - mu * Double(z[t]), 2)) }
      return 0.5 * p[z[0]][z[1]] * p[z[1]][z[2]] * likelihood
    }
    return weights.map { $0 / weights.reduce(0, +) }
  }

  @Test func `probabilities of a chain's states are those of Bayes' theorem`() throws {
    let model = try chain().marginalized(over: ["z0", "z1", "z2"])
    let draws = try #require(try model.priorPredictive(draws: 20, seed: 3).dataset[.prior])
    let probabilities = try model.conditionalProbabilities(at: draws)
    let mu = try #require(draws["mu"]).doubles
    for t in 0..<3 {
      let array = try #require(probabilities["z\(t)"])
      #expect(array.dims == ["chain", "draw", "z\(t)_value"])
      for (draw, mu) in mu.enumerated() {
        let all = exact(mu)
        for value in 0..<2 {
          var due = 0.0
          for code in 0..<8 where (code >> t) & 1 == value { due += all[code] }
          #expect(abs(array.doubles[2 * draw + value] - due) < 1e-13)
        }
      }
    }
  }

  @Test func `draws of a chain's states have their joint probabilities`() throws {
    let model = try chain().marginalized(over: ["z0", "z1", "z2"])
    let count = 20_000
    let given = try DataGroup(
      .posterior,
      [DataArray("mu", NDArray([Double](repeating: 0.8, count: count), shape: [1, count]), dims: ["chain", "draw"])])
    let draws = try model.recovered(at: given, seed: 5)
    #expect(draws.names == ["mu", "z0", "z1", "z2", "last"])
    let z = try (0..<3).map { try #require(draws["z\($0)"]?.integers) }
    let due = exact(0.8)
    for code in 0..<8 {
      let hits = (0..<count).count { (draw: Int) -> Bool in z[0][draw] + 2 * z[1][draw] + 4 * z[2][draw] == code }
      let share = Double(hits) / Double(count)
      // Four standard errors.
      #expect(abs(share - due[code]) < 4 * (due[code] * (1 - due[code]) / Double(count)).squareRoot())
    }
    let last = try #require(draws["last"]).doubles
    for draw in 0..<count { #expect(last[draw] == 0.8 * Double(z[2][draw])) }
    #expect(try model.recovered(at: given, seed: 5)["z1"]?.integers == z[1])
  }

  @Test func `labels of sites with a detection are certain, the others have Bayes' probabilities`() throws {
    let visits = [[0, 1, 0], [0, 0, 0], [1, 1, 0], [0, 0, 0]]
    let original = try Model(coords: ["site": ["a", "b", "c", "d"]]) { m in
      let psi = m.parameter("psi", Beta(2, 2))
      let p = m.parameter("p", Beta(2, 2))
      let z = m.parameter("z", Bernoulli(probability: psi), dims: ["site"])
      m.observe(
        "y", Bernoulli(probability: z.reshaped(to: [4, 1]) * p), NDArray(visits.flatMap { $0 }, shape: [4, 3]))
    }
    let model = try original.marginalized(over: ["z"])
    let posterior = try model.sample(draws: 400, warmup: 400, chains: 2, seed: 2)
    let probabilities = try #require(try model.conditionalProbabilities(at: posterior.draws)["z"])
    #expect(probabilities.dims == ["chain", "draw", "site", "z_value"])
    let (psi, p) = (try #require(posterior["psi"]).doubles, try #require(posterior["p"]).doubles)
    for draw in psi.indices {
      let missed = psi[draw] * pow(1 - p[draw], 3)
      for (site, visits) in visits.enumerated() {
        let due = visits.contains(1) ? 1 : missed / (missed + 1 - psi[draw])
        #expect(abs(probabilities.doubles[(draw * 4 + site) * 2 + 1] - due) < 1e-12)
      }
    }
    // Draws of z, and predictions of these sites by the original model: no detection where z is 0.
    let recovered = try model.recovered(at: posterior.draws, seed: 7)
    let z = try #require(recovered["z"])
    #expect(z.dims == ["chain", "draw", "site"])
    let numbers = try #require(z.integers)
    let again = try #require(try original.posteriorPredictive(recovered, seed: 8)["y"]?.integers)
    for place in numbers.indices where numbers[place] == 0 {
      #expect(again[(3 * place)..<(3 * place + 3)].allSatisfy { $0 == 0 })
    }
    #expect((0..<800).allSatisfy { numbers[4 * $0] == 1 && numbers[4 * $0 + 2] == 1 })
    let shares = probabilities.doubles
    var (share, mean) = (0.0, 0.0)
    for draw in 0..<800 {
      share += Double(numbers[4 * draw + 1]) / 800
      mean += shares[(draw * 4 + 1) * 2 + 1] / 800
    }
    #expect(abs(share - mean) < 0.07)
    // Predictions by the marginalized model are for new sites: site a may be empty.
    let new = try #require(try model.posteriorPredictive(posterior, seed: 9)["y"]?.integers)
    var (emptyShare, due) = (0.0, 0.0)
    for draw in 0..<800 {
      let isEmpty = new[(12 * draw)..<(12 * draw + 3)].allSatisfy { $0 == 0 }
      if isEmpty { emptyShare += 1.0 / 800 }
      due += (1 - psi[draw] + psi[draw] * pow(1 - p[draw], 3)) / 800
    }
    #expect(abs(emptyShare - due) < 0.07)
  }

  @Test func `what nothing is recovered for is an error in words`() throws {
    let model = try Model { m in m.observe("y", Normal(m.parameter("mu", Normal(0, 1)), 1), 0.3) }
    let draws = try #require(try model.priorPredictive(draws: 2, seed: 1).dataset[.prior])
    let error = #expect(throws: ModelError.self) { try model.recovered(at: draws, seed: 1) }
    #expect(error?.description.contains("no parameter of the model is summed out") == true)
    #expect(throws: ModelError.self) { try model.conditionalProbabilities(at: draws) }
  }
}
