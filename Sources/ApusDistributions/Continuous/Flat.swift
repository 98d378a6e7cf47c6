// Improper priors: a density of 1 on the real line or on its positive half.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The improper distribution with density 1 on the real line.
///
/// Nothing can be drawn from it.
public struct Flat: Distribution {
  // MARK: Parameters

  /// The shape of one value.
  public let shape: Shape

  /// A flat prior on a value of `shape`.
  public init(shape: Shape = []) { self.shape = shape }

  /// None.
  public var parameters: [DistributionParameter] { [] }
  /// The real line.
  public var support: Support { .real }
  /// It cannot be normalised.
  public var isProper: Bool { false }

  // MARK: Log density

  /// 0.
  public func logDensity(_ value: Tensor) -> Tensor { 0 * value }

  // MARK: Draws

  /// NaN: there are no draws.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawReals(shape, parameters) { _ in .nan }
  }
}

/// The improper distribution with density 1 on x ≥ 0.
///
/// Nothing can be drawn from it.
public struct HalfFlat: Distribution {
  // MARK: Parameters

  /// The shape of one value.
  public let shape: Shape

  /// A flat prior on a value of `shape` with nonnegative elements.
  public init(shape: Shape = []) { self.shape = shape }

  /// None.
  public var parameters: [DistributionParameter] { [] }
  /// x ≥ 0.
  public var support: Support { .nonnegative }
  /// It cannot be normalised.
  public var isProper: Bool { false }

  // MARK: Log density

  /// 0; −∞ where x < 0.
  public func logDensity(_ value: Tensor) -> Tensor { (0 * value).minusInfinity(where: value .< 0) }

  // MARK: Draws

  /// NaN: there are no draws.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawReals(shape, parameters) { _ in .nan }
  }
}
