// Observations of which two numbers are known that they lie between.

public import ApusDistributions
public import ApusGraph
internal import ApusOps

extension ModelBuilder {
  /// Declares observed values of which two numbers are known that each lies between: see ``IntervalCensored``.
  ///
  /// The data are rows (lower, upper), along a last axis that is named `bound` where there are `dims`.
  ///
  /// - Parameters:
  ///   - distribution: the distribution of the values.
  ///   - lower: the numbers that the values are not below; −∞ where there is none.
  ///   - upper: the numbers that they are not above; ∞ where there is none, the lower number where the value is known.
  /// - Returns: the rows as a tensor.
  @discardableResult
  public mutating func observe(
    _ ownName: String, _ distribution: some UnivariateDistribution, from lower: some TensorConvertible,
    to upper: some TensorConvertible, dims: [String] = [], file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let (low, high) = (lower.tensor.asFloat64, upper.tensor.asFloat64)
    let location = SourceLocation.line(file: file, line: line)
    let value: Tensor
    if let error = low.error ?? high.error {
      value = Tensor(poisonedBy: error)
    } else if low.shape != high.shape {
      value = Tensor(
        poisonedBy: GraphError(
          operation: "observe", operands: ["from: \(low.type)", "to: \(high.type)"],
          cause: TypeError(.shape, "the lower and the upper numbers have different shapes"), location: location))
    } else if let first = low.constantValue, let last = high.constantValue {
      let rows = zip(first.doubles, last.doubles).flatMap { [$0, $1] }
      value = Tensor(NDArray(rows, shape: Shape(first.shape.dimensions + [2])))
    } else {
      value = concatenate([low.withLast, high.withLast], axis: -1, file: file, line: line)
    }
    if !dims.isEmpty { coords("bound", ["lower", "upper"], file: file, line: line) }
    return observe(
      ownName, IntervalCensored(distribution), value, dims: dims.isEmpty ? [] : dims + ["bound"], file: file, line: line
    )
  }
}

extension Tensor {
  fileprivate var withLast: Tensor { reshaped(to: Shape(shape.dimensions + [1])) }
}
