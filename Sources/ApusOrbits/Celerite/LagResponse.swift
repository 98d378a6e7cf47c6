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

  // Computed, not stored: a stored one would be looked up behind a lock.

  /// Σ (−z)ᵏ/(2k)! = cos √z.
  @inline(__always) static var cosine: Terms {
    (
      1, 1.0 / 2, 1.0 / 24, 1.0 / 720, 1.0 / 40320, 1.0 / 3_628_800, 1.0 / 479_001_600, 1.0 / 87_178_291_200,
      1.0 / 20_922_789_888_000
    )
  }
  /// Σ (−z)ᵏ/(2k + 1)! = sin √z/√z.
  @inline(__always) static var sine: Terms {
    (
      1, 1.0 / 6, 1.0 / 120, 1.0 / 5040, 1.0 / 362_880, 1.0 / 39_916_800, 1.0 / 6_227_020_800,
      1.0 / 1_307_674_368_000, 1.0 / 355_687_428_096_000
    )
  }
  /// Σ −(k + 1)(−z)ᵏ/(2k + 3)!, the derivative of the sine's series.
  @inline(__always) static var slope: Terms {
    (
      -1.0 / 6, -2.0 / 120, -3.0 / 5040, -4.0 / 362_880, -5.0 / 39_916_800, -6.0 / 6_227_020_800,
      -7.0 / 1_307_674_368_000, -8.0 / 355_687_428_096_000, -9.0 / 121_645_100_408_832_000
    )
  }
  /// Σ (k + 1)(k + 2)(−z)ᵏ/(2k + 5)!, the second derivative.
  @inline(__always) static var curvature: Terms {
    (
      2.0 / 120, 6.0 / 5040, 12.0 / 362_880, 20.0 / 39_916_800, 30.0 / 6_227_020_800, 42.0 / 1_307_674_368_000,
      56.0 / 355_687_428_096_000, 72.0 / 121_645_100_408_832_000, 90.0 / 51_090_942_171_709_440_000
    )
  }

  @inline(__always) static func value(_ z: Double, _ t: Terms) -> Double {
    let x = -z
    let (x2, low) = (x * x, t.0 + x * t.1)
    let x4 = x2 * x2
    return (low + x2 * (t.2 + x * t.3)) + x4 * ((t.4 + x * t.5) + x2 * (t.6 + x * t.7) + x4 * t.8)
  }
}
