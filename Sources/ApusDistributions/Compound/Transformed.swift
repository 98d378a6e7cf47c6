// What a strictly monotone function makes of any continuous univariate distribution.

public import ApusGraph
internal import ApusInterpreter
internal import ApusOps
public import ApusRandom

/// The distribution of y = g(x), where x has a distribution and g rises or falls strictly: from an expression, or by a transform.
///
/// ```swift
/// m.observe("y", distributionOf: exp(mu + sigma * .drawn(from: StudentT(degreesOfFreedom: 4))), data)
/// let share = m.parameter("share", Transformed(sigmoid(1.5 * .drawn(from: Normal(0, 1)))))
/// let size = m.parameter("size", Transformed(Normal(0, 1), LogTransform()))
/// ```
///
/// log f(y) = log f₀(x) − log |g′(x)| at x = g⁻¹(y). An expression has one value that is drawn; it is inverted along the way from it to the
/// result, through +, −, ×, ÷, `exp`, `expm1`, `log`, `log1p`, `sqrt`, `pow`, `squared`, `sinh`, `asinh`, `tanh`, `atanh`, `atan`, `sigmoid`
/// and `softplus`, with anything in the other operands. The slopes are in forms that do not cancel. `sqrt`, `log`, powers and 1/x take a value
/// that is not negative. Whatever cannot be inverted is an error with the Op and its line. A transform of vectors is refused.
///
/// Tails and quantiles are the base's: a function that falls exchanges them. Where a factor's sign is not known when the model is built, the
/// support is that of all numbers, and the density −∞ where there is none. Each element has a draw of its own. Draws are the base's,
/// through the function.
///
/// Checked against: mpmath.
public struct Transformed: UnivariateDistribution, CompoundDistribution, BuiltInFormula {
  /// The distribution of x.
  public let base: any Distribution
  private let steps: [MonotoneStep]
  private let failure: Tensor?

  private init(base: any Distribution, steps: [MonotoneStep], failure: Tensor? = nil) {
    self.base = base
    self.steps = steps
    self.failure = failure
  }

  /// The distribution of an expression in which one value is ``ApusGraph/Tensor/drawn(from:file:line:)``.
  public init(_ expression: Tensor) {
    do throws(GraphError) {
      let path = try MonotonePath(to: expression)
      self.init(base: path.base, steps: path.steps)
    } catch { self.init(base: Flat(), steps: [], failure: Tensor(poisonedBy: error)) }
  }

  /// The distribution of what a transform makes of the values of `base`.
  public init(_ base: some Distribution, _ transform: some Transform) {
    if base.eventRank > 0 || base.support.elementType == .int64 || base.hasAtoms {
      let reason = "\(base.name) is no distribution of numbers with a density"
      self.init(base: Flat(), steps: [], failure: .refused(by: "Transformed", reason))
    } else if transform.eventRank > 0 || transform is CircularTransform {
      let reason = "\(type(of: transform)) is no bijection of numbers"
      self.init(base: Flat(), steps: [], failure: .refused(by: "Transformed", reason))
    } else {
      self.init(base: base, steps: [MonotoneStep(TransformMap(transform))])
    }
  }

  var components: [any Distribution] { [base] }

  public var parameters: [DistributionParameter] {
    if let failure { return [DistributionParameter("expression", failure)] }
    let operands = steps.flatMap { step in step.operands.map { (step.name, $0) } }
    return base.parameters.map { $0.of("base") }
      + operands.enumerated().map { DistributionParameter("operand \($0) of \($1.0)", $1.1, .finite) }
  }

  public func rebuilt(on operands: [Tensor]) -> Transformed {
    if failure != nil { return Transformed(base: base, steps: steps, failure: operands[0]) }
    let count = base.parameters.count
    var rest = operands[count...]
    let rebuilt = steps.map { step in
      let own = Array(rest.prefix(step.operands.count))
      rest = rest.dropFirst(own.count)
      return step.rebuilt(on: own)
    }
    return Transformed(base: base.rebuilt(on: Array(operands[..<count])), steps: rebuilt)
  }

  public var support: Support { steps.reduce(StepEnds(base.support)) { $0.after($1) }.support }

  private var falling: Falling { steps.reduce(.never) { $0.composed(with: $1.falling) } }

  /// The x of a y with log |g′|, and where there is none because y is below or above all values, in the order of x.
  private func undone(_ y: Tensor) -> (x: Tensor, logSlope: Tensor?, isBelow: Tensor?, isAbove: Tensor?) {
    var (value, terms) = (y, [Tensor]())
    var outside: (below: Tensor?, above: Tensor?) = (nil, nil)
    for step in steps.reversed() {
      let (x, inner, isBelow, isAbove) = step.undo(value)
      // What an outer step found outside has another value here, of which nothing more is asked.
      let known = Tensor.either(outside.below, outside.above)
      func new(_ found: Tensor?) -> Tensor? { known.map { known in found.map { $0 .& .!known } } ?? found }
      outside = step.falling.swapped(
        Tensor.either(outside.below, new(isBelow)), Tensor.either(outside.above, new(isAbove)))
      if let slope = step.logSlope { terms.append(slope(x, inner, step.c)) }
      value = x
    }
    return (value, terms.isEmpty ? nil : terms.dropFirst().reduce(terms[0], +), outside.below, outside.above)
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    if let failure { return failure }
    return elementwise(value) { y in
      let (x, logSlope, isBelow, isAbove) = undone(y)
      let density = logSlope.map { base.logDensity(x) - $0 } ?? base.logDensity(x)
      return Tensor.either(isBelow, isAbove).map { density.minusInfinity(where: $0) } ?? density
    }
  }

  public func logCDF(_ value: Tensor) -> Tensor { tails(value, "logCDF") { $0.select(rising: $1, falling: $2) } }

  public func logSurvival(_ value: Tensor) -> Tensor {
    tails(value, "logSurvival") { $0.select(rising: $2, falling: $1) }
  }

  private func tails(
    _ value: Tensor, _ function: String, _ choice: (Falling, _ below: Tensor, _ above: Tensor) -> Tensor
  ) -> Tensor {
    if let failure { return failure }
    guard base.hasTails, let base = base as? any UnivariateDistribution else {
      return poisoned(value, "\(base.name) has no distribution function", in: function)
    }
    return elementwise(value, function) { y in
      let (x, _, isBelow, isAbove) = undone(y)
      var (below, above) = (base.logCDF(x), base.logSurvival(x))
      if let isBelow { (below, above) = (below.minusInfinity(where: isBelow), above.replacing(isBelow, with: 0)) }
      if let isAbove { (below, above) = (below.replacing(isAbove, with: 0), above.minusInfinity(where: isAbove)) }
      return choice(falling, below, above)
    }
  }

  /// The base's, through the function; of the other tail's where that falls.
  public func quantile(logit: Tensor) -> Tensor {
    if let failure { return failure }
    guard base.hasTails, let base = base as? any UnivariateDistribution else {
      return poisoned(logit, "\(base.name) has no distribution function", in: "quantile")
    }
    return elementwise(logit, "quantile") { logit in
      steps.reduce(base.quantile(logit: falling.select(rising: logit, falling: -logit))) { $1.value($0, $1.c) }
    }
  }

  /// Draws of the base, through the function.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let count = base.parameters.count
    guard failure == nil, parameters.count == self.parameters.count else { return .undrawn(shape) }
    var rest = parameters[count...]
    var drawn = base.draw(shape: shape, parameters: Array(parameters[..<count]), using: &generator)
    for step in steps {
      let own = Array(rest.prefix(step.operands.count))
      rest = rest.dropFirst(own.count)
      if step.map == nil {
        drawn = drawElements(shape, [drawn] + own) { step.number($0[0], own.isEmpty ? 0 : $0[1]) }
      } else {
        let made = step.rebuilt(on: own.map { Tensor($0) }).value(Tensor(drawn), 0).broadcast(to: shape)
        drawn = (try? ApusInterpreter.evaluate(made)) ?? .undrawn(shape)
      }
    }
    return drawn
  }
}
