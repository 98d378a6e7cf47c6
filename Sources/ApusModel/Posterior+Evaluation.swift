// Expressions of the model's values over the draws of a fit.

public import ApusData
public import ApusGraph

extension Posterior {
  /// An expression of the model's values at each draw: dims (chain, draw, the expression's).
  ///
  /// ```swift
  /// let ratio = try posterior.evaluate { $0["K1"] / $0["K2"] }
  /// print(try ratio.quantile(0.95))
  /// ```
  ///
  /// - Parameters:
  ///   - name: the name of the result.
  ///   - dims: the names of the expression's axes.
  ///   - expression: makes the expression of the values of parameters, deterministics and data by their names.
  /// - Throws: as ``Model/draws(of:named:dims:at:)``; also for a name that the model does not have, with those that it has.
  public func evaluate(
    named name: String = "value", dims: [String] = [], _ expression: (_ values: IncludedModel) -> Tensor
  ) throws(ModelError) -> DataArray {
    try model.draws(of: expression(IncludedModel(model.sites)), named: name, dims: dims, at: draws)
  }

  /// Several expressions by their names, which become arrays of one group.
  ///
  /// ```swift
  /// let derived = try posterior.evaluate { ["ratio": $0["K1"] / $0["K2"], "sum": $0["K1"] + $0["K2"]] }
  /// print(derived.summary())
  /// ```
  ///
  /// Each draw is evaluated once. Axes are called by the expression's name: `ratio_dim_0`.
  public func evaluate(
    _ expressions: (_ values: IncludedModel) -> KeyValuePairs<String, Tensor>
  ) throws(ModelError) -> DataGroup {
    let arrays = try model.values(
      of: expressions(IncludedModel(model.sites)).map { ($0.key, $0.value, []) }, at: GivenDraws(model, draws))
    do throws(DataError) { return try DataGroup(.posterior, arrays) } catch { throw .data(error) }
  }
}
