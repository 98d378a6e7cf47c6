// Quantiles of the beta distribution: the inverses of the regularised incomplete beta function.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The x in [0, 1] at which I_x(a, b) = p: the quantile of the beta distribution.
  ///
  /// Halley's iteration on the logarithm of the smaller tail as a function of logit x, which is concave, kept between
  /// bounds; from a normal approximation to logit x or, in the far tails, from the leading term.
  ///
  /// Domain: a, b > 0, p in [0, 1]; NaN outside and for infinite a, b.
  /// Edges: 0 at p = 0, 1 at p = 1; 0 where x is below the least number.
  /// Accuracy: of logit x, (80 + 4 |log p|) u / |∂ log I / ∂ logit x|, which the accuracy of I sets; for p > ½ with
  /// 1 − p. Near x = 1 the spacing of the numbers sets the limit.
  /// Reference: DLMF 8.17.7 for the leading terms.
  package static func regularizedBetaInverse(_ a: Double, _ b: Double, _ p: Double) -> Double {
    betaQuantile(a, b, tail: min(p, 1 - p), isLower: p <= 0.5).x
  }

  /// The x in [0, 1] at which 1 − I_x(a, b) = q: the quantile of the beta distribution for the probability above.
  ///
  /// Domain: a, b > 0, q in [0, 1]; NaN outside and for infinite a, b.
  /// Edges: 1 at q = 0, 0 at q = 1; 0 where x is below the least number.
  /// Accuracy and reference: those of `regularizedBetaInverse`.
  package static func regularizedBetaComplementInverse(_ a: Double, _ b: Double, _ q: Double) -> Double {
    betaQuantile(a, b, tail: min(q, 1 - q), isLower: q > 0.5).x
  }

  /// The x = 1 − y below or above which the beta distribution has the given probability of at most about one half.
  static func betaQuantile(_ a: Double, _ b: Double, tail: Double, isLower: Bool) -> (x: Double, y: Double) {
    if !(a > 0) || !(b > 0) || a == .infinity || b == .infinity || !(tail >= 0) { return (.nan, .nan) }
    if tail == 0 { return isLower ? (0, 1) : (1, 0) }
    let target = log(tail)
    var logit = isLower ? betaQuantileStart(a, b, tail, target) : -betaQuantileStart(b, a, tail, target)
    // exp(−745.2) is below the least number.
    var (low, high) = (-745.2, 745.2)
    if logit < low { return (0, 1) }
    if logit > high { return (1, 0) }
    var (x, y) = (sigmoid(logit), sigmoid(-logit))
    for _ in 0..<60 {
      let current = betaTailWithin(a, b, x, y, wantsSlopes: false).tail
      let point = BetaPoint(a, b, x, y)
      let density = betaFront(point)
      // f = log of the tail less the target, and its first and second derivatives in logit x.
      let f = (isLower ? current.logLower : current.logUpper) - target
      let hazard = isLower ? current.lowerHazard(density) : current.upperHazard(density)
      let first = isLower ? hazard : -hazard
      let second = first * (point.lambda - first)
      if (f < 0) == isLower { low = max(low, logit) } else { high = min(high, logit) }
      let newton = -f / first
      let step = newton / (1 + 0.5 * max(-1, min(1, newton * second / first)))
      // The error after the step is of the order of its third power, for logit x and for the tail.
      if abs(step) < 1e-5, abs(f) < 1e-5 {
        let change = x * y * step * (1 + 0.5 * (y - x) * step)
        return (x + change, y - change)
      }
      let next = logit + step
      logit = next > low && next < high ? next : 0.5 * (low + high)
      (x, y) = (sigmoid(logit), sigmoid(-logit))
    }
    return (x, y)
  }

  /// A first approximation of the logit of the quantile of a lower tail.
  private static func betaQuantileStart(_ a: Double, _ b: Double, _ tail: Double, _ logTail: Double) -> Double {
    // I ≈ xᵃ / (a B(a, b)) for small x, and from the other end the same for the complement 1 − tail.
    let leading = (logTail + logGamma1p(a) - logPochhammer(b, a)) / a
    let small = exp(leading)
    if small < 0.3, small * abs(b - 1) < 0.3 { return leading - Libm.logOnePlus(-small) }
    let otherLeading = (Libm.logOnePlus(-tail) + logGamma1p(b) - logPochhammer(a, b)) / b
    let other = exp(otherLeading)
    if other < 0.3, other * abs(a - 1) < 0.3 { return Libm.logOnePlus(-other) - otherLeading }
    let deviation = (trigamma(a) + trigamma(b)).squareRoot()
    return digamma(a) - digamma(b) + normalQuantile(ofLog: logTail) * deviation
  }
}
