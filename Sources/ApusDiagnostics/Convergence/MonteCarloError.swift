// Monte Carlo standard errors: how far an estimate from these draws is likely to be off.

extension ScalarDraws {
  /// The Monte Carlo standard error of an estimate from these draws.
  ///
  /// With S the effective sample size of the estimand: of the mean sd/√S; of the standard deviation, by the delta method,
  /// ½ √(Var[(x − mean)²] / (S Var[x])); of a quantile at p half the distance of the order statistics at the 15.9 % and
  /// 84.1 % quantiles of Beta(S p + 1, S (1 − p) + 1).
  ///
  /// NaN for fewer than 4 draws a chain, a NaN among the draws, a probability outside [0, 1], and for the standard
  /// deviation of draws that are all equal.
  ///
  /// Reference: Vehtari et al. (2021), Bayesian Anal. 16, 667; Kenney, Keeping (1951), Mathematics of Statistics, 141.
  /// Checked against: ArviZ 0.23 `mcse`.
  public func monteCarloError(of estimand: Estimand) -> Double {
    guard canBeDiagnosed() else { return .nan }
    let sampleSize = effectiveSampleSize(for: estimand)
    switch estimand {
    case .mean: return standardDeviation() / sampleSize.squareRoot()
    case .standardDeviation: return standardDeviationError(sampleSize: sampleSize)
    case .quantile(let probability):
      guard probability >= 0, probability <= 1 else { return .nan }
      return quantileError(probability, sampleSize: sampleSize, sorted: values.sorted())
    }
  }

  /// The error of the standard deviation where the effective sample size of (x − mean)² is known.
  func standardDeviationError(sampleSize: Double) -> Double {
    let mean = mean()
    let squares = values.map { ($0 - mean) * ($0 - mean) }
    return squares.withUnsafeBufferPointer { squares in
      let variance = LaneSums.mean(squares)
      let spread = LaneSums.squares(squares, around: variance) / Double(squares.count)
      return (spread / sampleSize / variance / 4).squareRoot()
    }
  }

  private func quantileError(_ probability: Double, sampleSize: Double, sorted: [Double]) -> Double {
    let beta = BetaDistribution(a: sampleSize * probability + 1, b: sampleSize * (1 - probability) + 1)
    let last = Double(sorted.count - 1)
    let low = beta.quantile(0.1586553) * Double(sorted.count) - 1
    let high = beta.quantile(0.8413447) * Double(sorted.count) - 1
    let lowIndex = low > 0 ? Int(low.rounded(.down)) : 0
    let highIndex = high < last ? Int(max(high, 0).rounded(.up)) : sorted.count - 1
    return (sorted[highIndex] - sorted[min(lowIndex, highIndex)]) / 2
  }
}
