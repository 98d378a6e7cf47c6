// Marcum's Q-function: its closed form for a = 0, its symmetry, edges. Numbers of mpmath stand in the tables of the Rice distribution.

import ApusNumerics
import Foundation
import Testing

@Suite struct MarcumTests {
  @Test func `without a distance it is Rayleigh's distribution`() {
    for b in [1e-9, 0.3, 0.99, 1.01, 4, 30, 1e3] {
      expectClose(Special.logMarcumTails(0, b).upper, -0.5 * b * b, within: 1e-14, "\(b)")
    }
  }

  @Test func `the tails of exchanged arguments sum to 1 but for a Bessel function`() {
    // Q(a, b) + Q(b, a) = 1 + e^(−(a − b)²/2) e^(−ab) I₀(ab).
    for (a, b) in [(0.5, 0.7), (1, 3), (4, 4), (20, 21.5), (7, 0.2)] {
      let sum = exp(Special.logMarcumTails(a, b).upper) + exp(Special.logMarcumTails(b, a).upper)
      let expected = 1 + exp(-0.5 * (a - b) * (a - b)) * Special.besselI0e(a * b)
      expectClose(sum, expected, within: 1e-14, "\(a), \(b)")
    }
  }

  @Test func `the edges are as documented`() {
    let infinity = Double.infinity
    expectEdges([
      ("lower(1, 0)", Special.logMarcumTails(1, 0).lower, -infinity),
      ("upper(1, 0)", Special.logMarcumTails(1, 0).upper, 0),
      ("lower(1, inf)", Special.logMarcumTails(1, infinity).lower, 0),
      ("upper(1, inf)", Special.logMarcumTails(1, infinity).upper, -infinity),
      ("upper(-1, 1)", Special.logMarcumTails(-1, 1).upper, .nan),
      ("upper(1, 1e200)", Special.logMarcumTails(1, 1e200).upper, -infinity),
    ])
  }
}
