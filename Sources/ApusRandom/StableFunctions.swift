// Elementary functions of plain IEEE arithmetic: the same bits on every processor and with every C library.

/// Logarithm, exponential and arctangent made of additions, multiplications, divisions and square roots alone, each rounded
/// as IEEE 754 says, so that random draws do not depend on the C library or on fused multiplication.
///
/// Accuracy: below 1 ulp (`log`, `exp`, `arctangent`), below 2 ulp (`log1p`).
/// Reference: the argument reductions and coefficients of FDLIBM 5.3 (Sun Microsystems, 1993).
/// Checked against: mpmath.
package enum Stable {
  private static let ln2High = 6.931_471_803_691_238_164_90e-01
  private static let ln2Low = 1.908_214_929_270_587_700_02e-10

  /// ln x; −∞ at 0, NaN below.
  package static func log(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x == .infinity ? x : .nan }
    // x = 2ᵏ (1 + f) with √½ ≤ 1 + f < √2; a subnormal number is scaled up first.
    let isSubnormal = x < .leastNormalMagnitude
    let bits = Int64(bitPattern: (isSubnormal ? x * 0x1p54 : x).bitPattern)
    let shifted = bits &- 0x3FE6_A09E_667F_3BCD
    let k = Double((shifted >> 52) - (isSubnormal ? 54 : 0))
    let f = Double(bitPattern: UInt64(bitPattern: bits &- (shifted & ~0xF_FFFF_FFFF_FFFF))) - 1
    // ln(1 + f) = f − f²/2 + s (f²/2 + R(s²)) with s = f / (2 + f).
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    let odd =
      z
      * (6.666666666666735130e-01 + w
        * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
    let half = 0.5 * f * f
    return k * ln2High - ((half - (s * (half + even + odd) + k * ln2Low)) - f)
  }

  /// ln(1 + x); −∞ at −1, NaN below.
  package static func log1p(_ x: Double) -> Double {
    let u = 1 + x
    guard u > 0, u < .infinity else { return log(u) }
    // The second term restores what was rounded off in 1 + x.
    return log(u) - ((u - 1) - x) / u
  }

  /// eˣ; 0 below −745.2, +∞ above 709.8.
  package static func exp(_ x: Double) -> Double {
    guard x < 709.782712893384 else { return x.isNaN ? x : .infinity }
    guard x > -745.1332191019412 else { return 0 }
    // x = k ln 2 + r with |r| ≤ ln 2 / 2.
    // Adding and taking away 1.5 · 2⁵² rounds to a whole number.
    let k = (x * 1.44269504088896338700e+00 + 0x1.8p52) - 0x1.8p52
    let high = x - k * ln2High
    let low = k * ln2Low
    let r = high - low
    let t = r * r
    let c =
      r - t
      * (1.66666666666666019037e-01 + t
        * (-2.77777777770155933842e-03 + t
          * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))))
    let y = 1 - ((low - (r * c) / (2 - c)) - high)
    // Two factors, so that a subnormal result is rounded once.
    let exponent = Int(k)
    let first = exponent >> 1
    return y * powerOfTwo(first) * powerOfTwo(exponent - first)
  }

  /// arctan x in [−π/2, π/2].
  package static func arctangent(_ x: Double) -> Double {
    guard !x.isNaN else { return x }
    let a = x.magnitude
    guard a < 0x1p66 else { return Double(signOf: x, magnitudeOf: 1.57079632679489655800) }
    // arctan a = offset + arctan of the reduced argument.
    let reduced: Double
    let offset: (high: Double, low: Double)
    switch a {
    case ..<0.4375: (reduced, offset) = (a, (0, 0))
    case ..<0.6875:
      (reduced, offset) = ((2 * a - 1) / (2 + a), (4.63647609000806093515e-01, 2.26987774529616870924e-17))
    case ..<1.1875:
      (reduced, offset) = ((a - 1) / (a + 1), (7.85398163397448278999e-01, 3.06161699786838301793e-17))
    case ..<2.4375:
      (reduced, offset) = ((a - 1.5) / (1 + 1.5 * a), (9.82793723247329054082e-01, 1.39033110312309984516e-17))
    default: (reduced, offset) = (-1 / a, (1.57079632679489655800e+00, 6.12323399573676603587e-17))
    }
    let z = reduced * reduced
    let w = z * z
    let odd =
      z
      * (3.33333333333329318027e-01 + w
        * (1.42857142725034663711e-01 + w
          * (9.09088713343650656196e-02 + w
            * (6.66107313738753120669e-02 + w * (4.97687799461593236017e-02 + w * 1.62858201153657823623e-02)))))
    let even =
      w
      * (-1.99999999998764832476e-01 + w
        * (-1.11111104054623557880e-01 + w
          * (-7.69187620504482999495e-02 + w * (-5.83357013379057348645e-02 + w * -3.65315727442169155270e-02))))
    let value = offset.high - ((reduced * (odd + even) - offset.low) - reduced)
    return Double(signOf: x, magnitudeOf: value)
  }

  /// 2ⁿ for a normal result.
  private static func powerOfTwo(_ n: Int) -> Double { Double(bitPattern: UInt64(bitPattern: Int64(n + 1023)) << 52) }
}
