// What a damped oscillator keeps of its state over a lag, accurate from strong damping through the critical to none.

internal import RealModule

/// The response e^{−cτ}(C, S) of a pair of columns over a lag τ ≥ 0, and what its derivatives need.
///
/// With s = w − c² the functions are C = cos(√s τ) and S = sin(√s τ)/√s where s > 0, their continuations cosh and sinh where
/// s < 0, and 1 and τ where s = 0. Both are entire functions of s: nothing happens at the critical damping. Near it all is
/// summed by power series in z = s τ², for |z| < 1. Under strong damping the slow rate is w/(c + q) with q = √−s: c − q would
/// cancel.
struct LagResponse<Number: CeleriteNumber> {
  /// e^{−cτ} C.
  let cosine: Number
  /// e^{−cτ} S.
  let sine: Number
  /// e^{−cτ} ∂S/∂s.
  let slope: Number

  // Legend: C, S, S1, S2 are e^{−cτ} times C, S, ∂S/∂s, ∂²S/∂s². From ∂C/∂s = −τS/2 follow
  // 2s ∂S/∂s = τC − S and 2s ∂²S/∂s² = −τ²S/2 − 3 ∂S/∂s.

  @inline(__always) init(decay: Number, squaredFrequency: Number, lag: Number) {
    let (c, w, tau) = (decay.value, squaredFrequency.value, lag.value)
    let s = w - c * c
    let z = s * tau * tau
    let (C, S, S1, S2): (Double, Double, Double, Double)
    if z.magnitude < 1 {
      let p = Double.exp(-c * tau)
      let scaled = p * tau
      C = p * Series.value(z, Series.cosine)
      S = scaled * Series.value(z, Series.sine)
      S1 = scaled * tau * tau * Series.value(z, Series.slope)
      S2 = scaled * tau * tau * tau * tau * Series.value(z, Series.curvature)
    } else {
      if s > 0 {
        let p = Double.exp(-c * tau)
        let d = s.squareRoot()
        C = p * .cos(d * tau)
        S = p * .sin(d * tau) / d
      } else {
        let q = (-s).squareRoot()
        let slow = Double.exp(-w / (c + q) * tau)
        let fast = Double.exp(-(c + q) * tau)
        C = 0.5 * (slow + fast)
        S = 0.5 * (slow - fast) / q
      }
      S1 = (tau * C - S) / (2 * s)
      S2 = (-0.5 * tau * tau * S - 3 * S1) / (2 * s)
    }
    let operands = (decay, squaredFrequency, lag)
    cosine = .chained(C, (-tau * C + c * tau * S, -0.5 * tau * S, -c * C - s * S), of: operands)
    sine = .chained(S, (-tau * S - 2 * c * S1, S1, C - c * S), of: operands)
    slope = .chained(S1, (-tau * S1 - 2 * c * S2, S2, -c * S1 - 0.5 * tau * S), of: operands)
  }
}

/// Power series in z = s τ² for |z| < 1, to the last place.
private enum Series {
  typealias Terms = (Double, Double, Double, Double, Double, Double, Double, Double, Double)

  /// Σ (−z)ᵏ/(2k)! = cos √z.
  static let cosine: Terms = terms { k in 1 / factorial(2 * k) }
  /// Σ (−z)ᵏ/(2k + 1)! = sin √z/√z.
  static let sine: Terms = terms { k in 1 / factorial(2 * k + 1) }
  /// The derivative of the sine's series.
  static let slope: Terms = terms { k in -(k + 1) / factorial(2 * k + 3) }
  /// The second derivative of the sine's series.
  static let curvature: Terms = terms { k in (k + 1) * (k + 2) / factorial(2 * k + 5) }

  private static func terms(_ coefficient: (Double) -> Double) -> Terms {
    (
      coefficient(0), coefficient(1), coefficient(2), coefficient(3), coefficient(4), coefficient(5), coefficient(6),
      coefficient(7), coefficient(8)
    )
  }

  private static func factorial(_ n: Double) -> Double { n < 2 ? 1 : n * factorial(n - 1) }

  @inline(__always) static func value(_ z: Double, _ t: Terms) -> Double {
    let x = -z
    let (x2, low) = (x * x, t.0 + x * t.1)
    let x4 = x2 * x2
    return (low + x2 * (t.2 + x * t.3)) + x4 * ((t.4 + x * t.5) + x2 * (t.6 + x * t.7) + x4 * t.8)
  }
}
