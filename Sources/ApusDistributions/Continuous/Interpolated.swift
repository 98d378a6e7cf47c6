// A density that is linear between given points.

public import ApusGraph
internal import ApusOps

/// The distribution whose density is in proportion to given numbers at increasing points, linear between these, and 0 outside them.
///
/// `points` and `density` have one number for each point along the last axis; the density need not be normalised. Masses of segments are
/// added up from either end, so that both tails and the quantiles have all their digits. An evaluation takes time in proportion to the
/// number of points. PyMC's `Interpolated(x_points, pdf_points)` has the same order.
///
/// Checked against: mpmath.
public struct Interpolated: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The points, increasing.
  public let points: Tensor
  /// The density at each point, or what is in proportion to it.
  public let density: Tensor

  /// A piecewise linear density.
  public init(points: some TensorConvertible, density: some TensorConvertible) {
    self.points = points.tensor
    self.density = density.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("points", points, .increasing),
      DistributionParameter("density", density, .nonnegative, eventRank: 1),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> Interpolated {
    Interpolated(points: operands[0], density: operands[1])
  }
  public var support: Support { .interval(lower: ends.0, upper: ends.1) }

  private var count: Int { points.shape.dimensions.last ?? 0 }

  private var ends: (Tensor, Tensor) {
    guard count > 1 else { return (Tensor(Double.nan), Tensor(Double.nan)) }
    return (sum(points.along(0..<1), axes: [-1]), sum(points.along(count - 1..<count), axes: [-1]))
  }

  /// The segments between points: where they begin and end, their widths, and the densities at both ends.
  private struct Segments {
    let (lower, upper, width): (Tensor, Tensor, Tensor)
    let (first, last): (Tensor, Tensor)
    /// The mass of each, and of all.
    let mass: Tensor
    let total: Tensor
  }

  private var segments: Segments {
    let most = max(count, 1)
    let (lower, upper) = (points.along(0..<most - 1), points.along(1..<most))
    let (first, last) = (density.along(0..<most - 1), density.along(1..<most))
    let isValid = all((lower .< upper) .& (first .>= 0) .& (last .>= 0), axes: [-1])
    let width = upper - lower
    let mass = 0.5 * width * (first + last)
    return Segments(
      lower: lower, upper: upper, width: width, first: first, last: last, mass: mass,
      total: sum(mass, axes: [-1]).valid(where: isValid))
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = .!((value .>= ends.0) .& (value .<= ends.1)) .& (value .== value)
      let (x, part) = (value.replacing(isOutside, with: 0).withLastAxis, segments)
      let isLast = part.upper .>= ends.1.withLastAxis
      let isWithin = (x .>= part.lower) .& ((x .< part.upper) .| (isLast .& (x .<= part.upper)))
      let place = select(isWithin, x - part.lower, 0) / part.width
      let rest = select(isWithin, part.upper - x, 0) / part.width
      let height = sum(part.first * rest + part.last * place, axes: [-1])
      let isNone = isOutside .| (height .== 0)
      return (log(height.replacing(isNone, with: 1)) - log(part.total)).minusInfinity(where: isNone).valid(
        where: value .== value)
    }
  }

  public var mean: Tensor {
    let part = segments
    let moment = part.mass * part.lower + part.width.squared() * (part.first / 6 + part.last / 3)
    return sum(moment, axes: [-1]) / part.total
  }

  public var variance: Tensor {
    let part = segments
    let away = part.lower - mean.withLastAxis
    let cross = 2 * away * part.width.squared() * (part.first / 6 + part.last / 3)
    let own = part.width * part.width.squared() * (part.first / 12 + part.last / 4)
    return sum(part.mass * away.squared() + cross + own, axes: [-1]) / part.total
  }

  public func logCDF(_ value: Tensor) -> Tensor { elementwise(value, "logCDF") { logTails($0).lower } }

  public func logSurvival(_ value: Tensor) -> Tensor { elementwise(value, "logSurvival") { logTails($0).upper } }

  /// The logarithms of the masses below and above, sums of positive parts of segments.
  private func logTails(_ value: Tensor) -> (lower: Tensor, upper: Tensor) {
    let part = segments
    let x = maximum(minimum(value, ends.1), ends.0).withLastAxis
    let below = maximum(minimum(x - part.lower, part.width), 0)
    let above = maximum(minimum(part.upper - x, part.width), 0)
    // u (f₀ (1 − u/2) + f₁ u/2) for the shares u from below, and the same from above.
    func mass(_ near: Tensor, _ far: Tensor, _ length: Tensor) -> Tensor {
      let share = 0.5 * length / part.width
      return sum(length * (near * (1 - share) + far * share), axes: [-1]) / part.total
    }
    let (lower, upper) = (mass(part.first, part.last, below), mass(part.last, part.first, above))
    return (logarithmOfTail(lower, upper, value), logarithmOfTail(upper, lower, value))
  }

  private func logarithmOfTail(_ tail: Tensor, _ other: Tensor, _ value: Tensor) -> Tensor {
    let isNone = tail .<= 0
    return logarithm(of: tail.replacing(isNone, with: 1), from: other.replacing(isNone, with: 0))
      .minusInfinity(where: isNone).valid(where: value .== value)
  }

  /// From the end of the smaller tail on: whole segments, and a part of one.
  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { logit in
      let part = segments
      let isLower = logit .< 0
      let target = (sigmoid(select(isLower, logit, -logit)) * part.total).withLastAxis
      let from = isLower.withLastAxis
      let before = select(
        from, cumulativeSum(part.mass) - part.mass, cumulativeSum(part.mass, reversed: true) - part.mass)
      let (near, far) = (select(from, part.first, part.last), select(from, part.last, part.first))
      let rest = target - before
      let isWhole = (rest .> 0) .& (rest .>= part.mass)
      let isPart = (rest .> 0) .& .!isWhole
      let (head, tail, area) = (select(isPart, near, 1), select(isPart, far, 1), select(isPart, rest / part.width, 0.5))
      let root = sqrt(maximum(head.squared() + 2 * (tail - head) * area, 0))
      let share = select(isPart, 2 * area / (head + root), select(isWhole, 1, 0))
      let length = sum(part.width * share, axes: [-1])
      return select(isLower, ends.0 + length, ends.1 - length)
        .valid(where: (logit .== logit) .& (part.total .== part.total))
    }
  }
}
