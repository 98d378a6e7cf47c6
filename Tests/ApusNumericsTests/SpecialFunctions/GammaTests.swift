// The logarithms of the gamma and beta functions and Stirling's correction: reference numbers, edges, laws.

import ApusNumerics
import Foundation
import Testing

@Suite struct GammaTests {
  let reference: SpecialReference

  init() throws { reference = try SpecialReference("gamma") }

  @Test func `the logarithm of the gamma function agrees with mpmath`() throws {
    try reference.expect("logGamma", within: 2e-15) { Special.logGamma($0[0]) }
    try reference.expect("logGamma1p", within: 1e-15) { Special.logGamma1p($0[0]) }
    try reference.expect("stirlingCorrection", within: 3e-15) { Special.stirlingCorrection($0[0]) }
  }

  @Test func `the logarithm of the beta function agrees with mpmath for small and for huge arguments`() throws {
    try reference.expect("logBeta", arguments: 2, within: 2e-15, scale: { _ in 1 }) { Special.logBeta($0[0], $0[1]) }
  }

  @Test func `the logarithm of Pochhammer's symbol agrees with mpmath, for tiny steps too`() throws {
    try reference.expect("logPochhammer", arguments: 2, within: 2e-15, scale: { min(1, abs($0[1])) }) {
      Special.logPochhammer($0[0], $0[1])
    }
  }

  @Test func `the edges are as documented`() {
    let infinity = Double.infinity
    expectEdges([
      ("logGamma(0)", Special.logGamma(0), infinity), ("logGamma(-3)", Special.logGamma(-3), infinity),
      ("logGamma(inf)", Special.logGamma(infinity), infinity),
      ("logGamma(-inf)", Special.logGamma(-infinity), infinity),
      ("logGamma(1)", Special.logGamma(1), 0), ("logGamma(2)", Special.logGamma(2), 0),
      ("logGamma(nan)", Special.logGamma(.nan), .nan),
      ("logGamma1p(-1)", Special.logGamma1p(-1), infinity), ("logGamma1p(-1.5)", Special.logGamma1p(-1.5), .nan),
      ("logGamma1p(1)", Special.logGamma1p(1), 0), ("logGamma1p(inf)", Special.logGamma1p(infinity), infinity),
      ("logGamma1p(nan)", Special.logGamma1p(.nan), .nan),
      ("stirlingCorrection(0)", Special.stirlingCorrection(0), infinity),
      ("stirlingCorrection(-1)", Special.stirlingCorrection(-1), .nan),
      ("stirlingCorrection(inf)", Special.stirlingCorrection(infinity), 0),
      ("stirlingCorrection(nan)", Special.stirlingCorrection(.nan), .nan),
      ("logBeta(0, 2)", Special.logBeta(0, 2), infinity), ("logBeta(0, inf)", Special.logBeta(0, infinity), infinity),
      ("logBeta(3, inf)", Special.logBeta(3, infinity), -infinity), ("logBeta(-1, 2)", Special.logBeta(-1, 2), .nan),
      ("logBeta(nan, 2)", Special.logBeta(.nan, 2), .nan), ("logBeta(1, 1)", Special.logBeta(1, 1), 0),
      ("logPochhammer(0, 1)", Special.logPochhammer(0, 1), .nan),
      ("logPochhammer(2, 0)", Special.logPochhammer(2, 0), 0),
      ("logPochhammer(2, -3)", Special.logPochhammer(2, -3), .nan),
      ("logPochhammer(2, inf)", Special.logPochhammer(2, infinity), infinity),
      ("logPochhammer(inf, 2)", Special.logPochhammer(infinity, 2), infinity),
      ("logPochhammer(inf, -2)", Special.logPochhammer(infinity, -2), -infinity),
    ])
  }

  @Test func `the beta function is symmetric to the last bit`() {
    for a in spread(from: 1e-3, to: 1e6, count: 20) {
      for b in spread(from: 1e-2, to: 1e8, count: 20) {
        #expect(Special.logBeta(a, b) == Special.logBeta(b, a))
      }
    }
  }

  @Test func `Stirling's correction makes up for Stirling's formula`() {
    for x in spread(from: 0.1, to: 1e5, count: 60) {
      let formula = (x - 0.5) * log(x) - x + 0.9189385332046728
      #expect(abs(formula + Special.stirlingCorrection(x) - Special.logGamma(x)) <= 1e-15 * max(1, x * log(x)), "\(x)")
    }
  }

  @Test func `Pochhammer's symbol is a product of its parts`() {
    for a in spread(from: 0.01, to: 1e4, count: 30) {
      for n in [0.3, 1.0, 2.5, 17.0] {
        let parts = Special.logPochhammer(a, n) + Special.logPochhammer(a + n, 0.75)
        let whole = Special.logPochhammer(a, n + 0.75)
        #expect(abs(parts - whole) <= 2e-14 * max(1, abs(whole)), "\(a), \(n)")
      }
    }
  }
}
