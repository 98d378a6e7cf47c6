// Quantiles of the standard normal distribution.

internal import RealModule

extension Special {
  /// The standard normal quantile Φ⁻¹(p) for p in [0, 1]; −∞ at 0, ∞ at 1, NaN outside.
  ///
  /// Near the middle it is q = p − ½ times a ratio of polynomials in q², elsewhere a ratio in √(−log p).
  ///
  /// Accuracy: 8 u, for p down to the least number; near 1 the spacing of the numbers p sets the limit.
  /// Reference: Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Appl. Statist. 37 (1988),
  /// for the regions and variables.
  package static func normalQuantile(_ p: Double) -> Double { normalQuantile(offset: p - 0.5, tail: min(p, 1 - p)) }

  /// The standard normal quantile of a probability given by its logarithm, Φ⁻¹(eˡ) for l ≤ 0; NaN above.
  ///
  /// The inverse of `logNormalCDF`, also where eˡ is not representable: below l = −841 a starting value from
  /// log Φ(−x) ≈ −x²/2 − log(x √2π) and two of Newton's steps on log Φ.
  ///
  /// Edges: −∞ at −∞, ∞ at 0.
  /// Accuracy: 10 u.
  /// Reference: DLMF 7.12.1 for the starting value.
  package static func normalQuantile(ofLog logP: Double) -> Double {
    if logP > -2.5902671654458267 {
      // p > 0.075. The middle, where p − ½ = ½ expm1(log p + log 2), and the upper tail.
      let offset = 0.5 * .expMinusOne((logP + 0.6931471805599453) + 2.3190468138462996e-17)
      return normalQuantile(offset: offset, tail: -Double.expMinusOne(logP))
    }
    let root = (-logP).squareRoot()
    if !(root > 29) || root == .infinity { return -upperQuantile(root) }
    let s = -2 * logP
    var x = (s < .infinity ? s - log(2 * .pi * s) : s).squareRoot()
    if x == .infinity { x = root * 1.4142135623730951 }
    for _ in 0..<2 {
      let scaled = 0.5 * erfcx(x * sqrtHalf)
      x += (log(scaled) - 0.5 * x * x - logP) * scaled * 2.5066282746310002
    }
    return -x
  }

  /// The standard normal quantile of a probability given by its log-odds, Φ⁻¹(1/(1 + e⁻ˡ)).
  ///
  /// Odd in l: near the middle p − ½ = ½ tanh(l/2), in the tails by the logarithm of the smaller one.
  ///
  /// Edges: ∓∞ at ∓∞.
  /// Accuracy: 20 u.
  /// Reference: those of `normalQuantile` and `normalQuantile(ofLog:)`.
  package static func normalQuantile(ofLogit logit: Double) -> Double {
    let size = abs(logit)
    if size < 2.5 {
      let offset = 0.5 * Double.tanh(0.5 * logit)
      return offset * Fit.quantileCenter(0.180625 - offset * offset)
    }
    let distance = -normalQuantile(ofLog: -log1pexp(size))
    return logit < 0 ? -distance : distance
  }

  /// The quantile of p = ½ + offset, where tail is min(p, 1 − p).
  private static func normalQuantile(offset: Double, tail: Double) -> Double {
    if abs(offset) <= 0.425 { return offset * Fit.quantileCenter(0.180625 - offset * offset) }
    let magnitude = upperQuantile((-log(tail)).squareRoot())
    return offset < 0 ? -magnitude : magnitude
  }

  /// The x with Φ(−x) = exp(−root²), for root in 1.5 ... 29 and ∞.
  private static func upperQuantile(_ root: Double) -> Double {
    if root <= 5 { return Fit.quantileTail(root - 1.6) }
    if root <= 14 { return Fit.quantileFar(root - 5) }
    return root == .infinity ? root : Fit.quantileFarthest(root - 14)
  }
}
