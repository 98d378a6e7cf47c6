// Axes of a batch as axes of one event.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// A batch of independent distributions whose last axes are taken as one event: its log density is the sum along them.
///
/// ```swift
/// let profile = Independent(Normal(levels, noise), axes: 1)   // a row of different normal values as one vector
/// m.observe("kind", Mixture(weights: share, [profile, Independent(Normal(others, noise), axes: 1)]), rows)
/// ```
///
/// log f(x) = Σ log f_k(x_k) over the reinterpreted axes; the shape is that of the base. Draws are the base's. In cross-validation and in
/// log likelihoods a row counts once. Copies of one distribution: ``IID``.
///
/// Checked against: the sum of the base's log densities.
public struct Independent: DistributionWithMoments, CompoundDistribution, BuiltInFormula {
  /// The distributions.
  public let base: any Distribution
  /// How many of the batch's last axes belong to one event.
  public let axes: Int

  /// `base`, of whose batch's axes the last `axes` belong to one event; more than it has is an error.
  public init(_ base: any Distribution, axes: Int = 1) {
    self.base = base
    self.axes = axes
  }

  var components: [any Distribution] { [base] }

  private var batch: Shape { base.shape.droppingLast(base.eventRank) }

  public var parameters: [DistributionParameter] {
    base.parameters.map { $0.of("base", eventRank: $0.eventRank + max(0, axes)) }
  }
  public func rebuilt(on operands: [Tensor]) -> Independent { Independent(base.rebuilt(on: operands), axes: axes) }
  public var support: Support {
    .array(of: base.support, shape: Shape(Array(batch.dimensions.suffix(max(0, axes)))))
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard axes >= 0, batch.rank >= axes else {
      return .refused(by: "Independent", "the batch of \(base.name) has shape \(batch): it has no \(axes) axes")
    }
    let event = support.eventShape
    guard value.shape.rank >= event.rank, Array(value.shape.dimensions.suffix(event.rank)) == event.dimensions else {
      return poisoned(value, "the value's last axes are not \(event)")
    }
    let density = base.logDensity(value)
    guard density.error == nil, density.shape.rank >= axes else { return density }
    return density.summedOverLast(axes)
  }

  /// The base's; NaN where it has none.
  public var mean: Tensor { (base as? any DistributionWithMoments)?.mean ?? Tensor(Double.nan) }
  /// The base's; NaN where it has none.
  public var variance: Tensor { (base as? any DistributionWithMoments)?.variance ?? Tensor(Double.nan) }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    base.draw(shape: shape, parameters: parameters, using: &generator)
  }
}
