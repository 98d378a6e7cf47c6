// The distribution function of the von Mises distribution.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The distribution function of the von Mises distribution with mean zero and concentration κ ≥ 0.
  ///
  /// It is one half at zero and grows by one each turn of 2π, as SciPy's `vonmises.cdf` does.
  public static func vonMisesCDF(_ x: Double, _ kappa: Double) -> Double {
    if !x.isFinite || !(kappa >= 0) { return .nan }
    let turns = (x / (2 * .pi)).rounded()
    let angle = x - turns * 2 * .pi
    // Simpson's rule from the nearer end.
    let steps = 4000
    let start = abs(angle)
    let h = (Double.pi - start) / Double(steps)
    var sum = 0.0
    for i in 0...steps {
      let s = sin(0.5 * (start + Double(i) * h))
      sum += exp(-2 * kappa * s * s) * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2)
    }
    let tail = sum * h / 3 / (2 * .pi * besselI0e(kappa))
    return turns + (angle < 0 ? tail : 1 - tail)
  }
}
