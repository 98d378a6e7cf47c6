// The logarithm of Student's t distribution function: reference numbers, edges, laws.

import ApusNumerics
import Foundation
import Testing

@Suite struct StudentTTests {
  let reference: SpecialReference

  init() throws { reference = try SpecialReference("distributions") }

  @Test func `Student's t agrees with mpmath`() throws {
    try reference.expect("studentT", arguments: 2, column: 1, within: 4e-14) {
      Special.logStudentTCDF($0[0], degreesOfFreedom: $0[1])
    }
  }

  @Test func `one degree of freedom is Cauchy's distribution, infinitely many are the normal one`() {
    for t in spread(from: 1e-6, to: 1e300, count: 50) {
      expectClose(
        Special.logStudentTCDF(-t, degreesOfFreedom: 1), log(atan(1 / t) / .pi), within: 4e-15, "\(t)")
    }
    for t in [-30.0, -3, -0.1, 0.5, 4] {
      expectClose(Special.logStudentTCDF(t, degreesOfFreedom: 1e18), Special.logNormalCDF(t), within: 1e-12, "\(t)")
      #expect(Special.logStudentTCDF(t, degreesOfFreedom: .infinity) == Special.logNormalCDF(t))
    }
  }

  @Test func `the edges are as documented`() {
    let infinity = Double.infinity
    let t = { (t: Double, nu: Double) in Special.logStudentTCDF(t, degreesOfFreedom: nu) }
    expectEdges([
      ("log t(-inf, 3)", t(-infinity, 3), -infinity), ("log t(inf, 3)", t(infinity, 3), -0.0),
      ("log t(1, 0)", t(1, 0), .nan), ("log t(1, -2)", t(1, -2), .nan), ("log t(nan, 3)", t(.nan, 3), .nan),
      ("log t(1, nan)", t(1, .nan), .nan),
    ])
  }
}
