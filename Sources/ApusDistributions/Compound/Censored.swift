// Censoring of any univariate distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// A univariate distribution observed between bounds, where a value beyond a bound is recorded as that bound, or with a record for each
/// row of whether its value was seen.
///
/// ```swift
/// m.observe("lifetime", Censored(Exponential(rate: rate), upper: endOfStudy), lifetimes)
/// m.observe("time", Censored(Weibull(shape: shape, scale: scale), event: died), times)
/// ```
///
/// With *bounds*: at the lower bound the log density is log P(X ≤ lower), at the upper one log P(X ≥ upper), between them that of the base; it is
/// −∞ outside. So it is a density between the bounds and a probability at them: an observation's distribution, no prior. The
/// bounds may be tensors, such as one for each observation (∞ where there is none); those of a discrete base are whole numbers.
///
/// With an *event* for each row, as in `Surv(time, event)` of R: where it is 1 (true) the value t was seen, with the base's log density;
/// where it is 0 (false) no more is known than X > t, with log P(X > t); where it is 2, than X ≤ t, with log P(X ≤ t). Draws and
/// predictions are then values of the base, as if all were seen. Values between two numbers: ``IntervalCensored``.
///
/// Reference: Klein and Moeschberger (2003), Survival Analysis, section 3.5. Checked against: mpmath.
public struct Censored: BoundedDistribution, BuiltInFormula {
  /// The distribution whose values are censored.
  public let base: any UnivariateDistribution
  let bounds: Bounds
  /// What is known of each row, where that is recorded: 1 the value, 0 that it is greater, 2 that it is not greater.
  public let event: Tensor?

  init(base: any UnivariateDistribution, bounds: Bounds) { self.init(base: base, bounds: bounds, event: nil) }

  private init(base: any UnivariateDistribution, bounds: Bounds, event: Tensor?) {
    self.base = base
    self.bounds = bounds
    self.event = event
  }

  /// The least value that is seen; nil where there is no bound.
  public var lower: Tensor? { bounds.lower }
  /// The greatest value that is seen; nil where there is no bound.
  public var upper: Tensor? { bounds.upper }

  public var parameters: [DistributionParameter] {
    let record = event.map {
      DistributionParameter(
        "event", $0,
        ParameterDomain("0, 1 or 2", where: { ($0 .== 0) .| ($0 .== 1) .| ($0 .== 2) }) { [0, 1, 2].contains($0) })
    }
    return base.parameters.map { $0.of("base") } + bounds.parameters(isDiscrete: isDiscrete)
      + [record].compactMap { $0 }
  }

  public func rebuilt(on operands: [Tensor]) -> Censored {
    let count = base.parameters.count
    return Censored(
      base: base.rebuilt(on: Array(operands[..<count])), bounds: bounds.rebuilt(on: Array(operands[count...])),
      event: event.map { _ in operands[operands.count - 1] })
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      if let event { return logDensity(x, event) }
      var density = base.logDensity(x)
      // The tails are taken at bounds that are seen, never at infinite ones.
      if let lower {
        let isSeen = x .== lower
        density = select(isSeen, base.logCDF(select(isSeen, lower, x)), density)
      }
      if let upper {
        let isSeen = x .== upper
        let place = select(isSeen, upper, x)
        density = select(isSeen, base.logSurvival(isDiscrete ? place - 1 : place), density)
      }
      return valid(bounds.isOutside(x).map { density.minusInfinity(where: $0) } ?? density)
    }
  }

  /// The log density where an event is recorded with each value; every formula is given only the values that it is for.
  private func logDensity(_ x: Tensor, _ event: Tensor) -> Tensor {
    let (isSeen, isLeft) = (event .== 1, event .== 2)
    let isKnown = isSeen .| isLeft .| (event .== 0)
    let inside = base.insideValue
    let above = base.logSurvival(select(isSeen .| isLeft, inside, x))
    let other =
      event.constantValue?.doubles.contains(2) == false
      ? above : select(isLeft, base.logCDF(select(isLeft, x, inside)), above)
    return select(isSeen, base.logDensity(select(isSeen, x, inside)), other).valid(where: isKnown)
  }

  /// That of the base; 1 from the upper bound on, 0 below the lower one.
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      var probability = base.logCDF(x)
      if let upper { probability = probability.replacing(x .>= upper, with: 0) }
      if let lower { probability = probability.minusInfinity(where: x .< lower) }
      return valid(probability)
    }
  }

  /// That of the base; 0 below the lower bound, −∞ from the upper one on.
  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      var probability = base.logSurvival(x)
      if let lower { probability = probability.replacing(x .< lower, with: 0) }
      if let upper { probability = probability.minusInfinity(where: x .>= upper) }
      return valid(probability)
    }
  }

  /// The base's, or the bound that it is beyond.
  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { valid(bounds.clipped(base.quantile(logit: $0), isDiscrete: isDiscrete)) }
  }

  /// Draws of the base, or the bounds that they are beyond.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let count = base.parameters.count
    guard parameters.count == self.parameters.count else { return .undrawn(shape) }
    let drawn = base.draw(shape: shape, parameters: Array(parameters[..<count]), using: &generator)
    return drawElements(shape, [drawn] + parameters[count...]) { numbers in
      var x = numbers[0]
      // NaN of a bound is NaN of the draw.
      if lower != nil { x = numbers[1] > x || numbers[1].isNaN ? numbers[1] : x }
      if upper != nil {
        let bound = numbers[lower == nil ? 1 : 2]
        x = bound < x || bound.isNaN ? bound : x
      }
      return lower != nil && upper != nil && !(numbers[1] <= numbers[2]) ? .nan : x
    }
  }
}

extension Censored {
  /// `base` seen between two bounds, either of which may be left out.
  public init(
    _ base: any UnivariateDistribution, lower: (any TensorConvertible)? = nil, upper: (any TensorConvertible)? = nil
  ) {
    self.init(base: base, bounds: Bounds(lower, upper))
  }

  /// `base` with a record of each row: 1 (true) for a value that was seen, 0 (false) for one that is greater, 2 for one that is not.
  public init(_ base: any UnivariateDistribution, event: some TensorConvertible) {
    self.init(base: base, bounds: Bounds(nil, nil), event: event.tensor)
  }
}
