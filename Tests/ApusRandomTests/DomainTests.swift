// Parameters outside their domains, at its edges, and at extremes: numbers or NaN, never a trap or an endless loop.

import ApusRandom
import Testing

@Suite struct DomainTests {
  @Test func `outside the domain every sampler gives NaN`() {
    var g = Philox4x64(seed: 1)
    for x: Double in [-1, 0, .nan, .infinity, -.infinity] {
      #expect(g.gamma(shape: x).isNaN)
      #expect(g.logGamma(shape: x).isNaN)
      #expect(g.beta(x, 1).isNaN)
      #expect(g.beta(1, x).isNaN)
    }
    for x: Double in [-1, .nan, .infinity, -.infinity] {
      #expect(g.poisson(mean: x).isNaN)
      #expect(g.vonMises(concentration: x).isNaN)
      #expect(g.binomial(count: 5, probability: x).isNaN)
    }
    for x: Double in [-1, 0, .nan, -.infinity] { #expect(g.studentT(degreesOfFreedom: x).isNaN) }
    #expect(g.binomial(count: -1, probability: 0.5).isNaN)
    #expect(g.binomial(count: 5, probability: 1.1).isNaN)
  }

  @Test func `weights that cannot be chosen by give no category`() {
    var g = Philox4x64(seed: 1)
    for weights in [[], [0], [0, 0], [-1, 2], [1, .nan], [1, .infinity]] as [[Double]] {
      #expect(g.categorical(weights: weights) == nil)
    }
    #expect(g.categorical(weights: [0, .leastNonzeroMagnitude, 0]) == 1)
  }

  @Test func `at the edges of the domain there is one answer`() {
    var g = Philox4x64(seed: 1)
    for _ in 0..<100 {
      #expect(g.poisson(mean: 0) == 0)
      #expect(g.binomial(count: 0, probability: 0.5) == 0)
      #expect(g.binomial(count: 50, probability: 0) == 0)
      #expect(g.binomial(count: 50, probability: 1) == 50)
      #expect(g.integer(below: 1) == 0)
    }
    #expect(g.studentT(degreesOfFreedom: .infinity).isFinite)
  }

  @Test func `extreme parameters give plausible numbers`() {
    var g = Philox4x64(seed: 1)
    for _ in 0..<1000 {
      #expect((g.poisson(mean: 1e14) / 1e14 - 1).magnitude < 1e-6)
      #expect((g.poisson(mean: 1e300) / 1e300 - 1).magnitude < 1e-6)
      #expect((g.gamma(shape: 1e300) / 1e300 - 1).magnitude < 1e-6)
      #expect((g.binomial(count: 1 << 52, probability: 0.5) / 0x1p51 - 1).magnitude < 1e-6)
      #expect(g.binomial(count: 1 << 52, probability: 1e-300) == 0)
      #expect(g.vonMises(concentration: 1e300).magnitude < 1e-140)
      #expect(g.gamma(shape: 1e-5) >= 0)
      #expect(g.logGamma(shape: 1e-300) < 0)
      #expect((0...1).contains(g.beta(1e-5, 1e-5)))
      #expect(!g.studentT(degreesOfFreedom: 1e-3).isNaN)
    }
  }

  @Test func `large Poisson numbers keep their mean and variance`() {
    var g = Philox4x64(seed: 8)
    let (mean, count) = (1e15, 100_000)
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<count {
      let z = (g.poisson(mean: mean) - mean) / mean.squareRoot()
      sum += z
      squares += z * z
    }
    #expect((sum / Double(count)).magnitude < 5 / Double(count).squareRoot())
    #expect((squares / Double(count) - 1).magnitude < 5 * (2 / Double(count)).squareRoot())
  }
}
