// The modified Bessel functions of orders zero and one: reference numbers, edges, laws.

import ApusNumerics
import Testing

@Suite struct BesselTests {
  let reference: SpecialReference

  init() throws { reference = try SpecialReference("bessel") }

  @Test func `the functions, plain and scaled, agree with mpmath`() throws {
    try reference.expect("besselI0", within: 1e-15) { Special.besselI0($0[0]) }
    try reference.expect("besselI1", within: 1e-15) { Special.besselI1($0[0]) }
    try reference.expect("besselI0e", within: 8e-16) { Special.besselI0e($0[0]) }
    try reference.expect("besselI1e", within: 8e-16) { Special.besselI1e($0[0]) }
    try reference.expect("logBesselI0", within: 8e-16) { Special.logBesselI0($0[0]) }
  }

  @Test func `the ratio and its derivative agree with mpmath`() throws {
    try reference.expect("besselI1I0Ratio", within: 8e-16) { Special.besselI1I0Ratio($0[0]) }
    try reference.expect("besselI1I0RatioDerivative", within: 8e-16) { Special.besselI1I0RatioDerivative($0[0]) }
  }

  @Test func `the edges are as documented`() {
    let infinity = Double.infinity
    expectEdges([
      ("besselI0(0)", Special.besselI0(0), 1), ("besselI0(inf)", Special.besselI0(infinity), infinity),
      ("besselI0(1e4)", Special.besselI0(1e4), infinity), ("besselI0(714)", Special.besselI0(714), infinity),
      ("besselI0(nan)", Special.besselI0(.nan), .nan),
      ("besselI1(0)", Special.besselI1(0), 0), ("besselI1(-0)", Special.besselI1(-0.0), -0.0),
      ("besselI1(-inf)", Special.besselI1(-infinity), -infinity), ("besselI1(-1e4)", Special.besselI1(-1e4), -infinity),
      ("besselI0e(inf)", Special.besselI0e(infinity), 0), ("besselI0e(-inf)", Special.besselI0e(-infinity), 0),
      ("besselI0e(nan)", Special.besselI0e(.nan), .nan),
      ("besselI1e(inf)", Special.besselI1e(infinity), 0), ("besselI1e(-inf)", Special.besselI1e(-infinity), -0.0),
      ("besselI1e(nan)", Special.besselI1e(.nan), .nan),
      ("logBesselI0(inf)", Special.logBesselI0(infinity), infinity), ("logBesselI0(0)", Special.logBesselI0(0), 0),
      ("logBesselI0(nan)", Special.logBesselI0(.nan), .nan),
      ("besselI1I0Ratio(inf)", Special.besselI1I0Ratio(infinity), 1),
      ("besselI1I0Ratio(-inf)", Special.besselI1I0Ratio(-infinity), -1),
      ("besselI1I0Ratio(0)", Special.besselI1I0Ratio(0), 0),
      ("besselI1I0Ratio(nan)", Special.besselI1I0Ratio(.nan), .nan),
      ("besselI1I0RatioDerivative(0)", Special.besselI1I0RatioDerivative(0), 0.5),
      ("besselI1I0RatioDerivative(inf)", Special.besselI1I0RatioDerivative(infinity), 0),
      ("besselI1I0RatioDerivative(nan)", Special.besselI1I0RatioDerivative(.nan), .nan),
    ])
  }

  @Test func `order zero is even and order one odd`() {
    for x in spread(from: 1e-3, to: 700, count: 40) {
      #expect(Special.besselI0(-x) == Special.besselI0(x))
      #expect(Special.besselI1(-x) == -Special.besselI1(x))
      #expect(Special.besselI1I0Ratio(-x) == -Special.besselI1I0Ratio(x))
      #expect(Special.besselI1I0RatioDerivative(-x) == Special.besselI1I0RatioDerivative(x))
    }
  }

  @Test func `the derivative of the ratio obeys Riccati's equation`() {
    for x in spread(from: 1e-3, to: 1e3, count: 60) {
      let ratio = Special.besselI1I0Ratio(x)
      #expect(abs(Special.besselI1I0RatioDerivative(x) - (1 - ratio * ratio - ratio / x)) <= 1e-15, "\(x)")
    }
  }

  @Test func `the pieces meet`() {
    for x in [6.0, 8.0, 10.0, 15.0, 20.0, 24.0] {
      expectClose(Special.besselI0e(x.nextDown), Special.besselI0e(x), within: 6e-16, "\(x)")
      expectClose(Special.besselI1e(x.nextDown), Special.besselI1e(x), within: 6e-16, "\(x)")
      expectClose(
        Special.besselI1I0RatioDerivative(x.nextDown), Special.besselI1I0RatioDerivative(x), within: 1e-15, "\(x)")
    }
  }
}
