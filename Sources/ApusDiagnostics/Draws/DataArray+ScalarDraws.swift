// The scalars of labelled draws, as diagnostics look at them.

public import ApusData

extension DataArray {
  /// The draws of each element, in row-major order; none where the array has no draws.
  public var scalarDraws: [ScalarDraws] { scalars.map(\.draws) }

  package var scalars: [(name: String, draws: ScalarDraws)] {
    guard sampleRank == 2 else { return [] }
    return elementNames.enumerated().map { ($1, ScalarDraws(draws(ofElement: $0))) }
  }

  /// The standard deviation along some dims, by default those of draws, with the divisor n − 1; NaN for fewer than two values.
  ///
  /// - Throws: ``DataError/unknownDimension(_:array:known:)``.
  public func standardDeviation(over dims: [String] = DataArray.sampleDims) throws(DataError) -> DataArray {
    try reduced(over: dims) { ScalarDraws([$0]).standardDeviation() }
  }

  /// The quantile along some dims, by default those of draws.
  ///
  /// - Parameter probability: in [0, 1].
  /// - Throws: ``DataError/unknownDimension(_:array:known:)``.
  public func quantile(
    _ probability: Double, over dims: [String] = DataArray.sampleDims
  ) throws(DataError) -> DataArray {
    try reduced(over: dims) { ScalarDraws([$0]).quantile(probability) }
  }
}
