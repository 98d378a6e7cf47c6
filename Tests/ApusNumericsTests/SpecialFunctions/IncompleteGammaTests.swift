// The regularised incomplete gamma functions and their derivatives: reference numbers, edges, laws.

import ApusNumerics
import Foundation
import Testing

@Suite struct IncompleteGammaTests {
  let moderate: SpecialReference
  let huge: SpecialReference

  init() throws {
    moderate = try SpecialReference("incomplete-gamma")
    huge = try SpecialReference("incomplete-gamma-huge")
  }

  /// Expects each column of values to agree, to a relative error and, more loosely, per unit of its logarithm.
  func expect(column: Int, within tolerance: Double, _ function: (Double, Double) -> Double) throws {
    let call: ([Double]) -> Double = { function($0[0], $0[1]) }
    try moderate.expect("moderate", arguments: 2, column: column, within: tolerance, call)
    try huge.expect("huge", arguments: 2, column: column, within: tolerance, call)
  }

  @Test func `both functions agree with mpmath for shapes from 1e-10 to 1e13, into the far tails`() throws {
    try expect(column: 0, within: 2e-13) { Special.regularizedGammaP($0, $1) }
    try expect(column: 1, within: 2e-13) { Special.regularizedGammaQ($0, $1) }
  }

  @Test func `both logarithms agree with mpmath`() throws {
    try expect(column: 2, within: 2e-13) { Special.logRegularizedGammaP($0, $1) }
    try expect(column: 3, within: 2e-13) { Special.logRegularizedGammaQ($0, $1) }
  }

  @Test func `the derivatives in the shape and in the argument agree with mpmath's differences`() throws {
    try expect(column: 4, within: 2e-13) { Special.regularizedGammaPDerivative(shape: $0, $1).dA }
    try expect(column: 5, within: 2e-13) { Special.regularizedGammaPDerivative(shape: $0, $1).dX }
  }

  @Test func `the derivatives of the logarithms agree with mpmath's differences`() throws {
    try expect(column: 6, within: 2e-13) { Special.logRegularizedGammaDerivative(shape: $0, $1, upper: false).dA }
    try expect(column: 7, within: 2e-13) { Special.logRegularizedGammaDerivative(shape: $0, $1, upper: true).dA }
  }

  @Test func `where nothing is in a tail a dozen ulp are enough`() throws {
    let scale: ([Double]) -> Double = { min($0[2], $0[3]) < 1e-3 ? .infinity : 0 }
    try moderate.expect("moderate", arguments: 2, within: 5e-15, scale: scale) {
      Special.regularizedGammaP($0[0], $0[1])
    }
    try moderate.expect("moderate", arguments: 2, column: 1, within: 1e-14, scale: scale) {
      Special.regularizedGammaQ($0[0], $0[1])
    }
  }

  @Test func `the edges are as documented`() {
    let infinity = Double.infinity
    expectEdges([
      ("P(2, 0)", Special.regularizedGammaP(2, 0), 0), ("P(2, inf)", Special.regularizedGammaP(2, infinity), 1),
      ("P(0, 1)", Special.regularizedGammaP(0, 1), 1), ("P(inf, 1)", Special.regularizedGammaP(infinity, 1), 0),
      ("P(0, 0)", Special.regularizedGammaP(0, 0), .nan),
      ("P(inf, inf)", Special.regularizedGammaP(infinity, infinity), .nan),
      ("P(-1, 1)", Special.regularizedGammaP(-1, 1), .nan), ("P(1, -1)", Special.regularizedGammaP(1, -1), .nan),
      ("P(nan, 1)", Special.regularizedGammaP(.nan, 1), .nan), ("P(1, nan)", Special.regularizedGammaP(1, .nan), .nan),
      ("P(1, 1e300)", Special.regularizedGammaP(1, 1e300), 1), ("P(1e300, 1)", Special.regularizedGammaP(1e300, 1), 0),
      ("P(1, least)", Special.regularizedGammaP(1, .leastNonzeroMagnitude), .leastNonzeroMagnitude),
      ("P(1e-300, 1)", Special.regularizedGammaP(1e-300, 1), 1),
      ("Q(2, 0)", Special.regularizedGammaQ(2, 0), 1), ("Q(2, inf)", Special.regularizedGammaQ(2, infinity), 0),
      ("Q(0, 1)", Special.regularizedGammaQ(0, 1), 0), ("Q(inf, 1)", Special.regularizedGammaQ(infinity, 1), 1),
      ("Q(0, 0)", Special.regularizedGammaQ(0, 0), .nan), ("Q(1, 800)", Special.regularizedGammaQ(1, 800), 0),
      ("log P(2, 0)", Special.logRegularizedGammaP(2, 0), -infinity),
      ("log P(2, inf)", Special.logRegularizedGammaP(2, infinity), -0.0),
      ("log P(-1, 2)", Special.logRegularizedGammaP(-1, 2), .nan),
      ("log Q(1, 1e300)", Special.logRegularizedGammaQ(1, 1e300), -1e300),
      ("log Q(0, 3)", Special.logRegularizedGammaQ(0, 3), -infinity),
      ("log Q(2, 0)", Special.logRegularizedGammaQ(2, 0), -0.0),
      ("dX at (0.5, 0)", Special.regularizedGammaPDerivative(shape: 0.5, 0).dX, infinity),
      ("dX at (1, 0)", Special.regularizedGammaPDerivative(shape: 1, 0).dX, 1),
      ("dX at (2, 0)", Special.regularizedGammaPDerivative(shape: 2, 0).dX, 0),
      ("dA at (2, 0)", Special.regularizedGammaPDerivative(shape: 2, 0).dA, 0),
      ("dA at (2, inf)", Special.regularizedGammaPDerivative(shape: 2, infinity).dA, 0),
      ("dA at (0, 2)", Special.regularizedGammaPDerivative(shape: 0, 2).dA, .nan),
      ("dA at (2, -1)", Special.regularizedGammaPDerivative(shape: 2, -1).dA, .nan),
      ("dA of log P at (2, 0)", Special.logRegularizedGammaDerivative(shape: 2, 0, upper: false).dA, .nan),
      ("dA of log Q at (-2, 1)", Special.logRegularizedGammaDerivative(shape: -2, 1, upper: true).dA, .nan),
    ])
  }

  @Test func `a shape of one is an exponential, a half a squared normal`() {
    for x in spread(from: 1e-10, to: 700, count: 80) {
      // P is the exponential of a number near log P, the rounding of which is u |log P|; log Q is −P near zero.
      let p = -expm1(-x)
      let tolerance = 2e-15 - unitRoundoff * log(p)
      expectClose(Special.regularizedGammaP(1, x), p, within: tolerance, "\(x)")
      expectClose(Special.logRegularizedGammaQ(1, x), -x, within: tolerance, "\(x)")
      expectClose(Special.regularizedGammaP(0.5, x), erf(x.squareRoot()), within: 4e-15, "\(x)")
    }
  }

  @Test func `P and Q add to one`() {
    for a in spread(from: 1e-8, to: 1e8, count: 40) {
      for factor in [0.01, 0.3, 0.7, 0.95, 1, 1.02, 1.3, 1.7, 4, 30] {
        let sum = Special.regularizedGammaP(a, a * factor) + Special.regularizedGammaQ(a, a * factor)
        expectClose(sum, 1, within: 1e-15, "\(a), \(factor)")
      }
    }
  }

  @Test func `a step in the shape is a density`() {
    // P(a, x) − P(a + 1, x) = xᵃ e⁻ˣ / Γ(a + 1), across the borders of the methods at 1, 20 and x = 1.5.
    for a in [0.2, 0.6, 0.99, 4, 12, 19.2, 19.9, 25, 90, 400] {
      for factor in [0.2, 0.5, 0.8, 1, 1.1, 1.5, 2, 3] {
        let x = a * factor
        let density = Special.regularizedGammaPDerivative(shape: a, x).dX * x / a
        let (p, next) = (Special.regularizedGammaP(a, x), Special.regularizedGammaP(a + 1, x))
        let (q, nextQ) = (Special.regularizedGammaQ(a, x), Special.regularizedGammaQ(a + 1, x))
        let (step, scale) = p < q ? (p - next, p) : (nextQ - q, nextQ)
        // In the far tails by the accuracy that the functions state, 2 u per unit of the logarithm.
        #expect(abs(step - density) <= (3e-14 - 2 * unitRoundoff * log(scale)) * scale, "\(a), \(x)")
      }
    }
  }

  @Test func `the methods meet at their borders`() {
    let borders = [
      (1.0, 0.4), (1, 1.2), (1, 5), (20, 12), (20, 20), (20, 35), (0.3, 1.5), (0.9, 1.5), (1.2, 1.5), (5, 5), (60, 60),
      (500, 1e3),
    ]
    for (a, x) in borders {
      let (lowA, highA, lowX, highX) = (a.nextDown, a.nextUp, x.nextDown, x.nextUp)
      let (p, q) = (Special.regularizedGammaP(lowA, lowX), Special.regularizedGammaQ(lowA, lowX))
      let down = Special.regularizedGammaPDerivative(shape: lowA, lowX)
      let up = Special.regularizedGammaPDerivative(shape: highA, highX)
      // What the way from the one point to the other does to the smaller tail, and the stated accuracies of both sides.
      let tail = min(p, q)
      let moved = (abs(down.dA) * (highA - lowA) + abs(down.dX) * (highX - lowX)) / tail
      let perLogarithm = -4 * unitRoundoff * log(tail)
      expectClose(down.dA, up.dA, within: 200 * unitRoundoff + perLogarithm + moved, "\(a), \(x)")
      expectClose(down.dX, up.dX, within: 40 * unitRoundoff + perLogarithm + moved, "\(a), \(x)")
      expectClose(p, Special.regularizedGammaP(highA, highX), within: 40 * unitRoundoff + perLogarithm + moved)
      let ofQ = (a < 1 ? 120 : 40) * unitRoundoff
      expectClose(q, Special.regularizedGammaQ(highA, highX), within: ofQ + perLogarithm + moved, "\(a), \(x)")
    }
  }

  @Test func `derivatives of logarithms survive where the functions underflow`() {
    let (a, x) = (3.0, 5e4)
    #expect(Special.regularizedGammaQ(a, x) == 0)
    // Q ≈ xᵃ⁻¹ e⁻ˣ / Γ(a) (1 + 2/x + 2/x²).
    let logQ = 2 * log(x) - x - log(2) + log1p(2 / x + 2 / (x * x))
    expectClose(Special.logRegularizedGammaQ(a, x), logQ, within: 1e-15)
    expectClose(
      Special.logRegularizedGammaDerivative(shape: a, x, upper: true).dX, -1 / (1 + 2 / x + 2 / (x * x)), within: 1e-14)
    // log Q = log Γ(a, x) − log Γ(a), and Γ(a, x) ≈ xᵃ⁻¹ e⁻ˣ.
    expectClose(
      Special.logRegularizedGammaDerivative(shape: a, x, upper: true).dA, log(x) - Special.digamma(a), within: 1e-5)
    expectClose(Special.logRegularizedGammaDerivative(shape: 1e5, 1, upper: false).dX, 1e5, within: 1e-4)
  }
}
