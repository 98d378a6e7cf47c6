// The functions of the C library that `Special` shows under the same name, under another name.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What libm does, reachable from where `Special` has a function of the same name.
enum Libm {
  @inline(__always) static func errorFunction(_ x: Double) -> Double { erf(x) }
  @inline(__always) static func complementaryErrorFunction(_ x: Double) -> Double { erfc(x) }
  @inline(__always) static func expMinusOne(_ x: Double) -> Double { expm1(x) }
  @inline(__always) static func logOnePlus(_ x: Double) -> Double { log1p(x) }
  @inline(__always) static func gamma(_ x: Double) -> Double { tgamma(x) }

  /// log |Γ(x)| and the sign of Γ(x), without the global `signgam` that `lgamma` writes to.
  @inline(__always) static func logGamma(_ x: Double) -> (value: Double, sign: Double) {
    var sign: Int32 = 1
    let value = lgamma_r(x, &sign)
    return (value, Double(sign))
  }
}
