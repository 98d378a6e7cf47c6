// The polygamma functions, the derivatives of the digamma function.

extension Special {
  /// The polygamma function ψ⁽ⁿ⁾(x), the derivative of order n of `digamma`, for n in 0 ... 4; NaN for other n.
  ///
  /// Below ten steps up, ψ⁽ⁿ⁾(x) = ψ⁽ⁿ⁾(x + 1) + (−1)ⁿ⁺¹ n! / xⁿ⁺¹, whose terms have one sign; then the asymptotic
  /// series. For x < 0 reflection, whose terms for even n differ in sign.
  ///
  /// Edges, n ≥ 1: at the poles 0, −1, −2, … for odd n ∞, for even n ∓∞ at ±0 and NaN at the others; 0 at ∞, NaN at −∞.
  /// Accuracy: 10 u for x > 0; for x < 0, 40 u of the larger of the two terms of the reflection.
  /// Reference: DLMF 5.15.5, 5.15.6, 5.15.8.
  package static func polygamma(_ n: Int, _ x: Double) -> Double {
    switch n {
    case 0: return digamma(x)
    case 1: return signedPolygamma(1, x)
    case 2: return signedPolygamma(2, x)
    case 3: return signedPolygamma(3, x)
    case 4: return signedPolygamma(4, x)
    default: return .nan
    }
  }

  @inline(__always) private static func signedPolygamma(_ n: Int, _ x: Double) -> Double {
    let isOdd = n % 2 == 1
    if x > 0 {
      let magnitude = polygammaMagnitude(n, x)
      return isOdd ? magnitude : -magnitude
    }
    if x.isNaN || x == -.infinity { return .nan }
    let nearest = x.rounded()
    if x == nearest {
      if isOdd { return .infinity }
      return x == 0 ? -1 / x : .nan
    }
    let mirrored = polygammaMagnitude(n, 1 - x)
    return cotangentTerm(n, x - nearest) - mirrored
  }

  /// |ψ⁽ⁿ⁾(x)| for x > 0.
  @inline(__always) private static func polygammaMagnitude(_ n: Int, _ x: Double) -> Double {
    var x = x
    var sum = 0.0
    while x < 10 {
      let r = 1 / x
      let w = r * r
      switch n {
      case 1: sum += w
      case 2: sum += w * r
      case 3: sum += w * w
      default: sum += w * w * r
      }
      x += 1
    }
    let r = 1 / x
    let w = r * r
    switch n {
    case 1: return sum + (r + w * (0.5 + r * Fit.polygammaFar1(w)))
    case 2: return 2 * sum + w * (1 + r * (1 + r * Fit.polygammaFar2(w)))
    case 3: return 6 * sum + w * r * (2 + r * (3 + r * Fit.polygammaFar3(w)))
    default: return 24 * sum + w * w * (6 + r * (12 + r * Fit.polygammaFar4(w)))
    }
  }

  /// −π dⁿ/dxⁿ cot πx at a distance from the nearest integer.
  @inline(__always) private static func cotangentTerm(_ n: Int, _ distance: Double) -> Double {
    let c = cotangent(ofTurns: distance)
    let q = 1 + c * c
    let square = Double.pi * .pi
    switch n {
    case 1: return square * q
    case 2: return -2 * square * .pi * c * q
    case 3: return 2 * square * square * q * (1 + 3 * c * c)
    default: return -8 * square * square * .pi * c * q * (2 + 3 * c * c)
    }
  }
}
