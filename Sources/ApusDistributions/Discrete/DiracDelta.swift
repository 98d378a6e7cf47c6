// All probability at one whole number.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of a whole number c that is certain.
///
/// log P(c) = 0, −∞ elsewhere. It is a part of mixtures: a mixture with `DiracDelta(0)` has more zeros.
///
/// PyMC's `DiracDelta` is the same; Stan has none.
///
/// Checked against: exact numbers.
public struct DiracDelta: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The number c.
  public let location: Tensor

  /// The number `location`.
  public init(_ location: some TensorConvertible) { self.location = location.tensor }

  /// The same, its parameter by name.
  public init(location: some TensorConvertible) { self.init(location) }

  public var parameters: [DistributionParameter] { [DistributionParameter("location", location, .whole)] }
  public func rebuilt(on operands: [Tensor]) -> DiracDelta { DiracDelta(operands[0]) }
  public var support: Support { .integers(lower: location, upper: location) }

  public func logDensity(_ value: Tensor) -> Tensor { indicator(value, "logDensity") { $0 .!= $1 } }

  public var mean: Tensor { location }
  public var variance: Tensor { 0 * location }

  public func logCDF(_ value: Tensor) -> Tensor { indicator(value, "logCDF") { $0 .< $1 } }

  public func logSurvival(_ value: Tensor) -> Tensor { indicator(value, "logSurvival") { $0 .>= $1 } }

  /// −∞ where a relation of x to c holds, 0 elsewhere; NaN of NaN, and where c is no whole number.
  private func indicator(_ value: Tensor, _ function: String, _ isNone: (Tensor, Tensor) -> Tensor) -> Tensor {
    elementwise(value, function) { x in
      let c = location.asFloat64
      let isKnown = (floor(c) .== c) .& (abs(c) .< Double.infinity) .& (x .== x)
      return Tensor(0.0).minusInfinity(where: isNone(x, c)).valid(where: isKnown)
    }
  }

  /// c for every probability.
  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { logit in
      let c = location.asFloat64
      return c.valid(where: (floor(c) .== c) .& (logit .== logit))
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in p[0].rounded(.down) == p[0] ? p[0] : .nan }
  }
}
