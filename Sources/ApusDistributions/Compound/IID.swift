// Independent copies of one distribution as one event.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// Arrays of independent values of one distribution, as one event: a vector of n, say, whose log density is one number.
///
/// ```swift
/// let effects = m.parameter("effects", IID(Normal(0, tau), 8))
/// let rows = Mixture(weights: share, [IID(Poisson(rate: a), 5), IID(Poisson(rate: b), 5)])
/// ```
///
/// log f(x) = Σ log f₀(x_k). The event's axes come behind the batch's: `IID(Normal([0, 10], 1), 3)` has the shape (2, 3). A prior's
/// `shape:` does the same for elements of a parameter; this makes a component of a mixture, or one number of a row in cross-validation.
///
/// Checked against: the sum of the base's log densities.
public struct IID: DistributionWithMoments, CompoundDistribution, BuiltInFormula {
  /// The distribution of each value.
  public let base: any Distribution
  /// The shape of the array.
  public let extents: Shape

  /// Arrays of the given shape of values of `base`.
  public init(_ base: any Distribution, _ shape: Shape) {
    self.base = base
    extents = shape
  }

  /// Vectors of `count` values of `base`.
  public init(_ base: any Distribution, _ count: Int) { self.init(base, [max(0, count)]) }

  var components: [any Distribution] { [base] }

  public var parameters: [DistributionParameter] { base.parameters.map { $0.of("base") } }
  public func rebuilt(on operands: [Tensor]) -> IID { IID(base.rebuilt(on: operands), extents) }
  public var support: Support { .array(of: elements.support, shape: extents) }

  /// The base with axes for the elements behind its batch's.
  private var elements: any Distribution { extents.dimensions.reduce(base) { member, _ in member.withElementAxis() } }

  public func logDensity(_ value: Tensor) -> Tensor {
    let event = support.eventShape
    guard value.shape.rank >= event.rank, Array(value.shape.dimensions.suffix(event.rank)) == event.dimensions,
      Shape.common([value.shape, shape]) != nil
    else { return poisoned(value, "the value's last axes are not \(event), or its batch does not broadcast") }
    let density = elements.logDensity(value)
    let batch = value.shape.droppingLast(event.rank)
    let all = Shape((Shape.common([batch, shape.droppingLast(event.rank)]) ?? batch).dimensions + extents.dimensions)
    return density.broadcast(to: all).summedOverLast(extents.rank)
  }

  /// That of each value; NaN where the base has none.
  public var mean: Tensor { (elements as? any DistributionWithMoments)?.mean ?? Tensor(Double.nan) }
  /// That of each value; NaN where the base has none.
  public var variance: Tensor { (elements as? any DistributionWithMoments)?.variance ?? Tensor(Double.nan) }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let own = base.parameters
    guard shape.isDrawable, parameters.count == own.count else { return .undrawn(shape) }
    let spread = zip(parameters, own).map { parameter, known in
      extents.dimensions.reduce(parameter) { array, _ in
        array.reshaped(array.shape.withElementAxis(before: known.eventRank))
      }
    }
    return base.draw(shape: shape, parameters: spread, using: &generator)
  }
}

extension Tensor {
  /// The sum over a number of last axes.
  func summedOverLast(_ count: Int) -> Tensor { count > 0 ? sum(self, axes: (1...count).map { -$0 }) : self }
}
