// The logarithm of the distribution function of Student's t.

internal import RealModule

extension Special {
  /// The logarithm of the distribution function of Student's t, where it itself need not be representable.
  ///
  /// For t < 0, F is ½ I_x(ν/2, ½) with x = ν / (ν + t²); for ν = ∞ it is Φ.
  ///
  /// Edges: −∞ at −∞, −0 at ∞; NaN for other ν.
  /// Accuracy: that of `logRegularizedBeta`; near zero its relative error is small.
  /// Reference: DLMF 8.17.
  package static func logStudentTCDF(_ t: Double, degreesOfFreedom nu: Double) -> Double {
    if nu == .infinity { return logNormalCDF(t) }
    guard let outside = studentTOutside(t, nu) else { return .nan }
    return t < 0 ? outside.logLower - 0.6931471805599453 : Double.log(onePlus: -0.5 * outside.lower)
  }

  /// The probability beyond ±|t| as the lower tail of the beta distribution at x = ν / (ν + t²); nil outside the domain.
  private static func studentTOutside(_ t: Double, _ nu: Double) -> Tail? {
    if t.isNaN || !(nu > 0) { return nil }
    let square = t * t
    let a = 0.5 * nu
    if square > 1e20 * nu || square == .infinity {
      // I_x(a, ½) = xᵃ / (a B(a, ½)) to double precision, also where x or t² is not representable.
      let logX = log(nu) - 2 * log(abs(t))
      let number = ScaledNumber(exponent: a * logX + logPochhammer(0.5, a) - logGamma1p(a), factor: 1)
      return Tail(isLower: true, probability: number)
    }
    let sum = nu + square
    return betaTail(a, 0.5, nu / sum, square / sum)
  }
}
