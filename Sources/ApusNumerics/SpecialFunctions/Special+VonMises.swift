// The distribution function of the von Mises distribution and its derivatives.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The distribution function of the von Mises distribution with mean zero and concentration κ ≥ 0.
  ///
  /// It is one half at zero and grows by one each turn of 2π, as SciPy's `vonmises.cdf` does. The mass between |x| and π
  /// is a Gauss–Legendre sum over the part of that interval where the density is not negligible beside its start.
  ///
  /// Edges: exactly one half at zero; a step at each whole turn for κ = ∞; NaN for infinite x and for κ < 0.
  /// Accuracy: (40 + 4 |log F|) u, also of the tail next to −π, plus what the rounding of x does to its position within
  /// the turn.
  /// Reference: Hill, "Algorithm 518: incomplete Bessel function I₀: the von Mises distribution", ACM Trans. Math.
  /// Softw. 3 (1977), for the function.
  package static func vonMisesCDF(_ x: Double, _ kappa: Double) -> Double {
    if !x.isFinite || !(kappa >= 0) { return .nan }
    let (turns, angle) = wholeTurns(x)
    if angle == 0 { return turns + 0.5 }
    if kappa == .infinity { return turns + (angle < 0 ? 0 : 1) }
    let start = abs(angle)
    let sine = sin(0.5 * start)
    var sum = 0.0
    GaussLegendre.forEachPoint(vonMisesLength(start, sine, kappa)) { step, weight in
      sum += weight * vonMisesDecay(start, step, kappa)
    }
    let tail = exp(-2 * kappa * sine * sine) * sum / (2 * .pi * besselI0e(kappa))
    return angle < 0 ? turns + tail : (turns + 1) - tail
  }

  /// The derivatives of the distribution function of the von Mises distribution in x and in κ, for finite κ ≥ 0.
  ///
  /// That in x is the density exp(κ cos x) / (2π I₀(κ)). That in κ is the integral from 0 to x of (cos t − A(κ)) times
  /// the density, A = I₁ / I₀, or less that from x to π, whichever integrand has one sign.
  ///
  /// Edges: NaN for infinite x, for infinite κ and for κ < 0.
  /// Accuracy: (100 + 4 |log|result||) u.
  /// Reference: DLMF 10.32.1 for I₀, 10.29.3 for its derivative.
  package static func vonMisesCDFDerivative(_ x: Double, _ kappa: Double) -> (dX: Double, dKappa: Double) {
    if !x.isFinite || !(kappa >= 0) || kappa == .infinity { return (.nan, .nan) }
    let angle = wholeTurns(x).angle
    let end = abs(angle)
    let sine = sin(0.5 * end)
    let scale = 1 / (2 * .pi * besselI0e(kappa))
    let density = exp(-2 * kappa * sine * sine) * scale
    // cos t − A = (1 − A) − 2 sin² t/2.
    let defect = besselRatioDefect(kappa)
    var sum = 0.0
    if 2 * sine * sine <= defect {
      GaussLegendre.forEachPoint(end) { t, weight in
        let s = sin(0.5 * t)
        sum += weight * exp(-2 * kappa * s * s) * (defect - 2 * s * s)
      }
      sum *= scale
    } else {
      GaussLegendre.forEachPoint(vonMisesLength(end, sine, kappa)) { step, weight in
        let s = sin(0.5 * (end + step))
        sum += weight * vonMisesDecay(end, step, kappa) * (2 * s * s - defect)
      }
      sum *= density
    }
    return (density, angle < 0 ? -sum : sum)
  }

  /// The nearest whole number of turns to x and what is left, with 2π in two parts.
  private static func wholeTurns(_ x: Double) -> (turns: Double, angle: Double) {
    let turns = (x / (2 * .pi)).rounded()
    let product = ExactProduct(turns, 2 * .pi)
    return (turns, (x - product.head) - (product.tail + turns * 2.4492935982947064e-16))
  }

  /// How far from `start` towards π the density falls to e⁻⁴² of what it is there, or the way to π.
  ///
  /// κ (cos start − cos t) = 2 κ (sin² t/2 − sin² start/2).
  @inline(__always) private static func vonMisesLength(_ start: Double, _ sine: Double, _ kappa: Double) -> Double {
    let whole = (Double.pi - start) + 1.2246467991473532e-16
    let square = sine * sine + 21 / kappa
    return square < 1 ? min(whole, max(0, 2 * asin(square.squareRoot()) - start)) : whole
  }

  /// The density at start + step over that at start.
  @inline(__always) private static func vonMisesDecay(_ start: Double, _ step: Double, _ kappa: Double) -> Double {
    exp(-2 * kappa * sin(0.5 * step) * sin(start + 0.5 * step))
  }
}
