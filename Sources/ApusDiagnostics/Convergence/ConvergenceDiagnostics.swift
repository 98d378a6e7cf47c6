// All diagnostics of a summary at once, from one sort of the draws.

/// The Monte Carlo errors, effective sample sizes and R-hat of one parameter.
///
/// Each number equals the method of `ScalarDraws` of that meaning.
struct ConvergenceDiagnostics {
  var meanError = Double.nan
  var standardDeviationError = Double.nan
  var bulkSampleSize = Double.nan
  var tailSampleSize = Double.nan
  var rHat = Double.nan
}

extension SplitChains {
  /// Whether this work space was made for draws of such a shape.
  func fits(_ draws: ScalarDraws) -> Bool { chainCount == draws.chainCount && drawCount == draws.drawCount }

  /// The diagnostics of draws of this shape, none of them NaN, that have been sorted.
  mutating func diagnostics(of draws: ScalarDraws, sorted: SortedDraws) -> ConvergenceDiagnostics {
    var result = ConvergenceDiagnostics()
    let sortedHalves = self.sorted(sorted)
    fillWithRankScores(of: sortedHalves)
    result.bulkSampleSize = effectiveSampleSize()
    if chainCount > 1 { result.rHat = rHat(sortedHalves, bulk: scaleReduction()) }
    result.tailSampleSize = tailSampleSize(draws.values, sorted: sorted.values)
    result.meanError = draws.standardDeviation() / meanSampleSize(draws.values).squareRoot()
    let squareSampleSize = squareSampleSize(draws.values, around: draws.mean())
    result.standardDeviationError = draws.standardDeviationError(sampleSize: squareSampleSize)
    return result
  }
}
