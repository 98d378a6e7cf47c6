// The logarithm of the skew normal distribution function.

internal import RealModule

extension Special {
  /// The logarithm of the skew normal distribution function F(z; α), whose density is 2 φ(z) Φ(αz), where it itself need not be
  /// representable. With Owen's T it is Φ(z) − 2T(z, α).
  ///
  /// For z ≤ 0 and α ≥ 0 it is one integral, `logSkewNormalTail`. The other quadrants follow without cancellation: the upper tail at
  /// z > 0 is 2Φ(−z) − F(−z; α), which is between Φ(−z) and twice that, and F is erf(z/√2) + F(−z; α); α < 0 is the mirror image.
  ///
  /// Edges: −∞ at −∞, 0 at ∞; NaN for NaN.
  /// Accuracy: 1e-14 of the result.
  /// Reference: Azzalini (1985), A class of distributions which includes the normal ones; Owen (1956), Tables for computing bivariate
  /// normal probabilities.
  package static func logSkewNormalCDF(_ z: Double, shape alpha: Double) -> Double {
    if z.isNaN || alpha.isNaN { return .nan }
    if alpha < 0 { return skewNormalTails(-z, -alpha).upper }
    return skewNormalTails(z, alpha).lower
  }

  /// Both tails for α ≥ 0.
  private static func skewNormalTails(_ z: Double, _ alpha: Double) -> (lower: Double, upper: Double) {
    if z.isInfinite { return z < 0 ? (z, 0) : (0, -z) }
    let tail = logSkewNormalTail(z.magnitude, alpha)
    if z <= 0 { return (tail, .log(onePlus: -exp(tail))) }
    let normal = logNormalCDF(-z)
    let upper = normal + log(2 - exp(tail - normal))
    let lower = upper < -0.7 ? Double.log(onePlus: -exp(upper)) : log(Double.erf(z * sqrtHalf) + exp(tail))
    return (lower, upper)
  }

  /// log F(−w; α) for w ≥ 0 and α ≥ 0: with b = √(1 + α²), c = α/b and y = bw it is
  /// −y²/2 − log(b √(2π)) + log ∫₀^∞ exp(−yu − u²/2) erfcx(c (y + u)/√2) du.
  ///
  /// The integrand is cut where its exponential is e^−40 of its start. It falls, on a scale of at most 1, and is smooth: 32 points
  /// of Gauss and Legendre have all digits.
  private static func logSkewNormalTail(_ w: Double, _ alpha: Double) -> Double {
    let b = Double.hypot(1, alpha)
    let c = alpha.isInfinite ? 1 : alpha / b
    let y = w == 0 ? 0 : b * w
    if y > 1e154 { return -.infinity }
    let end = 80 / (y + (y * y + 80).squareRoot())
    var sum = 0.0
    GaussLegendre.forEachPoint(end) { u, weight in
      sum += weight * exp(-u * (y + 0.5 * u)) * erfcx(c * (y + u) * sqrtHalf)
    }
    return log(sum) - log(b) - 0.9189385332046727 - 0.5 * y * y
  }
}
