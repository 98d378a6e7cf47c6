// Laws that R-hat, effective sample sizes and Monte Carlo errors obey whatever the draws.

import ApusDiagnostics
import ApusTestSupport
import Testing

@Suite struct ConvergenceLawTests {
  private func sample(_ seed: UInt64, _ correlation: Double = 0.5, draws: Int = 300) -> ScalarDraws {
    var generator = TestGenerator(seed: seed)
    return generator.autoregressive(chains: 4, draws: draws, correlation)
  }

  private func map(_ draws: ScalarDraws, _ transform: (Double) -> Double) -> ScalarDraws {
    ScalarDraws(values: draws.values.map(transform), chainCount: draws.chainCount)
  }

  @Test(arguments: [-0.6, 0, 0.5, 0.95])
  func `increasing transforms leave bulk and tail sizes as they are`(_ correlation: Double) {
    let draws = sample(1, correlation)
    let cubed = map(draws) { 1e-3 * $0 * $0 * $0 + 7 }
    #expect(draws.bulkEffectiveSampleSize() == cubed.bulkEffectiveSampleSize())
    #expect(draws.tailEffectiveSampleSize() == cubed.tailEffectiveSampleSize())
  }

  @Test func `powers of two scale errors and leave sizes as they are`() {
    let draws = sample(2)
    let scaled = map(draws) { 0x1p20 * $0 }
    for estimand in [Estimand.mean, .standardDeviation, .median, .quantile(0.1)] {
      #expect(draws.effectiveSampleSize(for: estimand) == scaled.effectiveSampleSize(for: estimand))
      #expect(agrees(scaled.monteCarloError(of: estimand), 0x1p20 * draws.monteCarloError(of: estimand)))
    }
    #expect(draws.rHat() == scaled.rHat())
  }

  @Test func `the order of the chains does not matter`() {
    let draws = sample(3)
    let reversed = ScalarDraws(draws.chains.reversed())
    #expect(agrees(draws.rHat(), reversed.rHat()))
    #expect(agrees(draws.bulkEffectiveSampleSize(), reversed.bulkEffectiveSampleSize()))
    #expect(agrees(draws.effectiveSampleSize(for: .mean), reversed.effectiveSampleSize(for: .mean)))
    #expect(agrees(draws.monteCarloError(of: .quantile(0.3)), reversed.monteCarloError(of: .quantile(0.3))))
  }

  @Test func `the size of the mean is close to that of theory for an autoregressive process`() {
    for correlation in [-0.4, 0, 0.3, 0.8] {
      let draws = sample(4, correlation, draws: 20_000)
      let expected = Double(draws.values.count) * (1 - correlation) / (1 + correlation)
      let ratio = draws.effectiveSampleSize(for: .mean) / expected
      #expect(ratio > 0.85 && ratio < 1.15, "\(ratio) at \(correlation)")
    }
  }

  @Test func `R-hat sees a shift, a scale, and a chain cut in the middle`() {
    var generator = TestGenerator(seed: 5)
    var chains = generator.autoregressive(chains: 4, draws: 400, 0).chains
    #expect(ScalarDraws(chains).rHat() < 1.01)
    let original = chains[0]
    chains[0] = original.map { $0 + 2 }
    #expect(ScalarDraws(chains).rHat() > 1.1)
    chains[0] = original.map { 5 * $0 }
    #expect(ScalarDraws(chains).rHat() > 1.05)
    chains[0] = original.enumerated().map { $0.offset < 200 ? $0.element - 2 : $0.element + 2 }
    #expect(ScalarDraws(chains).rHat() > 1.1)
  }

  @Test func `the error of a mean is the spread of means`() {
    var generator = TestGenerator(seed: 6)
    var means = [Double]()
    var errors = [Double]()
    for _ in 0..<400 {
      let draws = generator.autoregressive(chains: 2, draws: 200, 0.5)
      means.append(draws.mean())
      errors.append(draws.monteCarloError(of: .mean))
    }
    let spread = ScalarDraws([means]).standardDeviation()
    let ratio = ScalarDraws([errors]).mean() / spread
    #expect(ratio > 0.85 && ratio < 1.15, "\(ratio)")
  }

  @Test func `a parameter's row does not depend on what else is in the summary`() {
    let both = Summary([("a", sample(7)), ("b", sample(8, 0.9))])
    let other = Summary([("c", sample(9, 0.99, draws: 41)), ("b", sample(8, 0.9)), ("a", sample(7))])
    #expect(both["a"] != nil && both["a"] == other["a"])
    #expect(both["b"] != nil && both["b"] == other["b"])
    #expect(both["a"]?.mean != both["b"]?.mean)
  }

  @Test func `a summary says of a parameter what the single diagnostics say`() throws {
    let parameters = [("a", sample(9)), ("b", sample(10, -0.9, draws: 77)), ("c", sample(11, 0.99))]
    for (row, parameter) in try paired(Summary(parameters).rows, parameters) {
      let draws = parameter.1
      #expect(row.name == parameter.0)
      #expect(row.mean == draws.mean() && row.standardDeviation == draws.standardDeviation())
      #expect([row.q05, row.q50, row.q95] == draws.quantiles([0.05, 0.5, 0.95]))
      #expect(row.interval == draws.highestDensityInterval(0.94))
      #expect(row.rHat == draws.rHat())
      #expect(row.bulkSampleSize == draws.bulkEffectiveSampleSize())
      #expect(row.tailSampleSize == draws.tailEffectiveSampleSize())
      #expect(row.meanError == draws.monteCarloError(of: .mean))
      #expect(row.standardDeviationError == draws.monteCarloError(of: .standardDeviation))
    }
  }
}
