// What a probability distribution is: parameters, support, shape, log density, draws.

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

  /// A parameter.
  public init(_ name: String, _ value: Tensor, _ domain: ParameterDomain? = nil) {
    self.name = name
    self.value = value
    self.domain = domain
  }
}

/// A probability distribution whose parameters are tensors.
///
/// One value has the axes of the *batch* (what the parameters broadcast to, one distribution an element) and then those of
/// the *event* (none for a univariate distribution, one for a vector, two for a matrix). A value may have more batch axes
/// than the parameters: both broadcast.
///
/// **Laws.** The exponential of `logDensity` integrates (sums) to 1 over `support`, unless `isProper` is false. Draws have
/// that density. Outside the support the log density is −∞; for a value of NaN, or for parameters outside their domain, it
/// is NaN (or −∞ where the value is outside the support too). Gradients inside the support are those of the formula: the
/// guards of the support's edges do not reach them.
public protocol Distribution: Sendable {
  /// The parameters, in the order in which ``draw(shape:parameters:using:)`` takes their numbers.
  var parameters: [DistributionParameter] { get }

  /// Where the density is not zero.
  var support: Support { get }

  /// The shape of one value: the batch, to which the parameters broadcast, and then the event.
  ///
  /// Where the parameters do not broadcast it is that of the first parameter, and `logDensity` is poisoned.
  var shape: Shape { get }

  /// The number of axes of one event; 0 where it is not given.
  var eventRank: Int { get }

  /// Whether the density can be normalised; true where it is not given. From an improper distribution nothing is drawn.
  var isProper: Bool { get }

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
  /// Univariate.
  public var eventRank: Int { 0 }
  /// Proper.
  public var isProper: Bool { true }
  /// The type's name, for messages and reports.
  public var name: String { "\(Self.self)" }
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
