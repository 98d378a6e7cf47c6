// The digamma function and its derivatives: reference numbers, edges, laws.

import ApusNumerics
import Testing

@Suite struct PolygammaTests {
  let reference: SpecialReference

  init() throws { reference = try SpecialReference("polygamma") }

  @Test func `the digamma function agrees with mpmath, near its zero too`() throws {
    // For negative arguments the error is relative to the two parts of the reflection.
    try reference.expect("digamma", within: 2e-15, scale: { $0[0] < 0 ? 1 : 0 }) { Special.digamma($0[0]) }
  }

  @Test(arguments: 1...4) func `the derivatives of the digamma function agree with mpmath`(order: Int) throws {
    try reference.expect("polygamma\(order)", within: 4e-15) { Special.polygamma(order, $0[0]) }
  }

  @Test func `the edges are as documented`() {
    let infinity = Double.infinity
    expectEdges([
      ("digamma(0)", Special.digamma(0), -infinity), ("digamma(-0)", Special.digamma(-0.0), infinity),
      ("digamma(-1)", Special.digamma(-1), .nan), ("digamma(inf)", Special.digamma(infinity), infinity),
      ("digamma(-inf)", Special.digamma(-infinity), .nan), ("digamma(-1e20)", Special.digamma(-1e20), .nan),
      ("digamma(nan)", Special.digamma(.nan), .nan), ("digamma(0x1p-1030)", Special.digamma(0x1p-1030), -infinity),
      ("trigamma(0)", Special.polygamma(1, 0), infinity), ("trigamma(-1)", Special.polygamma(1, -1), infinity),
      ("trigamma(inf)", Special.polygamma(1, infinity), 0), ("trigamma(-inf)", Special.polygamma(1, -infinity), .nan),
      ("trigamma(1e-200)", Special.polygamma(1, 1e-200), infinity), ("trigamma(nan)", Special.polygamma(1, .nan), .nan),
      ("tetragamma(0)", Special.polygamma(2, 0), -infinity), ("tetragamma(-0)", Special.polygamma(2, -0.0), infinity),
      ("tetragamma(-1)", Special.polygamma(2, -1), .nan), ("tetragamma(inf)", Special.polygamma(2, infinity), -0.0),
      ("polygamma(3, -2)", Special.polygamma(3, -2), infinity),
      ("polygamma(3, inf)", Special.polygamma(3, infinity), 0),
      ("polygamma(4, -2)", Special.polygamma(4, -2), .nan), ("polygamma(0, -1)", Special.polygamma(0, -1), .nan),
      ("polygamma(5, 2)", Special.polygamma(5, 2), .nan), ("polygamma(-1, 2)", Special.polygamma(-1, 2), .nan),
    ])
  }

  @Test func `a step up adds a power`() {
    for x in spread(from: 0.02, to: 40, count: 60) {
      var (factorial, sign) = (1.0, 1.0)
      var power = 1 / x
      for n in 0...4 {
        if n > 0 { (factorial, sign, power) = (factorial * Double(n), -sign, power / x) }
        let scale = abs(Special.polygamma(n, x)) + 1e-3
        let difference = Special.polygamma(n, x + 1) - Special.polygamma(n, x) - sign * factorial * power
        #expect(abs(difference) <= 4e-15 * (scale + factorial * power), "\(n), \(x)")
      }
    }
  }

  @Test(arguments: 0...3) func `each is the derivative of the one before`(order: Int) {
    for x in spread(from: 0.3, to: 60, count: 40) + [-0.3, -1.7, -4.4] {
      let h = 1e-3 * min(1, abs(x - x.rounded()) + (x > 1 ? 1 : 0))
      let f = { (t: Double) in Special.polygamma(order, x + t * h) }
      let difference = (45 * (f(1) - f(-1)) - 9 * (f(2) - f(-2)) + (f(3) - f(-3))) / (60 * h)
      let scale = abs(f(0)) / h * 1e-14
      let slope = Special.polygamma(order + 1, x)
      #expect(abs(difference - slope) <= 1e-9 * abs(slope) + scale, "\(order), \(x)")
    }
  }

  @Test func `the pieces meet`() {
    for x in [1.0, 3.0, 10.0] {
      expectClose(Special.digamma(x.nextDown), Special.digamma(x), within: 2e-15, "\(x)")
      for n in 1...4 {
        expectClose(Special.polygamma(n, x.nextDown), Special.polygamma(n, x), within: 3e-15, "\(n), \(x)")
      }
    }
  }
}
