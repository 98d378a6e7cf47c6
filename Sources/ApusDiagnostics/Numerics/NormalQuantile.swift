// The quantile function of the standard normal distribution, for ranks turned into z-scores.

internal import RealModule

/// The standard normal quantile z with Φ(z) = p: −∞ at 0, ∞ at 1, NaN outside [0, 1].
///
/// Two rational approximations of degree 7: in the middle in q² = (p − ½)², in the tails in √(−ln p). Accuracy: 1e-15
/// relative for p in [1e-10, 1 − 1e-10]; the ranks of fewer than 1e9 draws lie within.
///
/// Reference: Wichura (1988), Algorithm AS 241, Appl. Stat. 37, 477. Checked against: SciPy 1.17 `norm.ppf`.
func normalQuantile(_ p: Double) -> Double {
  let q = p - 0.5
  if q.magnitude <= 0.425 {
    let r = 0.180625 - q * q
    return q * middle.ratio(at: r)
  }
  guard p >= 0, p <= 1 else { return .nan }
  let tail = q < 0 ? p : 1 - p
  if tail == 0 { return q < 0 ? -.infinity : .infinity }
  let r = (-Double.log(tail)).squareRoot()
  let z = tails.ratio(at: r - 1.6)
  return q < 0 ? -z : z
}

/// A ratio of two polynomials of degree 7, coefficients from the highest power to the constant.
private struct RationalFunction: Sendable {
  let numerator: SIMD8<Double>
  let denominator: SIMD8<Double>

  @inline(__always)
  func ratio(at x: Double) -> Double {
    var both = SIMD2(numerator[0], denominator[0])
    for power in 1..<8 { both = both * x + SIMD2(numerator[power], denominator[power]) }
    return both[0] / both[1]
  }
}

private let middle = RationalFunction(
  numerator: [
    2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
    1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080,
  ],
  denominator: [
    5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
    5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1,
  ])

private let tails = RationalFunction(
  numerator: [
    7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258,
    3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734,
  ],
  denominator: [
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
    6.89767334985100004550e-1, 1.67638483018380384940, 2.05319162663775882187, 1,
  ])
