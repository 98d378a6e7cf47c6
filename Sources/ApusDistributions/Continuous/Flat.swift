// Improper priors: a density of 1 on the real line or on its positive half.

public import ApusGraph
internal import ApusOps

/// The improper distribution with density 1 on the real line, or on all arrays of a shape.
///
/// Nothing can be drawn from it.
public struct Flat: ImproperDistribution, BuiltInFormula {
  /// The real line, or the arrays of a shape.
  public let support: Support

  /// A flat prior on a value of `shape`.
  public init(shape: Shape = []) { support = shape.isScalar ? .real : .array(of: .real, shape: shape) }

  public var parameters: [DistributionParameter] { [] }
  public func rebuilt(on operands: [Tensor]) -> Flat { self }

  public func logDensity(_ value: Tensor) -> Tensor {
    sum((0 * value).minusInfinity(where: abs(value) .== Double.infinity), axes: (0..<eventRank).map { -1 - $0 })
  }
}

/// The improper distribution with density 1 on x ≥ 0, or on all arrays of a shape with such elements.
///
/// Nothing can be drawn from it.
public struct HalfFlat: ImproperDistribution, BuiltInFormula {
  /// x ≥ 0, for one number or for each element of an array.
  public let support: Support

  /// A flat prior on a value of `shape` with nonnegative elements.
  public init(shape: Shape = []) { support = shape.isScalar ? .nonnegative : .array(of: .nonnegative, shape: shape) }

  public var parameters: [DistributionParameter] { [] }
  public func rebuilt(on operands: [Tensor]) -> HalfFlat { self }

  public func logDensity(_ value: Tensor) -> Tensor {
    let isOutside = (value .< 0) .| (value .== Double.infinity)
    return sum((0 * value).minusInfinity(where: isOutside), axes: (0..<eventRank).map { -1 - $0 })
  }
}
