// Mean and standard deviation of draws over all chains.

extension ScalarDraws {
  /// The mean of all draws; NaN of none.
  ///
  /// Checked against: ArviZ 0.23 `summary`.
  public func mean() -> Double { values.withUnsafeBufferPointer(LaneSums.mean) }

  /// The standard deviation of all draws: square root of ∑(x − mean)² / (n − 1); NaN of fewer than two.
  ///
  /// Checked against: ArviZ 0.23 `summary`.
  public func standardDeviation() -> Double { values.withUnsafeBufferPointer(LaneSums.variance).squareRoot() }
}
