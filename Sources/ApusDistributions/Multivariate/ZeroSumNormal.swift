// The normal distribution of arrays whose sums along axes are zero.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// Independent normal numbers with mean 0 and standard deviation σ, given that their sums along each axis of an event are 0: effects of
/// groups about a mean of their own.
///
/// ```swift
/// let effects = m.parameter("effects", ZeroSumNormal(tau, shape: [8]))
/// ```
///
/// log f(x) = −Σ x²/2σ² − d (log σ + ½ log 2π), a density in the d = Π (n_a − 1) dimensions of such arrays; −∞ where a sum is not 0. The shape
/// is that of one event: a vector with sum 0, or a matrix whose rows and columns have sum 0, and so on; PyMC's `n_zerosum_axes` is its
/// number of axes. σ may differ among events, not within one.
///
/// Checked against: mpmath.
public struct ZeroSumNormal: DistributionWithMoments, BuiltInFormula {
  /// The standard deviation σ > 0 before the sums are given; that of an element is σ √Π (1 − 1/n_a).
  public let standardDeviation: Tensor
  /// The shape of one event, whose sums along each axis are 0.
  public let eventShape: Shape

  /// A normal distribution of arrays of a shape with one axis or more, whose sums along each axis are 0.
  public init(_ standardDeviation: some TensorConvertible, shape: Shape) {
    let isArray = shape.fault == nil && shape.rank > 0 && !shape.dimensions.contains(0)
    eventShape = isArray ? shape : [1]
    self.standardDeviation =
      isArray
      ? standardDeviation.tensor
      : .refused(by: "ZeroSumNormal", "an event of shape \(shape) has no elements along an axis that could sum to 0")
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("standardDeviation", standardDeviation, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> ZeroSumNormal { ZeroSumNormal(operands[0], shape: eventShape) }
  public var support: Support { .sumToZero(shape: eventShape) }

  public func logDensity(_ value: Tensor) -> Tensor {
    let rank = eventShape.rank
    guard value.shape.rank >= rank, Array(value.shape.dimensions.suffix(rank)) == eventShape.dimensions,
      value.shape.droppingLast(rank).broadcast(with: standardDeviation.shape) != nil
    else { return poisoned(value, "the value's last axes are not \(eventShape), or its batch does not broadcast") }
    let x = value.asFloat64
    let scale = standardDeviation.asFloat64.valid(where: standardDeviation .> 0)
    let freedom = Double(eventShape.dimensions.reduce(1) { $0 * ($1 - 1) })
    let z = x / scale.reshaped(to: Shape(scale.shape.dimensions + eventShape.dimensions.map { _ in 1 }))
    let squares = sum(z.squared(), axes: (0..<rank).map { -1 - $0 })
    let density = -0.5 * squares - freedom * (log(scale) + Normal.logRootTwoPi)
    return density.minusInfinity(where: .!support.contains(x) .& (density .== density))
  }

  public var mean: Tensor { Tensor.zeros(.float64(shape)) }
  public var variance: Tensor {
    let share = eventShape.dimensions.reduce(1) { $0 * (1 - 1 / Double($1)) }
    let ones = [Int](repeating: 1, count: eventShape.rank)
    let variance = share * standardDeviation.asFloat64.squared()
    return variance.reshaped(to: Shape(variance.shape.dimensions + ones)).broadcast(to: shape)
  }

  /// Normal numbers, less their means along each axis.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let extents = eventShape.dimensions
    return drawEvents(shape, parameters) { blocks in
      guard let scale = blocks[0].first, scale > 0 else { return [] }
      var event = (0..<eventShape.elementCount).map { _ in scale * generator.standardNormal() }
      for axis in extents.indices {
        let stride = extents[(axis + 1)...].reduce(1, *)
        for start in event.indices where start / stride % extents[axis] == 0 {
          let places = (0..<extents[axis]).map { start + $0 * stride }
          let mean = places.reduce(0) { $0 + event[$1] } / Double(extents[axis])
          for place in places { event[place] -= mean }
        }
      }
      return event
    }
  }
}
