// Sums of power series of the lengths that occlusions need, as straight code: coefficients in memory would cost a call
// each.

/// Power series at a point x, the coefficient of 1 first.
struct PowerSeries {
  let x: Double

  @inline(__always) init(at x: Double) { self.x = x }

  @inline(__always) func sum(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Double {
    let high = c + x * d
    return a + x * (b + x * high)
  }

  @inline(__always) func sum(
    _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double, _ f: Double, _ g: Double
  ) -> Double {
    let high = e + x * (f + x * g)
    return sum(a, b, c, d + x * high)
  }

  @inline(__always) func sum(
    _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double, _ f: Double, _ g: Double, _ h: Double, _ i: Double,
    _ j: Double, _ k: Double
  ) -> Double {
    let high = h + x * (i + x * (j + x * k))
    return sum(a, b, c, d, e, f, g + x * high)
  }
}
