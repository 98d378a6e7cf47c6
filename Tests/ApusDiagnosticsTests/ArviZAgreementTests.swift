// Every diagnostic against ArviZ on draws of many kinds: Scripts/reference/diagnostics.py.

import ApusDiagnostics
import Testing

@Suite struct ArviZAgreementTests {
  @Test func `there are reference draws of more than thirty kinds`() {
    #expect(ReferenceCase.all.count > 30)
  }

  @Test(arguments: ReferenceCase.all)
  func `mean and standard deviation agree`(_ reference: ReferenceCase) {
    let draws = ScalarDraws(reference.draws)
    #expect(agrees(draws.mean(), reference.mean))
    #expect(agrees(draws.standardDeviation(), reference.standardDeviation))
  }

  @Test(arguments: ReferenceCase.finite)
  func `quantiles agree with NumPy`(_ reference: ReferenceCase) {
    let draws = ScalarDraws(reference.draws)
    #expect(agrees(draws.quantiles([0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 1]), reference.quantiles))
  }

  @Test(arguments: ReferenceCase.finite)
  func `highest density intervals agree`(_ reference: ReferenceCase) {
    let draws = ScalarDraws(reference.draws)
    let wide = draws.highestDensityInterval()
    let narrow = draws.highestDensityInterval(0.5)
    #expect([wide.lower, wide.upper] == reference.interval94)
    #expect([narrow.lower, narrow.upper] == reference.interval50)
  }

  @Test(arguments: ReferenceCase.all)
  func `R-hat agrees`(_ reference: ReferenceCase) {
    let rHat = ScalarDraws(reference.draws).rHat()
    #expect(agrees(rHat, reference.rHat), "\(rHat) instead of \(reference.rHat)")
  }

  @Test(arguments: ReferenceCase.all)
  func `effective sample sizes agree`(_ reference: ReferenceCase) {
    let draws = ScalarDraws(reference.draws)
    #expect(agrees(draws.bulkEffectiveSampleSize(), reference.bulk))
    #expect(agrees(draws.tailEffectiveSampleSize(), reference.tail))
    #expect(agrees(draws.effectiveSampleSize(for: .mean), reference.sizeMean))
    #expect(agrees(draws.effectiveSampleSize(for: .standardDeviation), reference.sizeDeviation))
    #expect(agrees(draws.effectiveSampleSize(for: .median), reference.sizeMedian))
    let ofQuantiles = [0.05, 0.25, 0.5, 0.9, 0.95].map { draws.effectiveSampleSize(for: .quantile($0)) }
    #expect(agrees(ofQuantiles, reference.sizeQuantiles))
  }

  @Test(arguments: ReferenceCase.all)
  func `Monte Carlo errors agree`(_ reference: ReferenceCase) {
    let draws = ScalarDraws(reference.draws)
    #expect(agrees(draws.monteCarloError(of: .mean), reference.errorMean))
    #expect(agrees(draws.monteCarloError(of: .standardDeviation), reference.errorDeviation))
    #expect(agrees(draws.monteCarloError(of: .median), reference.errorMedian))
    let ofQuantiles = [0.05, 0.25, 0.5, 0.9, 0.95].map { draws.monteCarloError(of: .quantile($0)) }
    #expect(agrees(ofQuantiles, reference.errorQuantiles))
  }

  @Test(arguments: ReferenceCase.all)
  func `fractions of missing information agree`(_ reference: ReferenceCase) {
    #expect(agrees(ScalarDraws(reference.draws).fractionsOfMissingInformation(), reference.fractions))
  }

  @Test(arguments: ReferenceCase.finite)
  func `the rows of a summary agree`(_ reference: ReferenceCase) {
    let draws = ScalarDraws(reference.draws)
    let row = Summary([("x", draws)]).rows[0]
    let numbers = [
      row.mean, row.standardDeviation, row.interval.lower, row.interval.upper, row.meanError,
      row.standardDeviationError, row.bulkSampleSize, row.tailSampleSize, row.rHat,
    ]
    #expect(agrees(Array(numbers.dropLast()), reference.summary.dropLast()))
    // Of an odd number of draws ArviZ's summary and its rhat differ; this summary follows rhat.
    #expect(agrees(row.rHat, draws.drawCount.isMultiple(of: 2) ? reference.summary[8] : reference.rHat))
    #expect(agrees([row.q05, row.q50, row.q95], [1, 3, 6].map { reference.quantiles[$0] }))
  }
}
