// Student's t, von Mises's and Kolmogorov's distribution functions: reference numbers, edges, laws.

import ApusNumerics
import Foundation
import Testing

@Suite struct DistributionFunctionTests {
  let reference: SpecialReference

  init() throws { reference = try SpecialReference("distributions") }

  @Test func `Student's t agrees with mpmath`() throws {
    try reference.expect("studentT", arguments: 2, within: 4e-14) {
      Special.studentTCDF($0[0], degreesOfFreedom: $0[1])
    }
    try reference.expect("studentT", arguments: 2, column: 1, within: 4e-14) {
      Special.logStudentTCDF($0[0], degreesOfFreedom: $0[1])
    }
  }

  @Test func `quantiles of Student's t undo its distribution function`() {
    for nu in [0.1, 0.7, 1, 2, 3.5, 20, 1e3, 1e6] {
      for p in [1e-200, 1e-30, 1e-8, 0.003, 0.2, 0.4, 0.499] {
        let t = Special.studentTQuantile(p, degreesOfFreedom: nu)
        if t == -.infinity { continue }
        expectClose(Special.logStudentTCDF(t, degreesOfFreedom: nu), log(p), within: 1e-13, "\(nu), \(p)")
      }
    }
  }

  @Test func `one degree of freedom is Cauchy's distribution, infinitely many are the normal one`() {
    for t in spread(from: 1e-6, to: 1e300, count: 50) {
      let p = atan(1 / t) / .pi
      // The tail is the exponential of a number near log p, which is rounded twice by at most u |log p|.
      let tolerance = 4e-15 - 2 * unitRoundoff * log(p)
      expectClose(Special.studentTCDF(-t, degreesOfFreedom: 1), p, within: tolerance, "\(t)")
      expectClose(Special.studentTQuantile(p, degreesOfFreedom: 1), -t, within: 1e-14 * (1 + 1 / t), "\(t)")
    }
    for t in [-30.0, -3, -0.1, 0.5, 4] {
      expectClose(Special.studentTCDF(t, degreesOfFreedom: 1e18), Special.normalCDF(t), within: 1e-12, "\(t)")
      #expect(Special.studentTCDF(t, degreesOfFreedom: .infinity) == Special.normalCDF(t))
    }
  }

  @Test func `von Mises's distribution function and its derivatives agree with mpmath`() throws {
    try reference.expect("vonMises", arguments: 2, within: 2e-13) { Special.vonMisesCDF($0[0], $0[1]) }
    try reference.expect("vonMisesSlopes", arguments: 2, within: 2e-13) {
      Special.vonMisesCDFDerivative($0[0], $0[1]).dX
    }
    try reference.expect("vonMisesSlopes", arguments: 2, column: 1, within: 2e-13) {
      Special.vonMisesCDFDerivative($0[0], $0[1]).dKappa
    }
  }

  @Test func `von Mises's distribution function grows by one a turn and is symmetric`() {
    for kappa in [0, 0.3, 2, 20, 500] {
      for x in spread(from: 0.01, to: 3.1, count: 20) {
        let value = Special.vonMisesCDF(x, kappa)
        // The value is one less the tail, rounded to the spacing u of the numbers below one.
        #expect(abs(Special.vonMisesCDF(-x, kappa) - (1 - value)) <= unitRoundoff, "\(x), \(kappa)")
        #expect(
          abs(Special.vonMisesCDF(x + 6 * .pi, kappa) - value - 3) <= 2e-14 * (1 + kappa.squareRoot()), "\(x), \(kappa)"
        )
      }
    }
  }

  @Test func `Kolmogorov's survival function agrees with mpmath`() throws {
    try reference.expect("kolmogorov", within: 2e-15) { Special.kolmogorovSurvival($0[0]) }
  }

  @Test func `the edges are as documented`() {
    let infinity = Double.infinity
    let t = { (t: Double, nu: Double) in Special.studentTCDF(t, degreesOfFreedom: nu) }
    expectEdges([
      ("t(0, 3)", t(0, 3), 0.5), ("t(-inf, 3)", t(-infinity, 3), 0), ("t(inf, 3)", t(infinity, 3), 1),
      ("t(1, 0)", t(1, 0), .nan), ("t(1, -2)", t(1, -2), .nan), ("t(nan, 3)", t(.nan, 3), .nan),
      ("t(1, nan)", t(1, .nan), .nan),
      ("log t(-inf, 3)", Special.logStudentTCDF(-infinity, degreesOfFreedom: 3), -infinity),
      ("log t(inf, 3)", Special.logStudentTCDF(infinity, degreesOfFreedom: 3), -0.0),
      ("t quantile(0)", Special.studentTQuantile(0, degreesOfFreedom: 3), -infinity),
      ("t quantile(1)", Special.studentTQuantile(1, degreesOfFreedom: 3), infinity),
      ("t quantile(0.5)", Special.studentTQuantile(0.5, degreesOfFreedom: 3), 0),
      ("t quantile(0.1), nu 1e-4", Special.studentTQuantile(0.1, degreesOfFreedom: 1e-4), -infinity),
      ("t quantile(-1)", Special.studentTQuantile(-1, degreesOfFreedom: 3), .nan),
      ("t quantile(0.5), nu 0", Special.studentTQuantile(0.5, degreesOfFreedom: 0), .nan),
      ("von Mises(0, 2)", Special.vonMisesCDF(0, 2), 0.5), ("von Mises(0, inf)", Special.vonMisesCDF(0, infinity), 0.5),
      ("von Mises(pi, 2)", Special.vonMisesCDF(.pi, 2), 1),
      ("von Mises(inf, 2)", Special.vonMisesCDF(infinity, 2), .nan),
      ("von Mises(1, -1)", Special.vonMisesCDF(1, -1), .nan),
      ("von Mises(1, nan)", Special.vonMisesCDF(1, .nan), .nan),
      ("von Mises(1, inf)", Special.vonMisesCDF(1, infinity), 1),
      ("von Mises(-1, inf)", Special.vonMisesCDF(-1, infinity), 0),
      ("von Mises(-3, 5.6e93)", Special.vonMisesCDF(-3, 5.6e93), 0),
      ("von Mises slope(-3, 5.6e93)", Special.vonMisesCDFDerivative(-3, 5.6e93).dKappa, -0.0),
      ("von Mises slope(1, inf)", Special.vonMisesCDFDerivative(1, infinity).dKappa, .nan),
      ("Kolmogorov(0)", Special.kolmogorovSurvival(0), 1), ("Kolmogorov(-1)", Special.kolmogorovSurvival(-1), 1),
      ("Kolmogorov(inf)", Special.kolmogorovSurvival(infinity), 0),
      ("Kolmogorov(nan)", Special.kolmogorovSurvival(.nan), .nan),
    ])
  }
}
