// The modified Bessel functions of the first kind of orders zero and one, and their ratio.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The modified Bessel function I₀(x).
  public static func besselI0(_ x: Double) -> Double { besselI0e(x) * exp(abs(x)) }

  /// The modified Bessel function I₁(x).
  public static func besselI1(_ x: Double) -> Double { besselI1e(x) * exp(abs(x)) }

  /// The exponentially scaled modified Bessel function e^−|x| I₀(x).
  public static func besselI0e(_ x: Double) -> Double { scaledBessel(0, abs(x)) }

  /// The exponentially scaled modified Bessel function e^−|x| I₁(x).
  public static func besselI1e(_ x: Double) -> Double { x < 0 ? -scaledBessel(1, -x) : scaledBessel(1, x) }

  /// The logarithm log I₀(x), which does not overflow.
  public static func logBesselI0(_ x: Double) -> Double { log(besselI0e(x)) + abs(x) }

  /// The ratio I₁(x) / I₀(x), the mean resultant length of a von Mises distribution of concentration x.
  public static func besselI1I0Ratio(_ x: Double) -> Double {
    if x.isInfinite { return x < 0 ? -1 : 1 }
    return besselI1e(x) / besselI0e(x)
  }

  static func scaledBessel(_ order: Int, _ x: Double) -> Double {
    if x.isNaN { return x }
    if x == .infinity { return 0 }
    let nu = Double(order)
    if x < 30 {
      var term = order == 0 ? 1 : 0.5 * x
      var sum = term
      var k = 0.0
      while term > sum * 1e-17 {
        k += 1
        term *= 0.25 * x * x / (k * (k + nu))
        sum += term
      }
      return sum * exp(-x)
    }
    var term = 1.0
    var sum = 1.0
    for step in 1..<30 {
      let k = Double(step)
      term *= -(4 * nu * nu - (2 * k - 1) * (2 * k - 1)) / (k * 8 * x)
      sum += term
    }
    return sum / (2 * .pi * x).squareRoot()
  }
}
