// Effective sample sizes: how many independent draws would estimate as well.

extension ScalarDraws {
  /// The effective sample size of an estimate from these draws.
  ///
  /// That of the mean looks at the draws, that of the standard deviation at (x − mean)², that of a quantile q at whether
  /// x ≤ q; each by autocorrelations of the halves of the chains with Geyer's cut. Antithetic chains may have more than
  /// they have draws, at most S log₁₀ S.
  ///
  /// NaN for fewer than 4 draws a chain, a NaN among the draws, and a probability outside [0, 1]; the number of draws
  /// where what is looked at does not vary by more than 1e-15.
  ///
  /// Reference: Vehtari et al. (2021), Bayesian Anal. 16, 667. Checked against: ArviZ 0.23 `ess`.
  public func effectiveSampleSize(for estimand: Estimand) -> Double {
    guard canBeDiagnosed() else { return .nan }
    var halves = SplitChains(for: self)
    switch estimand {
    case .mean: return halves.meanSampleSize(values)
    case .standardDeviation: return halves.squareSampleSize(values, around: mean())
    case .quantile(let probability):
      guard probability >= 0, probability <= 1 else { return .nan }
      return halves.sampleSize(values, below: splittingQuantile(probability, ofSorted: values.sorted()))
    }
  }

  /// The bulk effective sample size: that of the mean of the rank-normalised draws.
  ///
  /// It tells how well the middle of the distribution is explored, whether or not the mean exists. NaN for fewer than 4
  /// draws a chain or a NaN among the draws.
  ///
  /// Reference: Vehtari et al. (2021), Bayesian Anal. 16, 667. Checked against: ArviZ 0.23 `ess(method="bulk")`.
  public func bulkEffectiveSampleSize() -> Double {
    guard canBeDiagnosed() else { return .nan }
    var halves = SplitChains(for: self)
    halves.fillWithRankScores(of: halves.sorted(SortedDraws(values)))
    return halves.effectiveSampleSize()
  }

  /// The tail effective sample size: the smaller of those of the 5 % and the 95 % quantile.
  ///
  /// NaN for fewer than 4 draws a chain or a NaN among the draws.
  ///
  /// Reference: Vehtari et al. (2021), Bayesian Anal. 16, 667. Checked against: ArviZ 0.23 `ess(method="tail")`.
  public func tailEffectiveSampleSize() -> Double {
    guard canBeDiagnosed() else { return .nan }
    var halves = SplitChains(for: self)
    return halves.tailSampleSize(values, sorted: values.sorted())
  }
}

extension SplitChains {
  mutating func meanSampleSize(_ draws: [Double]) -> Double {
    fill(draws) { $0 }
    return effectiveSampleSize()
  }

  /// The effective sample size of the mean of (x − center)².
  mutating func squareSampleSize(_ draws: [Double], around center: Double) -> Double {
    fill(draws) { ($0 - center) * ($0 - center) }
    // Infinite draws leave NaN behind.
    return values.contains { $0.isNaN } ? .nan : effectiveSampleSize()
  }

  mutating func sampleSize(_ draws: [Double], below threshold: Double) -> Double {
    fill(draws) { $0 <= threshold ? 1 : 0 }
    return effectiveSampleSize()
  }

  /// The smaller of the effective sample sizes of the 5 % and the 95 % quantile.
  mutating func tailSampleSize(_ draws: [Double], sorted: [Double]) -> Double {
    let low = sampleSize(draws, below: splittingQuantile(0.05, ofSorted: sorted))
    let high = sampleSize(draws, below: splittingQuantile(0.95, ofSorted: sorted))
    return high < low ? high : low
  }
}
