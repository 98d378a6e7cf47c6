// A distribution of the user's own from two closures: its log density, and its draws.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// A distribution made of a log density and, where it is to be predicted from, of draws.
///
/// ```swift
/// let wait = CustomDistribution([rate, delay], support: .lowerBounded(delay)) { t, p in log(p[0]) - p[0] * (t - p[1]) } draw: { p, random in
///   p[1] + random.standardExponential() / p[0]
/// }
/// m.observe("wait", wait, times)
/// ```
///
/// `logDensity` is given the values and the parameters as tensors; it is traced once, differentiated and compiled like any other. All that
/// it depends on belongs into the list of parameters: what it captures besides cannot be replaced, when part of a model is put on other
/// values. It is given values inside the support alone: outside the log density is −∞, at NaN it is NaN. `draw` is given one number of each
/// parameter, for one element, and a generator. Events of several numbers have `drawEvent`, which is given the numbers of each parameter that
/// belong to the event. Without them the distribution is sampled like any other, and predictions, which need draws, are an error that says so.
///
/// The generator is one of Swift's (`Double.random(in: 0..<1, using: &random)`), with members for the usual distributions, such as
/// `standardNormal()` and `gamma(shape:)`; where members are seen by their modules' imports only, these take `import ApusExtension`.
///
/// A distribution with tails, quantiles or moments is a type of your own that conforms to ``Distribution`` or ``UnivariateDistribution``.
public struct CustomDistribution: Distribution {
  private let operands: [Tensor]
  private let eventRanks: [Int]
  public let support: Support
  private let density: @Sendable (Tensor, [Tensor]) -> Tensor
  private let draw: (@Sendable ([Double], inout Philox4x64) -> Double)?
  private let drawEvent: (@Sendable ([[Double]], inout Philox4x64) -> [Double])?

  /// A distribution from its log density.
  ///
  /// - Parameters:
  ///   - parameters: the tensors that density and draws depend on.
  ///   - eventRanks: the number of last axes of each parameter that belong to one distribution: 1 for a vector; all 0 where nil.
  ///   - support: where the density is not zero, and the shape and the element type of an event.
  ///   - logDensity: the log density of values inside the support: one number for each element, or for each event.
  ///   - draw: a draw of one number.
  ///   - drawEvent: a draw of one event, its numbers in row-major order.
  public init(
    _ parameters: [any TensorConvertible] = [], eventRanks: [Int]? = nil, support: Support = .real,
    logDensity: @escaping @Sendable (_ value: Tensor, _ parameters: [Tensor]) -> Tensor,
    draw: (@Sendable (_ parameters: [Double], _ generator: inout Philox4x64) -> Double)? = nil,
    drawEvent: (@Sendable (_ parameters: [[Double]], _ generator: inout Philox4x64) -> [Double])? = nil
  ) {
    operands = parameters.map(\.tensor)
    self.eventRanks = eventRanks ?? parameters.map { _ in 0 }
    self.support = support
    density = logDensity
    self.draw = draw
    self.drawEvent = drawEvent
  }

  public var parameters: [DistributionParameter] {
    operands.enumerated().map { index, operand in
      DistributionParameter(
        "parameter \(index)", operand, eventRank: eventRanks.indices.contains(index) ? eventRanks[index] : 0)
    }
  }

  public func rebuilt(on operands: [Tensor]) -> CustomDistribution {
    CustomDistribution(
      operands, eventRanks: eventRanks, support: support.substituting(self.operands, by: operands), logDensity: density,
      draw: draw, drawEvent: drawEvent)
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    let event = support.eventShape
    guard value.shape.rank >= event.rank, Shape.common([value.shape, shape]) != nil else {
      return poisoned(value, "the shapes do not broadcast")
    }
    let x = value.asFloat64
    let isInside = support.contains(x)
    let ones = [Int](repeating: 1, count: event.rank)
    let isWide = isInside.reshaped(to: Shape(isInside.shape.dimensions + ones))
    let density = self.density(select(isWide, x, insideValue), operands)
    let isMissing = event.rank == 0 ? isNaN(x) : any(isNaN(x), axes: (1...event.rank).map { -$0 })
    return density.minusInfinity(where: .!isInside).valid(where: .!isMissing)
  }

  /// Whether there is a closure for draws of such events.
  var hasOwnDraws: Bool { eventRank == 0 ? draw != nil : drawEvent != nil }

  /// Draws by the closures; NaN where there is none.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    guard shape.isDrawable, parameters.count == operands.count else { return .undrawn(shape) }
    if eventRank == 0, let draw {
      return drawElements(shape, parameters) { draw(Array($0.prefix(operands.count)), &generator) }
    }
    if eventRank > 0, let drawEvent {
      return drawEvents(shape, parameters) { drawEvent($0.map(Array.init), &generator) }
    }
    return .undrawn(shape)
  }
}

extension Support {
  /// The support with other tensors in place of some in its bounds.
  fileprivate func substituting(_ known: [Tensor], by others: [Tensor]) -> Support {
    let places = Dictionary(zip(known, others)) { first, _ in first }
    func other(_ bound: Tensor) -> Tensor { (try? Traversal.substitute(places, in: [bound]))?.first ?? bound }
    return switch self {
    case .interval(let lower, let upper): .interval(lower: other(lower), upper: other(upper))
    case .integers(let lower, let upper): .integers(lower: other(lower), upper: other(upper))
    case .lowerBounded(let bound): .lowerBounded(other(bound))
    case .upperBounded(let bound): .upperBounded(other(bound))
    case .counts(let count, let total): .counts(count: count, total: other(total))
    case .array(let elements, let shape): .array(of: elements.substituting(known, by: others), shape: shape)
    case .ordered(let count, let elements, let descends):
      .ordered(count: count, within: elements.substituting(known, by: others), descending: descends)
    default: self
    }
  }
}
