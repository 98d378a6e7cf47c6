// The radial velocity of a star with planets on Keplerian orbits.

public import ApusGraph
internal import ApusOps

/// The elements of Keplerian orbits that a radial velocity depends on, one element a planet.
public struct KeplerianElements: Sendable {
  /// The period P in days.
  public var period: Tensor
  /// The semi-amplitude K in m/s.
  public var amplitude: Tensor
  /// The eccentricity e in [0, 1).
  public var eccentricity: Tensor
  /// The argument of periastron ω of the star's orbit, in radians.
  public var argumentOfPeriastron: Tensor
  /// The mean anomaly at time 0, in radians.
  public var phase: Tensor

  /// Elements of shape (planets,).
  public init(period: Tensor, amplitude: Tensor, eccentricity: Tensor, argumentOfPeriastron: Tensor, phase: Tensor) {
    self.period = period
    self.amplitude = amplitude
    self.eccentricity = eccentricity
    self.argumentOfPeriastron = argumentOfPeriastron
    self.phase = phase
  }
}

/// The star's radial velocity in m/s: the sum over planets of K [cos ω (cos f + e) − sin ω sin f], with the true
/// anomaly f that the mean anomaly 2π t/P + phase has.
///
/// - Parameters:
///   - elements: the orbits, each element of shape (planets,).
///   - times: days since the time that the phases refer to, of shape (times,).
/// - Returns: velocities of shape (times,).
///
/// Reference: Murray & Correia 2010, in Exoplanets (ed. Seager), eq. 65.
/// Checked against: mpmath.
public func radialVelocity(
  _ elements: KeplerianElements, times: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  // Planets along the rows, so that the long axis of times is the inner one.
  func column(_ element: Tensor) -> Tensor { element.reshaped(to: [element.shape.elementCount, 1]) }
  let meanAnomaly = 2 * Double.pi * times.tensor / column(elements.period) + column(elements.phase)
  let e = column(elements.eccentricity)
  let position = keplerPosition(meanAnomaly: meanAnomaly, eccentricity: e, file: file, line: line)
  let omega = column(elements.argumentOfPeriastron)
  let projected = cos(omega) * (position.cosTrueAnomaly + e) - sin(omega) * position.sinTrueAnomaly
  return sum(column(elements.amplitude) * projected, axes: [0])
}

/// The star's radial velocity as ``radialVelocity(_:times:file:line:)`` has it, at the times at which the light left the star: later
/// or earlier than it is seen by the light's way along the line of sight through the star's own orbit.
///
/// - Parameters:
///   - elements: the orbits, each element of shape (planets,).
///   - times: days since the time that the phases refer to, as they are seen, of shape (times,).
/// - Returns: velocities of shape (times,).
///
/// The delay z/c is found once, at the time that is seen: the next correction is smaller by v/c, below 1e-5 of it.
public func radialVelocityWithLightTravelTime(
  _ elements: KeplerianElements, times: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  func column(_ element: Tensor) -> Tensor { element.reshaped(to: [element.shape.elementCount, 1]) }
  let (period, e) = (column(elements.period), column(elements.eccentricity))
  let meanAnomaly = 2 * Double.pi * times.tensor / period + column(elements.phase)
  let position = keplerPosition(meanAnomaly: meanAnomaly, eccentricity: e, file: file, line: line)
  let omega = column(elements.argumentOfPeriastron)
  // z = r sin(ω + f) sin i of the star in units of its semi-major axis; a sin i = K P √(1 − e²)/2π. In light days.
  let height = position.radius * (sin(omega) * position.cosTrueAnomaly + cos(omega) * position.sinTrueAnomaly)
  let size = column(elements.amplitude) * period * sqrt((1 - e) * (1 + e)) / (2 * Double.pi * 299_792_458)
  let delay = sum(size * height, axes: [0])
  return radialVelocity(elements, times: times.tensor - delay, file: file, line: line)
}
