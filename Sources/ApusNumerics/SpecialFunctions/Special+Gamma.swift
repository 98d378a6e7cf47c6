// The gamma function, its logarithm, and Stirling's correction.

internal import RealModule

extension Special {
  /// The logarithm of the magnitude of the gamma function, log |Γ(x)|.
  ///
  /// Edges: ∞ at the poles 0, −1, −2, … and at ±∞.
  /// Accuracy: that of libm, 8 u, near the zeros 1 and 2 and those on the negative axis too.
  /// Reference: DLMF 5.2.1.
  package static func logGamma(_ x: Double) -> Double { Double.logGamma(x) }

  /// The logarithm log Γ(1 + x) for x > −1, without cancellation near its zeros x = 0 and x = 1; ∞ at −1, NaN below.
  ///
  /// Around the zeros it is x (x − 1) times a ratio of polynomials.
  ///
  /// Accuracy: 8 u.
  /// Reference: DiDonato and Morris, "Computation of the incomplete gamma function ratios and their inverse", ACM Trans.
  /// Math. Softw. 12 (1986), for the use of this function.
  package static func logGamma1p(_ x: Double) -> Double {
    if x > 1.25 { return Double.logGamma(1 + x) }
    if x >= -0.25 { return x * (x - 1) * Fit.logGammaOverZeros(x) }
    if x < -1 { return .nan }
    // log Γ(1 + x) = log Γ(2 + x) − log(1 + x).
    let next = 1 + x
    return next * (next - 1) * Fit.logGammaOverZeros(next) - .log(onePlus: x)
  }

  /// Stirling's correction δ(x) = log Γ(x) − [(x − ½) log x − x + ½ log 2π] for x ≥ 0; NaN below.
  ///
  /// Edges: ∞ at 0, 0 at ∞, where it goes like 1 / (12 x).
  /// Accuracy: 10 u; 30 u below one.
  /// Reference: DLMF 5.11.1.
  package static func stirlingCorrection(_ x: Double) -> Double {
    let r = 1 / x
    if x >= 8 { return Fit.stirlingFar(r * r) * r }
    if x >= 1 { return Fit.stirlingNear(r) * r }
    if !(x > 0) { return x == 0 ? .infinity : .nan }
    // δ(x) = δ(1 + x) + (x + ½) log(1 + 1/x) − 1.
    return stirlingCorrection(1 + x) + ((x + 0.5) * (Double.log(onePlus: x) - log(x)) - 1)
  }
}
