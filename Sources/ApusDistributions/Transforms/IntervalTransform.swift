// The bijection onto an interval.

public import ApusGraph
internal import ApusOps

/// x = a + (b − a) σ(y) with σ(y) = 1/(1 + exp(−y)), from the real line onto a < x < b.
///
/// log |J| = log(b − a) + y − 2 softplus(y), which neither overflows nor cancels. The bounds may be tensors, of parameters
/// even: they broadcast with the value.
public struct IntervalTransform: Transform, BuiltInFormula {
  /// The lower bound a.
  public let lower: Tensor
  /// The upper bound b.
  public let upper: Tensor

  /// The transform onto numbers between `lower` and `upper`.
  public init(_ lower: some TensorConvertible, _ upper: some TensorConvertible) {
    self.lower = lower.tensor
    self.upper = upper.tensor
  }

  /// The transform onto the unit interval: x = σ(y).
  public static let logit = IntervalTransform(0, 1)

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    if lower.constantValue?.doubles == [0], upper.constantValue?.doubles == [1] { return sigmoid(unconstrained) }
    // From the nearer bound, which is therefore never exceeded.
    let isLow = unconstrained .< 0
    let share = sigmoid(select(isLow, unconstrained, -unconstrained))
    let isWide = Tensor.isWide(lower, upper)
    let step = isWide ? (0.5 * upper - 0.5 * lower) * (2 * share) : (upper - lower) * share
    return select(isLow, lower + step, upper - step)
  }
  public func unconstrain(_ value: Tensor) -> Tensor {
    if Tensor.isWide(lower, upper) { return log(0.5 * value - 0.5 * lower) - log(0.5 * upper - 0.5 * value) }
    return log(value - lower) - log(upper - value)
  }
  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    Tensor.logWidth(lower, upper) + (unconstrained - 2 * softplus(unconstrained))
  }
}
