// The bijection that shifts and scales.

public import ApusGraph
internal import ApusOps

/// x = offset + multiplier · y, on the real line: a parameter in units of its own, such as one that is not centred.
///
/// ```swift
/// let theta = m.parameter("theta", Normal(mu, tau), shape: [8], transform: AffineTransform(offset: mu, multiplier: tau))
/// ```
///
/// log |J| = log |multiplier|. Both broadcast with the value, and may be tensors, of parameters even; a multiplier of 0 gives −∞.
public struct AffineTransform: Transform, BuiltInFormula {
  /// The value at y = 0.
  public let offset: Tensor
  /// The value's change with y.
  public let multiplier: Tensor

  /// The transform with an offset and a multiplier.
  public init(offset: some TensorConvertible = 0.0, multiplier: some TensorConvertible = 1.0) {
    self.offset = offset.tensor
    self.multiplier = multiplier.tensor
  }

  public func constrain(_ unconstrained: Tensor) -> Tensor { offset + multiplier * unconstrained }
  public func unconstrain(_ value: Tensor) -> Tensor { (value - offset) / multiplier }
  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    log(abs(multiplier.asFloat64)) + Tensor.zeros(unconstrained.type)
  }
}
