// The gamma function, its logarithm, and Stirling's correction.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The gamma function Γ(x).
  ///
  /// Edges: ±∞ at ±0, NaN at negative integers and −∞, ∞ above 171.62.
  /// Accuracy: that of libm, 10 u.
  /// Reference: DLMF 5.2.1.
  package static func gamma(_ x: Double) -> Double { Libm.gamma(x) }

  /// The logarithm of the magnitude of the gamma function, log |Γ(x)|.
  ///
  /// Edges: ∞ at the poles 0, −1, −2, … and at ±∞.
  /// Accuracy: that of libm, 8 u, near the zeros 1 and 2 and those on the negative axis too.
  /// Reference: DLMF 5.2.1.
  package static func logGamma(_ x: Double) -> Double { Libm.logGamma(x).value }

  /// The sign of the gamma function, 1 or −1; that of x at ±0, NaN at the other poles and at −∞.
  ///
  /// Accuracy: exact.
  /// Reference: DLMF 5.5.3.
  package static func gammaSign(_ x: Double) -> Double {
    if x > 0 { return 1 }
    if x.isNaN || x == -.infinity { return .nan }
    if x == 0 { return x.sign == .minus ? -1 : 1 }
    let floor = x.rounded(.down)
    if floor == x { return .nan }
    return floor.truncatingRemainder(dividingBy: 2) == 0 ? 1 : -1
  }

  /// The logarithm log Γ(1 + x) for x > −1, without cancellation near its zeros x = 0 and x = 1; ∞ at −1, NaN below.
  ///
  /// Around the zeros it is x (x − 1) times a ratio of polynomials.
  ///
  /// Accuracy: 8 u.
  /// Reference: DiDonato and Morris, "Computation of the incomplete gamma function ratios and their inverse", ACM Trans.
  /// Math. Softw. 12 (1986), for the use of this function.
  package static func logGamma1p(_ x: Double) -> Double {
    if x > 1.25 { return Libm.logGamma(1 + x).value }
    if x >= -0.25 { return x * (x - 1) * Fit.logGammaOverZeros(x) }
    if x < -1 { return .nan }
    // log Γ(1 + x) = log Γ(2 + x) − log(1 + x).
    let next = 1 + x
    return next * (next - 1) * Fit.logGammaOverZeros(next) - Libm.logOnePlus(x)
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
    return stirlingCorrection(1 + x) + ((x + 0.5) * (Libm.logOnePlus(x) - log(x)) - 1)
  }

  /// The logarithm of the multivariate gamma function of dimension p,
  /// log Γₚ(a) = ¼ p (p − 1) log π + Σⱼ₌₁ᵖ log Γ(a + (1 − j)/2), for a > (p − 1)/2.
  ///
  /// Edges: NaN for smaller a and for p < 0; 0 for p = 0.
  /// Accuracy: 8 u of the largest term.
  /// Reference: DLMF 35.3.
  package static func multivariateLogGamma(_ a: Double, dimension p: Int) -> Double {
    let order = Double(p)
    if p < 0 || !(a > 0.5 * (order - 1)) { return .nan }
    var sum = 0.25 * (order * order - order) * 1.1447298858494002
    for j in 0..<p { sum += Libm.logGamma(a - 0.5 * Double(j)).value }
    return sum
  }
}
