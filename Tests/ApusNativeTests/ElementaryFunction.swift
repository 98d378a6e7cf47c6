// The elementary functions of the emitted code, with the error that each of them states.

import ApusOps
import Foundation
import Testing

import ApusNative

/// A function of the emitted code and what is claimed of it.
struct ElementaryFunction: CustomTestStringConvertible, Sendable {
  /// The name, as in the reference numbers.
  let name: String
  /// The number of operands.
  var inputCount = 1
  /// The largest error, in units in the last place.
  let bound: Double
  /// Whether subnormal results, and terms of them, may be 0.
  var flushes = false
  /// A number whose last place the error is measured in where it is larger than the result.
  var scale: @Sendable ([Double]) -> Double = { _ in 0 }
  /// The emitter.
  let emit: @Sendable (inout IRBuilder, [IRValue]) -> IRValue

  var testDescription: String { name }

  /// A function of one operand.
  static func unary(
    _ name: String, _ bound: Double, flushes: Bool = false,
    _ emit: @escaping @Sendable (inout IRBuilder, IRValue) -> IRValue
  ) -> Self {
    Self(name: name, bound: bound, flushes: flushes) { emit(&$0, $1[0]) }
  }

  /// A function of two operands.
  static func binary(
    _ name: String, _ bound: Double, flushes: Bool = false,
    scale: @escaping @Sendable ([Double]) -> Double = { _ in 0 },
    _ emit: @escaping @Sendable (inout IRBuilder, IRValue, IRValue) -> IRValue
  ) -> Self {
    Self(name: name, inputCount: 2, bound: bound, flushes: flushes, scale: scale) { emit(&$0, $1[0], $1[1]) }
  }

  /// A function of three operands.
  static func ternary(
    _ name: String, _ bound: Double, scale: @escaping @Sendable ([Double]) -> Double = { _ in 0 },
    _ emit: @escaping @Sendable (inout IRBuilder, IRValue, IRValue, IRValue) -> IRValue
  ) -> Self {
    Self(name: name, inputCount: 3, bound: bound, scale: scale) { emit(&$0, $1[0], $1[1], $1[2]) }
  }

  /// What rounding d = y − x moves log(1 ± e^d) by, but for the unit of rounding.
  private static func share(_ d: Double, _ sign: Double) -> Double {
    let t = exp(-d.magnitude)
    return d.isFinite && d != 0 ? (d * t / (1 + sign * t)).magnitude : 0
  }

  static let all: [Self] = [
    .unary("exponential", 1.1) { $0.exponential($1) },
    .unary("exponentialMinusOne", 2) { $0.exponentialMinusOne($1) },
    .unary("exponentialBaseTwo", 1.1) { $0.exponentialBaseTwo($1) },
    .unary("logarithm", 1) { $0.logarithm($1) },
    .unary("logarithmBaseTwo", 1) { $0.logarithmBaseTwo($1) },
    .unary("logarithmBaseTen", 1) { $0.logarithmBaseTen($1) },
    .unary("logarithmOfOnePlus", 1) { $0.logarithmOfOnePlus($1) },
    .unary("logarithmOfOnePlusSquare", 2) { $0.logarithmOfOnePlusSquare($1) },
    .unary("softplus", 3, flushes: true) { $0.softplus($1) },
    .unary("sigmoid", 3, flushes: true) { $0.sigmoid($1) },
    .unary("logSigmoid", 3, flushes: true) { $0.logSigmoid($1) },
    .unary("sine", 1) { $0.sine($1) },
    .unary("cosine", 1) { $0.cosine($1) },
    .unary("tangent", 2.5) { $0.tangent($1) },
    .unary("arctangent", 2) { $0.arctangent($1) },
    .unary("arcsine", 2) { $0.arcsine($1) },
    .unary("arccosine", 2) { $0.arccosine($1) },
    .unary("hyperbolicSine", 2) { $0.hyperbolicSine($1) },
    .unary("hyperbolicCosine", 1.6) { $0.hyperbolicCosine($1) },
    .unary("hyperbolicTangent", 3) { $0.hyperbolicTangent($1) },
    .unary("inverseHyperbolicSine", 2) { $0.inverseHyperbolicSine($1) },
    .unary("inverseHyperbolicCosine", 3) { $0.inverseHyperbolicCosine($1) },
    .unary("inverseHyperbolicTangent", 2) { $0.inverseHyperbolicTangent($1) },
    .unary("cubeRoot", 0.6) { $0.cubeRoot($1) },
    .unary("logarithmOfOneMinusExponential", 2) { $0.logarithmOfOneMinusExponential($1) },
    .binary("arctangent2", 2) { $0.arctangent2($1, $2) },
    .binary("power", 1.2) { $0.power($1, $2) },
    .binary("hypotenuse", 1.1) { $0.hypotenuse($1, $2) },
    .binary("logAddExponential", 7, flushes: true, scale: { max(max($0[0], $0[1]).magnitude, share($0[1] - $0[0], 1)) })
    { $0.logAddExponential($1, $2) },
    .binary("logSubtractExponential", 7, scale: { max($0[0].magnitude, share($0[1] - $0[0], -1)) }) {
      $0.logSubtractExponential($1, $2)
    },
    .binary("poissonDeviance", 11) { $0.poissonDeviance($1, $2) },
    .binary("poissonExcess", 3) { $0.poissonExcess($1, $2) },
    .ternary(
      "negativeBinomialDeviance", 14,
      scale: { point in
        let term = point[1] * LogMeanRatio().value(point[0], point[1], point[2])
        return max(term.magnitude, (point[0] + point[1]).magnitude * .leastNormalMagnitude)
      }
    ) { $0.negativeBinomialDeviance($1, $2, $3) },
    .ternary("logMeanRatio", 6) { $0.logMeanRatio($1, $2, $3) },
    .ternary("meanExcessShare", 5) { $0.meanExcessShare($1, $2, $3) },
    .binary("xTimesLogY", 1.5) { $0.xTimesLogY($1, $2) },
    .binary("xTimesLogOfOnePlusY", 1.5) { $0.xTimesLogOfOnePlusY($1, $2) },
  ]
}

extension ElementaryFunction {
  /// The error of a result in units in the last place; ∞ where NaN, an infinity or a zero's sign is wrong.
  ///
  /// - Parameter rest: what rounding took from the value, in units in its last place.
  func error(_ result: Double, at inputs: [Double], value: Double, rest: Double) -> Double {
    if value.isNaN { return result.isNaN ? 0 : .infinity }
    if value.isInfinite { return result == value ? 0 : .infinity }
    if flushes, (result - value).magnitude < .leastNormalMagnitude { return 0 }
    // A zero that is a rounded tiny number has its sign too.
    if result == 0, value == 0 { return result.sign == value.sign ? 0 : .infinity }
    guard result.isFinite else {
      // Where the value is the greatest number, rounding up is an error of one unit.
      return value.magnitude == .greatestFiniteMagnitude ? 1 : .infinity
    }
    let size = scale(inputs).magnitude
    let unit = size > value.magnitude && size.isFinite ? size.ulp : value.ulp
    return (((result - value) - rest * value.ulp) / unit).magnitude
  }
}
