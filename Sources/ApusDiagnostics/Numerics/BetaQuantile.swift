// The quantile function of the beta distribution with parameters of at least 1, for the error of quantiles.

internal import ApusNumerics
internal import RealModule

/// The beta distribution with both parameters at least 1: a density with one bump, or flat.
///
/// Reference: Didonato, Morris (1992), ACM TOMS 18, 360. Checked against: SciPy 1.17 `beta`.
struct BetaDistribution {
  let a: Double
  let b: Double

  /// x^a (1−x)^b / B(a, b), without cancellation: both powers are taken relative to the mode's neighbour a/(a+b).
  ///
  /// With μ = a/(a+b) it is √(ab / 2π(a+b)) exp(a ln(x/μ) + b ln((1−x)/(1−μ)) − Δ(a) − Δ(b) + Δ(a+b)), where
  /// ln Γ(z) = (z − ½) ln z − z + ½ ln 2π + Δ(z).
  private func prefactor(_ x: Double) -> Double {
    let total = a + b
    let offset = x - a / total
    let exponent = a * .log(onePlus: offset * total / a) + b * .log(onePlus: -offset * total / b)
    let remainder = stirlingRemainder(total) - stirlingRemainder(a) - stirlingRemainder(b)
    return (a * b / (2 * .pi * total)).squareRoot() * .exp(exponent + remainder)
  }

  func density(_ x: Double) -> Double { prefactor(x) / (x * (1 - x)) }

  /// The regularised incomplete beta function: the probability of at most x in (0, 1).
  func cumulative(_ x: Double) -> Double {
    if x > (a + 1) / (a + b + 2) {
      return 1 - prefactor(x) * Self.continuedFraction(b, a, 1 - x) / b
    }
    return prefactor(x) * Self.continuedFraction(a, b, x) / a
  }

  /// The quantile at `p` in (0, 1): Newton's steps, kept inside a shrinking bracket.
  func quantile(_ p: Double) -> Double {
    guard a.isFinite, b.isFinite, a >= 1, b >= 1, p > 0, p < 1 else { return .nan }
    var low = 0.0
    var high = 1.0
    let mean = a / (a + b)
    let guess = mean + Special.normalQuantile(p) * (mean * (1 - mean) / (a + b + 1)).squareRoot()
    var x = guess > 0 && guess < 1 ? guess : mean
    for _ in 0..<200 {
      let excess = cumulative(x) - p
      if excess > 0 { high = x } else { low = x }
      var next = x - excess / density(x)
      if !(next > low && next < high) { next = (low + high) / 2 }
      let step = (next - x).magnitude
      x = next
      if step <= 1e-15 * x || high - low <= 1e-15 * high { break }
    }
    return x
  }

  /// The continued fraction of the incomplete beta function, by Lentz's method; quick for x < (a+1)/(a+b+2).
  private static func continuedFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    var c = 1.0
    var d = 1 / (1 - (a + b) * x / (a + 1))
    var value = d
    // The number of terms grows as √max(a, b); the bound is never reached for finite parameters below 1e10.
    for term in 1..<200_000 {
      let m = Double(term)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / (1 + even * d)
      c = 1 + even / c
      value *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / (1 + odd * d)
      c = 1 + odd / c
      value *= d * c
      if (d * c - 1).magnitude < 1e-16 { break }
    }
    return value
  }
}

/// Stirling's remainder Δ(z) = ln Γ(z) − (z − ½) ln z + z − ½ ln 2π for z ≥ 1.
func stirlingRemainder(_ z: Double) -> Double {
  var z = z
  var shift = 0.0
  // Δ(z) = Δ(z + 1) + (z + ½) ln(1 + 1/z) − 1 until the series is exact to rounding.
  while z < 10 {
    shift += (z + 0.5) * .log(onePlus: 1 / z) - 1
    z += 1
  }
  let u = 1 / (z * z)
  let series =
    1 / 12.0 - u * (1 / 360.0 - u * (1 / 1260.0 - u * (1 / 1680.0 - u * (1 / 1188.0 - u * (691 / 360360.0 - u / 156)))))
  return shift + series / z
}
