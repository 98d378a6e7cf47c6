// Draws of data, and of parameters from the prior.

public import ApusData

/// Predictions of a model: draws from its prior, or of its observations.
public struct Predictions: Sendable {
  /// The draws in groups, with the model's data.
  public let dataset: Dataset
  /// The Ops that threw; what depends on them is NaN in those draws.
  public let throwingOps: [ThrowingOp]

  /// The draws of a variable, with dims (chain, draw, the variable's), or a part of them at labels. Nil for an unknown name or label.
  public subscript(name: String, labels: LabelChoice...) -> DataArray? {
    for group in dataset.groups where group.chainCount > 0 {
      if let array = group.array(name, labels) { return array }
    }
    return nil
  }
}
