// Draws as data: their layout, and the laws of moments, quantiles and intervals at the edges.

import ApusDiagnostics
import Testing

@Suite struct ScalarDrawsTests {
  @Test func `chains and flat values hold the same draws`() {
    let draws = ScalarDraws([[1, 2, 3], [4, 5, 6]])
    #expect(draws == ScalarDraws(values: [1, 2, 3, 4, 5, 6], chainCount: 2))
    #expect(draws.chainCount == 2 && draws.drawCount == 3)
    #expect(Array(draws[1]) == [4, 5, 6])
    #expect(draws.chains == [[1, 2, 3], [4, 5, 6]])
  }

  @Test func `no draws give NaN everywhere and trap nowhere`() {
    for draws in [ScalarDraws([]), ScalarDraws([[], []])] {
      #expect(draws.mean().isNaN && draws.standardDeviation().isNaN)
      #expect(draws.quantile(0.5).isNaN)
      #expect(draws.highestDensityInterval().lower.isNaN)
      #expect(draws.rHat().isNaN)
      #expect(draws.bulkEffectiveSampleSize().isNaN && draws.tailEffectiveSampleSize().isNaN)
      #expect(draws.effectiveSampleSize(for: .mean).isNaN)
      #expect(draws.monteCarloError(of: .quantile(0.5)).isNaN)
      #expect(draws.fractionsOfMissingInformation().allSatisfy { $0.isNaN })
      #expect(Summary([("x", draws)]).rows[0].rHat.isNaN)
    }
  }

  @Test func `a probability outside the unit interval has a NaN quantile`() {
    let draws = ScalarDraws([[1, 2, 3, 4, 5, 6]])
    for probability in [-0.1, 1.1, .nan, .infinity] {
      #expect(draws.quantile(probability).isNaN)
      #expect(draws.effectiveSampleSize(for: .quantile(probability)).isNaN)
      #expect(draws.monteCarloError(of: .quantile(probability)).isNaN)
    }
  }

  @Test func `a NaN draw makes quantiles and intervals NaN`() {
    let draws = ScalarDraws([[1, 2, .nan, 4]])
    #expect(draws.quantile(0.5).isNaN)
    #expect(draws.highestDensityInterval().lower.isNaN && draws.highestDensityInterval().upper.isNaN)
    #expect(draws.mean().isNaN)
  }

  @Test func `a constant is its own mean, quantile and interval, and has no spread`() {
    // The sum of twenty-one times 0.1 is not 2.1 in floating point.
    let draws = ScalarDraws(values: Array(repeating: 0.1, count: 21), chainCount: 1)
    #expect(draws.mean() == 0.1)
    #expect(draws.standardDeviation() == 0)
    #expect(draws.quantile(0.37) == 0.1)
    #expect(draws.highestDensityInterval(0.3).upper == 0.1)
    #expect(draws.monteCarloError(of: .mean) == 0)
  }

  @Test func `the interval of all the probability is the range`() {
    let draws = ScalarDraws([[3, 1, 2], [9, 5, 4]])
    let interval = draws.highestDensityInterval(1)
    #expect(interval.lower == 1 && interval.upper == 9 && interval.probability == 1)
  }

  @Test func `the interval takes the denser side`() {
    let draws = ScalarDraws([[0, 10, 11, 12, 13, 14, 15, 16, 17, 18]])
    let interval = draws.highestDensityInterval(0.8)
    #expect(interval.lower == 10 && interval.upper == 18)
  }

  @Test func `infinite draws never trap`() {
    var generator = TestGenerator(seed: 3)
    for count in [1, 5, 15, 19] {
      for sign in [1.0, -1] {
        var values = (0..<20).map { _ in generator.normal() }
        for index in 0..<count { values[index] = index.isMultiple(of: 3) ? -sign * .infinity : sign * .infinity }
        let draws = ScalarDraws(values: values, chainCount: 2)
        let row = Summary([("x", draws)]).rows[0]
        #expect(row.meanError.isNaN)
        #expect(!draws.bulkEffectiveSampleSize().isNaN)
        #expect(draws.quantile(1) == .infinity || count == 1 && sign > 0)
      }
    }
  }
}
