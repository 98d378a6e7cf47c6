// The modified Bessel functions of orders zero and one: reference numbers, edges, laws.

import ApusNumerics
import Testing

@Suite struct BesselTests {
  let reference: SpecialReference

  init() throws { reference = try SpecialReference("bessel") }

  @Test func `the scaled functions and the logarithm agree with mpmath`() throws {
    try reference.expect("besselI0e", within: 8e-16) { Special.besselI0e($0[0]) }
    try reference.expect("besselI1e", within: 8e-16) { Special.besselI1e($0[0]) }
    try reference.expect("logBesselI0", within: 8e-16) { Special.logBesselI0($0[0]) }
  }

  @Test func `the edges are as documented`() {
    let infinity = Double.infinity
    expectEdges([
      ("besselI0e(inf)", Special.besselI0e(infinity), 0), ("besselI0e(-inf)", Special.besselI0e(-infinity), 0),
      ("besselI0e(nan)", Special.besselI0e(.nan), .nan),
      ("besselI1e(inf)", Special.besselI1e(infinity), 0), ("besselI1e(-inf)", Special.besselI1e(-infinity), -0.0),
      ("besselI1e(nan)", Special.besselI1e(.nan), .nan),
      ("logBesselI0(inf)", Special.logBesselI0(infinity), infinity), ("logBesselI0(0)", Special.logBesselI0(0), 0),
      ("logBesselI0(nan)", Special.logBesselI0(.nan), .nan),
    ])
  }

  @Test func `order zero is even and order one odd`() {
    for x in spread(from: 1e-3, to: 700, count: 40) {
      #expect(Special.besselI0e(-x) == Special.besselI0e(x))
      #expect(Special.besselI1e(-x) == -Special.besselI1e(x))
    }
  }

  @Test func `the pieces meet`() {
    for x in [8.0, 20.0] {
      expectClose(Special.besselI0e(x.nextDown), Special.besselI0e(x), within: 6e-16, "\(x)")
      expectClose(Special.besselI1e(x.nextDown), Special.besselI1e(x), within: 6e-16, "\(x)")
    }
  }
}
