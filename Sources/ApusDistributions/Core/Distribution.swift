// What a probability distribution is: a family with parameters on which it can be rebuilt, a support, a log density, draws.

public import ApusGraph
public import ApusRandom

/// A parameter of a distribution: its name, its symbolic value, and the values that it may take.
public struct DistributionParameter: Sendable {
  /// The name, such as `standardDeviation`.
  public let name: String
  /// The value.
  public let value: Tensor
  /// What values it may take; nil where nothing is said of it.
  ///
  /// A model checks constants and data against it when it is built.
  public let domain: ParameterDomain?
  /// The number of the value's last axes that belong to one distribution: 1 for a vector of means, 2 for a covariance.
  ///
  /// The axes before them are those of the batch.
  public let eventRank: Int

  /// A parameter; what its domain looks at together belongs to one distribution.
  public init(_ name: String, _ value: Tensor, _ domain: ParameterDomain? = nil, eventRank: Int? = nil) {
    self.name = name
    self.value = value
    self.domain = domain
    self.eventRank = eventRank ?? domain?.eventRank ?? 0
  }

  /// The shape of the batch: the value's without the axes of one distribution.
  var batch: Shape { value.shape.droppingLast(eventRank) }

  /// The parameter of a part, under the part's name.
  func of(_ part: String, eventRank: Int? = nil) -> DistributionParameter {
    DistributionParameter("\(part) \(name)", value, domain, eventRank: eventRank ?? self.eventRank)
  }
}

/// A probability distribution: a family, and parameters that are tensors.
///
/// One value has the axes of the *batch* (what the parameters broadcast to, one distribution an element) and then those of
/// the *event* (none for a univariate distribution, one for a vector, two for a matrix). The parameters say which of their axes are the
/// batch's, and the support says what an event is: ``shape`` and ``eventRank`` follow. A value may have more batch axes than
/// the parameters: both broadcast.
///
/// **Laws.** The exponential of `logDensity` integrates (sums) to 1 over `support`, unless the distribution is an
/// ``ImproperDistribution``. Draws have that density. Outside the support the log density is −∞; for a value of NaN, or for parameters
/// outside their domain, it is NaN (or −∞ where the value is outside the support too). Gradients inside the support are those of
/// the formula: the guards of the support's edges do not reach them. A distribution that is rebuilt on its own operands has its own
/// log density.
public protocol Distribution: Sendable {
  /// The parameters, in the order in which ``draw(shape:parameters:using:)`` takes their numbers.
  var parameters: [DistributionParameter] { get }

  /// The same distribution with other values of its parameters, given in the order of ``parameters``.
  func rebuilt(on operands: [Tensor]) -> Self

  /// Where the density is not zero.
  var support: Support { get }

  /// The logarithm of the density (or of the probability) at `value`: one number for each element of the batch.
  ///
  /// Integers, truth values and doubles are taken alike. Shapes that do not fit give a poisoned tensor.
  func logDensity(_ value: Tensor) -> Tensor

  /// Random values of `shape`, to whose batch axes the parameters, given as numbers, broadcast.
  ///
  /// The element type is that of the support. Parameters outside their domain, too few of them, or ones that do not broadcast
  /// to `shape`, give NaN. An array of integers in which one draw is NaN or too large for `Int` is float64 instead, with all
  /// its draws as doubles: no draw is changed. A shape that no tensor has gives an array with a fault.
  func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray
}

extension Distribution {
  public var name: String { "\(Self.self)" }

  /// Whether the density can be normalised and drawn from: from an improper distribution nothing is drawn. One that is made of others
  /// is proper where all of them are.
  package var isProper: Bool {
    !(self is any ImproperDistribution) && !isOfRecords && hasDraws && parts.allSatisfy(\.isProper)
  }
}

/// A distribution whose density cannot be normalised, such as that of a flat prior. Nothing is drawn from it.
public protocol ImproperDistribution: Distribution {}

extension ImproperDistribution {
  /// NaN: there are no draws.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    .undrawn(shape)
  }
}

/// A distribution whose mean and variance are known.
///
/// Both broadcast to the distribution's shape.
public protocol DistributionWithMoments: Distribution {
  /// The mean; NaN where there is none.
  var mean: Tensor { get }
  /// The variance of each element; NaN where there is none.
  var variance: Tensor { get }
}
