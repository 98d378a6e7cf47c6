// When a planet passes in front of its star, and when it is nearest to it: times of conjunction and of periastron.

public import ApusGraph
internal import ApusOps

/// The mean anomaly of a planet in inferior conjunction, where it passes in front of the star: f = π/2 − ω.
///
/// - Parameters:
///   - eccentricity: e in [0, 1).
///   - argumentOfPeriastron: ω of the star's orbit in radians, as in ``KeplerianElements``; the planet's is ω + π.
/// - Returns: E − e sin E in radians, between −π and π.
///
/// On an eccentric orbit that is seen at a slant the distance on the sky is least some time before or after.
///
/// Reference: Winn 2010, in Exoplanets (ed. Seager), section 2. Checked against: mpmath.
public func meanAnomalyAtConjunction(
  eccentricity: some TensorConvertible, argumentOfPeriastron: some TensorConvertible
) -> Tensor {
  let (e, omega) = (eccentricity.tensor, argumentOfPeriastron.tensor)
  let (sine, cosine) = (sin(omega), cos(omega))
  let opposite = sqrt((1 - e) * (1 + e)) * cosine
  return atan2(opposite, e + sine) - e * opposite / (1 + e * sine)
}

/// The time of the periastron passage before, or the nearest after, an inferior conjunction.
///
/// - Parameters:
///   - conjunctionTime: the time at which the planet is in front of the star.
///   - period: in the unit of the times.
///   - eccentricity: e in [0, 1).
///   - argumentOfPeriastron: ω of the star's orbit in radians.
///
/// Checked against: mpmath.
public func periastronTime(
  conjunctionTime: some TensorConvertible, period: some TensorConvertible, eccentricity: some TensorConvertible,
  argumentOfPeriastron: some TensorConvertible
) -> Tensor {
  let anomaly = meanAnomalyAtConjunction(eccentricity: eccentricity, argumentOfPeriastron: argumentOfPeriastron)
  return conjunctionTime.tensor - period.tensor * anomaly * (1 / (2 * Double.pi))
}

/// The time of the inferior conjunction nearest to a periastron passage: the inverse of
/// ``periastronTime(conjunctionTime:period:eccentricity:argumentOfPeriastron:)``.
///
/// - Parameters:
///   - periastronTime: the time at which the planet is nearest to the star.
///   - period: in the unit of the times.
///   - eccentricity: e in [0, 1).
///   - argumentOfPeriastron: ω of the star's orbit in radians.
///
/// Checked against: mpmath.
public func conjunctionTime(
  periastronTime: some TensorConvertible, period: some TensorConvertible, eccentricity: some TensorConvertible,
  argumentOfPeriastron: some TensorConvertible
) -> Tensor {
  let anomaly = meanAnomalyAtConjunction(eccentricity: eccentricity, argumentOfPeriastron: argumentOfPeriastron)
  return periastronTime.tensor + period.tensor * anomaly * (1 / (2 * Double.pi))
}

extension KeplerianElements {
  /// Elements whose phase follows from a time of inferior conjunction, as transits give it.
  ///
  /// - Parameters:
  ///   - period: P in days.
  ///   - amplitude: K in m/s.
  ///   - eccentricity: e in [0, 1).
  ///   - argumentOfPeriastron: ω of the star's orbit in radians.
  ///   - conjunctionTime: days; count them from an epoch near the data, or the phase loses digits.
  ///
  /// Each has an element for each planet; a single number is one planet.
  public init(
    period: some TensorConvertible, amplitude: some TensorConvertible, eccentricity: some TensorConvertible,
    argumentOfPeriastron: some TensorConvertible, conjunctionTime: some TensorConvertible
  ) {
    let anomaly = meanAnomalyAtConjunction(eccentricity: eccentricity, argumentOfPeriastron: argumentOfPeriastron)
    self.init(
      period: period.tensor, amplitude: amplitude.tensor, eccentricity: eccentricity.tensor,
      argumentOfPeriastron: argumentOfPeriastron.tensor,
      phase: anomaly - 2 * Double.pi * conjunctionTime.tensor / period.tensor)
  }
}
