// The standard normal distribution: distribution function, its logarithm, and quantiles.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The standard normal distribution function Φ(x) = ½ erfc(−x/√2).
  public static func normalCDF(_ x: Double) -> Double {
    0.5 * Libm.complementaryErrorFunction(x * -0.7071067811865476)
  }

  /// The logarithm of the standard normal distribution function, log Φ(x).
  public static func logNormalCDF(_ x: Double) -> Double {
    x < -1
      ? log(0.5 * erfcx(x * -0.7071067811865476)) - 0.5 * x * x
      : Libm.logOnePlus(-0.5 * Libm.complementaryErrorFunction(x * 0.7071067811865476))
  }

  /// The standard normal quantile Φ⁻¹(p) for p in [0, 1]; −∞ at 0, ∞ at 1, NaN outside.
  public static func normalQuantile(_ p: Double) -> Double {
    normalQuantile(offset: p - 0.5, tail: min(p, 1 - p))
  }

  /// The standard normal quantile of a probability given by its logarithm, Φ⁻¹(eˡ) for l ≤ 0.
  public static func normalQuantile(ofLog logP: Double) -> Double {
    if logP > -1 {
      return normalQuantile(offset: 0.5 + Libm.expMinusOne(logP), tail: min(exp(logP), -Libm.expMinusOne(logP)))
    }
    if logP == -.infinity { return logP }
    var x = logP > -700 ? normalQuantile(exp(logP)) : -(-2 * logP).squareRoot()
    for _ in 0..<6 {
      x -= (logNormalCDF(x) - logP) / (0.7978845608028654 / erfcx(x * -0.7071067811865476))
    }
    return x
  }

  /// The quantile of p = ½ + offset, where tail is min(p, 1 − p).
  static func normalQuantile(offset: Double, tail: Double) -> Double {
    if !(tail >= 0) || tail.isNaN || offset.isNaN { return .nan }
    if tail == 0 { return offset < 0 ? -.infinity : .infinity }
    var low = 0.0
    var high = 40.0
    for _ in 0..<200 {
      let middle = 0.5 * (low + high)
      if 0.5 * Libm.complementaryErrorFunction(middle * 0.7071067811865476) > tail {
        low = middle
      } else {
        high = middle
      }
    }
    let magnitude = abs(offset) < 1e-3 ? abs(offset) * 2.5066282746310002 : 0.5 * (low + high)
    return offset < 0 ? -magnitude : magnitude
  }
}
