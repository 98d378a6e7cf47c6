// What transits say of an orbit in other words: impact parameter and inclination, distance and the star's density.

public import ApusGraph
internal import ApusOps

/// The least distance from the star's centre that a conjunction has on the sky, in stellar radii.
///
///     b = a cos i (1 − e²) / (1 + e sin ω)
///
/// - Parameters:
///   - scaledSemiMajorAxis: a in stellar radii.
///   - inclination: i in radians; π/2 is seen from the orbit's plane.
///   - eccentricity: e in [0, 1).
///   - argumentOfPeriastron: ω of the star's orbit in radians.
///
/// Reference: Winn 2010, in Exoplanets (ed. Seager), eq. 7. Checked against: mpmath.
public func impactParameter(
  scaledSemiMajorAxis: some TensorConvertible, inclination: some TensorConvertible,
  eccentricity: some TensorConvertible, argumentOfPeriastron: some TensorConvertible
) -> Tensor {
  cos(inclination.tensor) * conjunctionDistance(scaledSemiMajorAxis, eccentricity, argumentOfPeriastron)
}

/// The inclination in radians, in [0, π], for the impact parameter b: the inverse of
/// ``impactParameter(scaledSemiMajorAxis:inclination:eccentricity:argumentOfPeriastron:)``. It is NaN where b exceeds
/// the distance.
///
/// - Parameters:
///   - scaledSemiMajorAxis: a in stellar radii.
///   - impactParameter: b in stellar radii.
///   - eccentricity: e in [0, 1).
///   - argumentOfPeriastron: ω of the star's orbit in radians.
///
/// Reference: Winn 2010, in Exoplanets (ed. Seager), eq. 7. Checked against: mpmath.
public func inclination(
  scaledSemiMajorAxis: some TensorConvertible, impactParameter: some TensorConvertible,
  eccentricity: some TensorConvertible, argumentOfPeriastron: some TensorConvertible
) -> Tensor {
  acos(impactParameter.tensor / conjunctionDistance(scaledSemiMajorAxis, eccentricity, argumentOfPeriastron))
}

/// The planet's distance from the star in inferior conjunction, in stellar radii: a (1 − e²) / (1 + e sin ω).
func conjunctionDistance(
  _ scaledSemiMajorAxis: some TensorConvertible, _ eccentricity: some TensorConvertible,
  _ argumentOfPeriastron: some TensorConvertible
) -> Tensor {
  let e = eccentricity.tensor
  return scaledSemiMajorAxis.tensor * ((1 - e) * (1 + e)) / (1 + e * sin(argumentOfPeriastron.tensor))
}

/// The semi-major axis in stellar radii of a planet with little mass, by Kepler's third law.
///
///     (a/R)³ = G ρ P² / (3π)
///
/// - Parameters:
///   - period: P in days.
///   - stellarDensity: the star's mean density ρ in g/cm³; the Sun's is 1.41.
///
/// Reference: Seager & Mallén-Ornelas 2003, ApJ 585, 1038; G of CODATA 2018. Checked against: mpmath.
public func scaledSemiMajorAxis(
  period: some TensorConvertible, stellarDensity: some TensorConvertible
) -> Tensor {
  cbrt(densityFactor * stellarDensity.tensor * period.tensor.squared())
}

/// The star's mean density in g/cm³ for a semi-major axis in stellar radii: the inverse of
/// ``scaledSemiMajorAxis(period:stellarDensity:)``.
///
/// - Parameters:
///   - period: P in days.
///   - scaledSemiMajorAxis: a in stellar radii.
///
/// Reference: Seager & Mallén-Ornelas 2003, ApJ 585, 1038. Checked against: mpmath.
public func stellarDensity(
  period: some TensorConvertible, scaledSemiMajorAxis: some TensorConvertible
) -> Tensor {
  let a = scaledSemiMajorAxis.tensor
  return a * a * a / (densityFactor * period.tensor.squared())
}

/// G/(3π) in cm³ g⁻¹ day⁻²: G = 6.67430e-8 cm³ g⁻¹ s⁻².
private let densityFactor = 6.67430e-8 * 86400 * 86400 / (3 * Double.pi)
