// Observations whose distribution is that of an expression.

internal import ApusDistributions
public import ApusGraph

extension ModelBuilder {
  /// Declares observed data whose distribution is that of an expression with one value that is drawn: see ``Transformed``.
  ///
  /// ```swift
  /// m.observe("y", distributionOf: exp(mu + sigma * .drawn(from: Normal(0, 1))), data)
  /// ```
  ///
  /// - Returns: the observed value as a tensor.
  @discardableResult
  public mutating func observe(
    _ ownName: String, distributionOf expression: Tensor, _ value: some TensorConvertible, dims: [String] = [],
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    observe(ownName, Transformed(expression), value, dims: dims, file: file, line: line)
  }
}
