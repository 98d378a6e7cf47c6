// Samplers against SciPy's probabilities, with a fixed seed: a chi-square statistic with two limits.

import ApusRandom
import Testing

@Suite struct SamplerTests {
  /// Each sampler by its name in the reference file.
  static let samplers: [String: @Sendable ([Double], inout Philox4x64) -> Double] = [
    "uniform": { $1.uniform() },
    "openUniform": { $1.openUniform() },
    "standardNormal": { $1.standardNormal() },
    "standardExponential": { $1.standardExponential() },
    "gamma": { $1.gamma(shape: $0[0]) },
    "logGamma": { $1.logGamma(shape: $0[0]) },
    "beta": { $1.beta($0[0], $0[1]) },
    "cauchy": { $1.cauchy() },
    "studentT": { $1.studentT(degreesOfFreedom: $0[0]) },
    "vonMises": { $1.vonMises(concentration: $0[0]) },
    "poisson": { $1.poisson(mean: $0[0]) },
    "binomial": { $1.binomial(count: Int($0[0]), probability: $0[1]) },
  ]

  @Test func `every sampler fills the cells as SciPy says`() throws {
    let cases = try RandomReference.shared.get().samplers
    #expect(Set(cases.map(\.sampler)) == Set(Self.samplers.keys))
    for (index, item) in cases.enumerated() {
      let sampler = try #require(Self.samplers[item.sampler])
      var generator = Philox4x64(seed: 2024, stream: UInt64(index))
      let counts = Cells.counts(of: 400_000, between: item.edges) { sampler(item.parameters, &generator) }
      let statistic = Cells.chiSquare(counts, item.probabilities)
      Cells.judge(statistic, alert: item.alert, fail: item.fail, "\(item.sampler)\(item.parameters)")
    }
  }

  @Test func `the test of cells finds a sampler that is slightly wrong`() throws {
    let item = try #require(try RandomReference.shared.get().samplers.first { $0.sampler == "standardNormal" })
    var generator = Philox4x64(seed: 2024)
    let counts = Cells.counts(of: 400_000, between: item.edges) { 1.02 * generator.standardNormal() }
    #expect(Cells.chiSquare(counts, item.probabilities) > item.fail)
  }

  @Test func `integers below a bound are equally likely, also where the bound is no power of two`() {
    for (bound, alert, fail) in [(1, 0, 0), (2, 15.1, 37.3), (6, 25.7, 50.7), (13, 39.1, 67.3)]
      as [(Int, Double, Double)]
    {
      var generator = Philox4x64(seed: 7, stream: UInt64(bound))
      var counts = [Int](repeating: 0, count: bound)
      for _ in 0..<200_000 { counts[generator.integer(below: bound)] += 1 }
      let even = [Double](repeating: 1 / Double(bound), count: bound)
      Cells.judge(Cells.chiSquare(counts, even), alert: alert, fail: fail, "integer below \(bound)")
    }
  }

  @Test func `integers below a bound near 2 to the 63 have no bias towards the small`() {
    // Without the rejection, the lower half of 0 ..< 3 · 2⁶¹ would get 4 / 7 or 3 / 7 of some of the numbers.
    let bound = 3 << 61
    var generator = Philox4x64(seed: 11)
    var counts = [0, 0, 0]
    for _ in 0..<300_000 {
      let value = generator.integer(below: bound)
      #expect(value >= 0 && value < bound)
      counts[value % 3] += 1
    }
    Cells.judge(
      Cells.chiSquare(counts, [1.0 / 3, 1.0 / 3, 1.0 / 3]), alert: 18.4, fail: 41.4, "integer below 3 · 2⁶¹, mod 3")
  }

  @Test func `orders are equally likely`() {
    var generator = Philox4x64(seed: 3)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<240_000 { counts[generator.permutation(count: 4), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(counts.keys.allSatisfy { $0.sorted() == [0, 1, 2, 3] })
    let even = [Double](repeating: 1.0 / 24, count: 24)
    Cells.judge(Cells.chiSquare(Array(counts.values), even), alert: 57.1, fail: 89.1, "permutation of 4")
    #expect(generator.permutation(count: 0) == [])
    #expect(generator.permutation(count: 1) == [0])
  }

  @Test func `categories come in proportion to their weights, and those of weight zero never`() {
    var generator = Philox4x64(seed: 5)
    var counts = [Int](repeating: 0, count: 5)
    for _ in 0..<200_000 { counts[generator.categorical(weights: [0, 1, 2, 0, 5])!] += 1 }
    #expect(counts[0] == 0 && counts[3] == 0)
    let chosen = [counts[1], counts[2], counts[4]]
    Cells.judge(Cells.chiSquare(chosen, [0.125, 0.25, 0.625]), alert: 18.4, fail: 41.4, "categorical")
  }

  @Test func `normal numbers are mpmath's quantiles of their words`() throws {
    for item in try RandomReference.shared.get().normals {
      // A generator that gives this word.
      let value = NormalOfWord.value(item.word)
      #expect((value - item.value).magnitude <= 1e-15 * max(item.value.magnitude, 1e-3), "word \(item.word)")
    }
  }

  @Test func `filling a buffer draws the same normal numbers as one at a time`() {
    var one = Philox4x64(seed: 9)
    var many = one
    let buffer = UnsafeMutableBufferPointer<Double>.allocate(capacity: 37)
    defer { buffer.deallocate() }
    many.fillStandardNormal(buffer)
    for value in buffer { #expect(value == one.standardNormal()) }
    #expect(one == many)
  }
}
