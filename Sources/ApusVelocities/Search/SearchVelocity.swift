// The velocity that an orbit makes, at many times.

internal import RealModule

/// A star's velocity by one orbit, with what does not depend on the time computed once.
package struct SearchVelocity {
  private let amplitude, e, inverseR2Scale, eCosOmega, eSinOmega: Double
  private let cosOmega, sinOmega, frequency, meanAnomaly, s2, s: Double

  package init(_ orbit: SearchOrbit) {
    amplitude = orbit.amplitude
    e = orbit.eccentricity
    (eCosOmega, eSinOmega) = (orbit.eCosOmega, orbit.eSinOmega)
    let omega = orbit.omega
    (cosOmega, sinOmega) = (.cos(omega), .sin(omega))
    frequency = 1 / orbit.period
    meanAnomaly = orbit.longitude - omega
    s2 = (1 - e) * (1 + e)
    s = s2.squareRoot()
    inverseR2Scale = -orbit.amplitude * s
  }

  /// The mean anomaly at a time, whole turns taken off before digits are lost.
  private func anomaly(_ turns: Double) -> (cosF: Double, sinF: Double, r: Double) {
    SearchOrbit.anomaly(2 * .pi * (turns - turns.rounded()) + meanAnomaly, e)
  }

  /// The velocity at a time since the reference.
  package func value(at time: Double) -> Double {
    let (cosF, sinF, _) = anomaly(time * frequency)
    return amplitude * (cosOmega * cosF - sinOmega * sinF + eCosOmega)
  }

  /// The derivatives of the velocity by ln P, K, e cos ω, e sin ω, λ.
  package func derivatives(at time: Double) -> (Double, Double, Double, Double, Double) {
    let turns = time * frequency
    let (cosF, sinF, r) = anomaly(turns)
    // cos(ω + f) and sin(ω + f).
    let (c, s) = (cosOmega * cosF - sinOmega * sinF, sinOmega * cosF + cosOmega * sinF)
    let byM = inverseR2Scale * s / (r * r)
    let byLogPeriod = -byM * 2 * .pi * turns
    guard e > 1e-7 else {
      // K cos λ + K (p cos 2λ + q sin 2λ), with f + ω = λ to this order.
      return (byLogPeriod, c + eCosOmega, amplitude * (c * c - s * s), amplitude * 2 * c * s, byM)
    }
    let byE = amplitude * (cosOmega - s * sinF * (1 / r + 1 / s2))
    let byOmega = -amplitude * (s + eSinOmega) - byM
    return (
      byLogPeriod, c + eCosOmega, byE * cosOmega - byOmega * sinOmega / e, byE * sinOmega + byOmega * cosOmega / e, byM
    )
  }
}
