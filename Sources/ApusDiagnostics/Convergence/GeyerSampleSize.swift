// The effective sample size from autocovariances, cut off by Geyer's monotone sequence of pair sums.

internal import RealModule

/// The effective sample size S/τ of S draws in m chains of n, with τ = −1 + 2 ∑ (ρ[2t] + ρ[2t+1]).
///
/// ρ[t] = 1 − (W − γ[t]) / V, where γ is the mean autocovariance of the chains (divisor n), W = γ[0] n/(n − 1) their mean
/// variance, and V = γ[0] + the variance of the chains' means. The sum ends before the first negative pair, pairs are made
/// monotone, and the even term of the first pair that is left out is added once where it is positive (which helps
/// antithetic chains). τ is at least 1/log₁₀ S. NaN where the variance is not finite.
///
/// A pair whose sum is zero in exact arithmetic (few values, few draws) falls on either side by rounding, in ArviZ too.
///
/// Reference: Geyer (1992), Stat. Sci. 7, 473; Vehtari et al. (2021), Bayesian Anal. 16, 667, eqs. 10 to 13.
/// Checked against: ArviZ 0.23 `ess`.
func geyerSampleSize(_ autocovariance: Autocovariance) -> Double {
  let lags = autocovariance.lags
  let n = autocovariance.drawCount
  let draws = Double(n)
  let sampleCount = Double(autocovariance.chainCount * n)
  let within = lags[0] * draws / (draws - 1)
  let between = autocovariance.chainMeans.withUnsafeBufferPointer(LaneSums.variance)
  let total = within * (draws - 1) / draws + between
  func correlation(_ lag: Int) -> Double { 1 - (within - lags[lag]) / total }

  // Pairs (ρ[2k], ρ[2k+1]): one counts in full, at most as much as those before it, once the next has been looked at.
  var even = 1.0
  var odd = correlation(1)
  guard !odd.isNaN else { return .nan }
  var time = -1.0
  var ceiling = Double.infinity
  var lag = 2
  while lag + 2 < n, even + odd > 0 {
    ceiling = min(ceiling, even + odd)
    time += 2 * ceiling
    even = correlation(lag)
    odd = correlation(lag + 1)
    lag += 2
  }
  if even > 0 || even + odd >= 0 { time += even }
  return sampleCount / max(time, 1 / .log10(sampleCount))
}
