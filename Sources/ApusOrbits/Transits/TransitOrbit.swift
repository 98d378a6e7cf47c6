// The orbit of a planet that passes in front of its star, and where it stands on the sky.

public import ApusGraph
internal import ApusOps

/// The orbits of planets around a star of radius 1, each element of shape (planets,) or a single number.
///
/// Days and radians. Count time from an epoch near the data.
public struct TransitOrbit: Sendable {
  /// The period P in days.
  public var period: Tensor
  /// A time of inferior conjunction, where the planet is in front of the star: f = π/2 − ω.
  public var conjunctionTime: Tensor
  /// The eccentricity e in [0, 1).
  public var eccentricity: Tensor
  /// The argument of periastron ω of the star's orbit, in radians, as in ``KeplerianElements``.
  public var argumentOfPeriastron: Tensor
  /// The semi-major axis in stellar radii.
  public var scaledSemiMajorAxis: Tensor
  /// The cosine of the inclination; 0 is seen from the orbit's plane.
  public var cosInclination: Tensor

  /// Orbits by their inclination in radians.
  public init(
    period: some TensorConvertible, conjunctionTime: some TensorConvertible,
    eccentricity: some TensorConvertible = 0.0, argumentOfPeriastron: some TensorConvertible = 0.0,
    scaledSemiMajorAxis: some TensorConvertible, inclination: some TensorConvertible
  ) {
    self.init(
      [period.tensor, conjunctionTime.tensor, eccentricity.tensor, argumentOfPeriastron.tensor],
      scaledSemiMajorAxis.tensor,
      cosInclination: cos(inclination.tensor))
  }

  /// Orbits by their impact parameter b in stellar radii: see
  /// ``impactParameter(scaledSemiMajorAxis:inclination:eccentricity:argumentOfPeriastron:)``.
  public init(
    period: some TensorConvertible, conjunctionTime: some TensorConvertible,
    eccentricity: some TensorConvertible = 0.0, argumentOfPeriastron: some TensorConvertible = 0.0,
    scaledSemiMajorAxis: some TensorConvertible, impactParameter: some TensorConvertible
  ) {
    self.init(
      [period.tensor, conjunctionTime.tensor, eccentricity.tensor, argumentOfPeriastron.tensor],
      scaledSemiMajorAxis.tensor,
      cosInclination: impactParameter.tensor
        / conjunctionDistance(scaledSemiMajorAxis, eccentricity, argumentOfPeriastron))
  }

  /// - Parameter elements: period, time of conjunction, eccentricity, argument of periastron.
  private init(_ elements: [Tensor], _ scaledSemiMajorAxis: Tensor, cosInclination: Tensor) {
    (period, conjunctionTime) = (elements[0], elements[1])
    (eccentricity, argumentOfPeriastron) = (elements[2], elements[3])
    (self.scaledSemiMajorAxis, self.cosInclination) = (scaledSemiMajorAxis, cosInclination)
  }

  /// Orbits by the star's mean density in g/cm³ and their impact parameter: see
  /// ``scaledSemiMajorAxis(period:stellarDensity:)``.
  public init(
    period: some TensorConvertible, conjunctionTime: some TensorConvertible,
    eccentricity: some TensorConvertible = 0.0, argumentOfPeriastron: some TensorConvertible = 0.0,
    stellarDensity: some TensorConvertible, impactParameter: some TensorConvertible
  ) {
    self.init(
      period: period, conjunctionTime: conjunctionTime, eccentricity: eccentricity,
      argumentOfPeriastron: argumentOfPeriastron,
      scaledSemiMajorAxis: ApusOrbits.scaledSemiMajorAxis(period: period, stellarDensity: stellarDensity),
      impactParameter: impactParameter)
  }

  /// The distance of the planets' centres from the star's on the sky, in stellar radii, and whether they are nearer
  /// than the star.
  ///
  ///     X = −r cos(ω + f),  Y = −r sin(ω + f) cos i,  Z = r sin(ω + f) sin i
  ///
  /// - Parameter times: days, of shape (times,).
  /// - Returns: both of shape (planets, times). Where the distance is exactly 0 it has no derivative: the first is
  ///   given as 0, as that of a light curve is, and second ones leave out what a light curve has there.
  ///
  /// Reference: Winn 2010, in Exoplanets (ed. Seager), eqs. 2-4. Light takes no time here. Checked against: mpmath,
  /// jaxoplanet 0.2.0.
  public func skySeparation(
    times: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
  ) -> (separation: Tensor, isInFront: Tensor) {
    // Planets along the rows, so that the long axis of times is the inner one.
    func column(_ element: Tensor) -> Tensor { element.reshaped(to: [element.shape.elementCount, 1]) }
    let (e, omega) = (column(eccentricity), column(argumentOfPeriastron))
    let sinceConjunction = times.tensor.asFloat64 - column(conjunctionTime)
    let meanAnomaly =
      2 * Double.pi * sinceConjunction / column(period)
      + meanAnomalyAtConjunction(eccentricity: e, argumentOfPeriastron: omega)
    let position = keplerPosition(meanAnomaly: meanAnomaly, eccentricity: e, file: file, line: line)
    let (sine, cosine) = (sin(omega), cos(omega))
    // Of ω + f.
    let along = cosine * position.cosTrueAnomaly - sine * position.sinTrueAnomaly
    let towards = sine * position.cosTrueAnomaly + cosine * position.sinTrueAnomaly
    let distance = hypot(along, towards * column(cosInclination))
    return (column(scaledSemiMajorAxis) * position.radius * distance, towards .> 0)
  }
}
