// The regularised incomplete beta function and its derivatives: reference numbers, edges, laws.

import ApusNumerics
import Foundation
import Testing

@Suite struct IncompleteBetaTests {
  let moderate: SpecialReference
  let huge: SpecialReference

  init() throws {
    moderate = try SpecialReference("incomplete-beta")
    huge = try SpecialReference("incomplete-beta-huge")
  }

  /// Expects a column of values to agree for parameters up to 1e5 and up to 1e12.
  func expect(column: Int, within tolerance: Double, _ function: (Double, Double, Double) -> Double) throws {
    let call: ([Double]) -> Double = { function($0[0], $0[1], $0[2]) }
    try moderate.expect("moderate", arguments: 3, column: column, within: tolerance, call)
    try huge.expect("huge", arguments: 3, column: column, within: tolerance, call)
  }

  @Test func `the function and its complement agree with mpmath for parameters from 1e-3 to 1e12, into the tails`()
    throws
  {
    try expect(column: 0, within: 2e-13) { Special.regularizedBeta($0, $1, $2) }
    try expect(column: 1, within: 2e-13) { Special.regularizedBetaComplement($0, $1, $2) }
  }

  @Test func `both logarithms agree with mpmath`() throws {
    try expect(column: 2, within: 2e-13) { Special.logRegularizedBeta($0, $1, $2) }
    try expect(column: 3, within: 2e-13) { Special.logRegularizedBetaComplement($0, $1, $2) }
  }

  @Test func `the derivatives in both parameters and in the argument agree with mpmath's differences`() throws {
    try expect(column: 4, within: 2e-13) { Special.regularizedBetaDerivative($0, $1, $2).dA }
    try expect(column: 5, within: 2e-13) { Special.regularizedBetaDerivative($0, $1, $2).dB }
    try expect(column: 6, within: 2e-13) { Special.regularizedBetaDerivative($0, $1, $2).dX }
  }

  @Test func `the derivatives of the logarithms agree with mpmath's differences`() throws {
    try expect(column: 7, within: 2e-13) { Special.logRegularizedBetaDerivative($0, $1, $2).dA }
    try expect(column: 8, within: 2e-13) { Special.logRegularizedBetaDerivative($0, $1, $2).dB }
    try expect(column: 9, within: 2e-13) { Special.logRegularizedBetaDerivative($0, $1, $2, complement: true).dA }
    try expect(column: 10, within: 2e-13) { Special.logRegularizedBetaDerivative($0, $1, $2, complement: true).dB }
  }

  @Test func `the edges are as documented`() {
    let infinity = Double.infinity
    let derivative = { (a: Double, b: Double, x: Double) in Special.regularizedBetaDerivative(a, b, x) }
    expectEdges([
      ("I(2, 3, 0)", Special.regularizedBeta(2, 3, 0), 0), ("I(2, 3, 1)", Special.regularizedBeta(2, 3, 1), 1),
      ("I(2, 3, -0.1)", Special.regularizedBeta(2, 3, -0.1), .nan),
      ("I(2, 3, 1.1)", Special.regularizedBeta(2, 3, 1.1), .nan),
      ("I(-1, 3, 0.5)", Special.regularizedBeta(-1, 3, 0.5), .nan),
      ("I(2, nan, 0.5)", Special.regularizedBeta(2, .nan, 0.5), .nan),
      ("I(2, 3, nan)", Special.regularizedBeta(2, 3, .nan), .nan),
      ("I(0, 3, 0.5)", Special.regularizedBeta(0, 3, 0.5), 1),
      ("I(3, 0, 0.5)", Special.regularizedBeta(3, 0, 0.5), 0),
      ("I(0, 0, 0.5)", Special.regularizedBeta(0, 0, 0.5), .nan),
      ("I(inf, 3, 0.5)", Special.regularizedBeta(infinity, 3, 0.5), 0),
      ("I(3, inf, 0.5)", Special.regularizedBeta(3, infinity, 0.5), 1),
      ("I(inf, inf, 0.5)", Special.regularizedBeta(infinity, infinity, 0.5), .nan),
      ("I(1, 1, least)", Special.regularizedBeta(1, 1, .leastNonzeroMagnitude), .leastNonzeroMagnitude),
      ("complement(2, 3, 0)", Special.regularizedBetaComplement(2, 3, 0), 1),
      ("complement(2, 3, 1)", Special.regularizedBetaComplement(2, 3, 1), 0),
      ("log I(2, 3, 0)", Special.logRegularizedBeta(2, 3, 0), -infinity),
      ("log I(2, 3, 1)", Special.logRegularizedBeta(2, 3, 1), -0.0),
      ("log complement(2, 3, 1)", Special.logRegularizedBetaComplement(2, 3, 1), -infinity),
      ("log complement(2, 3, 2)", Special.logRegularizedBetaComplement(2, 3, 2), .nan),
      ("dX at (0.5, 2, 0)", derivative(0.5, 2, 0).dX, infinity), ("dX at (1, 2, 0)", derivative(1, 2, 0).dX, 2),
      ("dX at (2, 2, 0)", derivative(2, 2, 0).dX, 0), ("dX at (3, 1, 1)", derivative(3, 1, 1).dX, 3),
      ("dX at (2, 0.5, 1)", derivative(2, 0.5, 1).dX, infinity), ("dA at (2, 3, 0)", derivative(2, 3, 0).dA, 0),
      ("dB at (2, 3, 1)", derivative(2, 3, 1).dB, 0), ("dA at (0, 3, 0.5)", derivative(0, 3, 0.5).dA, .nan),
      ("dB at (2, inf, 0.5)", derivative(2, infinity, 0.5).dB, .nan),
      ("dX at (2, 3, 1.5)", derivative(2, 3, 1.5).dX, .nan),
      ("dA of log I at x = 0", Special.logRegularizedBetaDerivative(2, 3, 0).dA, .nan),
      ("dA of the log complement at x = 1", Special.logRegularizedBetaDerivative(2, 3, 1, complement: true).dA, .nan),
    ])
  }

  @Test func `with a parameter of one it is a power`() {
    for b in spread(from: 1e-3, to: 1e5, count: 30) {
      for x in [1e-9, 1e-4, 0.02, 0.3, 0.5, 0.75, 0.98] {
        expectClose(Special.logRegularizedBetaComplement(1, b, x), b * log1p(-x), within: 2e-14, "\(b), \(x)")
        expectClose(Special.logRegularizedBeta(b, 1, x), b * log(x), within: 2e-14, "\(b), \(x)")
      }
    }
  }

  @Test func `exchanging the parameters gives the complement`() {
    for a in spread(from: 1e-4, to: 1e6, count: 17) {
      for b in spread(from: 1e-3, to: 1e5, count: 13) {
        for x in [0.03125, 0.25, 0.5, 0.875] {
          let (value, mirrored) = (Special.regularizedBeta(a, b, x), Special.regularizedBetaComplement(b, a, 1 - x))
          expectClose(value, mirrored, within: 1e-14, "\(a), \(b), \(x)")
          expectClose(value + Special.regularizedBetaComplement(a, b, x), 1, within: 1e-15, "\(a), \(b), \(x)")
        }
      }
    }
  }

  @Test func `a step in the first parameter is a density`() {
    // I_x(a, b) − I_x(a + 1, b) = xᵃ (1 − x)ᵇ / (a B(a, b)), across the borders of the methods.
    for a in [0.1, 0.7, 0.95, 1.5, 8, 60, 999.5] {
      for b in [0.2, 0.8, 1.3, 7, 40, 500, 2000] {
        for k in [-3.0, -1, -0.1, 0.5, 2] {
          let mean = a / (a + b)
          let x = mean + k * (a * b / (a + b + 1)).squareRoot() / (a + b)
          if x < 1e-3 || x > 0.999 { continue }
          let density = Special.regularizedBetaDerivative(a, b, x).dX * x * (1 - x) / a
          let (i, next) = (Special.regularizedBeta(a, b, x), Special.regularizedBeta(a + 1, b, x))
          let (c, nextC) = (Special.regularizedBetaComplement(a, b, x), Special.regularizedBetaComplement(a + 1, b, x))
          let (step, scale) = i < c ? (i - next, i) : (nextC - c, nextC)
          #expect(abs(step - density) <= 2e-13 * scale, "\(a), \(b), \(x)")
        }
      }
    }
  }

  @Test func `many trials of small probability give the incomplete gamma function`() {
    for a in [0.3, 2, 15, 60] {
      for x in [0.5, 1, 1.5].map({ $0 * a }) {
        // With Wise's argument, −(b + (a − 1)/2) log(1 − p), the limit is reached like b⁻².
        let b = 1e14
        let gamma = Special.regularizedGammaP(a, -(b + 0.5 * (a - 1)) * log1p(-x / b))
        expectClose(Special.regularizedBeta(a, b, x / b), gamma, within: 3e-14, "\(a), \(x)")
      }
    }
  }

  @Test func `parameters near the largest numbers give no NaN`() {
    for (a, b, x) in [
      (3.4e-196, 5.6e244, 0.35), (2, 1e300, 0.5), (4e278, 3e48, 0.999999), (4.6e69, 2.5e89, 1.3e-53),
      (4.4e127, 1.7e294, 9e-266),
    ] {
      let derivative = Special.regularizedBetaDerivative(a, b, x)
      let logarithm = Special.logRegularizedBetaDerivative(a, b, x)
      let sum = Special.regularizedBeta(a, b, x) + Special.regularizedBetaComplement(a, b, x)
      #expect(sum == 1, "\(a), \(b), \(x)")
      #expect(derivative.dA <= 0 && derivative.dB >= 0, "\(a), \(b), \(x)")
      #expect(logarithm.dA <= 0 && logarithm.dB >= 0, "\(a), \(b), \(x)")
    }
    // log(x / mean), where 1 − x / mean rounds to one.
    expectClose(
      Special.logRegularizedBetaDerivative(4.6e69, 2.5e89, 1.3e-53).dA, log(1.3e-53 * 2.5e89 / 4.6e69), within: 1e-14)
  }

  @Test func `the quadrature and the continued fraction meet`() {
    for x in [0.46, 0.49, 0.5, 0.53] {
      let below = Special.regularizedBetaDerivative(1000, 1100, x)
      let above = Special.regularizedBetaDerivative(1000.0.nextUp, 1100, x)
      expectClose(above.dA, below.dA, within: 1e-12, "\(x)")
      expectClose(above.dB, below.dB, within: 1e-12, "\(x)")
      let value = Special.logRegularizedBeta(1000, 1100, x)
      expectClose(Special.logRegularizedBeta(1000.0.nextUp, 1100, x), value, within: 1e-12, "\(x)")
    }
  }
}
