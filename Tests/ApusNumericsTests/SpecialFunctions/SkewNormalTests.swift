// The logarithm of the skew normal distribution function: closed forms, mirror images, edges. Numbers of mpmath stand in the tables of
// the family.

import ApusNumerics
import Foundation
import Testing

@Suite struct SkewNormalTests {
  private func logF(_ z: Double, _ alpha: Double) -> Double { Special.logSkewNormalCDF(z, shape: alpha) }

  @Test func `shape 0 is the normal distribution, an infinite one the half-normal`() {
    for z in [-40.0, -8, -1, -1e-9, 0, 0.3, 2, 9] {
      expectClose(logF(z, 0), Special.logNormalCDF(z), within: 1e-14, "\(z)")
      if z > 0 { expectClose(logF(z, .infinity), log1p(-2 * Special.normalCDF(-z)), within: 1e-14, "\(z)") }
    }
  }

  @Test func `shape 1 is the square of the normal distribution function`() {
    for z in [-30.0, -5, -0.7, 0, 0.1, 1.5, 8] {
      expectClose(logF(z, 1), 2 * Special.logNormalCDF(z), within: 1e-14, "\(z)")
    }
  }

  @Test func `at the centre it is an angle`() {
    for alpha in [-1e8, -30, -0.5, 0, 2, 1e3, 1e12] {
      let share = atan2(1, abs(alpha)) / .pi
      expectClose(logF(0, alpha), alpha < 0 ? log1p(-share) : log(share), within: 1e-14, "\(alpha)")
    }
  }

  @Test func `the edges are as documented`() {
    let infinity = Double.infinity
    expectEdges([
      ("log F(-inf, 3)", logF(-infinity, 3), -infinity), ("log F(inf, 3)", logF(infinity, 3), 0),
      ("log F(-inf, -3)", logF(-infinity, -3), -infinity), ("log F(inf, -3)", logF(infinity, -3), 0),
      ("log F(nan, 3)", logF(.nan, 3), .nan), ("log F(1, nan)", logF(1, .nan), .nan),
      ("log F(-1e200, 2)", logF(-1e200, 2), -infinity), ("log F(-1e-3, inf)", logF(-1e-3, infinity), -infinity),
    ])
  }
}
