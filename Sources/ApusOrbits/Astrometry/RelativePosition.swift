// Where a companion stands beside its star on the sky.

public import ApusGraph
internal import ApusOps

/// A place on the sky relative to another, in the unit of the orbit's semi-major axis.
public struct SkyPosition: Sendable {
  /// The offset in right ascension times cos δ: towards east.
  public let rightAscension: Tensor
  /// The offset in declination: towards north.
  public let declination: Tensor

  /// The angular distance. At 0 it has no derivative.
  public var separation: Tensor { hypot(rightAscension, declination) }

  /// The position angle in radians, from north to east, in [0, 2π).
  public var positionAngle: Tensor {
    let angle = atan2(rightAscension, declination)
    return select(angle .< 0, angle + 2 * Double.pi, angle)
  }
}

/// The position of a companion relative to its star, or of whatever moves on the given orbit relative to its focus.
///
/// - Parameters:
///   - constants: the orbit's projection; for the star's own motion around the barycentre, `scaled(by:)` of the
///     companion's.
///   - period: in the unit of the times.
///   - periastronTime: a time of periastron passage; see
///     ``periastronTime(conjunctionTime:period:eccentricity:argumentOfPeriastron:)``.
///   - eccentricity: e in [0, 1).
///   - times: of shape (times,). All elements broadcast with it: for several companions give them the shape
///     (companions, 1).
/// - Returns: offsets to the east and to the north. Errors are some units in the last place of the semi-major axis.
///
/// Reference: Wright & Howard 2009, ApJS 182, 205, section 5. Checked against: mpmath, jaxoplanet 0.2.0.
public func relativePosition(
  _ constants: ThieleInnes, period: some TensorConvertible, periastronTime: some TensorConvertible,
  eccentricity: some TensorConvertible, times: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> SkyPosition {
  let e = eccentricity.tensor
  let meanAnomaly = 2 * Double.pi * (times.tensor.asFloat64 - periastronTime.tensor) / period.tensor
  let position = keplerPosition(meanAnomaly: meanAnomaly, eccentricity: e, file: file, line: line)
  let x = position.radius * position.cosTrueAnomaly
  let y = position.radius * position.sinTrueAnomaly
  return SkyPosition(
    rightAscension: constants.B * x + constants.G * y, declination: constants.A * x + constants.F * y)
}
