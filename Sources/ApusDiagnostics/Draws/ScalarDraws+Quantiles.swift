// Quantiles of draws by linear interpolation (type 7), as NumPy and R take them.

extension ScalarDraws {
  /// The quantile of all draws at `probability`: linear interpolation between order statistics, type 7.
  ///
  /// With h = (n − 1) p it is x₍⌊h⌋₎ + (h − ⌊h⌋)(x₍⌊h⌋₊₁₎ − x₍⌊h⌋₎), order statistics counted from 0. NaN where a draw is
  /// NaN, where there is no draw, and for a probability outside [0, 1].
  ///
  /// Reference: Hyndman, Fan (1996), Am. Stat. 50, 361. Checked against: NumPy 2.4 `quantile`.
  public func quantile(_ probability: Double) -> Double { quantiles([probability])[0] }

  /// The quantiles of all draws at several probabilities; see `quantile(_:)`.
  public func quantiles(_ probabilities: [Double]) -> [Double] {
    if values.contains(where: { $0.isNaN }) { return probabilities.map { _ in .nan } }
    let sorted = values.sorted()
    return probabilities.map { interpolatedQuantile($0, ofSorted: sorted) }
  }
}

/// The type-7 quantile of ascending numbers; see `ScalarDraws.quantile(_:)`.
///
/// The interpolation starts from the nearer neighbour, so that equal neighbours give exactly themselves.
func interpolatedQuantile(_ probability: Double, ofSorted sorted: [Double]) -> Double {
  guard probability >= 0, probability <= 1, !sorted.isEmpty else { return .nan }
  let position = Double(sorted.count - 1) * probability
  let index = min(Int(position), sorted.count - 1)
  let low = sorted[index]
  let high = sorted[min(index + 1, sorted.count - 1)]
  let fraction = position - Double(index)
  if fraction == 0 || low == high { return low }
  return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction)
}

/// The type-7 quantile by which ArviZ splits draws into two sets, with the rounding of SciPy's `mquantiles`.
///
/// It is (1 − γ) x₍ₖ₋₁₎ + γ x₍ₖ₎ as written. Among equal draws this may fall one rounding error short of them, and then
/// all of them change sides: the effective sample size of a quantile depends on these very bits.
func splittingQuantile(_ probability: Double, ofSorted sorted: [Double]) -> Double {
  let count = sorted.count
  guard count > 1, probability >= 0, probability <= 1 else { return sorted.first ?? .nan }
  let aleph = Double(count) * probability + (1 - probability)
  let index = Int(min(max(aleph, 1), Double(count - 1)).rounded(.down))
  let gamma = min(max(aleph - Double(index), 0), 1)
  return (1 - gamma) * sorted[index - 1] + gamma * sorted[index]
}
