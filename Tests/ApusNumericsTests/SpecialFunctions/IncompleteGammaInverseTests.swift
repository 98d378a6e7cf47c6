// Quantiles of the gamma distribution: they undo the distribution function.

import ApusNumerics
import Foundation
import Testing

@Suite struct IncompleteGammaInverseTests {
  @Test func `quantiles of both tails undo the distribution function`() {
    for a in spread(from: 0.02, to: 1e7, count: 40) {
      for p in [1e-300, 1e-100, 1e-20, 1e-6, 0.01, 0.2, 0.5] {
        let low = Special.regularizedGammaPInverse(a, p)
        // Below the normal numbers x has fewer digits.
        if low > 1e-300 {
          expectClose(Special.logRegularizedGammaP(a, low), log(p), within: 3e-15 * (2 + a.squareRoot()), "\(a), \(p)")
        }
        let high = Special.regularizedGammaQInverse(a, p)
        if high > 1e-300 {
          expectClose(Special.logRegularizedGammaQ(a, high), log(p), within: 3e-15 * (2 + a.squareRoot()), "\(a), \(p)")
        }
      }
    }
  }

  @Test func `a shape of one has the quantiles of the exponential`() {
    for p in spread(from: 1e-300, to: 0.999, count: 60) {
      // The tail is the exponential of a number near log p, the rounding of which is u |log p|.
      let tolerance = 6e-15 - unitRoundoff * log(p)
      expectClose(Special.regularizedGammaPInverse(1, p), -log1p(-p), within: tolerance, "\(p)")
      expectClose(Special.regularizedGammaQInverse(1, p), -log(p), within: 6e-15, "\(p)")
    }
  }

  @Test func `the two inverses are one function of p and 1 − p`() {
    for a in [0.1, 1, 7.5, 300] {
      for p in [0.0625, 0.25, 0.5, 0.75, 0.9375] {
        expectClose(Special.regularizedGammaQInverse(a, 1 - p), Special.regularizedGammaPInverse(a, p), within: 1e-14)
      }
    }
  }

  @Test func `the edges are as documented`() {
    let infinity = Double.infinity
    expectEdges([
      ("PInverse(2, 0)", Special.regularizedGammaPInverse(2, 0), 0),
      ("PInverse(2, 1)", Special.regularizedGammaPInverse(2, 1), infinity),
      ("PInverse(2, -0.1)", Special.regularizedGammaPInverse(2, -0.1), .nan),
      ("PInverse(2, 1.1)", Special.regularizedGammaPInverse(2, 1.1), .nan),
      ("PInverse(0, 0.5)", Special.regularizedGammaPInverse(0, 0.5), .nan),
      ("PInverse(-1, 0.5)", Special.regularizedGammaPInverse(-1, 0.5), .nan),
      ("PInverse(inf, 0.5)", Special.regularizedGammaPInverse(infinity, 0.5), .nan),
      ("PInverse(2, nan)", Special.regularizedGammaPInverse(2, .nan), .nan),
      ("PInverse(nan, 0.5)", Special.regularizedGammaPInverse(.nan, 0.5), .nan),
      ("PInverse(1e-4, 0.1)", Special.regularizedGammaPInverse(1e-4, 0.1), 0),
      ("QInverse(2, 0)", Special.regularizedGammaQInverse(2, 0), infinity),
      ("QInverse(2, 1)", Special.regularizedGammaQInverse(2, 1), 0),
      ("QInverse(2, 1.5)", Special.regularizedGammaQInverse(2, 1.5), .nan),
      ("QInverse(2, nan)", Special.regularizedGammaQInverse(2, .nan), .nan),
    ])
  }

  @Test func `a quantile of the least probability is found`() {
    let least = Double.leastNonzeroMagnitude
    for a in [0.5, 3, 40, 1e5] {
      let x = Special.regularizedGammaQInverse(a, least)
      expectClose(Special.logRegularizedGammaQ(a, x), log(least), within: 1e-11, "\(a)")
    }
  }
}
