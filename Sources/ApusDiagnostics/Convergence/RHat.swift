// R-hat, the potential scale reduction, of split chains after rank normalisation.

extension ScalarDraws {
  /// The rank-normalised split R-hat: the larger of that of the draws and that of their distances to the median.
  ///
  /// Chains are cut into halves; draws are replaced by z-scores of their ranks; R̂ = √(((n − 1) W + B) / nW) compares the
  /// variance between halves with that within. The first part sees differences of location, the second of scale. Below
  /// 1.01 is the usual demand.
  ///
  /// NaN for fewer than 2 chains or 4 draws, a NaN among the draws, and draws that are all equal; infinite where each
  /// chain is constant but not all are equal.
  ///
  /// Reference: Vehtari, Gelman, Simpson, Carpenter, Bürkner (2021), Bayesian Anal. 16, 667. Checked against: ArviZ 0.23
  /// `rhat`; its `summary` folds an odd number of draws around the median of all of them instead.
  public func rHat() -> Double {
    guard canBeDiagnosed(fewestChains: 2) else { return .nan }
    var halves = SplitChains(for: self)
    return halves.rHat(halves.sorted(SortedDraws(values)))
  }
}

extension SplitChains {
  /// The rank-normalised R-hat of the sorted draws of the halves; leaves the folded scores in `values`.
  mutating func rHat(_ sorted: SortedDraws) -> Double {
    fillWithRankScores(of: sorted)
    return rHat(sorted, bulk: scaleReduction())
  }

  mutating func rHat(_ sorted: SortedDraws, bulk: Double) -> Double {
    let folded = sorted.folded(around: sorted.median)
    // Infinite draws around an infinite median have no distances to rank.
    if folded.values.contains(where: { $0.isNaN }) { return bulk }
    fillWithRankScores(of: folded)
    let tail = scaleReduction()
    return tail > bulk ? tail : bulk
  }
}
