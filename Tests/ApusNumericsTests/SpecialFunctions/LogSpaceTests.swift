// Logarithms of sums and differences, and the logistic function: reference numbers, edges, laws.

import ApusNumerics
import Testing

@Suite struct LogSpaceTests {
  let reference: SpecialReference

  init() throws { reference = try SpecialReference("log-space") }

  @Test func `the functions of one argument agree with mpmath`() throws {
    try reference.expect("log1mexp", within: 4e-16) { Special.log1mexp($0[0]) }
    try reference.expect("log1pexp", within: 4e-16) { Special.log1pexp($0[0]) }
    try reference.expect("expm1mx", within: 5e-16) { Special.expm1mx($0[0]) }
    try reference.expect("log1pmx", within: 5e-16) { Special.log1pmx($0[0]) }
    try reference.expect("sigmoid", within: 4e-16) { Special.sigmoid($0[0]) }
    try reference.expect("logSigmoid", within: 4e-16) { Special.logSigmoid($0[0]) }
    try reference.expect("logit", within: 4e-16) { Special.logit($0[0]) }
  }

  @Test func `sums and differences of logarithms agree with mpmath`() throws {
    let scale: ([Double]) -> Double = { max(abs($0[0]), abs($0[1])) }
    try reference.expect("logAddExp", arguments: 2, within: 4e-16, scale: scale) { Special.logAddExp($0[0], $0[1]) }
    try reference.expect("logSubtractExp", arguments: 2, within: 6e-16, scale: scale) {
      Special.logSubtractExp($0[0], $0[1])
    }
  }

  @Test func `the edges are as documented`() {
    let least = Double.leastNonzeroMagnitude
    expectEdges([
      ("log1mexp(-inf)", Special.log1mexp(-.infinity), -0.0), ("log1mexp(0)", Special.log1mexp(0), -.infinity),
      ("log1mexp(1)", Special.log1mexp(1), .nan), ("log1mexp(-least)", Special.log1mexp(-least), -744.4400719213812),
      ("log1pexp(-inf)", Special.log1pexp(-.infinity), 0), ("log1pexp(inf)", Special.log1pexp(.infinity), .infinity),
      ("log1pexp(1e300)", Special.log1pexp(1e300), 1e300), ("log1pexp(nan)", Special.log1pexp(.nan), .nan),
      ("log1pmx(-1)", Special.log1pmx(-1), -.infinity), ("log1pmx(-1.5)", Special.log1pmx(-1.5), .nan),
      ("log1pmx(inf)", Special.log1pmx(.infinity), -.infinity), ("log1pmx(nan)", Special.log1pmx(.nan), .nan),
      ("expm1mx(0)", Special.expm1mx(0), 0), ("expm1mx(inf)", Special.expm1mx(.infinity), .infinity),
      ("expm1mx(-inf)", Special.expm1mx(-.infinity), .infinity), ("expm1mx(nan)", Special.expm1mx(.nan), .nan),
      ("sigmoid(-inf)", Special.sigmoid(-.infinity), 0), ("sigmoid(inf)", Special.sigmoid(.infinity), 1),
      ("sigmoid(-745)", Special.sigmoid(-745), least), ("sigmoid(1e308)", Special.sigmoid(1e308), 1),
      ("sigmoid(nan)", Special.sigmoid(.nan), .nan),
      ("logSigmoid(-inf)", Special.logSigmoid(-.infinity), -.infinity),
      ("logSigmoid(inf)", Special.logSigmoid(.infinity), -0.0),
      ("logSigmoid(-1e300)", Special.logSigmoid(-1e300), -1e300),
      ("logit(0)", Special.logit(0), -.infinity), ("logit(1)", Special.logit(1), .infinity),
      ("logit(0.5)", Special.logit(0.5), 0), ("logit(1.1)", Special.logit(1.1), .nan),
      ("logit(-0.1)", Special.logit(-0.1), .nan),
    ])
  }

  @Test func `minus infinity stands for the logarithm of zero in sums and differences`() {
    let infinity = Double.infinity
    expectEdges([
      ("logAddExp(-inf, 3)", Special.logAddExp(-infinity, 3), 3),
      ("logAddExp(3, -inf)", Special.logAddExp(3, -infinity), 3),
      ("logAddExp(-inf, -inf)", Special.logAddExp(-infinity, -infinity), -infinity),
      ("logAddExp(inf, -inf)", Special.logAddExp(infinity, -infinity), infinity),
      ("logAddExp(inf, inf)", Special.logAddExp(infinity, infinity), infinity),
      ("logAddExp(nan, inf)", Special.logAddExp(.nan, infinity), .nan),
      ("logAddExp(1e4, 0)", Special.logAddExp(1e4, 0), 1e4),
      ("logSubtractExp(3, -inf)", Special.logSubtractExp(3, -infinity), 3),
      ("logSubtractExp(-inf, -inf)", Special.logSubtractExp(-infinity, -infinity), -infinity),
      ("logSubtractExp(2, 2)", Special.logSubtractExp(2, 2), -infinity),
      ("logSubtractExp(2, 3)", Special.logSubtractExp(2, 3), .nan),
      ("logSubtractExp(inf, 3)", Special.logSubtractExp(infinity, 3), infinity),
      ("logSubtractExp(inf, inf)", Special.logSubtractExp(infinity, infinity), .nan),
      ("logSubtractExp(nan, 0)", Special.logSubtractExp(.nan, 0), .nan),
    ])
  }

  @Test func `zero times the logarithm of anything but NaN is zero`() {
    let infinity = Double.infinity
    expectEdges([
      ("xlogy(0, 0)", Special.xlogy(0, 0), 0), ("xlogy(0, inf)", Special.xlogy(0, infinity), 0),
      ("xlogy(0, -1)", Special.xlogy(0, -1), 0), ("xlogy(0, nan)", Special.xlogy(0, .nan), .nan),
      ("xlogy(nan, 1)", Special.xlogy(.nan, 1), .nan), ("xlogy(2, 0)", Special.xlogy(2, 0), -infinity),
      ("xlogy(3, 1)", Special.xlogy(3, 1), 0), ("xlogy(2, -1)", Special.xlogy(2, -1), .nan),
      ("xlog1py(0, -1)", Special.xlog1py(0, -1), 0), ("xlog1py(0, nan)", Special.xlog1py(0, .nan), .nan),
      ("xlog1py(2, -1)", Special.xlog1py(2, -1), -infinity), ("xlog1py(2, 1e-300)", Special.xlog1py(2, 1e-300), 2e-300),
    ])
  }

  @Test func `the sigmoid and the logit are inverse to each other`() {
    for x in spread(from: 1e-3, to: 30, count: 50) {
      // Near one half the three roundings of the sigmoid sum to 5 u / 8 and the logit has the derivative 4.
      expectClose(Special.logit(Special.sigmoid(-x)), -x, within: 4e-15 + 2.5 * unitRoundoff / x, "\(-x)")
      expectClose(Special.sigmoid(x) + Special.sigmoid(-x), 1, within: 3e-16, "\(x)")
    }
  }

  @Test func `a difference undoes a sum`() {
    for x in spread(from: 1e-2, to: 600, count: 40) {
      expectClose(Special.logSubtractExp(Special.logAddExp(x, x - 0.7), x - 0.7), x, within: 1e-14, "\(x)")
    }
  }
}
