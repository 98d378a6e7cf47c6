// Distributions of two closures: what they are given, what they are put on, and what is said without draws.

import ApusDistributions
import ApusGraph
import ApusOps
import ApusRandom
import ApusTestSupport
import Testing

@Suite struct CustomDistributionTests {
  private static func wait(_ rate: Tensor, _ delay: Tensor) -> CustomDistribution {
    CustomDistribution([rate, delay], support: .lowerBounded(delay)) { t, p in
      log(p[0]) - p[0] * (t - p[1])
    } draw: { p, random in
      p[1] + random.standardExponential() / p[0]
    }
  }

  @Test func `the closure is the log density inside the support, and no more`() throws {
    let (rate, delay) = (Tensor.argument("rate"), Tensor.argument("delay"))
    let law = Self.wait(rate, delay)
    let x = Tensor([3.0, 1, Double.nan, 7])
    let density = law.logDensity(x)
    let inside = law.logDensity(Tensor([3.0, -2, 7]))
    for backend in try Backend.present {
      let given = try backend.values(
        of: [density] + gradients(of: inside, [rate, delay]), [(rate, NDArray(0.5)), (delay, NDArray(2.0))])
      #expect(given[0][0] == logarithm(0.5) - 0.5 && given[0][1] == -.infinity && given[0][2].isNaN)
      #expect(abs(given[1][0] - (4 - 6)) < 1e-14 && abs(given[2][0] - 1) < 1e-14, "\(given)")
    }
    #expect(law.shape == .scalar && law.support.elementType == .float64 && law.isProper && law.hasDraws)
  }

  @Test func `rebuilt on other operands it has their density, support and draws`() throws {
    let law = Self.wait(0.5, 2).rebuilt(on: [2, -1])
    #expect(try numbers(law.logDensity(Tensor([-2.0, 0]))) == [-.infinity, logarithm(2) - 2])
    var (one, two) = (Philox4x64(seed: 4), Philox4x64(seed: 4))
    let draws = law.draw(shape: [5], parameters: [2, -1], using: &one).doubles
    #expect(draws == (0..<5).map { _ in -1 + two.standardExponential() / 2 })
  }

  @Test func `counts and vectors are drawn in their own types`() throws {
    let count = CustomDistribution([Tensor(3.0)], support: .integers(lower: 1, upper: 3)) { k, p in
      log(k) - log(6 * p[0] / 3)
    } draw: { _, random in
      [1, 2, 2, 3, 3, 3][random.integer(below: 6)]
    }
    var generator = Philox4x64(seed: 4)
    let draws = count.draw(shape: [2, 3], parameters: [3], using: &generator)
    #expect(draws.type == TensorType(.int64, [2, 3]) && draws.doubles.allSatisfy { (1...3).contains($0) })
    let chances = try numbers(count.logDensity(Tensor([0.0, 1, 2, 3, 2.5]))).map { exponential($0) }
    #expect(chances[0] == 0 && chances[4] == 0 && abs(chances[1] + chances[2] + chances[3] - 1) < 1e-15)
    let center = Tensor(NDArray(rows: [[0, 1], [2, 3]]))
    let vector = CustomDistribution([center], eventRanks: [1], support: .array(of: .real, shape: [2])) { x, p in
      sum(-0.5 * (x - p[0]).squared(), axes: [-1]) - 1.8378770664093453
    } drawEvent: { p, random in
      p[0].map { $0 + random.standardNormal() }
    }
    #expect(vector.shape == [2, 2] && vector.eventRank == 1)
    let same = Independent(Normal(center, 1))
    let x = Tensor(NDArray(rows: [[0.5, 1], [2, -3]]))
    for (a, b) in try paired(numbers(vector.logDensity(x)), numbers(same.logDensity(x))) { #expect(abs(a - b) < 1e-14) }
    let events = vector.draw(
      shape: [100, 2, 2], parameters: [NDArray(rows: [[0, 100], [200, 300]])], using: &generator)
    #expect(events.doubles.enumerated().allSatisfy { abs($1 - Double($0 % 4 * 100)) < 8 })
  }

  @Test func `without draws it says so, within others too`() {
    let law = CustomDistribution(support: .positive) { x, _ in -x }
    #expect(!law.hasDraws && !law.isProper && law.parameters.isEmpty)
    #expect(!Masked(law, [true]).hasDraws && Masked(Normal(0, 1), [true]).hasDraws)
    var generator = Philox4x64(seed: 4)
    #expect(law.draw(shape: [3], parameters: [], using: &generator).doubles.allSatisfy { $0.isNaN })
  }
}
