// The statistics behind the charts, by laws and by examples that one can compute by hand.

import ApusReport
import ApusTestSupport
import Foundation
import Testing

@Suite struct KernelDensityTests {
  /// Normal numbers of a seed.
  private func normals(_ count: Int, seed: UInt64) -> [Double] {
    var numbers = TestNumbers(seed: seed)
    return (0..<count).map { _ in
      (-2 * log(1 - numbers.uniform())).squareRoot() * cos(2 * .pi * numbers.uniform())
    }
  }

  private func integral(_ density: KernelDensity) -> Double {
    let step = density.x[1] - density.x[0]
    let ends = 0.5 * (density.y[0] + density.y[density.y.count - 1])
    return step * (density.y.reduce(0, +) - ends)
  }

  @Test func `the density of normal numbers is normal`() throws {
    let density = try #require(KernelDensity(normals(4000, seed: 1), pointCount: 200))
    for (x, y) in try paired(density.x, density.y) {
      #expect(abs(y - exp(-x * x / 2) / (2 * .pi).squareRoot()) < 0.03)
    }
    #expect(abs(integral(density) - 1) < 0.01)
  }

  @Test func `modes that are far apart are both seen`() throws {
    let values = normals(1000, seed: 2).enumerated().map { $0 % 2 == 0 ? $1 - 10 : $1 + 10 }
    let density = try #require(KernelDensity(values, pointCount: 200))
    let heights = [-10.0, 0, 10].map { place in
      density.y[density.x.indices.min { abs(density.x[$0] - place) < abs(density.x[$1] - place) } ?? 0]
    }
    // Silverman's rule alone would give a third of these peaks.
    #expect(heights[0] > 0.14 && heights[2] > 0.14 && heights[1] < 1e-3)
  }

  @Test func `no density leaks beyond an edge of the draws`() throws {
    var numbers = TestNumbers(seed: 3)
    let values = (0..<4000).map { _ in -log(1 - numbers.uniform()) }
    let density = try #require(KernelDensity(values, pointCount: 200))
    #expect(density.x[0] >= 0 && density.y[0] > 0.8)
    #expect(abs(integral(density) - 1) < 0.01)
  }

  @Test func `places and sizes change nothing else`() throws {
    let values = normals(500, seed: 4)
    let plain = try #require(KernelDensity(values))
    let moved = try #require(KernelDensity(values.map { 1e6 + 1e-3 * $0 }))
    for (a, b) in try paired(plain.y, moved.y) { #expect(abs(a - 1e-3 * b) < 1e-4) }
  }

  @Test func `numbers far out are left out and counted`() throws {
    let density = try #require(KernelDensity(normals(1000, seed: 5) + [1e9, -1e9]))
    #expect(density.outsideCount == 2 && density.x[0] > -20)
    #expect(abs(integral(density) - 1000.0 / 1002) < 0.01)
  }

  @Test func `what does not vary has no density`() {
    for values in [[], [1], [1, 2], [3, 3, 3, 3], [.nan, .nan, 1, .infinity], [1e300, 1e300, 1e300]] {
      #expect(KernelDensity(values) == nil)
    }
    #expect(KernelDensity([-1.7e308, 0, 1.7e308, 1]) == nil)
  }
}

@Suite struct UniformEnvelopeTests {
  /// The share of sets of uniform numbers whose curve stays in the band. 4,000 sets: its standard error is 0.0034.
  @Test(arguments: [5, 40, 200, 500]) func `the band holds the curves of 95 of 100 sets of uniform numbers`(count: Int)
  {
    var numbers = TestNumbers(seed: 6)
    let envelope = UniformEnvelope(count: count)
    let bounds = (1..<100).map { envelope.bounds(at: Double($0) / 100) }
    let setCount = 4000
    var inside = 0
    for _ in 0..<setCount {
      let values = (0..<count).map { _ in numbers.uniform() }.sorted()
      var below = 0
      let isInside = (1..<100).allSatisfy { place in
        while below < count && values[below] <= Double(place) / 100 { below += 1 }
        let difference = Double(below) / Double(count) - Double(place) / 100
        return difference >= bounds[place - 1].lower - 1e-12 && difference <= bounds[place - 1].upper + 1e-12
      }
      if isInside { inside += 1 }
    }
    // Counts are whole, so that sets of few numbers have more.
    let share = Double(inside) / Double(setCount)
    #expect(share > 0.936 && share < (count < 100 ? 0.985 : 0.965), "\(share)")
  }

  @Test func `one number may be anywhere but in the outermost 5 of 100 places`() throws {
    let envelope = UniformEnvelope(count: 1, placeCount: 100)
    // The count below a place is 0 or 1: it may be 1 where the upper bound is 1, and must be 1 where the lower bound is.
    var (mayBeBelow, mustBeBelow): ([Int], [Int]) = ([], [])
    for place in 1..<100 {
      let z = Double(place) / 100
      let bounds = envelope.bounds(at: z)
      if bounds.upper + z > 0.5 { mayBeBelow.append(place) }
      if bounds.lower + z > 0.5 { mustBeBelow.append(place) }
    }
    let first = try #require(mayBeBelow.first)
    let last = try #require(mustBeBelow.first)
    #expect(mayBeBelow == Array(first..<100) && mustBeBelow == Array(last..<100))
    // Numbers in the first (first − 1) hundredths and in the last (100 − last) are outside.
    let outside = first - 1 + 100 - last
    #expect(outside >= 3 && outside <= 5, "\(outside)")
  }

  @Test func `more coverage is a wider band, and its ends are zero`() {
    let widths = [0.5, 0.9, 0.95, 0.99].map { UniformEnvelope(count: 100, coverage: $0).halfWidth }
    #expect(widths == widths.sorted() && Set(widths).count == 4)
    let envelope = UniformEnvelope(count: 100)
    #expect(envelope.reach(at: 0, count: 100) == 0 && envelope.bounds(at: 1) == (0, 0))
    #expect(UniformEnvelope(count: 0).halfWidth.isFinite && UniformEnvelope(count: 1_000_000).halfWidth < 4)
  }
}

@Suite struct RankCurveTests {
  @Test func `a chain below another has its curve above zero`() throws {
    let curve = try #require(RankCurve([1, 2, 3, 4], chainCount: 2, drawCount: 2, placeCount: 4))
    // Ranks 1/8 and 3/8 in the first chain, 5/8 and 7/8 in the second.
    #expect(curve.places == [0, 0.25, 0.5, 0.75, 1])
    #expect(curve.differences == [[0, 0.25, 0.5, 0.25, 0], [0, -0.25, -0.5, -0.25, 0]])
  }

  @Test func `equal draws share their rank, and what has no ranks has no curve`() throws {
    let curve = try #require(RankCurve([1, 1, 1, 2], chainCount: 2, drawCount: 2, placeCount: 8))
    #expect(
      curve.differences == [[0, 0, 0, 0.25, 0.25, 0.25, 0.25, 0, 0], [0, 0, 0, -0.25, -0.25, -0.25, -0.25, 0, 0]])
    // Chains with the same few values have no difference.
    let same = try #require(RankCurve([0, 1, 0, 1, 1, 0], chainCount: 3, drawCount: 2, placeCount: 8))
    #expect(same.differences.allSatisfy { $0.allSatisfy { $0 == 0 } })
    #expect(RankCurve([1, 1, 1, 1], chainCount: 2, drawCount: 2) == nil)
    #expect(RankCurve([1, .nan, 1, 1], chainCount: 2, drawCount: 2) == nil)
    #expect(RankCurve([], chainCount: 0, drawCount: 0) == nil)
    #expect(RankCurve([1, 2], chainCount: 2, drawCount: 1) == nil)
  }
}

@Suite struct ProbabilityIntegralTests {
  @Test func `ranks by hand, with ties and weights`() throws {
    #expect(ProbabilityIntegral.share(2.5, among: [1, 2, 3, 4], chance: 0.5) == 0.5)
    #expect(ProbabilityIntegral.share(0, among: [1, 2, 3], chance: 0.5) == 0.125)
    #expect(ProbabilityIntegral.share(9, among: [1, 2, 3], chance: 0.5) == 0.875)
    #expect(ProbabilityIntegral.share(2, among: [2, 2, 2], chance: 0.25) == 0.25)
    let share = try #require(
      ProbabilityIntegral.share(2.5, among: [1, 3], logWeights: [log(0.8), log(0.2)], chance: 0.5))
    #expect(abs(share - (0.8 + 0.25) / 1.5) < 1e-15)
    #expect(ProbabilityIntegral.share(1, among: [], chance: 0.5) == nil)
    #expect(ProbabilityIntegral.share(1, among: [.nan], chance: 0.5) == nil)
    #expect(ProbabilityIntegral.share(.nan, among: [1], chance: 0.5) == nil)
  }

  @Test(arguments: [false, true]) func `an observation that is one more prediction has a uniform rank`(isDiscrete: Bool)
    throws
  {
    var numbers = TestNumbers(seed: 12)
    func draw() -> Double { isDiscrete ? Double(numbers.integer(below: 3)) : numbers.uniform() }
    let shares = try (0..<20_000).map { _ in
      try #require(ProbabilityIntegral.share(draw(), among: (0..<9).map { _ in draw() }, chance: numbers.uniform()))
    }
    // The standard error of a share is 0.0035.
    for place in 1..<20 {
      let z = Double(place) / 20
      #expect(abs(Double(shares.count { $0 <= z }) / 20_000 - z) < 0.014)
    }
    #expect(shares.allSatisfy { $0 >= 0 && $0 < 1 })
  }
}

@Suite struct AutocorrelationTests {
  @Test func `sums of products over the sum of squares`() {
    #expect(autocorrelation([1, -1, 1, -1], lagCount: 3) == [1, -0.75, 0.5])
    #expect(autocorrelation([1, 2, 3], lagCount: 9) == [1, 0, -0.5])
    #expect(autocorrelation([2, 2, 2], lagCount: 3).isEmpty && autocorrelation([1, .nan], lagCount: 3).isEmpty)
  }
}

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-4, and the empty message.
  @Test func `digests of known messages`() {
    func digest(_ text: String) -> String {
      SHA256.digest(Array(text.utf8)).map { String(format: "%02x", $0) }.joined()
    }
    #expect(digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(SHA256.base64(Array("abc".utf8)) == Data(SHA256.digest(Array("abc".utf8))).base64EncodedString())
  }
}
