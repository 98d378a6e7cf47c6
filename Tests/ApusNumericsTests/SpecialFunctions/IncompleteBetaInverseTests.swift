// Quantiles of the beta distribution: they undo the distribution function.

import ApusNumerics
import Foundation
import Testing

@Suite struct IncompleteBetaInverseTests {
  @Test func `quantiles of both tails undo the distribution function`() {
    for a in spread(from: 0.03, to: 1e5, count: 14) {
      for b in spread(from: 0.03, to: 1e5, count: 14) {
        for p in [1e-200, 1e-20, 1e-5, 0.02, 0.3, 0.5] {
          let tolerance = 1e-14 * (3 + min(a, b).squareRoot())
          let low = Special.regularizedBetaInverse(a, b, p)
          // Near one x has lost the digits of 1 − x.
          if low > 1e-300, low < 0.9 {
            expectClose(Special.logRegularizedBeta(a, b, low), log(p), within: tolerance, "\(a), \(b), \(p)")
          }
          let high = Special.regularizedBetaComplementInverse(a, b, p)
          if high > 1e-300, high < 0.9 {
            expectClose(Special.logRegularizedBetaComplement(a, b, high), log(p), within: tolerance, "\(a), \(b), \(p)")
          }
        }
      }
    }
  }

  @Test func `equal parameters have their median in the middle`() {
    for a in spread(from: 0.01, to: 1e8, count: 30) {
      // For small a, I = ½ + a (logit x) / 4: an error of 4 u of I is one of 4 u / a of x.
      expectClose(Special.regularizedBetaInverse(a, a, 0.5), 0.5, within: 2e-15 + 4 * unitRoundoff / a, "\(a)")
    }
  }

  @Test func `parameters of one give the probability itself, and powers`() {
    for p in spread(from: 1e-300, to: 0.999, count: 50) {
      // The tail is the exponential of a number near log p, the rounding of which is u |log p|.
      let tolerance = 2e-14 - unitRoundoff * log(p)
      expectClose(Special.regularizedBetaInverse(1, 1, p), p, within: tolerance, "\(p)")
      expectClose(Special.regularizedBetaInverse(4, 1, p), pow(p, 0.25), within: tolerance, "\(p)")
      expectClose(Special.regularizedBetaComplementInverse(1, 3, p), -expm1(log(p) / 3), within: 2e-14, "\(p)")
    }
  }

  @Test func `the edges are as documented`() {
    expectEdges([
      ("inverse(2, 3, 0)", Special.regularizedBetaInverse(2, 3, 0), 0),
      ("inverse(2, 3, 1)", Special.regularizedBetaInverse(2, 3, 1), 1),
      ("inverse(2, 3, -0.5)", Special.regularizedBetaInverse(2, 3, -0.5), .nan),
      ("inverse(2, 3, 1.5)", Special.regularizedBetaInverse(2, 3, 1.5), .nan),
      ("inverse(0, 3, 0.5)", Special.regularizedBetaInverse(0, 3, 0.5), .nan),
      ("inverse(2, inf, 0.5)", Special.regularizedBetaInverse(2, .infinity, 0.5), .nan),
      ("inverse(2, 3, nan)", Special.regularizedBetaInverse(2, 3, .nan), .nan),
      ("inverse(1e-4, 1, 0.1)", Special.regularizedBetaInverse(1e-4, 1, 0.1), 0),
      ("complementInverse(2, 3, 0)", Special.regularizedBetaComplementInverse(2, 3, 0), 1),
      ("complementInverse(2, 3, 1)", Special.regularizedBetaComplementInverse(2, 3, 1), 0),
      ("complementInverse(2, 3, nan)", Special.regularizedBetaComplementInverse(2, 3, .nan), .nan),
    ])
  }
}
