// The derivatives of the logarithm of the gamma function.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The digamma function ψ(x) = d/dx log Γ(x).
  public static func digamma(_ x: Double) -> Double {
    if x == 0 { return -1 / x }
    if x < 0 {
      if x == x.rounded() { return .nan }
      let r = x - x.rounded()
      return digamma(1 - x) - .pi / tan(.pi * r)
    }
    if x == .infinity { return x }
    var x = x
    var s = 0.0
    while x < 10 {
      s -= 1 / x
      x += 1
    }
    let w = 1 / (x * x)
    let tail =
      w
      * (1.0 / 12 - w * (1.0 / 120 - w * (1.0 / 252 - w * (1.0 / 240 - w * (1.0 / 132 - w * (691.0 / 32760 - w / 12))))))
    return s + log(x) - 0.5 / x - tail
  }

  /// The trigamma function ψ′(x).
  public static func trigamma(_ x: Double) -> Double { polygamma(1, x) }

  /// The tetragamma function ψ″(x), the derivative of the trigamma function.
  public static func tetragamma(_ x: Double) -> Double { polygamma(2, x) }

  /// The polygamma function ψ⁽ⁿ⁾(x), the n-th derivative of the digamma function, for n in 0 ... 4; NaN for other n.
  public static func polygamma(_ n: Int, _ x: Double) -> Double {
    if n == 0 { return digamma(x) }
    if n < 0 || n > 4 || x.isNaN || x == -.infinity { return .nan }
    let odd = n % 2 == 1
    if x <= 0, x == x.rounded() {
      if odd { return .infinity }
      return x == 0 ? (x.sign == .minus ? .infinity : -.infinity) : .nan
    }
    if x == .infinity { return odd ? 0 : -0.0 }
    if x < 0 {
      // ψ⁽ⁿ⁾(1 − x) − (−1)ⁿ ψ⁽ⁿ⁾(x) = (−1)ⁿ π dⁿ/dxⁿ cot πx: DLMF 5.15.6.
      let r = x - x.rounded()
      let c = 1 / tan(.pi * r)
      let q = 1 + c * c
      let pi = Double.pi
      let derivative: Double
      switch n {
      case 1: derivative = -pi * q
      case 2: derivative = 2 * pi * pi * c * q
      case 3: derivative = -2 * pi * pi * pi * q * (1 + 3 * c * c)
      default: derivative = 8 * pi * pi * pi * pi * c * q * (2 + 3 * c * c)
      }
      let mirrored = polygamma(n, 1 - x)
      return (odd ? -mirrored : mirrored) - pi * derivative
    }
    var x = x
    var s = 0.0
    let order = Double(n)
    var factorial = 1.0
    for k in 2..<max(n + 1, 2) where k <= n { factorial *= Double(k) }
    while x < 20 {
      s += factorial * pow(x, -order - 1)
      x += 1
    }
    let bernoulli: [Double] = [
      1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510,
    ]
    var tail = factorial / order * pow(x, -order) + factorial * 0.5 * pow(x, -order - 1)
    var rising = 1.0
    for j in 1..<max(n + 1, 2) where j <= n { rising *= Double(j) }
    // (2k + n − 1)! / (2k)! from k to k + 1.
    var ratio = factorial * (order + 1) / 2
    for (index, b) in bernoulli.enumerated() {
      let k = Double(index + 1)
      tail += b * ratio * pow(x, -2 * k - order)
      ratio *= (2 * k + order) * (2 * k + 1 + order) / ((2 * k + 1) * (2 * k + 2))
    }
    return odd ? s + tail : -(s + tail)
  }
}
