// Envelopes of empirical distribution functions against ArviZ, against counts of all outcomes, and by their law.

import ApusTestSupport
import Testing

import ApusDiagnostics

@Suite struct ECDFEnvelopeTests {
  struct Band: Decodable, Sendable, CustomTestStringConvertible {
    var count, steps: Int
    var probability: Double
    var lower, upper: [Int]
    var inside: Double
    var simultaneousLower, simultaneousUpper: [Int]
    var testDescription: String { "\(count) in \(steps) steps, \(probability)" }
  }

  struct PValue: Decodable, Sendable {
    var steps: Int
    var ranks: [Int]
    var p: Double
  }

  struct ChainRanks: Decodable, Sendable {
    var draws: Int
    var depths, probabilities: [Double]
  }

  struct Content: Decodable, Sendable {
    var bands: [Band] = []
    var pValues: [PValue] = []
    var chainRanks: [ChainRanks] = []
  }

  static let content: Content = (try? Reference.load("ecdf-envelopes")) ?? Content()

  @Test func `there are reference envelopes`() {
    #expect(Self.content.bands.count == 28 && Self.content.pValues.count == 39 && Self.content.chainRanks.count == 3)
  }

  @Test(arguments: content.bands)
  func `pointwise bands and the probability of staying inside agree with ArviZ`(_ reference: Band) {
    let band = ECDFBand(sampleCount: reference.count, points: ECDFEnvelope.evenPoints(steps: reference.steps))
    let ranges = band.pointwise(reference.probability)
    #expect(ranges.map(\.lowerBound) == reference.lower && ranges.map(\.upperBound) == reference.upper)
    #expect(agrees(band.probability(inside: ranges), reference.inside))
  }

  @Test(arguments: content.bands)
  func `simultaneous envelopes are the narrowest that hold, and ArviZ's but for its tolerance`(_ reference: Band) throws
  {
    let points = ECDFEnvelope.evenPoints(steps: reference.steps)
    let band = ECDFBand(sampleCount: reference.count, points: points)
    let envelope = ECDFEnvelope(sampleCount: reference.count, points: points, probability: reference.probability)
    #expect(band.probability(inside: band.pointwise(envelope.pointwiseProbability)) >= reference.probability)
    let narrower = band.probability(inside: band.pointwise(envelope.pointwiseProbability - 1e-9))
    #expect(narrower < reference.probability || envelope.pointwiseProbability - 1e-9 <= reference.probability)
    // ArviZ minimises the distance to the probability, from either side, by a minimiser for smooth functions.
    let count = Double(reference.count)
    for (ours, theirs) in try paired(envelope.lower, reference.simultaneousLower) {
      #expect((ours * count - Double(theirs)).magnitude < 3.5)
    }
    for (ours, theirs) in try paired(envelope.upper, reference.simultaneousUpper) {
      #expect((ours * count - Double(theirs)).magnitude < 3.5)
    }
  }

  @Test(arguments: content.pValues)
  func `p-values are the shares of all samples`(_ reference: PValue) {
    let numbers = reference.ranks.map { Double($0 + 1) / Double(reference.steps) }
    #expect(agrees(ECDFDifference(of: numbers, steps: reference.steps).pValue, reference.p))
  }

  @Test(arguments: content.chainRanks)
  func `the least tails of two chains are distributed as all orders of their draws say`(_ reference: ChainRanks) throws
  {
    let band = ChainRankBand(chainCount: 2, drawCount: reference.draws, steps: 2 * reference.draws)
    #expect(band.thresholds == Array(1..<(2 * reference.draws)))
    let depths = band.simulatedDepths(20_000, seed: 3)
    for (depth, probability) in try paired(reference.depths, reference.probabilities) {
      let share = Double(depths.count { $0 <= depth * (1 + 1e-9) }) / 20_000
      #expect((share - probability).magnitude < 0.015)
    }
  }

  @Test func `uniform samples are inside as often as they should be`() {
    var generator = TestGenerator(seed: 8)
    let points = ECDFEnvelope.evenPoints(steps: 20)
    let trials = 2000
    var (inside, below) = (0, 0)
    let band = ECDFBand(sampleCount: 100, points: points)
    let envelope = ECDFEnvelope(band, 0.9)
    for _ in 0..<trials {
      let sample = (0..<100).map { _ in generator.uniform() }
      let counts = points.map { point in sample.count { $0 <= point } }
      if counts.indices.allSatisfy({
        envelope.lower[$0] <= Double(counts[$0]) / 100 && Double(counts[$0]) / 100 <= envelope.upper[$0]
      }) {
        inside += 1
      }
      if band.pValue(of: counts) <= 0.1 { below += 1 }
    }
    // Counts are discrete: an envelope holds more than it must, a test rejects less than it may. Five standard errors.
    #expect(Double(inside) / Double(trials) > 0.9 - 5 * 0.0067 && Double(inside) / Double(trials) < 0.96)
    #expect(Double(below) / Double(trials) < 0.1 + 5 * 0.0067 && Double(below) / Double(trials) > 0.04)
  }

  @Test func `samples that are not uniform leave the envelope`() {
    var generator = TestGenerator(seed: 9)
    let squares = (0..<200).map { _ in
      let u = generator.uniform()
      return u * u
    }
    let difference = ECDFDifference(of: squares)
    #expect(!difference.isInside && difference.pValue < 1e-6)
    #expect(difference.difference.max() ?? 0 > 0.15)
    #expect(
      difference.lower.count == 199 && difference.lower.allSatisfy { $0 < 0 } && difference.upper.allSatisfy { $0 > 0 })
    let uniform = ECDFDifference(of: (0..<200).map { _ in generator.uniform() })
    #expect(uniform.isInside && uniform.pValue > 0.05)
  }

  @Test func `chains that sample the same stay inside, and one that does not leaves`() throws {
    var generator = TestGenerator(seed: 11)
    let chains = (0..<4).map { _ in (0..<250).map { _ in generator.normal() } }
    let same = ScalarDraws(chains).rankDifferences()
    #expect(same.count == 4 && same.allSatisfy { $0.isInside && $0.pValue > 0.05 })
    var shifted = chains
    shifted[2] = shifted[2].map { $0 + 0.5 }
    let apart = ScalarDraws(shifted).rankDifferences()
    #expect(apart.map(\.isInside)[2] == false && apart[2].pValue < 0.01)
    #expect(try #require(apart[2].difference.min()) < -0.1)
    // All draws equal: their order is random, so that no chain stands out.
    let constant = ScalarDraws([[Double]](repeating: [Double](repeating: 1, count: 100), count: 3)).rankDifferences()
    #expect(constant.allSatisfy { $0.isInside })
  }

  @Test func `the envelope of ranks holds as many orders of the draws as it says`() {
    let envelope = ECDFEnvelope.ofRanks(chainCount: 4, drawCount: 100, steps: 20, simulations: 2000)
    let depth = (1 - envelope.pointwiseProbability) / 2
    let others = ChainRankBand(chainCount: 4, drawCount: 100, steps: 20).simulatedDepths(2000, seed: 9)
    let share = Double(others.count { $0 >= depth * (1 - 1e-9) }) / 2000
    #expect((share - 0.95).magnitude < 0.02)
  }

  @Test func `samples without numbers do not trap`() {
    #expect(ECDFDifference(of: []).ecdf == [0])
    #expect(ECDFDifference(of: [.nan, 0.5]).pValue.isNaN)
    #expect(ECDFDifference(of: [-1, 2, .infinity, 0.5]).pValue > 0)
    #expect(ScalarDraws([]).rankDifferences().isEmpty)
    #expect(ScalarDraws([[.nan, 1], [2, 3]]).rankDifferences().allSatisfy { $0.pValue.isNaN })
    #expect(ECDFEnvelope(sampleCount: 0, points: [0.5]).upper.count == 1)
  }

  @Test func `envelopes of large samples are made of fewer points`() {
    let time = processorTime {
      let difference = ECDFDifference(of: (0..<200_000).map { Double($0) / 200_000 })
      #expect(difference.isInside && difference.points.count == 19 && difference.pValue > 0.999)
    }
    print("envelope of 200,000 numbers: \(time) s")
    let shifted = ECDFDifference(of: (0..<200_000).map { 0.99 * Double($0) / 200_000 })
    #expect(!shifted.isInside && shifted.pValue < 1e-12)
  }

  @Test func `an envelope of a thousand numbers at a thousand points takes less than a second`() {
    let time = processorTime { #expect(ECDFDifference(of: (0..<1000).map { Double($0) / 1000 }).isInside) }
    print("envelope of 1000 numbers: \(time) s")
    #if !DEBUG
      #expect(time < 1)
    #endif
  }
}
