// Quantiles of the gamma distribution: the inverses of the regularised incomplete gamma functions.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The x ≥ 0 at which P(a, x) = p: the quantile of the gamma distribution of shape a.
  ///
  /// Halley's iteration on the logarithm of the smaller tail as a function of log x, which is concave, kept between
  /// bounds; from Wilson and Hilferty's approximation or, in the far tails, from the leading term.
  ///
  /// Domain: a > 0, p in [0, 1]; NaN outside and for infinite a.
  /// Edges: 0 at p = 0, ∞ at p = 1; 0 where x is below the least number.
  /// Accuracy: of x (30 + 2 |log p|) u / |∂ log P / ∂ log x|, which the accuracy of P sets; for p > ½ with 1 − p.
  /// Reference: DiDonato and Morris, ACM Trans. Math. Softw. 12 (1986); Gil, Segura and Temme, SIAM J. Sci. Comput. 34
  /// (2012).
  package static func regularizedGammaPInverse(_ a: Double, _ p: Double) -> Double {
    p <= 0.5 ? gammaQuantile(a, tail: p, isLower: true) : gammaQuantile(a, tail: 1 - p, isLower: false)
  }

  /// The x ≥ 0 at which Q(a, x) = q: the quantile of the gamma distribution of shape a for the probability above.
  ///
  /// Domain: a > 0, q in [0, 1]; NaN outside and for infinite a.
  /// Edges: ∞ at q = 0, 0 at q = 1; 0 where x is below the least number.
  /// Accuracy and reference: those of `regularizedGammaPInverse`.
  package static func regularizedGammaQInverse(_ a: Double, _ q: Double) -> Double {
    q <= 0.5 ? gammaQuantile(a, tail: q, isLower: false) : gammaQuantile(a, tail: 1 - q, isLower: true)
  }

  /// The x below or above which the gamma distribution has the given probability of at most about one half.
  private static func gammaQuantile(_ a: Double, tail: Double, isLower: Bool) -> Double {
    if !(a > 0) || a == .infinity || !(tail >= 0) { return .nan }
    if tail == 0 { return isLower ? 0 : .infinity }
    let target = log(tail)
    var logX = gammaQuantileStart(a, tail, target, isLower)
    // exp(−745.2) is below the least number; the mass there is that of (x ↦ xᵃ).
    if logX < -745.2 { return 0 }
    var low = -745.2
    var high = 709.8
    logX = max(low, min(high, logX))
    var x = exp(logX)
    for _ in 0..<60 {
      let current = gammaTailWithin(a, x, wantsSlope: false).tail
      let density = gammaFront(a, x).number * a
      // f = log of the tail less the target, and its first and second derivatives in log x.
      let f = (isLower ? current.logLower : current.logUpper) - target
      let hazard = isLower ? current.lowerHazard(density) : current.upperHazard(density)
      let first = isLower ? hazard : -hazard
      let second = first * (a - x - first)
      if (f < 0) == isLower { low = max(low, logX) } else { high = min(high, logX) }
      let newton = -f / first
      let halley = newton / (1 + 0.5 * max(-1, min(1, newton * second / first)))
      // The error after the step is of the order of its third power, for log x and for the tail.
      if abs(halley) < 1e-5, abs(f) < 1e-5 { return x + x * Libm.expMinusOne(halley) }
      var next = logX + halley
      if !(next > low && next < high) { next = 0.5 * (low + high) }
      logX = next
      x = exp(logX)
    }
    return x
  }

  /// A first approximation of the logarithm of the quantile.
  private static func gammaQuantileStart(
    _ a: Double, _ tail: Double, _ logTail: Double, _ isLower: Bool
  ) -> Double {
    // P ≈ xᵃ / Γ(a + 1) e^(−a x / (a + 1)) for small x.
    let logLower = isLower ? logTail : Libm.logOnePlus(-tail)
    let leading = (logLower + logGamma1p(a)) / a
    let small = exp(leading)
    if small < 0.2 * (a + 1) { return leading + small / (a + 1) }
    if !isLower {
      // Q ≈ xᵃ⁻¹ e⁻ˣ / Γ(a) for large x.
      let far = -logTail - Libm.logGamma(a).value
      if far > 3 * (a + 1) || a < 1 {
        let first = max(far, 0.5)
        return log(max(first + (a - 1) * log(first), 0.3))
      }
    }
    let z = normalQuantile(ofLog: logTail)
    let root = 1 - 1 / (9 * a) + (isLower ? z : -z) / (3 * a.squareRoot())
    return root > 0.1 ? log(a) + 3 * log(root) : leading
  }
}
