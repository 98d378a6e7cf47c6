// The error function, its complement, plain, scaled and as a logarithm, and the inverses.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The error function erf x = 2/√π ∫₀ˣ exp(−t²) dt.
  ///
  /// Accuracy: that of libm, 2 u.
  public static func erf(_ x: Double) -> Double { Libm.errorFunction(x) }

  /// The complementary error function erfc x = 1 − erf x, with a small relative error in the upper tail.
  ///
  /// Accuracy: that of libm, 10 u.
  public static func erfc(_ x: Double) -> Double { Libm.complementaryErrorFunction(x) }

  /// The scaled complementary error function erfcx x = exp(x²) erfc x.
  public static func erfcx(_ x: Double) -> Double {
    if x < 2 { return exp(x * x) * Libm.complementaryErrorFunction(x) }
    if x > 1e8 { return 0.5641895835477563 / x }
    var f = x
    for k in stride(from: 120, through: 1, by: -1) { f = x + Double(k) / 2 / f }
    return 0.5641895835477563 / f
  }

  /// The logarithm of the complementary error function, log erfc x.
  public static func logErfc(_ x: Double) -> Double {
    x < 0.5 ? Libm.logOnePlus(-Libm.errorFunction(x)) : log(erfcx(x)) - x * x
  }

  /// The inverse of the error function on [−1, 1]; ∓∞ at the ends, NaN outside.
  public static func erfInverse(_ y: Double) -> Double {
    normalQuantile(offset: y / 2, tail: (1 - abs(y)) / 2) * 0.7071067811865476
  }

  /// The inverse of the complementary error function on [0, 2]; ∞ at 0, −∞ at 2, NaN outside.
  public static func erfcInverse(_ q: Double) -> Double {
    normalQuantile(offset: (1 - q) / 2, tail: min(q, 2 - q) / 2) * 0.7071067811865476
  }
}
